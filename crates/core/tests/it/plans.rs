//! Posts against the sandbox: at most once, whatever happens, and never without a trace.

use chrono::{SubsecRound as _, TimeDelta, Utc};
use serde_json::{Value, json};
use tikvod_core::Core;
use tikvod_core::view::{
    AddSocialAccountArgs, Code, Horizon, IdArgs, LibraryQuery, LibrarySort, NewPlanArgs, PlanRangeArgs, PlanState,
    PlanView,
};
use tikvod_sandbox::Sandbox;

use crate::support::{Place, control, fault, sandbox, until};

/// What the sandbox was asked to post, by its own ledger.
async fn posts(sandbox: &Sandbox) -> Vec<Value> {
    let ledger = control(sandbox, "GET", "/_sandbox/ledger", None).await;
    let requests = ledger["data"].as_array().expect("the ledger lists requests").clone();
    requests.into_iter().filter(|r| r["path"].as_str().is_some_and(|path| path.ends_with("/publish"))).collect()
}

/// A core with one finished video.
async fn finished(place: &mut Place, sandbox: &Sandbox) -> (Core, String) {
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let video = video(&core).await;
    (core, video)
}

pub async fn video(core: &Core) -> String {
    let query = LibraryQuery {
        search: String::new(),
        status: Some("completed".into()),
        style: None,
        days: None,
        sort: LibrarySort::Newest,
        offset: 0,
        limit: 1,
    };
    until("the library is read", || async { core.list_videos(query.clone()).await.unwrap().total > 0 }).await;
    core.list_videos(query).await.unwrap().items.remove(0).id
}

async fn plan(core: &Core, video_id: &str, horizon: Horizon) -> PlanView {
    let account = AddSocialAccountArgs {
        platform: "tiktok".into(),
        account_id: "acc_five_facts".into(),
        name: "@fivefactsdaily".into(),
    };
    let account = core.add_social_account(account).await.unwrap();
    let args = NewPlanArgs {
        click_id: uuid::Uuid::now_v7().to_string(),
        video_id: video_id.into(),
        platform: account.platform,
        social_account: account.id,
        caption: "Never dark. #facts".into(),
        local: (Utc::now() + TimeDelta::hours(30)).naive_utc().trunc_subsecs(0),
        zone: "UTC".into(),
        horizon,
    };
    core.create_plan(args).await.unwrap()
}

async fn shown(core: &Core, id: &str) -> PlanView {
    let range = PlanRangeArgs { from: Utc::now() - TimeDelta::days(9), to: Utc::now() + TimeDelta::days(9) };
    core.plans(range).await.unwrap().into_iter().find(|plan| plan.id == id).expect("on the calendar")
}

async fn reaches(core: &Core, id: &str, state: PlanState) {
    until(&format!("the plan is {state:?}"), || async { shown(core, id).await.state == state }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_handed_over_with_its_time_and_locked() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.seed_videos = 1).await;
    let (core, video) = finished(&mut place, &sandbox).await;
    let ours = plan(&core, &video, Horizon::HoursBefore { hours: 12 }).await;
    let now = plan(&core, &video, Horizon::Now).await;
    reaches(&core, &now.id, PlanState::HandedOver).await;
    assert_eq!(shown(&core, &ours.id).await.state, PlanState::Planned, "its horizon has not come");
    let handed = shown(&core, &now.id).await;
    assert!(handed.publish_id.as_deref().is_some_and(|id| id.starts_with("pub_")), "{handed:?}");
    assert!(core.drop_plan(IdArgs { id: now.id.clone() }).await.is_err(), "TikVod has it");
    let posts = posts(&sandbox).await;
    assert_eq!(posts.len(), 1);
    let received = &posts[0]["received"];
    assert_eq!(received["account_id"], "acc_five_facts");
    let at: chrono::DateTime<Utc> = received["scheduled_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(at, now.at);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_doubt_and_is_not_sent_again() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.seed_videos = 1).await;
    let (core, video) = finished(&mut place, &sandbox).await;
    let fault = json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "accept_then_drop"}});
    control(&sandbox, "POST", "/_sandbox/faults", Some(fault)).await;
    let plan = plan(&core, &video, Horizon::Now).await;
    reaches(&core, &plan.id, PlanState::Unconfirmed).await;
    assert!(core.hand_over_plan(IdArgs { id: plan.id.clone() }).await.is_err(), "not even by a click");
    core.shutdown().await;
    drop(core);
    let core = place.start().await;
    video_is_known(&core).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(shown(&core, &plan.id).await.state, PlanState::Unconfirmed);
    assert_eq!(posts(&sandbox).await.len(), 1, "sent once, over a restart too");
    core.shutdown().await;
}

async fn video_is_known(core: &Core) {
    drop(video(core).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_planned_before_its_render_goes_by_itself_once_it_is_done() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.time_scale = 60.0).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let item = crate::support::queue(&core, "the quietest place on earth").await;
    let at_tikvod = || async {
        let items = core.queue().await.unwrap().items;
        items.into_iter().find(|other| other.id == item.id).and_then(|item| item.video_id)
    };
    until("it is at TikVod", || async { at_tikvod().await.is_some() }).await;
    let video = at_tikvod().await.unwrap();
    let plan = plan(&core, &video, Horizon::WhenRendered).await;
    reaches(&core, &plan.id, PlanState::HandedOver).await;
    assert_eq!(posts(&sandbox).await.len(), 1);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_meets_a_conflict_is_looked_at_and_asked_about_not_repeated() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.seed_videos = 1).await;
    let (core, video) = finished(&mut place, &sandbox).await;
    let message = "This video was posted to this account already.";
    let refusal = json!({"type": "answer", "status": 409, "code": "already_published", "message": message});
    fault(&sandbox, json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": refusal})).await;
    let plan = plan(&core, &video, Horizon::Now).await;
    reaches(&core, &plan.id, PlanState::Failed).await;
    let problem = shown(&core, &plan.id).await.problem.expect("it says why");
    assert_eq!((problem.code, problem.api_code.as_deref()), (Code::NotNow, Some("already_published")));
    assert!(problem.message.contains(message), "in TikVod's words: {}", problem.message);
    let notices = || place.notices.0.lock().unwrap().iter().filter(|n| n.title == "TikVod refused a post").count();
    until("the person hears of it", || async { notices() == 1 }).await;

    // A second request would be taken now, and would post twice.
    for _ in 0..2 {
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        assert_eq!(posts(&sandbox).await.len(), 1, "it is not sent again by itself");
    }
    assert_eq!(shown(&core, &plan.id).await.state, PlanState::Failed);
    core.shutdown().await;
    drop(core);
    let core = place.start().await;
    video_is_known(&core).await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(posts(&sandbox).await.len(), 1, "nor by a restart");
    core.hand_over_plan(IdArgs { id: plan.id.clone() }).await.expect("the person may");
    reaches(&core, &plan.id, PlanState::HandedOver).await;
    assert_eq!(posts(&sandbox).await.len(), 2);
    core.shutdown().await;
}
