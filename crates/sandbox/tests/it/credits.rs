//! What costs, what comes back, and the races around it.

use reqwest::Method;
use serde_json::json;

use crate::house::{Answer, House, id, job};

#[tokio::test]
async fn a_live_job_takes_a_credit_and_a_cancelled_one_gives_it_back() {
    let house = House::frozen().await;
    let before = house.get("/account/credits").await.ok(200);
    assert_eq!(before["credits"], 24);
    assert_eq!((&before["object"], &before["currency"]), (&json!("credit_balance"), &json!("usd")));
    assert_eq!(before["cost_per_video"], 1.0);
    let video = house.post("/videos", &job()).await.ok(201);
    assert_eq!((&video["credits_used"], &video["status"]), (&json!(1), &json!("queued")));
    assert!(video["estimated_ready_at"].as_str() > video["created_at"].as_str(), "{video}");
    assert_eq!(house.credits().await, 23);
    let path = format!("/videos/{}", id(&video));
    let cancelled = house.delete(&path).await.ok(200);
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["credits_refunded"], 1);
    assert!(cancelled["cancelled_at"].is_string() && cancelled["object"] == "video");
    assert_eq!(house.credits().await, 24);
    house.delete(&path).await.refused(409, "job_not_cancellable");
    assert_eq!(house.credits().await, 24, "a refund comes once");
    assert_eq!(house.get(&path).await.ok(200)["status"], "cancelled");
    let list = house.get("/videos").await.ok(200);
    assert_eq!(list["data"][0]["status"], "cancelled", "cancelled jobs stay listed");
}

#[tokio::test]
async fn a_test_job_costs_nothing_and_renders_nothing() {
    let house = House::with(|options| options.credits = 0).await;
    let answer = Answer::of(house.test(Method::POST, "/videos").json(&job())).await.ok(201);
    assert_eq!(answer["credits_used"], 0);
    let key = house.sandbox.test_key();
    let video = house.wait_as(key, &id(&answer), "completed").await;
    assert!(video["script"]["segments"].as_array().is_some_and(|s| s.len() >= 3), "{video}");
    assert!(video["output"].is_object() && video["output"].get("video_url").is_none(), "{video}");
    let path = format!("/videos/{}/download", id(&answer));
    Answer::of(house.test(Method::GET, &path)).await.refused(409, "video_not_completed");
    house.post("/videos", &job()).await.refused(402, "insufficient_credits");
}

#[tokio::test]
async fn the_accounts_do_not_see_each_other() {
    let house = House::frozen().await;
    let theirs = house.queue_test().await;
    let path = format!("/videos/{theirs}");
    house.get(&path).await.refused(404, "not_found");
    house.delete(&path).await.refused(404, "not_found");
    house.get(&format!("{path}/download")).await.refused(404, "not_found");
    let publish = json!({"platform": "tiktok", "account_id": "a"});
    house.post(&format!("{path}/publish"), &publish).await.refused(404, "not_found");
    assert_eq!(house.get("/videos").await.ok(200)["data"], json!([]));
    let cancelled = Answer::of(house.test(Method::DELETE, &path)).await.ok(200);
    assert_eq!(cancelled["credits_refunded"], 0, "nothing was paid");
}

#[tokio::test]
async fn twenty_cancels_at_once_refund_once() {
    let house = House::frozen().await;
    let path = format!("/videos/{}", house.queue().await);
    let answers = futures_util::future::join_all((0..20).map(|_| house.delete(&path))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert!(answers.iter().filter(|a| a.status != 200).all(|a| a.json["error"]["code"] == "job_not_cancellable"));
    assert_eq!(house.credits().await, 24);
}

#[tokio::test]
async fn cancelling_races_the_start_and_never_does_both() {
    // Jobs start within 80–200 ms; cancels come at all times around it.
    let house = House::with(|options| options.time_scale = 100.0).await;
    let mut refunds = 0;
    let mut started = 0;
    let mut open = Vec::new();
    for pause in [0, 60, 90, 120, 150, 180, 230] {
        open.push((pause, id(&house.post("/videos", &job()).await.ok(201))));
    }
    for (pause, id) in &open {
        tokio::time::sleep(std::time::Duration::from_millis(pause / 4)).await;
        let answer = house.delete(&format!("/videos/{id}")).await;
        match answer.status.as_u16() {
            200 => refunds += 1,
            409 => {
                answer.refused(409, "job_already_processing");
                started += 1;
            }
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert_eq!(refunds + started, 7);
    assert_eq!(house.credits().await, 24 - started);
}

#[tokio::test]
async fn the_last_credit_is_spent_once() {
    let house = House::with(|options| {
        options.credits = 3;
        options.time_scale = 0.001;
    })
    .await;
    let answers = futures_util::future::join_all((0..12).map(|_| async { house.post("/videos", &job()).await })).await;
    assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 3);
    assert_eq!(answers.iter().filter(|a| a.status == 402).count(), 9);
    assert_eq!(house.credits().await, 0);
}
