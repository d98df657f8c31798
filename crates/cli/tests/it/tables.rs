//! Tables and backups on the command line.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Bench, Ran};

const TABLE: &str = "\u{feff}idea,style,voice,colour\r\n\"bees, that dance\",Quiz,aria_us,red\r\nsecond,Nonsense,aria_us,\r\n=1+1,Quiz,aria_us,\r\n";

fn file(bench: &Bench) -> String {
    let file = bench.folder.path().join("ideas.csv");
    fs::write(&file, TABLE).unwrap();
    file.display().to_string()
}

#[test]
fn a_table_is_rehearsed_agreed_to_and_queued_once() {
    let bench = Bench::new();
    let file = file(&bench);
    bench.tikvod(&["credits"]).expect(0);
    let rehearsed = bench.tikvod(&["import", &file, "--dry-run", "--json"]).expect(5).json();
    assert_eq!((&rehearsed["rows"], &rehearsed["credits"]), (&3.into(), &2.into()), "{rehearsed}");
    assert_eq!((&rehearsed["problems"][0]["line"], &rehearsed["unknown_columns"][0]), (&3.into(), &"colour".into()));
    assert!(bench.tikvod(&["queue", "list", "--json"]).expect(0).json()["items"].as_array().unwrap().is_empty());

    bench.tikvod(&["import", &file]).expect(2); // Nobody is there to ask.
    let first = bench.tikvod(&["import", &file, "--yes", "--json"]).expect(5).json();
    assert_eq!(first["queued"].as_array().unwrap().len(), 2, "good rows go on");
    let again = bench.tikvod(&["import", &file, "--yes", "--json"]).expect(5).json();
    assert_eq!((again["queued"].as_array().unwrap().len(), again["already"].as_array().unwrap().len()), (0, 2));
    let wish = bench.tikvod(&["import", &file, "--yes", "--again", "monday", "--json"]).expect(5).json();
    assert_eq!(wish["queued"].as_array().unwrap().len(), 2, "on purpose");
    let people = bench.tikvod(&["import", &file, "--dry-run"]).expect(5).out;
    assert!(people.contains("line 3, style: ") && people.contains("left out: colour"), "{people}");
    bench.tikvod(&["queue", "run", "--until-idle"]).expect(0);
    assert_eq!(bench.videos_there(), 4);
}

#[test]
fn a_table_comes_by_standard_input_and_what_is_none_says_so() {
    let bench = Bench::new();
    bench.tikvod(&["credits"]).expect(0);
    let mut child = bench.command(&["import", "-", "--yes", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"idea,style,voice\nfirst,Quiz,aria_us\n").unwrap();
    let report = Ran::of(&child.wait_with_output().unwrap()).expect(0).json();
    assert_eq!(report["queued"].as_array().unwrap().len(), 1);
    let missing = bench.tikvod(&["import", "nowhere.csv", "--json"]).expect(4).json();
    assert_eq!(missing["error"]["code"], "not_found");
    let zone = bench.tikvod(&["import", &file(&bench), "--time-zone", "Mars/Olympus", "--dry-run"]).expect(1);
    assert!(zone.err.contains("time zone"), "{}", zone.err);
}

#[test]
fn a_backup_comes_back_and_nothing_of_it_is_sent_by_itself() {
    let bench = Bench::new();
    let add = ["queue", "add", "--idea", "bees that dance", "--style", "Quiz", "--voice", "aria_us", "--yes"];
    bench.tikvod(&add).expect(0);
    let file = bench.folder.path().join("a.backup").display().to_string();
    let made = bench.tikvod(&["backup", &file, "--json"]).expect(0).json();
    assert!(made["backup"]["bytes"].as_u64().unwrap() > 10_000, "{made}");
    let bytes = fs::read(&file).unwrap();
    assert!(memchr::memmem::find(&bytes, bench.key.trim_start_matches("tv_live_").as_bytes()).is_none(), "no key");
    bench.tikvod(&["backup", &file]).expect(1); // Nothing is overwritten.

    bench.tikvod(&["queue", "run", "--until-idle"]).expect(0);
    assert_eq!(bench.videos_there(), 1);
    bench.tikvod(&["restore", &file]).expect(2); // Nobody is there to ask.
    bench.tikvod(&["restore", &file, "--yes"]).expect(0);
    // It waits again, as it did then; sent again it would be paid for twice.
    let items = as_kept(&bench);
    assert_eq!(items.len(), 1, "{items:?}");
    let ran = bench.tikvod(&["queue", "run", "--until-idle"]);
    assert_ne!(ran.code, 0, "{}", ran.err);
    assert_eq!(bench.videos_there(), 1, "nothing was sent by itself");
    fs::write(&file, b"no backup at all").unwrap();
    bench.tikvod(&["restore", &file, "--yes"]).expect(5);
    assert_eq!(as_kept(&bench), items, "as it was");
}

/// The queue's items without what is estimated anew at each look.
fn as_kept(bench: &Bench) -> Vec<serde_json::Value> {
    let mut listed = bench.tikvod(&["queue", "list", "--json"]).expect(0).json();
    let mut items = listed["items"].as_array_mut().map(std::mem::take).unwrap();
    for item in &mut items {
        item.as_object_mut().unwrap().remove("expected_at");
    }
    items
}
