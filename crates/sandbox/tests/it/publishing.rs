//! Posts, now and later.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{Answer, House};

async fn finished(house: &House) -> String {
    let id = house.queue_test().await;
    house.wait_as(house.sandbox.test_key(), &id, "completed").await;
    id
}

async fn publish(house: &House, id: &str, body: Value) -> Answer {
    Answer::of(house.test(Method::POST, &format!("/videos/{id}/publish")).json(&body)).await
}

#[tokio::test]
async fn a_post_is_made_now_or_at_a_time() {
    let house = House::fast().await;
    let id = finished(&house).await;
    let now = publish(&house, &id, json!({"platform": "tiktok", "account_id": "a"})).await.ok(201);
    assert_eq!((&now["object"], &now["status"]), (&json!("publish_job"), &json!("publishing")));
    assert_eq!((&now["scheduled_at"], &now["video_id"]), (&Value::Null, &json!(id)));
    assert!(now["id"].as_str().is_some_and(|id| id.starts_with("pub_") && id.len() == 16));
    for (given, told) in [
        ("2099-06-17T09:00:00Z", "2099-06-17T09:00:00Z"),
        ("2099-06-17T11:00:00+02:00", "2099-06-17T09:00:00Z"),
        ("2099-06-17T09:00:00.250Z", "2099-06-17T09:00:00.250Z"),
    ] {
        let body = json!({"platform": "youtube_shorts", "account_id": "a", "scheduled_at": given,
            "caption": "é".repeat(2_200)});
        let later = publish(&house, &id, body).await.ok(201);
        assert_eq!((&later["status"], &later["scheduled_at"]), (&json!("scheduled"), &json!(told)));
    }
}

#[tokio::test]
async fn only_completed_videos_are_posted() {
    let house = House::frozen().await;
    let id = house.queue_test().await;
    let body = json!({"platform": "snapchat", "account_id": "a"});
    publish(&house, &id, body.clone()).await.refused(409, "video_not_completed");
    Answer::of(house.test(Method::DELETE, &format!("/videos/{id}"))).await.ok(200);
    publish(&house, &id, body).await.refused(409, "video_not_completed");
}
