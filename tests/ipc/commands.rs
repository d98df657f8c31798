//! The commands, from the welcome to a planned post, in the shapes that the window sends.

use serde_json::{Value, json};
use tikvod_desktop::platform::desktop::Target;

use crate::bench::Bench;

fn form(draft: &Value) -> Value {
    let mut form = draft["form"].clone();
    form["idea"] = json!("5 facts about the deep sea that sound made up");
    form["style"] = json!("Listicle");
    form["voice"] = json!("aria_us");
    form["duration"] = json!(15);
    form
}

#[test]
fn from_the_welcome_to_a_planned_post() {
    let bench = Bench::new(None);
    let ask = |name: &str, args: Value| bench.ask(name, args).unwrap_or_else(|error| panic!("{name}: {error}"));

    let status = ask("app_status", Value::Null);
    assert_eq!((&status["problem"], &status["account"]), (&Value::Null, &Value::Null), "the first run");
    assert!(status["mediaBase"].as_str().is_some_and(|base| base.starts_with("http://127.0.0.1:")), "{status}");

    let status = ask("choose_sandbox", Value::Null);
    assert_eq!(status["account"]["kind"], "sandbox");
    let settings = ask("update_settings", json!({ "sandboxSpeed": "instant", "theme": "dark" }));
    assert_eq!((&settings["theme"], &settings["textSize"]), (&json!("dark"), &json!(100)), "the rest stays");

    let catalogue = bench.wait("the catalogue of the sandbox", "get_catalogue", &Value::Null, |catalogue| {
        catalogue["voices"].as_array().is_some_and(|voices| !voices.is_empty())
    });
    assert!(catalogue["styles"].as_array().is_some_and(|styles| styles.len() == 5), "{catalogue}");

    let draft = ask("open_draft", Value::Null);
    let form = form(&draft);
    assert_eq!(ask("save_draft", json!({ "id": draft["id"], "form": form })), Value::Null);
    let take = ask(
        "preview_script",
        json!({ "draftId": draft["id"], "idea": form["idea"], "style": "Listicle", "duration": 15 }),
    );
    assert_eq!(take["lines"][0]["hook"], json!(true));

    let queue =
        json!({ "clickId": draft["clickId"], "draftId": draft["id"], "form": form, "hook": take["lines"][0]["text"] });
    let item = ask("queue_video", queue.clone());
    let again = ask("queue_video", queue);
    assert_eq!(item["id"], again["id"], "one click, one video");

    let of = |view: &Value| -> Option<Value> {
        view["items"].as_array()?.iter().find(|row| row["id"] == item["id"]).cloned()
    };
    let view = bench.wait("the video is rendered", "get_queue", &Value::Null, |view| {
        of(view).is_some_and(|row| row["state"] == "completed")
    });
    assert_eq!(view["items"].as_array().map(Vec::len), Some(1), "{view}");
    let video = of(&view).expect("the row")["videoId"].clone();

    let query = json!({ "search": "sea", "status": null, "style": null, "days": null, "sort": "newest", "offset": 0, "limit": 50 });
    let page = bench.wait("the video in the library", "list_videos", &query, |page| page["total"] == 1);
    assert_eq!(page["items"][0]["id"], video);
    let detail =
        bench.wait("the whole video", "get_video", &json!({ "id": video }), |detail| detail["playable"] == json!(true));
    assert_eq!(detail["card"]["status"], "completed");

    ask("download_video", json!({ "id": video }));
    bench.wait("the file on disk", "get_video", &json!({ "id": video }), |detail| {
        detail["card"]["download"]["state"] == "saved"
    });
    ask("reveal_download", json!({ "id": video }));
    ask("open_download_folder", Value::Null);
    let opened = bench.desktop.0.lock().expect("unpoisoned").clone();
    assert!(matches!(&opened[0], Target::File(path) if path.is_file()), "{opened:?}");
    assert!(matches!(&opened[1], Target::Folder(path) if path.ends_with("Videos")), "{opened:?}");

    let account =
        ask("add_social_account", json!({ "platform": "tiktok", "accountId": "acc_1", "name": "@fivefactsdaily" }));
    assert_eq!(ask("list_social_accounts", Value::Null)[0]["id"], account["id"]);
    let plan = ask(
        "create_plan",
        json!({
            "clickId": uuid::Uuid::now_v7().to_string(), "videoId": video, "platform": "tiktok",
            "socialAccount": account["id"], "caption": "Deep", "local": "2099-11-24T18:30:00", "zone": "Europe/Berlin",
            "horizon": { "kind": "hours_before", "hours": 12 }
        }),
    );
    assert_eq!((&plan["state"], &plan["at"]), (&json!("planned"), &json!("2099-11-24T17:30:00Z")));
    let moved = ask("update_plan", json!({ "id": plan["id"], "local": "2099-11-25T18:30:00" }));
    assert_eq!(moved["local"], "2099-11-25T18:30:00");
    let range = json!({ "from": "2099-11-01T00:00:00Z", "to": "2099-12-01T00:00:00Z" });
    assert_eq!(ask("list_plans", range.clone()).as_array().map(Vec::len), Some(1));
    assert_eq!(ask("drop_plan", json!({ "id": plan["id"] })), Value::Null);
    assert_eq!(ask("list_plans", range).as_array().map(Vec::len), Some(0));
    assert_eq!(ask("restore_plan", json!({ "id": plan["id"] }))["id"], plan["id"]);
    assert_eq!(ask("hand_over_plan", json!({ "id": plan["id"] }))["id"], plan["id"]);

    crate::media::plays_in_ranges(&bench, video.as_str().expect("an id"));
    crate::media::lets_nobody_else_in(&bench, video.as_str().expect("an id"));
}

