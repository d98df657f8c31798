//! The rate window, its headers, and the number of concurrent jobs.

use reqwest::Method;
use serde_json::json;

use crate::house::{Answer, House, job};

fn unix_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("in range")
}

#[tokio::test]
async fn sixty_requests_a_minute_and_the_headers_count_down() {
    let house = House::with(|options| options.rate_limit = 60).await;
    let first = house.get("/voices").await;
    let (limit, remaining, reset) = first.rate();
    assert_eq!((limit, remaining), (60, 59));
    assert!((59..=62).contains(&(reset - unix_now())), "the window ends in a minute, not at {reset}");
    for left in (0..59).rev() {
        let answer = house.get("/styles").await;
        assert_eq!(answer.rate(), (60, left, reset), "one window, counted down");
    }
    let over = house.get("/voices").await;
    over.refused(429, "rate_limit_exceeded");
    assert_eq!(over.rate(), (60, 0, reset));
    let other = Answer::of(house.test(Method::GET, "/voices")).await;
    assert_eq!(other.rate().1, 59, "the test key has its own window");
    let unknown = Answer::of(house.bare(Method::GET, "/voices")).await;
    unknown.refused(401, "missing_api_key");
    assert_eq!((unknown.rate().0, unknown.rate().1), (60, 60), "a key that is not known has used nothing");
}

#[tokio::test]
async fn refusals_count_and_carry_the_headers_but_control_and_media_do_not_count() {
    let house = House::fast().await;
    assert_eq!(house.get("/nothing").await.rate().1, 9_999);
    assert_eq!(house.post("/videos", &json!({})).await.rate().1, 9_998);
    assert_eq!(Answer::of(house.live(Method::PUT, "/voices")).await.rate().1, 9_997);
    let control = house.control(Method::GET, "/ledger", None).await;
    assert_eq!(control.rate().1, 9_997, "a control call shows the window and leaves it");
    let media = house.client.get(format!("{}/media/renders/vid_none00000000.mp4", house.origin()));
    Answer::of(media).await.refused(403, "invalid_signature");
    house.client.get(format!("{}/openapi.json", house.origin())).send().await.expect("an answer");
    assert_eq!(house.get("/voices").await.rate().1, 9_996);
}

#[tokio::test]
async fn ten_jobs_at_once_for_each_key() {
    let house = House::frozen().await;
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(house.queue().await);
    }
    house.post("/videos", &job()).await.refused(429, "concurrency_limit_exceeded");
    assert_eq!(house.credits().await, 14, "the eleventh was not charged");
    house.queue_test().await;
    house.delete(&format!("/videos/{}", ids[3])).await.ok(200);
    house.queue().await;
    house.post("/videos", &job()).await.refused(429, "concurrency_limit_exceeded");
}

#[tokio::test]
async fn the_eleventh_is_refused_in_a_race_too() {
    let house = House::frozen().await;
    let tries = (0..30).map(|_| async { house.post("/videos", &job()).await });
    let answers = futures_util::future::join_all(tries).await;
    let accepted = answers.iter().filter(|a| a.status == 201).count();
    assert_eq!(accepted, 10);
    assert!(answers.iter().all(|a| a.status == 201 || a.status == 429));
    assert_eq!(house.credits().await, 14);
}
