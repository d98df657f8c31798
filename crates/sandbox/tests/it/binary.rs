//! The program by itself.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::house::{Answer, client};

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_tikvod-sandbox"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

fn ended(child: &mut Child) -> std::process::ExitStatus {
    let until = Instant::now() + Duration::from_secs(15);
    loop {
        if let Some(status) = child.try_wait().expect("a status") {
            return status;
        }
        if Instant::now() > until {
            let _ = child.kill();
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn one_line_when_ready_and_an_orderly_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let mut child = start(&["--data", data.to_str().expect("text"), "--credits", "3", "--time-scale", "60"]);
    let mut out = BufReader::new(child.stdout.take().expect("stdout"));
    let mut line = String::new();
    out.read_line(&mut line).expect("a line");
    let ready: Value = serde_json::from_str(&line).expect("JSON");
    let text = |name: &str| ready[name].as_str().expect(name).to_owned();
    assert!(text("test_key").starts_with("tv_test_") && text("live_key").starts_with("tv_live_"));
    assert_eq!(ready.as_object().map(serde_json::Map::len), Some(4));
    assert!(!text("webhook_secret").is_empty());
    let credits = client().get(format!("{}/account/credits", text("base_url"))).bearer_auth(text("live_key"));
    assert_eq!(Answer::of(credits).await.ok(200)["credits"], 3);
    let address = text("base_url").trim_start_matches("http://").trim_end_matches("/v1").to_owned();

    let second = folder.path().join("other");
    for (arguments, word) in [
        (vec!["--listen", &address, "--data", second.to_str().expect("text")], "taken"),
        (vec!["--data", data.to_str().expect("text")], "in use"),
        (vec!["--data", "/dev/null/x"], "Cannot write"),
        (vec!["--data", second.to_str().expect("text"), "--listen", "0.0.0.0:0"], "loopback"),
        (vec!["--data", second.to_str().expect("text"), "--time-scale", "0"], "time scale"),
    ] {
        let mut failing = start(&arguments);
        assert_eq!(ended(&mut failing).code(), Some(1), "{arguments:?}");
        let mut said = String::new();
        failing.stderr.take().expect("stderr").read_to_string(&mut said).expect("text");
        assert!(said.contains(word) && said.lines().count() == 1 && !said.contains("panic"), "{said}");
    }

    let pid = child.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status().expect("kill");
    assert_eq!(ended(&mut child).code(), Some(0), "an orderly end");
    let mut more = String::new();
    out.read_to_string(&mut more).expect("text");
    assert!(more.is_empty(), "exactly one line: {more}");
}
