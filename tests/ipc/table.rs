//! The table of commands, the names for the build script, and the capability files say the same.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tikvod_desktop::ipc::{TABLE, names};
use tikvod_desktop::window::{KEY_ENTRY, MAIN};

fn capability(name: &str) -> Value {
    let path = format!("{}/capabilities/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn of_window(label: &str) -> Vec<&'static str> {
    TABLE.iter().filter(|command| command.window == label).map(|command| command.name).collect()
}

fn permissions(capability: &Value) -> BTreeSet<String> {
    let list = capability["permissions"].as_array().expect("a list");
    list.iter().map(|permission| permission.as_str().expect("a plain name").to_owned()).collect()
}

fn allowed(commands: &[&str]) -> BTreeSet<String> {
    commands.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect()
}

#[test]
fn the_names_for_the_build_script_are_those_of_the_table() {
    assert_eq!(of_window(MAIN), names::MAIN);
    assert_eq!(of_window(KEY_ENTRY), names::KEY_ENTRY);
    assert_eq!(TABLE.len(), names::MAIN.len() + names::KEY_ENTRY.len(), "no command of a third window");
}

#[test]
fn the_main_window_may_do_our_commands_and_four_things_of_tauri() {
    let main = capability("main");
    let mut expected = allowed(names::MAIN);
    for permission in [
        "core:event:allow-listen",
        "core:event:allow-unlisten",
        "core:window:allow-start-dragging",
        "core:window:allow-internal-toggle-maximize",
    ] {
        expected.insert(permission.to_owned());
    }
    assert_eq!(permissions(&main), expected);
    assert_eq!(main["windows"], json!(["main"]));
}

#[test]
fn the_key_window_may_hand_in_a_key_and_nothing_else() {
    let key = capability("key-entry");
    assert_eq!(permissions(&key), allowed(&["set_api_key"]));
    assert_eq!(key["windows"], json!(["key-entry"]));
}

#[test]
fn no_capability_is_for_remote_pages_or_for_several_windows() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, ["key-entry.json", "main.json"].map(str::to_owned).into());
    for name in ["main", "key-entry"] {
        let capability = capability(name);
        assert_eq!(capability["local"], json!(true));
        for unwanted in ["remote", "webviews", "platforms"] {
            assert!(capability.get(unwanted).is_none(), "{name} has {unwanted}");
        }
        let windows = capability["windows"].to_string();
        assert!(!windows.contains('*'), "{name}: {windows}");
    }
}

#[test]
fn the_configuration_is_as_strict_as_it_was_agreed() {
    let text = include_str!("../../tauri.conf.json");
    let config: Value = serde_json::from_str(text).expect("JSON");
    let security = &config["app"]["security"];
    assert_eq!(security["capabilities"], json!(["main", "key-entry"]), "explicit, else every file counts");
    assert_eq!(security["freezePrototype"], json!(true));
    assert_eq!(security["dangerousDisableAssetCspModification"], json!(false));
    assert_eq!(security["assetProtocol"], json!({ "enable": false, "scope": [] }));
    assert_eq!(config["app"]["withGlobalTauri"], json!(false));
    let csp = security["csp"].as_object().expect("one rule a kind");
    let closed = ["default-src", "object-src", "base-uri", "form-action", "frame-src", "worker-src"];
    for kind in closed {
        assert_eq!(csp[kind], json!("'none'"), "{kind}");
    }
    for kind in ["script-src", "style-src", "font-src"] {
        assert_eq!(csp[kind], json!("'self'"), "{kind}");
    }
    assert_eq!(csp["connect-src"], json!("ipc: http://ipc.localhost"));
    assert_eq!(csp["img-src"], json!("'self' tvmedia: http://tvmedia.localhost"));
    assert_eq!(csp["media-src"], json!("http://127.0.0.1:*"));
    for window in config["app"]["windows"].as_array().expect("windows") {
        assert_eq!(window["create"], json!(false), "made in Rust, with its guards");
        assert_eq!(window["devtools"], json!(false));
        assert_eq!(window["incognito"], json!(true));
    }
}
