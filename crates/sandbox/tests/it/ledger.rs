//! The ledger tells what came, what was made of it and what it cost.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{Answer, House, id, job_with};

#[tokio::test]
async fn every_request_is_written_down() {
    let house = House::frozen().await;
    let metadata = json!({"intent_id": "intent-7", "campaign": "x"});
    let video = id(&house.post("/videos", &job_with("metadata", metadata)).await.ok(201));
    let refused = house.post("/videos", &job_with("duration", json!(5))).await;
    house.get("/videos?limit=3").await.ok(200);
    Answer::of(house.bare(Method::GET, "/voices")).await.refused(401, "missing_api_key");
    house.delete(&format!("/videos/{video}")).await.ok(200);
    let rows = house.ledger().await;
    assert_eq!(rows.len(), 5, "control calls are not in it: {rows:?}");
    let first = &rows[0];
    assert_eq!(
        (&first["method"], &first["path"], &first["key"]),
        (&json!("POST"), &json!("/v1/videos"), &json!("live"))
    );
    assert_eq!((&first["status"], &first["decided"], &first["complete"]), (&json!(201), &json!(201), &json!(true)));
    assert_eq!((&first["video_id"], &first["charged"], &first["refunded"]), (&json!(video), &json!(1), &json!(0)));
    assert_eq!((&first["intent_id"], &first["received"]["idea"]), (&json!("intent-7"), &json!("3 morning habits")));
    assert_eq!(rows[1]["request_id"], refused.json["error"]["request_id"]);
    assert_eq!((&rows[1]["status"], &rows[1]["charged"], &rows[1]["video_id"]), (&json!(400), &json!(0), &Value::Null));
    assert_eq!((&rows[2]["query"], &rows[2]["status"]), (&json!("limit=3"), &json!(200)));
    assert_eq!((&rows[3]["key"], &rows[3]["status"]), (&json!("unknown"), &json!(401)));
    assert_eq!((&rows[4]["refunded"], &rows[4]["intent_id"]), (&json!(1), &json!("intent-7")));
    let since = house.control(Method::GET, "/ledger?since=3", None).await.ok(200);
    assert_eq!(since["data"].as_array().map(Vec::len), Some(2), "rows after the third");
    let from = rows[4]["at"].as_str().expect("a time");
    let since = house.control(Method::GET, &format!("/ledger?since={from}"), None).await.ok(200);
    assert!(since["data"].as_array().is_some_and(|rows| !rows.is_empty()), "rows from a time on");
    house.control(Method::GET, "/ledger?since=soon", None).await.refused(400, "invalid_parameters");
    let house = house.again(|_| {}).await;
    assert_eq!(house.ledger().await.len(), 5, "it outlives a restart");
    house.get("/voices").await.ok(200);
    assert_eq!(house.ledger().await[5]["seq"], 6, "and goes on counting");
}
