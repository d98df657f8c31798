//! App and command line beside each other on one data folder: one sends, both may read and queue, and all of it comes out
//! of one budget.

use std::time::Duration;

use serde_json::json;
use tikvod_core::view::{Code, QueueState};

use crate::support::{Place, control, created, fault, queue, sandbox, state, until};

fn place(sandbox: &tikvod_sandbox::Sandbox) -> Place {
    let mut place = Place::new();
    place.base_url = Some(sandbox.base_url().to_owned());
    place
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_command_line_queues_the_app_sends_once_and_hears_of() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    let place = place(&sandbox);
    let app = place.start().await;
    app.enter_key(sandbox.live_key().into()).await.unwrap();
    let line = place.beside().await;
    line.use_key(sandbox.live_key().into()).await.unwrap();
    assert_eq!(line.become_sender().await.unwrap_err().view().code, Code::AlreadyRunning);
    let mut heard = app.subscribe();
    let item = queue(&line, "bees that dance").await;
    until("the app made it", || async { state(&app, &item.id).await == Some(QueueState::Completed) }).await;
    assert_eq!(state(&line, &item.id).await, Some(QueueState::Completed), "both see it");
    assert_eq!(created(&sandbox).await.len(), 1);
    let told = std::iter::from_fn(|| heard.try_recv().ok()).flat_map(|changes| changes.changes);
    assert!(told.into_iter().any(|change| change.id == item.id), "the window hears of it");
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_leaves_what_is_under_way_alone_and_takes_over_when_the_sender_ends() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    let place = place(&sandbox);
    let app = place.start().await;
    app.enter_key(sandbox.live_key().into()).await.unwrap();
    fault(
        &sandbox,
        json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "accept_then_hang"}}),
    )
    .await;
    let item = queue(&app, "the last lighthouse").await;
    until("it is under way", || async { created(&sandbox).await.len() == 1 }).await;
    let line = place.beside().await;
    line.use_key(sandbox.live_key().into()).await.unwrap();
    line.start();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(state(&line, &item.id).await, Some(QueueState::Sending), "the app may still get its answer");
    app.shutdown().await;
    drop(app);
    until("it is looked for and found", || async { state(&line, &item.id).await == Some(QueueState::Completed) }).await;
    assert_eq!(created(&sandbox).await.len(), 1, "never sent again");
    line.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_in_a_hurry_stay_within_one_budget() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    let place = place(&sandbox);
    let (app, line) = (place.try_open().await.unwrap(), place.beside().await);
    for core in [&app, &line] {
        core.use_key(sandbox.live_key().into()).await.unwrap();
    }
    let hurry = |core: tikvod_core::Core| async move {
        for _ in 0..60 {
            let looked = tokio::time::timeout(Duration::from_secs(2), core.look_now()).await;
            assert!(looked.is_err() || looked.is_ok_and(|looked| looked.is_ok()), "never refused");
        }
    };
    let both = async { tokio::join!(hurry(app.clone()), hurry(line.clone())) };
    drop(tokio::time::timeout(Duration::from_secs(6), both).await);
    let ledger = control(&sandbox, "GET", "/_sandbox/ledger", None).await;
    let requests = ledger["data"].as_array().unwrap();
    let refused = requests.iter().filter(|request| request["status"] == 429).count();
    assert_eq!(refused, 0, "no 429 of our own making");
    let counted = requests.iter().filter(|request| request["path"].as_str().unwrap().starts_with("/v1/")).count();
    assert!((40..=55).contains(&counted), "{counted} requests in one minute");
}
