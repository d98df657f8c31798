//! What stays when the sandbox starts again on the same folder, and what it refuses to start on.

use std::time::Duration;

use tikvod_sandbox::{Options, Sandbox, SandboxError};

use crate::house::House;

#[tokio::test]
async fn keys_balance_and_jobs_stay() {
    let house = House::with(|options| options.time_scale = 0.001).await;
    let keys = [house.sandbox.live_key(), house.sandbox.test_key(), house.sandbox.webhook_secret()].map(str::to_owned);
    let frozen = house.queue().await;
    house.sandbox.set_time_scale(100_000.0);
    let quick = house.queue_test().await;
    house.wait_as(&keys[1], &quick, "completed").await;
    let house = house.again(|options| options.credits = 500).await;
    let after = [house.sandbox.live_key(), house.sandbox.test_key(), house.sandbox.webhook_secret()].map(str::to_owned);
    assert_eq!(keys, after);
    assert_eq!(house.credits().await, 23, "--credits counts for a new folder only");
    assert_eq!(house.wait(&frozen, "queued").await["idea"], "3 morning habits", "its time was set when it was made");
    house.wait_as(&keys[1], &quick, "completed").await;
    assert_eq!(house.ledger().await.iter().filter(|row| row["charged"] == 1).count(), 1);
}

#[tokio::test]
async fn a_job_that_is_under_way_goes_on() {
    let house = House::with(|options| options.time_scale = 60.0).await;
    let video = house.queue().await;
    house.wait(&video, "processing").await;
    let house = house.again(|options| options.time_scale = 60.0).await;
    let done = house.wait(&video, "completed").await;
    assert!(done["output"]["video_url"].as_str().is_some_and(|url| url.starts_with(house.origin())), "the new port");
}

#[tokio::test]
async fn one_sandbox_a_folder_and_one_program_a_port() {
    let house = House::fast().await;
    let mut options = Options::new(house.data());
    let error = Sandbox::start(options.clone()).await.expect_err("the folder is taken");
    assert!(matches!(error, SandboxError::FolderInUse { .. }), "{error}");
    options.listen = house.origin().trim_start_matches("http://").parse().expect("an address");
    let error = Sandbox::start(options.clone()).await.expect_err("the port is taken");
    assert!(matches!(error, SandboxError::PortTaken(_)), "{error}");
    options.listen = "0.0.0.0:0".parse().expect("an address");
    let error = Sandbox::start(options).await.expect_err("not loopback");
    assert!(matches!(error, SandboxError::NotLoopback(_)), "{error}");
}

#[tokio::test]
async fn a_newer_database_and_a_folder_that_cannot_be_are_refused() {
    let house = House::fast().await;
    let data = house.data();
    let database = data.join("sandbox.db");
    house.sandbox.shutdown().await;
    let db = rusqlite::Connection::open(&database).expect("a database");
    db.pragma_update(None, "user_version", 99).expect("written");
    drop(db);
    let error = Sandbox::start(Options::new(data.clone())).await.expect_err("it is newer");
    assert!(matches!(error, SandboxError::NewerDatabase { found: 99, .. }), "{error}");
    std::fs::write(&database, b"this is not a database, but it is long enough to be looked at").expect("written");
    let error = Sandbox::start(Options::new(data)).await.expect_err("it is not a database");
    assert!(matches!(error, SandboxError::Database { .. }), "{error}");
    let error = Sandbox::start(Options::new("/dev/null/x".into())).await.expect_err("no folder");
    assert!(matches!(error, SandboxError::Folder { .. }), "{error}");
}

#[tokio::test]
async fn dropping_stops_it_too() {
    let house = House::fast().await;
    let data = house.data();
    let House { sandbox, .. } = &house;
    let url = format!("{}/voices", sandbox.base_url());
    let client = house.client.clone();
    let debug = format!("{sandbox:?}");
    assert!(!debug.contains("tv_live") && !debug.contains("tv_test") && !debug.contains("whsec"), "{debug}");
    drop(house);
    let until = std::time::Instant::now() + Duration::from_secs(10);
    while client.get(&url).send().await.is_ok() {
        assert!(std::time::Instant::now() < until, "it still answers");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!data.exists() || data.is_dir());
}
