//! From an idea to a post, and that one wish is one video.

use serde_json::Value;

use crate::support::{Bench, Ran, interrupt};

#[test]
fn idea_video_file_and_post() {
    let bench = Bench::new();
    for (command, id) in [("voices", "aria_us"), ("styles", "Listicle"), ("captions", "bold_pop")] {
        assert!(bench.tikvod(&[command]).expect(0).out.contains(id), "{command}");
    }
    let take = bench.tikvod(&["preview", "--idea", "bees", "--style", "Quiz", "--duration", "15", "--json"]);
    assert!(take.expect(0).json()["lines"].as_array().unwrap().len() > 3);
    let cost = bench.create("bees", &["--dry-run", "--json"]).expect(0).json();
    assert_eq!((&cost["cost"], &cost["balance"]), (&1.into(), &24.into()));
    assert_eq!(bench.videos_there(), 0, "a rehearsal is none");

    let made = bench.create("bees", &["--yes", "--wait", "--json"]).expect(0).json();
    assert_eq!(made["item"]["state"], "completed");
    let id = made["item"]["video_id"].as_str().unwrap().to_owned();
    let list = bench.tikvod(&["videos", "list", "--json"]).expect(0).json();
    assert_eq!((&list["total"], &list["data"][0]["id"]), (&1.into(), &Value::from(id.as_str())));
    let file = bench.folder.path().join("bees.mp4");
    let file_text = file.to_str().unwrap();
    bench.tikvod(&["videos", "download", &id, "--output", file_text]).expect(0);
    assert_eq!(&std::fs::read(&file).unwrap()[4..8], b"ftyp", "a film");
    bench.tikvod(&["videos", "download", &id, "--output", file_text]).expect(2);

    let to = ["--platform", "tiktok", "--account-id", "acc_main", "--caption", "Bees #calm"];
    let click = uuid::Uuid::now_v7().to_string();
    let post = [&["videos", "publish", &id][..], &to, &["--yes", "--json", "--click-id", &click]].concat();
    let first = bench.tikvod(&post).expect(0).json();
    let second = bench.tikvod(&post).expect(0).json();
    assert_eq!(first["plan"]["state"], "handed_over");
    assert_eq!(first["plan"]["publish_id"], second["plan"]["publish_id"], "one wish is one post");
    assert_eq!(bench.tikvod(&["plan", "drop", first["plan"]["id"].as_str().unwrap(), "--yes"]).code, 1, "locked");

    let plan = [&["plan", "add", &id][..], &to, &["--at", "2030-05-01T09:00", "--zone", "Europe/Berlin", "--yes"]];
    let plan = bench.tikvod(&[&plan.concat()[..], &["--json"]].concat()).expect(0).json();
    let plan_id = plan["plan"]["id"].as_str().unwrap().to_owned();
    assert_eq!(plan["plan"]["at"], "2030-05-01T07:00:00Z");
    let moved = bench.tikvod(&["plan", "move", &plan_id, "--at", "2030-05-02T09:00", "--json"]).expect(0).json();
    assert_eq!(moved["plan"]["at"], "2030-05-02T07:00:00Z");
    bench.tikvod(&["plan", "drop", &plan_id, "--yes"]).expect(0);
}

#[test]
fn twenty_processes_with_one_click_id_make_one_video() {
    let bench = Bench::new();
    let click = uuid::Uuid::now_v7().to_string();
    let args = ["videos", "create", "--idea", "one wish", "--style", "Quiz", "--voice", "aria_us", "--yes", "--json"];
    let args = [&args[..], &["--click-id", &click]].concat();
    let children: Vec<_> = (0..20).map(|_| bench.command(&args).spawn().unwrap()).collect();
    let mut ids: Vec<_> = children
        .into_iter()
        .map(|child| Ran::of(&child.wait_with_output().unwrap()).expect(0).json()["item"]["video_id"].clone())
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(bench.videos_there(), 1);
}

#[test]
fn the_queue_runs_without_a_window_until_nothing_is_left() {
    let bench = Bench::new();
    for idea in ["ants", "bees"] {
        let add =
            ["queue", "add", "--idea", idea, "--style", "Quiz", "--voice", "aria_us", "--duration", "15", "--yes"];
        bench.tikvod(&add).expect(0);
    }
    let queued = bench.tikvod(&["queue", "list", "--json"]).expect(0).json();
    let behind = queued["items"][1]["id"].as_str().unwrap();
    bench.tikvod(&["queue", "move", behind, "1"]).expect(0);
    let ran = bench.tikvod(&["queue", "run", "--until-idle", "--json"]).expect(0);
    let events: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let done = |event: &&Value| event["item"]["state"] == "completed";
    assert_eq!(events.iter().filter(done).count(), 2, "{}", ran.out);
    assert_eq!(bench.videos_there(), 2);
    let first = events.iter().find(|event| !event["item"]["video_id"].is_null()).unwrap();
    assert_eq!(first["item"]["idea"], "bees", "in the order that was asked for");
}

#[test]
fn what_is_queued_is_cancelled_with_its_credit_back() {
    let bench = Bench::with(|options| options.time_scale = 1.0);
    let made = bench.create("bees", &["--yes", "--json"]).expect(0).json();
    let id = made["item"]["video_id"].as_str().unwrap();
    bench.tikvod(&["videos", "cancel", id]).expect(2);
    let gone = bench.tikvod(&["videos", "cancel", id, "--yes", "--json"]).expect(0).json();
    assert_eq!(gone["video"]["card"]["status"], "cancelled");
    assert_eq!(bench.tikvod(&["credits", "--json"]).expect(0).json()["credits"], 24);
}

#[test]
fn beside_one_that_sends_the_queue_is_added_to_and_run_by_nobody_else() {
    let bench = Bench::new();
    let mut sender = bench.command(&["queue", "run", "--timeout", "60", "--json"]).spawn().unwrap();
    let second = loop {
        let ran = bench.tikvod(&["queue", "run", "--timeout", "0", "--json"]);
        // Until the first has the place.
        if ran.code != 0 || sender.try_wait().unwrap().is_some() {
            break ran.expect(1);
        }
    };
    assert!(second.err.contains("already_running") || second.out.contains("already_running"), "{}", second.err);
    let made = bench.create("bees that dance", &["--yes", "--wait", "--json"]).expect(0).json();
    assert_eq!(made["item"]["state"], "completed", "the other one sent it");
    assert_eq!(bench.videos_there(), 1);
    interrupt(&sender);
    let ended = Ran::of(&sender.wait_with_output().unwrap());
    assert!(ended.out.lines().any(|line| line.contains("bees that dance")), "{}", ended.out);
}
