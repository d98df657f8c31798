//! Budget fences: passing one asks, inside the core.

use tikvod_core::view::{Code, DecideArgs, Decision, IdArgs, QueueState, QueueVideoArgs, RetryArgs, SettingsPatch};
use tikvod_core::{Core, CoreError};

use crate::support::{Place, control, form, queue, quick, sandbox, state, until};

async fn args(core: &Core, confirm_fence: Option<bool>) -> QueueVideoArgs {
    let draft = core.open_draft().await.unwrap();
    QueueVideoArgs { click_id: draft.click_id, draft_id: draft.id, form: form("a fence"), hook: None, confirm_fence }
}

async fn paused_with(place: &Place, patch: SettingsPatch) -> Core {
    let core = place.start().await;
    core.choose_sandbox().await.unwrap();
    core.update_settings(SettingsPatch { paused: Some(true), ..patch }).await.unwrap();
    core
}

fn numbers(error: &CoreError) -> (Code, String, Option<i32>, Option<i32>) {
    let view = error.view();
    let field = view.fields.first().expect("the numbers of the fence");
    (view.code, field.field.clone(), field.limit, field.actual)
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_the_days_fence_asks_and_a_confirmation_lets_it_pass_once() {
    let place = Place::new();
    let core = paused_with(&place, SettingsPatch { fence_day: Some(2), ..Default::default() }).await;
    queue(&core, "first").await;
    queue(&core, "second").await;

    let third = args(&core, None).await;
    let error = core.queue_video(third.clone()).await.unwrap_err();
    assert_eq!(numbers(&error), (Code::Fence, "fenceDay".into(), Some(2), Some(3)), "{error}");
    assert_eq!(core.queue().await.unwrap().items.len(), 2, "nothing was written");
    assert_eq!(core.open_draft().await.unwrap().click_id, third.click_id, "the click is still unused");

    let third = QueueVideoArgs { confirm_fence: Some(true), ..third };
    let item = core.queue_video(third.clone()).await.unwrap();
    // The same click again is the same item: it costs nothing more, so it passes nothing more.
    let again = QueueVideoArgs { confirm_fence: None, ..third };
    assert_eq!(core.queue_video(again).await.unwrap().id, item.id);
    let fourth = args(&core, None).await;
    assert_eq!(core.queue_video(fourth).await.unwrap_err().view().code, Code::Fence, "it passed once");

    // What is taken back before it was sent is not promised any more.
    let waiting: Vec<_> = core.queue().await.unwrap().items.into_iter().map(|item| item.id).collect();
    for id in waiting.into_iter().skip(1) {
        core.cancel_item(IdArgs { id }).await.unwrap();
    }
    core.queue_video(args(&core, None).await).await.unwrap();
    let settings = core.update_settings(SettingsPatch { fence_day: Some(0), ..Default::default() }).await.unwrap();
    assert_eq!(settings.fence_day, None, "0 takes the fence away");
    core.queue_video(args(&core, None).await).await.unwrap();
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_clicks_at_once_do_not_pass_together_what_one_could_not() {
    let place = Place::new();
    let core = paused_with(&place, SettingsPatch { fence_day: Some(3), ..Default::default() }).await;
    let draft = core.open_draft().await.unwrap();
    let clicks = (0..20).map(|_| {
        core.queue_video(QueueVideoArgs {
            click_id: uuid::Uuid::now_v7().to_string(),
            draft_id: draft.id.clone(),
            form: form("all at once"),
            hook: None,
            confirm_fence: None,
        })
    });
    let results = futures_util::future::join_all(clicks).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
    assert_eq!(core.queue().await.unwrap().items.len(), 3);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_again_and_sending_again_stop_at_the_fence_too() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    place.pace = quick();
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let fault = serde_json::json!(
        {"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "answer", "status": 502}}
    );
    control(&sandbox, "POST", "/_sandbox/faults", Some(fault)).await;
    let doubtful = queue(&core, "may have cost a credit").await;
    until("the person is asked", || async { core.status().await.unwrap().needs_you == 1 }).await;
    core.update_settings(SettingsPatch { fence_day: Some(1), paused: Some(true), ..Default::default() }).await.unwrap();

    let click = || uuid::Uuid::now_v7().to_string();
    let decide = |confirm_fence| DecideArgs {
        id: doubtful.id.clone(),
        decision: Decision::SendAgain,
        click_id: click(),
        confirm_fence,
    };
    let error = core.decide_item(decide(None)).await.unwrap_err();
    assert_eq!(numbers(&error), (Code::Fence, "fenceDay".into(), Some(1), Some(2)), "what may have cost counts");
    assert_eq!(state(&core, &doubtful.id).await, Some(QueueState::Unconfirmed), "the question changed nothing");
    let second = core.decide_item(decide(Some(true))).await.unwrap();
    let second = core.cancel_item(IdArgs { id: second.id }).await.unwrap();
    let retry = |confirm_fence| RetryArgs { id: second.id.clone(), click_id: click(), confirm_fence };
    assert_eq!(core.retry_item(retry(None)).await.unwrap_err().view().code, Code::Fence);
    core.retry_item(retry(Some(true))).await.unwrap();
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_key_spends_nothing_and_knows_no_fence() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.test_key().into()).await.unwrap();
    let patch = SettingsPatch { fence_day: Some(1), paused: Some(true), ..Default::default() };
    core.update_settings(patch).await.unwrap();
    for n in 0..3 {
        queue(&core, &format!("free {n}")).await;
    }
    core.shutdown().await;
}
