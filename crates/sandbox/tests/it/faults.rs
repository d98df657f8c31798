//! Faults as data.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{Answer, House, job};

fn on_create(action: &Value) -> Value {
    json!({"method": "POST", "path": "/v1/videos", "exact": true, "times": 1, "action": action})
}

/// Jobs and credits as the sandbox has them after one attempt, with what the client saw.
async fn attempt(action: Value) -> (House, reqwest::Result<Answer>) {
    let house = House::frozen().await;
    house.fault(on_create(&action)).await;
    let sent = house.live(Method::POST, "/videos").json(&job()).timeout(Duration::from_secs(2)).send().await;
    let seen = match sent {
        Err(error) => Err(error),
        Ok(response) => {
            let (status, headers) = (response.status(), response.headers().clone());
            response.text().await.map(|text| {
                let json = serde_json::from_str(&text).unwrap_or(Value::Null);
                Answer { status, headers, text, json }
            })
        }
    };
    (house, seen)
}

async fn made(house: &House) -> usize {
    let list = house.get("/videos").await.ok(200);
    let made = list["data"].as_array().expect("data").len();
    assert_eq!(house.credits().await, 24 - i64::try_from(made).expect("few"), "what is made is paid");
    made
}

#[tokio::test]
async fn answers_without_acting() {
    let (house, seen) = attempt(json!({"type": "answer", "status": 500})).await;
    let seen = seen.expect("an answer");
    seen.refused(500, "internal_error");
    assert_eq!(seen.rate().0, 10_000, "with the rate headers");
    assert_eq!(made(&house).await, 0);
    house.queue().await;
    let (house, seen) =
        attempt(json!({"type": "answer", "status": 429, "code": "slow_down", "message": "Not now."})).await;
    assert_eq!(seen.expect("an answer").refused(429, "slow_down"), "Not now.");
    assert_eq!(made(&house).await, 0);
    let (house, seen) = attempt(json!({"type": "answer", "html": "<h1>Sign in</h1>"})).await;
    let seen = seen.expect("an answer");
    assert_eq!((seen.status.as_u16(), seen.text.as_str()), (200, "<h1>Sign in</h1>"));
    assert_eq!(seen.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(made(&house).await, 0);
    let (house, seen) = attempt(json!({"type": "drop_before"})).await;
    assert!(seen.is_err(), "no answer");
    assert_eq!(made(&house).await, 0);
}

#[tokio::test]
async fn acts_and_loses_the_answer() {
    for action in ["accept_then_drop", "accept_then_reset", "accept_then_hang"] {
        let (house, seen) = attempt(json!({"type": action})).await;
        let error = seen.expect_err(action);
        assert_eq!(error.is_timeout(), action == "accept_then_hang", "{action}: {error}");
        assert_eq!(made(&house).await, 1, "{action}: it was done all the same");
        let rows = house.ledger().await;
        let row = &rows[0];
        assert_eq!((&row["decided"], &row["status"], &row["charged"]), (&json!(201), &Value::Null, &json!(1)), "{row}");
        assert_eq!(row["faults"], json!([action]));
    }
    for (action, status) in [
        (json!({"type": "accept_then_answer", "status": 502}), 502),
        (json!({"type": "accept_then_answer", "html": "<p>Bad gateway"}), 200),
    ] {
        let (house, seen) = attempt(action).await;
        assert_eq!(seen.expect("an answer").status.as_u16(), status);
        assert_eq!(made(&house).await, 1);
        assert_eq!(house.ledger().await[0]["status"], status);
    }
}

#[tokio::test]
async fn bodies_are_cut_and_slowed() {
    let (house, seen) = attempt(json!({"type": "cut_body_at", "byte": 40})).await;
    assert!(seen.is_err(), "the body breaks off");
    assert_eq!(made(&house).await, 1);
    let (house, seen) = attempt(json!({"type": "cut_body_at", "byte": 100_000})).await;
    assert_eq!(seen.expect("a whole answer").status.as_u16(), 201);
    house.fault(json!({"path": "/v1/voices", "times": 1, "action": {"type": "slow", "delay_ms": 150, "bytes_per_second": 2_000}})).await;
    let before = Instant::now();
    let voices = house.get("/voices").await.ok(200);
    assert_eq!(voices["data"].as_array().map(Vec::len), Some(4));
    let slow = before.elapsed();
    assert!(slow > Duration::from_millis(350), "150 ms and some bytes at 2 kB/s took {slow:?}");
}

#[tokio::test]
async fn lists_are_stale_and_doubled() {
    let house = House::frozen().await;
    let old = house.queue().await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    let new = house.queue().await;
    house.delete(&format!("/videos/{old}")).await.ok(200);
    house.fault(json!({"path": "/v1/videos", "times": 2, "action": {"type": "stale_list", "seconds": 0.5}})).await;
    let list = house.get("/videos").await.ok(200);
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "the new one is not listed yet: {list}");
    assert_eq!(
        (&list["data"][0]["id"], &list["data"][0]["status"]),
        (&json!(old), &json!("queued")),
        "nor is the cancel"
    );
    assert_eq!(house.get("/videos?status=queued").await.ok(200)["data"][0]["id"], json!(old), "nor in the filter");
    assert_eq!(house.get("/videos").await.ok(200)["data"][0]["id"], json!(new), "after two times the truth is back");
    house.fault(json!({"path": "/v1/videos", "times": 1, "action": {"type": "duplicate"}})).await;
    let list = house.get("/videos?limit=2").await.ok(200);
    assert_eq!((&list["data"][0]["id"], &list["data"][1]["id"]), (&json!(new), &json!(new)));
    assert_eq!((&list["has_more"], &list["next_cursor"]), (&json!(true), &json!(new)));
}

