//! Importing a table: nothing asked in a dry run, nothing paid for twice, plans that come with their videos.

use std::fmt::Write as _;

use tikvod_core::Core;
use tikvod_core::view::{
    AddSocialAccountArgs, Code, ImportArgs, ImportReport, PlanRangeArgs, PlanState, QueueState, SettingsPatch,
};
use tikvod_sandbox::Sandbox;

use crate::support::{Place, control, sandbox, state, until};

async fn requests(sandbox: &Sandbox) -> usize {
    let ledger = control(sandbox, "GET", "/_sandbox/ledger", None).await;
    let rows = ledger["data"].as_array().or_else(|| ledger.as_array()).expect("the ledger lists requests");
    rows.iter().filter(|row| row["path"].as_str().is_some_and(|path| path.starts_with("/v1/"))).count()
}

async fn import(core: &Core, csv: &str, dry_run: bool) -> ImportReport {
    core.import(ImportArgs { csv: csv.into(), dry_run, zone: Some("UTC".into()), ..Default::default() }).await.unwrap()
}

async fn offline(place: &Place, sandbox: &Sandbox) -> Core {
    let core = place.try_open().await.unwrap();
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core
}

const TABLE: &str =
    "idea,style,voice\nfirst,Quiz,aria_us\nsecond,Nonsense,aria_us\nthird,Quiz,aria_us\nthird,Quiz,aria_us\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_asks_nothing_and_writes_nothing() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = offline(&place, &sandbox).await;
    let before = requests(&sandbox).await;
    let report = import(&core, TABLE, true).await;
    assert_eq!(requests(&sandbox).await, before, "no call");
    assert_eq!((report.rows, report.queued.len(), report.credits, report.balance), (4, 3, 3, Some(24)));
    assert_eq!(report.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [3]);
    assert!(report.queued.iter().all(|row| row.intent_id.is_none()) && report.dry_run);
    assert_eq!(core.queue().await.unwrap().items.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_rows_are_never_paid_for_twice_however_the_file_is_saved() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = offline(&place, &sandbox).await;
    let first = import(&core, TABLE, false).await;
    assert_eq!(first.queued.len(), 3, "two rows that are alike are two videos");
    let again = import(&core, TABLE, false).await;
    assert_eq!((again.queued.len(), again.already.len(), again.credits), (0, 3, 0));
    assert_eq!(again.already[0].intent_id, first.queued[0].intent_id, "and it says which");

    // The bad row mended, the order changed, saved by another program.
    let mended =
        "voice;style;idea\r\naria_us;Quiz;third\r\naria_us;Quiz;second\r\naria_us;Quiz;first\r\naria_us;Quiz;third\r\n";
    let utf16 = [vec![0xFF, 0xFE], mended.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let report = core.import(ImportArgs { csv: utf16, ..Default::default() }).await.unwrap();
    assert_eq!(report.queued.iter().map(|row| row.line).collect::<Vec<_>>(), [3], "only the mended row is new");
    assert_eq!(core.queue().await.unwrap().items.len(), 4);

    let wish = ImportArgs { csv: TABLE.into(), again: Some("2026-12".into()), ..Default::default() };
    assert_eq!(core.import(wish.clone()).await.unwrap().queued.len(), 3, "asked for again by name");
    assert_eq!(core.import(wish).await.unwrap().queued.len(), 0, "the same wish twice is one");

    // Another account is another matter.
    core.enter_key(sandbox.test_key().into()).await.unwrap();
    let free = import(&core, TABLE, true).await;
    assert_eq!((free.queued.len(), free.credits), (3, 0), "a test key pays nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_passes_a_fence_queues_nothing_until_it_is_confirmed() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = offline(&place, &sandbox).await;
    core.update_settings(SettingsPatch { fence_batch: Some(2), ..Default::default() }).await.unwrap();
    let args = ImportArgs { csv: TABLE.into(), ..Default::default() };
    let error = core.import(args.clone()).await.unwrap_err().view();
    assert_eq!((error.code, error.fields[0].field.as_str()), (Code::Fence, "fenceBatch"));
    assert_eq!(core.queue().await.unwrap().items.len(), 0, "all or nothing");
    let report = core.import(ImportArgs { confirm_fence: Some(true), ..args }).await.unwrap();
    assert_eq!(report.queued.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_with_a_post_is_planned_as_soon_as_it_has_its_video() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let account = AddSocialAccountArgs { platform: "tiktok".into(), account_id: "acc_1".into(), name: "@facts".into() };
    core.add_social_account(account).await.unwrap();
    let at = chrono::Utc::now() + chrono::TimeDelta::days(3);
    let csv = format!(
        "idea,style,voice,platform,account,caption,time\nplanned,Quiz,aria_us,tiktok,@facts,#planned,{}\n",
        at.format("%Y-%m-%d %H:%M")
    );
    let report = import(&core, &csv, false).await;
    assert!(report.problems.is_empty() && report.queued[0].planned, "{report:?}");
    let id = report.queued[0].intent_id.clone().unwrap();
    until("it is done", || async { state(&core, &id).await == Some(QueueState::Completed) }).await;
    let range = PlanRangeArgs { from: at - chrono::TimeDelta::days(1), to: at + chrono::TimeDelta::days(1) };
    let plans = core.plans(range).await.unwrap();
    assert_eq!(plans.len(), 1);
    assert_eq!((plans[0].caption.as_str(), plans[0].account_id.as_str()), ("#planned", "acc_1"));
    until("it waits for its horizon", || async {
        core.plans(PlanRangeArgs { from: at - chrono::TimeDelta::days(1), to: at + chrono::TimeDelta::days(1) })
            .await
            .unwrap()[0]
            .state
            == PlanState::Planned
    })
    .await;
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mended_plan_never_takes_the_post_of_a_row_that_is_alike() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = offline(&place, &sandbox).await;
    let book = |id: &str| AddSocialAccountArgs {
        platform: "tiktok".into(),
        account_id: format!("acc_{id}"),
        name: format!("@{id}"),
    };
    core.add_social_account(book("b")).await.unwrap();
    let at = (chrono::Utc::now() + chrono::TimeDelta::days(3)).format("%Y-%m-%d %H:%M");
    let row = |account: &str| format!("one idea,Quiz,aria_us,tiktok,@{account},{at}\n");
    let csv = format!("idea,style,voice,platform,account,time\n{}{}", row("a"), row("b"));
    let first = import(&core, &csv, false).await;
    assert_eq!(first.queued.iter().map(|row| row.line).collect::<Vec<_>>(), [3], "@a is not in the book");
    core.add_social_account(book("a")).await.unwrap();
    let mended = import(&core, &csv, false).await;
    assert_eq!(mended.queued.iter().map(|row| row.line).collect::<Vec<_>>(), [2], "@b's post is not made twice");
    assert_eq!(mended.already[0].intent_id, first.queued[0].intent_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_rows_are_queued_in_one_go() {
    let place = Place::new();
    let core = place.try_open().await.unwrap();
    core.choose_sandbox().await.unwrap();
    let mut csv = String::from("idea,style,voice\n");
    for n in 0..1_000 {
        writeln!(csv, "idea {n},Quiz,aria_us").unwrap();
    }
    let begun = std::time::Instant::now();
    assert_eq!(import(&core, &csv, true).await.queued.len(), 1_000);
    assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(import(&core, &csv, false).await.queued.len(), 1_000);
    assert_eq!(import(&core, &csv, false).await.already.len(), 1_000);
}
