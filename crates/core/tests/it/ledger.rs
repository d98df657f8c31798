//! The credit ledger: every spend and refund named, and a difference flagged.

use serde_json::json;
use tikvod_core::Core;
use tikvod_core::view::{Code, IdArgs, LedgerKind, LedgerQuery, LedgerView, QueueState};

use crate::support::{Place, control, queue, sandbox, state, until};

async fn ledger(core: &Core) -> LedgerView {
    core.ledger(LedgerQuery::default()).await.unwrap()
}

fn kinds(view: &LedgerView) -> Vec<(LedgerKind, i32)> {
    view.entries.iter().rev().map(|entry| (entry.kind, entry.credits)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_spend_and_refund_is_named_and_adds_up_to_the_balance() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.check_key().await.unwrap();
    let fault = json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "fail_render", "code": "render_failed", "message": "No."}});
    control(&sandbox, "POST", "/_sandbox/faults", Some(fault)).await;
    let failing = queue(&core, "=1+1 will fail").await;
    until("it failed", || async { state(&core, &failing.id).await == Some(QueueState::Failed) }).await;
    let good = queue(&core, "this one is made").await;
    until("it is done", || async { state(&core, &good.id).await == Some(QueueState::Completed) }).await;

    core.check_key().await.unwrap();
    let view = ledger(&core).await;
    let opening = (LedgerKind::Opening, 24);
    assert_eq!(kinds(&view), [opening, (LedgerKind::Spend, -1), (LedgerKind::Refund, 1), (LedgerKind::Spend, -1)]);
    assert_eq!((view.expected, view.balance, view.drift.clone()), (Some(23), Some(23), None));
    let spend = &view.entries[0];
    assert_eq!(
        (spend.intent_id.as_deref(), spend.title.as_deref()),
        (Some(good.id.as_str()), Some("this one is made"))
    );
    assert!(spend.video_id.as_deref().unwrap().starts_with("vid_") && !spend.assumed, "{spend:?}");
    assert!(spend.request_id.is_some(), "for support: {spend:?}");
    assert_eq!(view.entries[1].intent_id.as_deref(), Some(failing.id.as_str()));

    let page = core.ledger(LedgerQuery { before: None, limit: Some(3) }).await.unwrap();
    let rest = core.ledger(LedgerQuery { before: page.next, limit: Some(3) }).await.unwrap();
    assert_eq!((page.entries.len(), rest.entries.len(), rest.next), (3, 1, None));
    let csv = core.export_ledger().await.unwrap();
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.contains(",'=1+1 will fail,"), "{csv}");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_spends_is_flagged_and_can_be_taken_note_of() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.check_key().await.unwrap();
    assert_eq!(ledger(&core).await.drift, None);
    assert_eq!(core.accept_drift().await.unwrap_err().view().code, Code::NotNow);

    let body = json!({"idea": "made by another program", "style": "Quiz", "voice": "aria_us"});
    control(&sandbox, "POST", "/v1/videos", Some(body)).await;
    core.check_key().await.unwrap();
    let drift = ledger(&core).await.drift.expect("flagged by the next look");
    assert_eq!((drift.credits, drift.in_doubt), (-1, 0));
    core.check_key().await.unwrap();
    assert_eq!(ledger(&core).await.drift.unwrap().since, drift.since, "since it was first seen");

    let view = core.accept_drift().await.unwrap();
    assert_eq!(
        (view.drift.clone(), kinds(&view)),
        (None, vec![(LedgerKind::Opening, 24), (LedgerKind::Adjustment, -1)])
    );
    core.check_key().await.unwrap();
    assert_eq!(ledger(&core).await.drift, None);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_gives_its_credit_back_by_a_named_request_and_doubt_is_a_difference() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.time_scale = 1.0).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.check_key().await.unwrap();
    let item = queue(&core, "cancelled").await;
    until("it is queued", || async { state(&core, &item.id).await == Some(QueueState::Queued) }).await;
    core.cancel_item(IdArgs { id: item.id.clone() }).await.unwrap();
    core.check_key().await.unwrap();
    let view = ledger(&core).await;
    assert_eq!(kinds(&view)[1..], [(LedgerKind::Spend, -1), (LedgerKind::Refund, 1)]);
    assert_eq!(view.drift, None);

    let fault = json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "accept_then_drop"}});
    control(&sandbox, "POST", "/_sandbox/faults", Some(fault)).await;
    let lost = queue(&core, "its answer is lost").await;
    until("it was sent", || async {
        !matches!(state(&core, &lost.id).await, Some(QueueState::Waiting | QueueState::Sending))
    })
    .await;
    core.check_key().await.unwrap();
    if let Some(drift) = ledger(&core).await.drift {
        assert_eq!((drift.credits, drift.in_doubt), (-1, 1), "the doubt explains it");
    }
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_key_has_a_ledger_without_spends() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.test_key().into()).await.unwrap();
    core.check_key().await.unwrap();
    let item = queue(&core, "costs nothing").await;
    until("it is done", || async { state(&core, &item.id).await == Some(QueueState::Completed) }).await;
    core.check_key().await.unwrap();
    let view = ledger(&core).await;
    assert_eq!((view.entries.len(), view.drift), (1, None), "{:?}", view.entries);
    core.shutdown().await;
}
