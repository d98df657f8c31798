//! Lost answers: looked for, adopted where the match is clear, asked about where it is not, and never sent again by
//! themselves. The sandbox's own ledger says what was charged.

use serde_json::json;
use tikvod_core::Core;
use tikvod_core::ports::NoticeKind;
use tikvod_core::view::{DecideArgs, Decision, QueueItem, QueueState, RetryArgs, SettingsPatch};
use tikvod_sandbox::Sandbox;

use crate::support::{Place, control, created, fault, item, queue, quick, sandbox, state, until};

async fn start(place: &mut Place, sandbox: &Sandbox) -> Core {
    place.base_url = Some(sandbox.base_url().to_owned());
    place.pace = quick();
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core
}

async fn paused(core: &Core, paused: bool) {
    core.update_settings(SettingsPatch { paused: Some(paused), ..SettingsPatch::default() }).await.unwrap();
}

fn at_tikvod(state: Option<QueueState>) -> bool {
    matches!(state, Some(QueueState::Queued | QueueState::Processing | QueueState::Completed))
}

async fn adopted(core: &Core, id: &str) -> QueueItem {
    until("it is adopted", || async { at_tikvod(state(core, id).await) }).await;
    item(core, id).await
}

/// Credits taken, by TikVod's own count.
async fn charged(sandbox: &Sandbox) -> u64 {
    24 - control(sandbox, "GET", "/v1/account/credits", None).await["credits"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_found_and_adopted_by_itself() {
    for action in [
        json!({"type": "accept_then_drop"}),
        json!({"type": "accept_then_reset"}),
        json!({"type": "accept_then_answer", "status": 500}),
        json!({"type": "accept_then_answer", "status": 502, "html": "<h1>Bad Gateway</h1>"}),
        // Accepted, but without a receipt that can be read.
        json!({"type": "accept_then_answer", "html": "<h1>Welcome to the hotel</h1>"}),
        json!({"type": "cut_body_at", "byte": 20}),
    ] {
        let mut place = Place::new();
        let sandbox = sandbox(place.data(), |_| ()).await;
        let core = start(&mut place, &sandbox).await;
        fault(&sandbox, json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": action})).await;
        let sent = queue(&core, "7 animals that mourn their dead").await;
        let found = adopted(&core, &sent.id).await;
        assert_eq!((found.credits_used, found.problem.clone()), (Some(1), None), "{action}: {found:?}");
        assert!(found.video_id.is_some() && found.next_look_at.is_none(), "{action}");
        assert_eq!((created(&sandbox).await.len(), charged(&sandbox).await), (1, 1), "{action}: once");
        assert_eq!(core.status().await.unwrap().needs_you, 0, "{action}");
        let asked = place.notices.0.lock().unwrap().iter().any(|notice| notice.kind == NoticeKind::NeedsYou);
        assert!(!asked, "{action}: nobody is asked");
        core.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_looked_for_the_row_says_when_and_nothing_can_be_decided() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = start(&mut place, &sandbox).await;
    // The list does not show it yet: TikVod's replicas may lag behind.
    fault(&sandbox, json!({"method": "GET", "path": "/v1/videos", "action": {"type": "stale_list", "seconds": 3_600}}))
        .await;
    fault(
        &sandbox,
        json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "accept_then_drop"}}),
    )
    .await;
    let sent = queue(&core, "the last lighthouse").await;
    until("it is looked for", || async { item(&core, &sent.id).await.next_look_at.is_some() }).await;
    let row = item(&core, &sent.id).await;
    assert_eq!(row.state, QueueState::Unconfirmed);
    assert_eq!(core.status().await.unwrap().needs_you, 0, "there is no question yet");
    let decision = DecideArgs {
        id: sent.id.clone(),
        decision: Decision::SendAgain,
        click_id: uuid::Uuid::now_v7().to_string(),
        confirm_fence: None,
    };
    assert!(core.decide_item(decision).await.is_err(), "it may be there at the next look");
    let again = RetryArgs { id: sent.id.clone(), click_id: uuid::Uuid::now_v7().to_string(), confirm_fence: None };
    assert!(core.retry_item(again).await.is_err());
    control(&sandbox, "DELETE", "/_sandbox/faults", None).await;
    adopted(&core, &sent.id).await;
    assert_eq!(created(&sandbox).await.len(), 1);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_equal_wishes_of_which_one_answer_is_lost_both_end_with_a_video_of_their_own() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = start(&mut place, &sandbox).await;
    fault(
        &sandbox,
        json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "accept_then_drop"}}),
    )
    .await;
    paused(&core, true).await;
    let (first, second) = (queue(&core, "twins").await, queue(&core, "twins").await);
    paused(&core, false).await;
    let (first, second) = (adopted(&core, &first.id).await, adopted(&core, &second.id).await);
    until("it is done", || async { state(&core, &first.id).await == Some(QueueState::Completed) }).await;
    assert_ne!(first.video_id, second.video_id);
    assert_eq!((created(&sandbox).await.len(), charged(&sandbox).await), (2, 2));
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_found_is_a_question_and_only_the_person_sends_again() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = start(&mut place, &sandbox).await;
    // The request never got there, but that cannot be known.
    fault(
        &sandbox,
        json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "answer", "status": 502, "html": "<h1>Bad Gateway</h1>"}}),
    )
    .await;
    let sent = queue(&core, "7 animals that mourn their dead").await;
    until("the person is asked", || async { core.status().await.unwrap().needs_you == 1 }).await;
    let row = item(&core, &sent.id).await;
    assert_eq!((row.state, row.next_look_at), (QueueState::Unconfirmed, None));
    let asked = place.notices.0.lock().unwrap().len();
    assert_eq!(asked, 1, "said once");
    assert_eq!((created(&sandbox).await.len(), charged(&sandbox).await), (1, 0), "sent once");

    // Over a restart, too: one more look, and the same question.
    core.shutdown().await;
    drop(core);
    let core = place.start().await;
    until("the account is open", || async {
        core.status().await.unwrap().connection == tikvod_core::view::Connection::Online
    })
    .await;
    until("it was looked for once more", || async { item(&core, &sent.id).await.next_look_at.is_none() }).await;
    assert_eq!((state(&core, &sent.id).await, created(&sandbox).await.len()), (Some(QueueState::Unconfirmed), 1));

    let decision = DecideArgs {
        id: sent.id.clone(),
        decision: Decision::SendAgain,
        click_id: uuid::Uuid::now_v7().to_string(),
        confirm_fence: None,
    };
    let second = core.decide_item(decision.clone()).await.unwrap();
    assert_eq!(core.decide_item(decision).await.unwrap().id, second.id, "deciding twice is deciding once");
    adopted(&core, &second.id).await;
    assert_eq!((created(&sandbox).await.len(), charged(&sandbox).await), (2, 1));
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_sent_when_the_app_died_is_found_after_a_restart() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = start(&mut place, &sandbox).await;
    fault(
        &sandbox,
        json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "accept_then_hang"}}),
    )
    .await;
    let sent = queue(&core, "the last lighthouse").await;
    until("the server has it", || async { created(&sandbox).await.len() == 1 }).await;
    assert_eq!(state(&core, &sent.id).await, Some(QueueState::Sending));
    // As close to kill -9 as one process gets: the tasks are gone in the middle of the request.
    core.shutdown().await;
    drop(core);
    let core = place.start().await;
    assert_ne!(state(&core, &sent.id).await, Some(QueueState::Waiting), "never pending again");
    adopted(&core, &sent.id).await;
    assert_eq!((created(&sandbox).await.len(), charged(&sandbox).await), (1, 1));
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_leaves_at_most_three_in_doubt_and_all_are_found_after_it() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = start(&mut place, &sandbox).await;
    paused(&core, true).await;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(queue(&core, &format!("idea {n}")).await.id);
    }
    // Everything is taken, nothing is answered, and nothing else works either.
    fault(
        &sandbox,
        json!({"path": "/v1/", "action": {"type": "accept_then_answer", "status": 503, "html": "<h1>503</h1>"}}),
    )
    .await;
    paused(&core, false).await;
    until("three are in doubt", || async {
        let items = core.queue().await.unwrap().items;
        items.iter().filter(|item| item.state == QueueState::Unconfirmed).count() == 3
    })
    .await;
    for _ in 0..5 {
        paused(&core, false).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(created(&sandbox).await.len(), 3, "no more than three");
    control(&sandbox, "DELETE", "/_sandbox/faults", None).await;
    for id in &ids {
        adopted(&core, id).await;
    }
    assert_eq!((created(&sandbox).await.len(), charged(&sandbox).await), (6, 6), "each once");
    core.shutdown().await;
}
