//! Every exit code, by a situation that really brings it about.

use std::io::{BufRead as _, BufReader};

use serde_json::json;

use crate::support::{Bench, Ran, interrupt};

#[test]
fn done_usage_key_not_found_and_not_valid() {
    let bench = Bench::new();
    bench.tikvod(&["credits"]).expect(0);
    bench.tikvod(&["videos", "create"]).expect(2);
    let unasked = bench.create("bees", &["--json"]).expect(2);
    assert_eq!(unasked.json()["error"]["code"], "not_agreed", "money is spent only when agreed to");
    assert_eq!(bench.videos_there(), 0);
    let wrong = bench.command(&["credits", "--json"]).env("TIKVOD_API_KEY", "tv_live_0123456789abcdef").output();
    let wrong = Ran::of(&wrong.unwrap()).expect(3);
    assert!(wrong.json()["error"]["request_id"].is_string(), "for support: {}", wrong.out);
    let none = bench.command(&["queue", "list"]).env_remove("TIKVOD_API_KEY").output();
    let none = Ran::of(&none.unwrap()).expect(3);
    assert!(none.err.contains("TIKVOD_BASE_URL"), "a kept key never follows the address: {}", none.err);
    bench.tikvod(&["videos", "get", "vid_000000000000"]).expect(4);
    bench.tikvod(&["queue", "move", "nothing", "1"]).expect(1);
    let short = bench.create("bees", &["--duration", "14", "--yes"]);
    assert_eq!(short.code, 2, "given twice is wrong usage");
    let short = bench.tikvod(&["preview", "--idea", "bees", "--style", "Quiz", "--duration", "14"]).expect(5);
    assert!(short.err.contains("--duration: 14"), "{}", short.err);
    let voice = ["videos", "create", "--idea", "bees", "--style", "Quiz", "--voice", "nobody", "--yes"];
    let voice = bench.tikvod(&voice).expect(5);
    assert!(voice.err.contains("request req_"), "TikVod's refusal: {}", voice.err);
}

#[test]
fn too_many_requests_and_too_few_credits() {
    let bench = Bench::with(|options| options.credits = 0);
    bench.tikvod(&["credits"]).expect(0);
    let poor = bench.create("bees", &["--yes", "--json"]).expect(7);
    assert_eq!(poor.json()["error"]["code"], "insufficient_credits");
    let list = bench.tikvod(&["queue", "list", "--json"]).expect(0).json();
    assert_eq!(list["items"][0]["state"], "cancelled", "what could not be sent is taken back: {list}");
    let answer = json!({"type": "answer", "status": 429});
    bench.fault(&json!({"method": "GET", "path": "/v1/account/credits", "action": answer}));
    let many = bench.tikvod(&["credits", "--json"]).expect(6).json();
    assert!(many["error"]["retry_after"].is_u64(), "{many}");
}

#[test]
fn no_connection_leaves_nothing_behind_but_a_named_wish() {
    let mut bench = Bench::new();
    bench.tikvod(&["credits"]).expect(0);
    bench.unplug();
    let first = bench.create("first", &["--yes"]).expect(8);
    let click = uuid::Uuid::now_v7().to_string();
    bench.create("second", &["--yes", "--click-id", &click]).expect(8);
    let list = bench.tikvod(&["queue", "list", "--json"]).expect(0).json();
    let states: Vec<_> = list["items"].as_array().unwrap().iter().map(|i| (&i["idea"], &i["state"])).collect();
    assert!(states.contains(&(&json!("first"), &json!("cancelled"))), "{states:?} {}", first.err);
    assert!(states.contains(&(&json!("second"), &json!("waiting"))), "{states:?}");
}

#[test]
fn a_failed_job_and_a_lost_answer() {
    let bench = Bench::new();
    let action = json!({"type": "fail_render", "code": "render_failed", "message": "No picture fits."});
    bench.fault(&json!({"times": 1, "action": action}));
    let failed = bench.create("bees", &["--yes", "--wait", "--json"]).expect(9).json();
    assert_eq!(failed["error"]["code"], "job_failed");
    let action = json!({"type": "accept_then_drop"});
    bench.fault(&json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": action}));
    let doubt = bench.create("wasps", &["--yes", "--json"]).expect(10).json();
    assert_eq!(doubt["error"]["code"], "unconfirmed");
    assert_eq!(bench.videos_there(), 2, "sent once");
    // The looks come: who waits for the video, or until nothing is left to do, waits for them, too.
    let events = bench.tikvod(&["queue", "run", "--until-idle", "--json"]);
    assert!(events.out.contains("\"completed\""), "{} {}", events.out, events.err);
    bench.fault(&json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": action}));
    let found = bench.create("ants", &["--yes", "--wait", "--json"]).expect(0).json();
    assert_eq!(found["item"]["state"], "completed");
    assert_eq!(bench.videos_there(), 3, "sent once");
}

#[test]
fn a_paused_queue_and_an_interruption() {
    let bench = Bench::new();
    bench.tikvod(&["queue", "pause"]).expect(0);
    let held = bench.create("bees", &["--yes", "--json"]).expect(1).json();
    assert_eq!(held["error"]["code"], "paused");
    let add = ["queue", "add", "--idea", "ants", "--style", "Quiz", "--voice", "aria_us", "--yes"];
    bench.tikvod(&add).expect(0);
    let mut child = bench.command(&["queue", "run", "--json"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("ants"), "{first}");
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(bench.videos_there(), 0, "nothing was sent");
}
