//! The help is what people read first; a change of it is seen.

use std::fmt::Write as _;

use crate::support::Bench;

#[test]
fn every_command_has_help_with_an_example() {
    let bench = Bench::new();
    let mut all = String::new();
    for path in [
        "",
        "auth login",
        "auth status",
        "auth logout",
        "credits",
        "voices",
        "styles",
        "captions",
        "preview",
        "videos list",
        "videos get",
        "videos create",
        "videos cancel",
        "videos download",
        "videos publish",
        "queue add",
        "queue list",
        "queue run",
        "queue pause",
        "queue resume",
        "queue move",
        "queue cancel",
        "queue decide",
        "plan add",
        "plan list",
        "plan move",
        "plan hand-over",
        "plan drop",
        "plan settle",
        "import",
        "backup",
        "restore",
        "inbox status",
        "inbox on",
        "inbox off",
        "inbox secret",
        "history sync",
        "doctor",
        "completions",
    ] {
        let args: Vec<_> = path.split_whitespace().chain(["--help"]).collect();
        let ran = bench.tikvod(&args).expect(0);
        assert!(ran.out.contains("Example"), "{path}: {}", ran.out);
        assert!(!ran.out.contains('\u{1b}'), "no colours in a pipe");
        writeln!(all, "$ tikvod {path}\n{}", ran.out).unwrap();
    }
    insta::assert_snapshot!(all);
    assert!(bench.tikvod(&["--version"]).expect(0).out.starts_with("tikvod 0."));
}