#[test]
fn what_is_not_there_and_what_cannot_be_is_said_with_a_code() {
    let bench = Bench::new(None);
    bench.ask("choose_sandbox", Value::Null).expect("the sandbox");
    let code = |name: &str, args: Value| bench.ask(name, args).map_err(|error| error["code"].clone());
    for name in ["cancel_item", "get_video", "download_video", "hand_over_plan", "reveal_download"] {
        assert_eq!(
            code(name, json!({ "id": "0190b2f0-0000-7000-8000-000000000000" })),
            Err(json!("not_found")),
            "{name}"
        );
    }
    assert_eq!(code("paste_key", Value::Null), Err(json!("clipboard_empty")));
    *bench.clipboard.0.lock().expect("unpoisoned") = Some("sk-something-else".to_owned());
    assert_eq!(code("paste_key", Value::Null), Err(json!("key_malformed")));
    *bench.clipboard.0.lock().expect("unpoisoned") = Some(format!("tv_live_{}", "a".repeat(10_000)));
    assert_eq!(code("paste_key", Value::Null), Err(json!("key_malformed")));
    assert!(bench.clipboard.0.lock().expect("unpoisoned").is_some(), "what is no key stays on the clipboard");
}

#[test]
fn every_change_reaches_the_main_window_in_order() {
    let bench = Bench::new(None);
    bench.ask("choose_sandbox", Value::Null).expect("the sandbox");
    bench.ask("update_settings", json!({ "textSize": 125 })).expect("settings");
    let status = bench.wait("a sequence number", "app_status", &Value::Null, |status| status["seq"] != 0);
    assert_eq!(status["settings"]["textSize"], 125);
    let sets: Vec<Value> = bench
        .crossed
        .lock()
        .expect("unpoisoned")
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .filter(|value: &Value| value.get("changes").is_some())
        .collect();
    assert!(!sets.is_empty(), "the event is sent");
    for pair in sets.windows(2) {
        assert_eq!(pair[0]["seq"], pair[1]["from"], "no gap: {pair:?}");
    }
}
