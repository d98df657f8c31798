//! What the security of the app rests on in files that no compiler reads: tauri.conf.json, the capability files,
//! Cargo.toml, Cargo.lock.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the top of the clone").to_path_buf()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn parsed(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn configuration_gives_the_window_nothing() {
    let config = parsed("tauri.conf.json");
    for (pointer, wanted) in [
        ("/build/removeUnusedCommands", json!(true)),
        ("/app/withGlobalTauri", json!(false)),
        ("/app/windows/0/label", json!("main")),
        ("/app/windows/0/devtools", json!(false)),
        ("/app/windows/0/incognito", json!(true)),
        ("/app/windows/0/dragDropEnabled", json!(false)),
        ("/app/security/capabilities", json!(["main", "key-entry"])),
        ("/app/security/freezePrototype", json!(true)),
        ("/app/security/dangerousDisableAssetCspModification", json!(false)),
        ("/app/security/assetProtocol", json!({ "enable": false, "scope": [] })),
    ] {
        assert_eq!(config.pointer(pointer), Some(&wanted), "tauri.conf.json {pointer}");
    }
    assert_eq!(config.pointer("/app/windows").and_then(Value::as_array).map(Vec::len), Some(1), "one window");
    assert_eq!(config.get("plugins"), None, "no plugin is configured");
}

#[test]
fn content_policy_is_closed() {
    let config = parsed("tauri.conf.json");
    let policy = config.pointer("/app/security/csp").and_then(Value::as_object).expect("a content security policy");
    let wanted = [
        ("default-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("font-src", "'self'"),
        ("img-src", "'self' tvmedia: http://tvmedia.localhost"),
        ("media-src", "http://127.0.0.1:*"),
        ("connect-src", "ipc: http://ipc.localhost"),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("frame-src", "'none'"),
        ("worker-src", "'none'"),
    ];
    for (directive, sources) in wanted {
        assert_eq!(policy.get(directive), Some(&json!(sources)), "{directive}");
    }
    assert_eq!(policy.len(), wanted.len(), "no directive that was not thought about");
}

#[test]
fn capabilities_are_single_permissions_of_one_window_each() {
    let folder = root().join("capabilities");
    let files: BTreeSet<String> = fs::read_dir(&folder)
        .expect("the folder of capabilities")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, BTreeSet::from(["key-entry.json".to_owned(), "main.json".to_owned()]), "no further file");
    for window in ["main", "key-entry"] {
        let capability = parsed(&format!("capabilities/{window}.json"));
        assert_eq!(capability.get("windows"), Some(&json!([window])), "{window}: for that window alone");
        assert_eq!(capability.get("remote"), None, "{window}: no remote page");
        assert_eq!(capability.get("webviews"), None, "{window}: no further webview");
        for permission in capability.get("permissions").and_then(Value::as_array).expect("permissions") {
            let name = permission.as_str().expect("a permission without a scope");
            let single = name.starts_with("allow-") || name.contains(":allow-");
            assert!(single && !name.contains('*'), "{window}: {name} is a set, not a single permission");
            let plugin = name.split_once(':').map_or("", |(plugin, _)| plugin);
            assert!(["", "core"].contains(&plugin), "{window}: {name} is a plugin's");
        }
    }
    let key_entry = parsed("capabilities/key-entry.json");
    assert_eq!(key_entry.get("permissions"), Some(&json!(["allow-set-api-key"])), "it hands the key in, nothing else");
    let main = parsed("capabilities/main.json");
    assert!(!main.to_string().contains("set-api-key"), "the main window never gets a key");
}

#[test]
fn release_build_is_checked_and_bare() {
    let cargo = read("Cargo.toml");
    let release = cargo.split("[profile.release]").nth(1).expect("a release profile");
    let release = release.split("\n[").next().unwrap_or_default();
    for line in ["strip = true", "overflow-checks = true"] {
        assert!(release.contains(line), "release: {line}");
    }
    let tauri: Vec<&str> =
        cargo.lines().filter(|line| line.starts_with("tauri") && line.contains("features")).collect();
    assert!(!tauri.is_empty() && tauri.iter().all(|line| !line.contains("devtools")), "no developer tools: {tauri:?}");
    let unsafe_code = cargo.lines().find(|line| line.starts_with("unsafe_code"));
    assert_eq!(unsafe_code, Some("unsafe_code = \"forbid\""), "our own code has no unsafe");
}

#[test]
fn locked_versions_have_their_repairs() {
    let locked = locked();
    for (name, least) in [
        ("tauri", [2, 11, 1]),
        ("h2", [0, 4, 16]),
        ("rustls-webpki", [0, 103, 13]),
        ("time", [0, 3, 47]),
        ("libsqlite3-sys", [0, 38, 1]),
    ] {
        for (_, version) in locked.iter().filter(|(found, _)| found == name) {
            assert!(numbers(version) >= least, "{name} {version} is older than {least:?}");
        }
    }
    assert!(locked.iter().any(|(name, _)| name == "libsqlite3-sys"), "the lock file was read");
}

#[test]
fn one_cryptography_and_no_plugin_for_the_window() {
    const FORBIDDEN: [&str; 8] = [
        "openssl-sys",
        "native-tls",
        "aws-lc-sys",
        "tauri-plugin-fs",
        "tauri-plugin-http",
        "tauri-plugin-shell",
        "tauri-plugin-sql",
        "tauri-plugin-store",
    ];
    for (name, version) in locked() {
        assert!(
            !FORBIDDEN.contains(&name.as_str()),
            "{name} {version} got into Cargo.lock: cargo tree --invert {name}"
        );
    }
}

/// What is planted for the test programme is in no program for people; the control shows that the search finds it.
#[test]
fn no_program_is_built_with_the_test_programme() {
    let tree = |words: &[&str]| {
        let fixed = ["tree", "--offline", "--locked", "--edges", "normal,build", "--prefix", "none", "--format"];
        let mut cargo = std::process::Command::new(env!("CARGO"));
        let output = cargo.current_dir(root()).args(fixed).arg("{p} [{f}]").args(words).output().expect("cargo");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let planted = |tree: &str| {
        let ours = tree.lines().filter(|line| line.starts_with("tikvod-api ") || line.starts_with("tikvod-core "));
        let ours: Vec<&str> = ours.collect();
        assert!(ours.len() > 1, "client and core are in it: {tree}");
        ours.iter().any(|line| ["trials", "kill-points", "plant"].iter().any(|feature| line.contains(feature)))
    };
    for program in ["tikvod-desktop", "tikvod"] {
        assert!(!planted(&tree(&["--package", program])), "{program} has the test programme in it");
    }
    assert!(planted(&tree(&["--package", "tikvod", "--features", "kill-points"])), "the control");
}

/// Name and version of every package in the lock file.
fn locked() -> Vec<(String, String)> {
    let field = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.trim_matches([' ', '=', '"']).to_owned())
    };
    read("Cargo.lock")
        .split("[[package]]")
        .filter_map(|block| Some((field(block, "name")?, field(block, "version")?)))
        .collect()
}

fn numbers(version: &str) -> [u64; 3] {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let mut parts = core.split('.').map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}
