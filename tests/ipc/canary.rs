//! The key crosses to no window and stands in no file (reliability.md K1–K3), and the search that says so finds it where
//! it was planted.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};
use tauri::Manager as _;
use tikvod_sandbox::{Options, Sandbox};

use crate::bench::Bench;

/// Every form in which `key` is looked for: windows of 12 characters as text, as UTF-16, in hex, and in base64 at each of
/// its three alignments. Windows that lie wholly in the prefix and its last four characters (which the window may show)
/// are left out.
fn forms(key: &str) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for window in key.as_bytes().windows(12) {
        forms.push(window.to_vec());
        forms.push(window.iter().flat_map(|byte| [*byte, 0]).collect());
        forms.push(hex::encode(window).into_bytes());
    }
    for skip in 0..3 {
        let encoded = STANDARD_NO_PAD.encode(&key.as_bytes()[skip..]);
        forms.extend(encoded.as_bytes().windows(16).map(<[u8]>::to_vec));
    }
    forms
}

fn finds(forms: &[Vec<u8>], haystack: &[u8]) -> bool {
    forms.iter().any(|form| haystack.windows(form.len()).any(|window| window == form.as_slice()))
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// A stand-in for TikVod outside of the app, with keys that only it made.
fn tikvod(folder: &Path) -> (Sandbox, String) {
    let mut options = Options::new(folder.to_owned());
    options.time_scale = 600.0;
    let sandbox = tauri::async_runtime::block_on(Sandbox::start(options)).expect("the sandbox starts");
    let base = sandbox.base_url().to_owned();
    (sandbox, base)
}

#[test]
fn a_pasted_key_crosses_to_no_window_and_stands_in_no_file() {
    let outside = tempfile::tempdir().expect("a folder");
    let (tikvod, base) = tikvod(outside.path());
    let key = tikvod.live_key().to_owned();
    let bench = Bench::new(Some(base));
    *bench.clipboard.0.lock().expect("unpoisoned") = Some(key.clone());

    let status = bench.ask("paste_key", Value::Null).expect("the key is taken");
    assert_eq!((&status["account"]["kind"], &status["account"]["storage"]), (&json!("live"), &json!("keychain")));
    assert_eq!(*bench.clipboard.0.lock().expect("unpoisoned"), None, "the clipboard is emptied");
    use_everything(&bench);
    search(&bench, &key);
    tauri::async_runtime::block_on(tikvod.shutdown());
}

#[test]
fn a_pasted_webhook_secret_crosses_to_no_window_and_stands_in_no_file() {
    let secret = "whsec_canary-0123456789abcdef";
    let bench = Bench::new(None);
    bench.ask("choose_sandbox", Value::Null).expect("the sandbox");
    let on = bench.ask("inbox_on", json!({ "tunnel": "abc.example.com" })).expect("the inbox");
    assert_eq!((&on["on"], &on["secretKept"]), (&json!(true), &json!(false)));
    assert_eq!(
        bench.ask("paste_inbox_secret", Value::Null).map_err(|error| error["code"].clone()),
        Err(json!("clipboard_empty"))
    );
    *bench.clipboard.0.lock().expect("unpoisoned") = Some(secret.to_owned());
    let kept = bench.ask("paste_inbox_secret", Value::Null).expect("the secret is taken");
    assert_eq!(kept["secretKept"], json!(true));
    assert!(kept["publicAddress"].as_str().is_some_and(|to| to.starts_with("https://abc.example.com/")), "{kept}");
    assert_eq!(*bench.clipboard.0.lock().expect("unpoisoned"), None, "the clipboard is emptied");
    assert_eq!(bench.ask("inbox", Value::Null).expect("the inbox")["secretKept"], json!(true));
    assert_eq!(bench.ask("inbox_off", Value::Null).expect("the inbox")["on"], json!(false));
    search(&bench, secret);
}

#[test]
fn a_typed_key_comes_from_the_key_window_which_is_gone_after() {
    let outside = tempfile::tempdir().expect("a folder");
    let (tikvod, base) = tikvod(outside.path());
    let key = tikvod.test_key().to_owned();
    let bench = Bench::new(Some(base));

    let wrong = bench.ask_from("key-entry", "set_api_key", json!({ "key": "tv_test_notThisOne0123456789abcd" }));
    assert_eq!(wrong.map_err(|error| error["code"].clone()), Err(json!("key_rejected")));
    assert!(bench.app.get_webview_window("key-entry").is_some(), "the window stays for another try");
    assert!(bench.keychain.0.lock().expect("unpoisoned").is_empty(), "a refused key is not kept");

    let _answer = bench.ask_from("key-entry", "set_api_key", json!({ "key": format!(" {key}\n") }));
    let status = bench.wait("the account", "app_status", &Value::Null, |status| status["account"]["kind"] == "test");
    assert!(status["account"]["keyHint"].as_str().is_some_and(|hint| hint.starts_with("tv_test_")), "{status}");
    use_everything(&bench);
    search(&bench, &key);
    tauri::async_runtime::block_on(tikvod.shutdown());
}

/// Calls what answers without more ado, so that there is something to search.
fn use_everything(bench: &Bench) {
    for name in ["app_status", "check_key", "get_catalogue", "open_draft", "get_queue", "list_social_accounts"] {
        bench.ask(name, Value::Null).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let refused = bench.ask("get_video", json!({ "id": "vid_none" }));
    assert!(refused.is_err());
    bench.ask("sign_out", Value::Null).expect("signed out");
    // The count of launches stays: it is no secret, and tells a restored database from this one.
    let left: Vec<_> = bench.keychain.0.lock().expect("unpoisoned").keys().cloned().collect();
    assert!(
        left.iter().all(|name| name.starts_with("launch-")),
        "signing out takes the key from the keychain: {left:?}"
    );
}

fn search(bench: &Bench, key: &str) {
    let forms = forms(key);
    let crossed = bench.crossed.lock().expect("unpoisoned").join("\n");
    assert!(crossed.len() > 1_000, "there is something to search");
    assert!(!finds(&forms, crossed.as_bytes()), "the key crossed to a window");
    for planted in [
        format!("{crossed}{key}"),
        format!("{crossed}{}", &key[8..24]),
        format!("{crossed}{}", hex::encode(key)),
        format!("{crossed}{}", STANDARD_NO_PAD.encode(format!("x{key}"))),
    ] {
        assert!(finds(&forms, planted.as_bytes()), "the control: a planted key is found");
    }
    let mut paths = Vec::new();
    files(&bench.data(), &mut paths);
    assert!(!paths.is_empty(), "there are files to search");
    for path in &paths {
        // The lock of the folder cannot be read everywhere, and holds nothing.
        let Ok(bytes) = std::fs::read(path) else { continue };
        assert!(!finds(&forms, &bytes), "the key stands in {}", path.display());
    }
    let planted = bench.data().join("planted");
    std::fs::write(&planted, format!("…{key}…")).expect("written");
    assert!(finds(&forms, &std::fs::read(&planted).expect("read")), "the control: a planted key is found on disk");
}
