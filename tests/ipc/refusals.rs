//! Who may not call what, and what is not read.

use serde_json::{Value, json};
use tikvod_core::view::{Code, ErrorView};
use tikvod_desktop::ipc::TABLE;
use tikvod_desktop::platform::desktop::Target;
use tikvod_desktop::window::{KEY_ENTRY, MAIN};

use crate::bench::Bench;

/// A refusal of Tauri's is a text, one of ours an object.
fn is_not_allowed(refusal: &Value) -> bool {
    refusal.as_str().is_some_and(|text| text.contains("not allowed"))
}

#[test]
fn every_command_is_refused_from_every_window_but_its_own() {
    let bench = Bench::new(None);
    for command in TABLE {
        for label in [MAIN, KEY_ENTRY, "other"].into_iter().filter(|label| *label != command.window) {
            let answer = bench.ask_from(label, command.name, Value::Null);
            let refusal = answer.expect_err(&format!("{} from {label}", command.name));
            assert!(is_not_allowed(&refusal), "{} from {label}: {refusal}", command.name);
        }
    }
}

#[test]
fn every_command_is_refused_from_a_page_that_is_not_ours() {
    let bench = Bench::new(None);
    for url in ["https://app.tikvod.com/", "http://127.0.0.1:8080/", "https://tauri.localhost.evil.test/"] {
        for command in TABLE {
            let answer = bench.send(command.window, url, command.name, json!({}));
            let refusal = answer.expect_err(&format!("{} from {url}", command.name));
            assert!(is_not_allowed(&refusal), "{} from {url}: {refusal}", command.name);
        }
    }
}

#[test]
fn nothing_of_tauri_or_of_a_plugin_can_be_called_but_listening() {
    let bench = Bench::new(None);
    let listening = json!({ "event": "changed", "target": { "kind": "Any" }, "handler": 1 });
    let heard = bench.send(MAIN, "tauri://localhost", "plugin:event|listen", listening.clone());
    assert!(heard.is_ok(), "the control: the main window may listen: {heard:?}");
    let unwanted = [
        "plugin:event|emit",
        "plugin:event|emit_to",
        "plugin:window|close",
        "plugin:window|create",
        "plugin:webview|create_webview_window",
        "plugin:webview|create_webview",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:resources|close",
        "plugin:menu|new",
        "plugin:opener|open_url",
        "plugin:opener|open_path",
        "plugin:fs|read_file",
        "plugin:shell|execute",
        "plugin:http|fetch",
        "plugin:clipboard-manager|read_text",
    ];
    for name in unwanted {
        for label in [MAIN, KEY_ENTRY, "other"] {
            let answer = bench.send(label, "tauri://localhost", name, json!({}));
            assert!(answer.is_err(), "{name} from {label}: {answer:?}");
        }
    }
    for label in [KEY_ENTRY, "other"] {
        let answer = bench.send(label, "tauri://localhost", "plugin:event|listen", listening.clone());
        assert!(answer.is_err(), "listening from {label}");
    }
}

#[test]
fn wrong_types_and_unknown_fields_are_refused_by_every_command() {
    let bench = Bench::new(None);
    for command in TABLE {
        let takes_none = (command.args)() == "null";
        let mut bad = vec![
            json!({ "args": "text" }),
            json!({ "args": [1, 2] }),
            json!({ "args": { "surprise": 1 } }),
            json!({ "args": null, "beside": 1 }),
            json!({ "surprise": 1 }),
            json!([]),
        ];
        let all_optional = ["update_settings", "update_plan", "ledger", "inbox_on"].contains(&command.name);
        if !takes_none && !all_optional {
            bad.push(json!({}));
            bad.push(json!({ "args": {} }));
        }
        for body in bad {
            let answer = bench.send(command.window, "tauri://localhost", command.name, body.clone());
            let refusal = answer.expect_err(&format!("{} with {body}", command.name));
            assert_eq!(refusal["code"], "invalid_input", "{} with {body}: {refusal}", command.name);
            assert!(!refusal.to_string().contains("surprise"), "a refusal quotes nothing: {refusal}");
        }
    }
}

#[test]
fn a_text_of_a_megabyte_stops_at_the_boundary() {
    let bench = Bench::new(None);
    let refusal = bench.ask("get_video", json!({ "id": "a".repeat(1 << 20) })).expect_err("too long");
    assert_eq!(refusal["fields"][0], json!({ "field": "id", "rule": "too_long", "limit": 20_000, "actual": 1 << 20 }));
}

#[test]
fn only_links_of_the_closed_list_are_opened() {
    let bench = Bench::new(None);
    for link in ["https://evil.test/", "file:///etc/passwd", "", "Dashboard"] {
        assert!(bench.ask("open_link", json!({ "link": link })).is_err(), "{link}");
    }
    for link in ["dashboard", "api_keys", "top_up", "accounts"] {
        assert_eq!(bench.ask("open_link", json!({ "link": link })), Ok(Value::Null));
    }
    let opened = bench.desktop.0.lock().expect("unpoisoned");
    assert_eq!(opened.len(), 4);
    for target in opened.iter() {
        assert!(matches!(target, Target::Page(url) if url.starts_with("https://app.tikvod.com/")), "{target:?}");
    }
}

#[test]
fn without_a_core_the_status_says_why_and_everything_else_refuses_with_that() {
    let problem = ErrorView {
        code: Code::AlreadyRunning,
        message: "TikVod Desktop is already running with this data folder".to_owned(),
        retryable: false,
        request_id: None,
        api_code: None,
        fields: Vec::new(),
    };
    let bench = Bench::broken(problem);
    let status = bench.ask("app_status", Value::Null).expect("a status");
    assert_eq!(status["problem"]["code"], "already_running");
    for name in ["choose_sandbox", "paste_key", "open_key_window", "get_catalogue", "open_draft", "get_queue"] {
        let refusal = bench.ask(name, Value::Null).expect_err(name);
        assert_eq!(refusal["code"], "already_running", "{name}");
    }
    let typed = bench.ask_from(KEY_ENTRY, "set_api_key", json!({ "key": "tv_test_abc" })).expect_err("refused");
    assert_eq!(typed["code"], "already_running");
}

#[test]
fn a_second_app_on_the_same_folder_is_told_so() {
    let bench = Bench::new(None);
    let videos = bench.folder.path().join("Videos");
    let second = crate::bench::open(&bench.data(), &videos, None, std::sync::Arc::new(crate::bench::Memory::default()));
    let error = second.map(drop).expect_err("the folder is taken");
    assert_eq!(error.view().code, Code::AlreadyRunning);
}
