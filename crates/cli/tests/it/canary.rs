//! The key stands in nothing that the program leaves behind (reliability.md T12): database, logs, exports, backups,
//! output, command lines. The same search finds a planted one in every form that it looks for.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

use crate::support::Bench;

/// Characters in a row that are taken for a part of the key.
const PART: usize = 12;

/// The forms in which a secret could lie around; any [`PART`] bytes of one count.
fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut forms = vec![
        ("as it is", secret.as_bytes().to_vec()),
        ("UTF-16", wide),
        ("hex", secret.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
        ("HEX", secret.bytes().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect()),
        ("percent", secret.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).collect()),
    ];
    for (name, before) in [("base64", ""), ("base64, one later", "x"), ("base64, two later", "xx")] {
        let text = STANDARD.encode(format!("{before}{secret}"));
        // The ends depend on what stands beside the secret.
        forms.push((name, text.as_bytes()[4..text.len() - 4].to_vec()));
    }
    forms
}

/// Every file below a folder, and in which form the secret stands in it.
fn hits(folder: &Path, secret: &str) -> Vec<(PathBuf, &'static str)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(hits(&path, secret));
            continue;
        }
        found.extend(in_bytes(&fs::read(&path).unwrap(), secret).into_iter().map(|form| (path.clone(), form)));
    }
    found
}

fn in_bytes(bytes: &[u8], secret: &str) -> Vec<&'static str> {
    let stands = |form: &[u8]| {
        let step = if form.len() > 2 * secret.len() { 3 } else { 1 };
        form.windows(PART * step).any(|part| memmem::find(bytes, part).is_some())
    };
    forms(secret).into_iter().filter(|(_, form)| stands(form)).map(|(name, _)| name).collect()
}

#[test]
fn nothing_that_is_left_behind_holds_the_key_in_any_form() {
    let bench = Bench::new();
    let secret = bench.key.trim_start_matches("tv_live_").to_owned();
    assert!(secret.len() >= 2 * PART, "long enough to have parts");
    let mut said = Vec::new();
    let runs: [&[&str]; 7] = [
        &["credits", "--json"],
        &["queue", "list"],
        &["videos", "list", "--json"],
        &["videos", "get", "vid_nothing"],
        &["doctor", "--json"],
        &["queue", "run", "--until-idle", "--json"],
        &["voices"],
    ];
    said.push(bench.create("bees that dance", &["--yes", "--wait", "--json"]));
    // Every line of every log, if one can be asked for it.
    said.extend(runs.iter().map(|args| {
        let output = bench.command(args).env("RUST_LOG", "trace").output().unwrap();
        crate::support::Ran::of(&output)
    }));
    for ran in &said {
        assert_eq!(in_bytes(ran.out.as_bytes(), &secret), [""; 0], "{}", ran.out);
        assert_eq!(in_bytes(ran.err.as_bytes(), &secret), [""; 0], "{}", ran.err);
    }
    assert!(fs::metadata(bench.data().join("tikvod.sqlite3")).unwrap().len() > 0, "there is something to search");
    assert_eq!(hits(&bench.data(), &secret), []);

    // The control: the same search finds a part of the key in each form.
    for (name, form) in forms(&secret) {
        let planted = bench.data().join("planted");
        let part = &form[form.len() / 4..];
        fs::write(&planted, [b"something before ".as_slice(), part, b" and after"].concat()).unwrap();
        let found = hits(&bench.data(), &secret);
        assert!(found.iter().any(|(path, form)| *path == planted && *form == name), "{name}: {found:?}");
        fs::remove_file(planted).unwrap();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_command_line_of_a_running_program_does_not_hold_it() {
    let bench = Bench::new();
    let secret = bench.key.trim_start_matches("tv_live_").to_owned();
    let mut running = bench.command(&["queue", "run", "--timeout", "20"]).spawn().unwrap();
    // Just started, it may not have its command line yet.
    let patience = Instant::now() + Duration::from_secs(10);
    let line = loop {
        let line = fs::read(format!("/proc/{}/cmdline", running.id())).unwrap();
        if memmem::find(&line, b"queue").is_some() {
            break line;
        }
        assert!(Instant::now() < patience, "the control: {}", String::from_utf8_lossy(&line));
        sleep(Duration::from_millis(5));
    };
    assert_eq!(in_bytes(&line, &secret), [""; 0]);
    crate::support::interrupt(&running);
    running.wait().unwrap();
}
