//! The list and its cursors, and the shapes of the catalogues.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{Answer, House};

fn ids(list: &Value) -> Vec<&str> {
    list["data"].as_array().expect("data").iter().map(|v| v["id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn pages_are_newest_first_and_neither_skip_nor_repeat() {
    let house = House::with(|options| {
        options.concurrency = 100;
        options.time_scale = 0.001;
    })
    .await;
    let mut made = Vec::new();
    for _ in 0..45 {
        made.push(house.queue_test().await);
    }
    made.reverse();
    let page = async |query: &str| Answer::of(house.test(Method::GET, &format!("/videos{query}"))).await.ok(200);
    let first = page("").await;
    assert_eq!(first["object"], "list");
    assert_eq!(ids(&first), made[..20], "20 a page, newest first within one second too");
    assert_eq!(first["has_more"], true);
    assert_eq!(first["next_cursor"], made[19].as_str(), "the cursor is the page's last id");
    let mut seen: Vec<String> = Vec::new();
    let mut query = "?limit=7".to_owned();
    loop {
        let list = page(&query).await;
        seen.extend(ids(&list).into_iter().map(ToOwned::to_owned));
        let Some(cursor) = list["next_cursor"].as_str() else {
            assert_eq!((&list["has_more"], &list["next_cursor"]), (&json!(false), &Value::Null));
            break;
        };
        // One that is made while we page through does not move the pages that follow.
        if seen.len() == 14 {
            house.queue_test().await;
        }
        query = format!("?limit=7&starting_after={cursor}");
    }
    assert_eq!(seen, made);
    let exact = page(&format!("?limit=5&starting_after={}", made[39])).await;
    assert_eq!((ids(&exact).len(), &exact["has_more"]), (5, &json!(false)), "a last page that is full is the last");
    let none = page(&format!("?starting_after={}", made[44])).await;
    assert_eq!((&none["data"], &none["has_more"]), (&json!([]), &json!(false)));
}

#[tokio::test]
async fn the_status_filters() {
    let house = House::fast().await;
    let done = house.queue_test().await;
    house.wait_as(house.sandbox.test_key(), &done, "completed").await;
    house.sandbox.set_time_scale(0.001);
    let queued = house.queue_test().await;
    for (status, expected) in
        [("completed", vec![&done]), ("queued", vec![&queued]), ("failed", vec![]), ("processing", vec![])]
    {
        let list = Answer::of(house.test(Method::GET, &format!("/videos?status={status}"))).await.ok(200);
        assert_eq!(ids(&list), expected.into_iter().map(String::as_str).collect::<Vec<_>>(), "{status}");
    }
    let list = Answer::of(house.test(Method::GET, "/videos")).await.ok(200);
    let open = &list["data"][0];
    assert_eq!(
        (&open["thumbnail_url"], &open["completed_at"], &open["duration"]),
        (&Value::Null, &Value::Null, &json!(15))
    );
    assert!(list["data"][1]["thumbnail_url"].as_str().is_some_and(|url| url.starts_with(house.origin())));
}

#[tokio::test]
async fn the_catalogues_are_those_of_the_reference() {
    let house = House::fast().await;
    let voices = house.get("/voices").await.ok(200);
    let data = voices["data"].as_array().expect("voices");
    assert_eq!(ids(&voices), ["aria_us", "leo_uk", "mia_calm", "max_energetic"]);
    assert_eq!(data[1]["name"], "Leo (UK)");
    assert_eq!(
        (&data[3]["locale"], &data[3]["gender"], &data[3]["style"]),
        (&json!("en-US"), &json!("male"), &json!("high_energy"))
    );
    let styles = house.get("/styles").await.ok(200);
    assert_eq!(ids(&styles), ["faceless_story", "ai_broll", "talking_avatar", "quiz", "listicle"]);
    assert_eq!(styles["data"][1]["name"], "AI b-roll");
    let captions = house.get("/captions/styles").await.ok(200);
    assert_eq!(captions["data"][2], json!({"id": "karaoke_neon", "name": "Karaoke Neon", "words_per_line": 2}));
    assert_eq!(captions["object"], "list");
}
