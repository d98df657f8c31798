//! The OpenAPI document.

use serde_json::Value;

use crate::house::{Answer, House};

#[tokio::test]
async fn the_document_lists_all_eleven_operations() {
    let house = House::fast().await;
    let document = Answer::of(house.client.get(format!("{}/openapi.json", house.origin()))).await.ok(200);
    assert!(document["openapi"].as_str().is_some_and(|v| v.starts_with("3.")), "OpenAPI 3");
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            operations.push(format!("{method} {path} {}", operation["operationId"].as_str().expect("an id")));
        }
    }
    operations.sort();
    assert_eq!(
        operations,
        [
            "delete /v1/videos/{id} cancelVideo",
            "get /v1/account/credits getCredits",
            "get /v1/captions/styles listCaptionStyles",
            "get /v1/styles listStyles",
            "get /v1/videos listVideos",
            "get /v1/videos/{id} getVideo",
            "get /v1/videos/{id}/download downloadVideo",
            "get /v1/voices listVoices",
            "post /v1/scripts/preview previewScript",
            "post /v1/videos createVideo",
            "post /v1/videos/{id}/publish publishVideo",
        ]
    );
    let schemas = &document["components"]["schemas"];
    assert!(schemas["ErrorBody"]["example"].is_object(), "errors are shown");
    assert!(schemas["CreateVideo"]["example"].is_object(), "requests are shown");
    assert_eq!(schemas["CreateVideo"]["required"], serde_json::json!(["idea", "style", "voice"]));
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert!(
        document["info"]["description"]
            .as_str()
            .is_some_and(|d| d.contains("540×960 at 24 frames") || d.contains("540×960 and 24 frames"))
    );
    assert_eq!(document["servers"][0]["url"], house.origin());
    every_reference_leads_somewhere(&document, &document);
}

fn every_reference_leads_somewhere(document: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                assert!(document.pointer(&target[1..]).is_some(), "{target}");
            }
            fields.values().for_each(|value| every_reference_leads_somewhere(document, value));
        }
        Value::Array(values) => values.iter().for_each(|value| every_reference_leads_somewhere(document, value)),
        _ => {}
    }
}
