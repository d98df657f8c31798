//! How much TikVod is asked (product.md Q8): little, and nothing where nobody looks and nothing renders.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tikvod_core::view::{LibraryQuery, LibrarySort, QueueState, SettingsPatch};
use tikvod_core::{Core, Pace};
use tikvod_sandbox::Sandbox;
use tokio::sync::Notify;

use crate::support::{Place, control, queue, sandbox, until};

/// Requests with a key so far.
async fn asked(sandbox: &Sandbox) -> Vec<Value> {
    let ledger = control(sandbox, "GET", "/_sandbox/ledger", None).await;
    let rows = ledger["data"].as_array().expect("the ledger lists requests").clone();
    rows.into_iter().filter(|row| row["path"].as_str().is_some_and(|path| path.starts_with("/v1/"))).collect()
}

/// What an idle core asks within a second and a half, once it has read the history.
async fn asks_idle(core: &Core, sandbox: &Sandbox) -> usize {
    core.start();
    until("it has looked", || async { asked(sandbox).await.iter().any(|row| row["path"] == "/v1/videos") }).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    let before = asked(sandbox).await.len();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    asked(sandbox).await.len() - before
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_window_and_without_work_nothing_is_asked() {
    for window in [true, false] {
        let mut place = Place::new();
        let sandbox = sandbox(place.data(), |options| options.seed_videos = 2).await;
        place.base_url = Some(sandbox.base_url().to_owned());
        place.pace = Pace { balance: Duration::from_millis(200), ..Pace::default() };
        let core = if window { place.try_open().await.unwrap() } else { place.beside().await };
        core.enter_key(sandbox.live_key().into()).await.unwrap();
        let asked = asks_idle(&core, &sandbox).await;
        assert_eq!(asked > 0, window, "{asked} requests; a window shows the balance");
        core.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_jobs_are_followed_by_six_lists_a_minute_and_one_get_each() {
    let mut place = Place::new();
    // Queued for about a second and rendered for 10 to 30.
    let sandbox = sandbox(place.data(), |options| options.time_scale = 12.0).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    for number in 0..10 {
        queue(&core, &format!("{number} lost cities")).await;
    }
    until("all are ready", || async {
        let items = core.queue().await.unwrap().items;
        items.len() == 10 && items.iter().all(|item| item.state == QueueState::Completed)
    })
    .await;
    let rows = asked(&sandbox).await;
    let time = |row: &Value| row["at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let of = |method: &str, path: &str| {
        let mine = |row: &&Value| row["method"] == method && row["path"] == path && row["key"] == "live";
        rows.iter().filter(mine).map(&time).collect::<Vec<_>>()
    };
    for (path, most) in [("/v1/videos", 6), ("/v1/account/credits", 3)] {
        let times = of("GET", path);
        for first in &times {
            let within =
                times.iter().filter(|at| (**at - *first).abs() < TimeDelta::seconds(60) && *at >= first).count();
            assert!(within <= most, "{within} of {path} within a minute: {times:?}");
        }
    }
    let mut gets = BTreeMap::<String, u32>::new();
    for row in rows.iter().filter(|row| row["method"] == "GET" && row["key"] == "live") {
        let path = row["path"].as_str().unwrap_or_default();
        if path.starts_with("/v1/videos/vid_") && !path.ends_with("/download") {
            *gets.entry(path.to_owned()).or_default() += 1;
        }
    }
    assert_eq!((gets.len(), gets.values().max()), (10, Some(&1)), "one for each finished video: {gets:?}");
    assert!(rows.iter().all(|row| row["status"] != 429));
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_videos_are_read_once_with_a_stop_in_between() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| (options.seed_videos, options.rate_limit) = (10_000, 1_200)).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.try_open().await.unwrap();
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let half = Notify::new();
    tokio::select! {
        done = core.sync_history(|read| if read >= 4_000 { half.notify_one() }) => panic!("read at once: {done:?}"),
        () = half.notified() => {}
    }
    core.shutdown().await;
    drop(core);

    let core = place.try_open().await.unwrap();
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.sync_history(|_| ()).await.unwrap();
    let query = LibraryQuery {
        search: String::new(),
        status: None,
        style: None,
        days: None,
        sort: LibrarySort::Newest,
        offset: 0,
        limit: 1,
    };
    assert_eq!(core.list_videos(query).await.unwrap().total, 10_000);
    let lists = async || asked(&sandbox).await.iter().filter(|row| row["path"] == "/v1/videos").count();
    let all = lists().await;
    assert!(all <= 120, "{all} requests");
    core.look_now().await.unwrap();
    assert_eq!(lists().await - all, 1, "then only what is new");
    assert!(asked(&sandbox).await.iter().all(|row| row["status"] != 429));
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_says_when_it_is_likely_to_go() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.time_scale = 1.0).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    for number in 0..12 {
        queue(&core, &format!("{number} lost cities")).await;
    }
    until("ten are at TikVod", || async { core.queue().await.unwrap().slots_used == 10 }).await;
    let items = core.queue().await.unwrap().items;
    let mut ready: Vec<_> = items.iter().filter_map(|item| item.estimated_ready_at).collect();
    let expected: Vec<_> = items.iter().filter_map(|item| item.expected_at).collect();
    ready.sort();
    assert_eq!((ready.len(), expected.as_slice()), (10, &ready[..2]), "as the first slots become free");
    core.update_settings(SettingsPatch { paused: Some(true), ..SettingsPatch::default() }).await.unwrap();
    let paused = core.queue().await.unwrap().items;
    assert!(paused.iter().all(|item| item.expected_at.is_none()), "paused by the person: nobody knows");
    core.shutdown().await;
}
