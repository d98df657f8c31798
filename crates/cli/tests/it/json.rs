//! `--json` is one document, whatever happens; a pipe that closes is no failure.

use std::process::Stdio;

use crate::support::{Bench, Ran};

#[test]
fn exactly_one_document_for_success_and_failure() {
    let bench = Bench::with(|options| options.seed_videos = 3);
    let known = "vid_000000000000";
    for args in [
        &["credits"][..],
        &["auth", "status"],
        &["voices"],
        &["videos", "list"],
        &["videos", "get", known],
        &["videos", "download", known],
        &["queue", "list"],
        &["queue", "pause"],
        &["queue", "resume"],
        &["plan", "list"],
        &["history", "sync"],
        &["doctor"],
        &["nonsense"],
        &["videos", "create", "--duration", "soon"],
        &["plan", "move", "nothing", "--at", "never"],
    ] {
        let ran = bench.tikvod(&[args, &["--json"]].concat());
        assert_eq!(ran.out.lines().count(), 1, "{args:?}: {:?}", ran.out);
        let document = ran.json();
        assert!(document.is_object(), "{args:?}");
        assert_eq!(ran.code != 0 && args != ["doctor"], document.get("error").is_some(), "{args:?} {}", ran.code);
        let upper = |text: &str| text.split('"').skip(1).step_by(2).any(|name| name.contains("At\":"));
        assert!(!upper(&ran.out), "snake_case: {}", ran.out);
    }
    let balance = bench.tikvod(&["credits", "--json"]).expect(0).json();
    insta::assert_json_snapshot!(balance, {".as_of" => "[time]"});
    let list = bench.tikvod(&["queue", "list", "--json"]).expect(0).json();
    insta::assert_json_snapshot!(list);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let bench = Bench::with(|options| options.seed_videos = 30);
    for args in [&["--help"][..], &["completions", "bash"], &["videos", "list"]] {
        let mut child = bench.command(args).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::of(&child.wait_with_output().unwrap());
        assert_eq!(
            (ran.code, ran.err.contains("panic"), ran.err.contains("tikvod:")),
            (0, false, false),
            "{}",
            ran.err
        );
    }
}