#[tokio::test]
async fn rate_headers_lie() {
    let house = House::fast().await;
    let lie = json!({"type": "rate_headers", "limit": "many", "remaining": "-3", "reset": null});
    house.fault(json!({"times": 1, "action": lie})).await;
    let answer = house.get("/voices").await;
    assert_eq!(
        (answer.header("x-ratelimit-limit"), answer.header("x-ratelimit-remaining")),
        (Some("many"), Some("-3"))
    );
    assert_eq!(answer.header("x-ratelimit-reset"), None, "taken away");
    assert_eq!(house.get("/voices").await.rate().0, 10_000, "the truth again");
}

#[tokio::test]
async fn an_ordered_failure_gives_the_credit_back() {
    let house = House::fast().await;
    house
        .fault(on_create(
            &json!({"type": "fail_render", "code": "render_failed", "message": "The scene was too dark."}),
        ))
        .await;
    let video = house.queue().await;
    let failed = house.wait(&video, "failed").await;
    assert_eq!(failed["error"], json!({"code": "render_failed", "message": "The scene was too dark."}));
    assert!(failed["output"].is_null() && failed["completed_at"].is_null());
    assert_eq!(house.credits().await, 24);
    let list = house.get("/videos?status=failed").await.ok(200);
    assert_eq!(list["data"][0]["error"]["code"], "render_failed");
    house.delete(&format!("/videos/{video}")).await.refused(409, "job_not_cancellable");
    house.get(&format!("/videos/{video}/download")).await.refused(409, "video_not_completed");
    let rows = house.ledger().await;
    let refund = rows.iter().find(|row| row["event"] == "video.failed").expect("a row");
    assert_eq!((&refund["refunded"], &refund["video_id"]), (&json!(1), &json!(video)));
}

#[tokio::test]
async fn faults_skip_count_run_out_and_outlive_a_restart() {
    let house = House::fast().await;
    let answer = json!({"type": "answer", "status": 503});
    house.fault(json!({"faults": [{"path": "/v1/voices", "skip": 1, "times": 2, "action": answer}]})).await;
    let statuses = async |house: &House, n| {
        let mut seen = Vec::new();
        for _ in 0..n {
            seen.push(house.get("/voices").await.status.as_u16());
        }
        seen
    };
    assert_eq!(statuses(&house, 2).await, [200, 503]);
    house.get("/styles").await.ok(200);
    let house = house.again(|_| {}).await;
    assert_eq!(statuses(&house, 2).await, [503, 200], "one was left");
    house.fault(json!({"path": "/v1", "action": answer})).await;
    assert_eq!(statuses(&house, 3).await, [503, 503, 503], "without `times` it stays");
    let shown = house.control(Method::GET, "/faults", None).await.ok(200);
    assert_eq!(shown["data"].as_array().map(Vec::len), Some(1));
    house.control(Method::DELETE, "/faults", None).await.ok(200);
    assert_eq!(statuses(&house, 1).await, [200]);
}

#[tokio::test]
async fn orders_that_make_no_sense_are_refused() {
    let house = House::fast().await;
    for fault in [
        json!({}),
        json!({"action": {"type": "explode"}}),
        json!({"action": {"type": "answer", "status": 99}}),
        json!({"path": "voices", "action": {"type": "drop_before"}}),
        json!({"methods": "GET", "action": {"type": "drop_before"}}),
        json!({"action": {"type": "rate_headers", "limit": "a\nb"}}),
        json!({"faults": {}}),
    ] {
        house.control(Method::POST, "/faults", Some(&fault)).await.refused(400, "invalid_parameters");
    }
}

#[tokio::test]
async fn downloads_break_and_resume() {
    let house = House::with(|options| options.seed_videos = 1).await;
    let list = house.get("/videos").await.ok(200);
    let path = format!("/videos/{}/download", list["data"][0]["id"].as_str().expect("an id"));
    let download = house.get(&path).await.ok(200);
    let url = download["download_url"].as_str().expect("a URL");
    let whole = house.client.get(url).send().await.expect("an answer").bytes().await.expect("a file");
    house.fault(json!({"path": "/media/renders", "times": 1, "action": {"type": "cut_body_at", "byte": 10}})).await;
    let mut cut = house.client.get(url).send().await.expect("the headers arrive");
    assert_eq!(cut.content_length(), Some(whole.len() as u64), "all is promised");
    let mut got = Vec::new();
    while let Ok(Some(chunk)) = cut.chunk().await {
        got.extend_from_slice(&chunk);
    }
    assert_eq!(got, whole[..10], "ten bytes come");
    let rest = house.client.get(url).header("range", "bytes=10-").send().await.expect("an answer");
    got.extend_from_slice(&rest.bytes().await.expect("the rest"));
    assert_eq!(got, whole);
}
