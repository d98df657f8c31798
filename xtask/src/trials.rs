//! The simulated trials of the engine (`trials/`): a workspace of its own, because it builds the core with a feature that
//! must never get into the app.

use std::path::PathBuf;

use crate::build::cargo;
use crate::counts::Counts;
use crate::process::Job;
use crate::report::Ledger;
use crate::{Options, Outcome};

/// Trials in `cargo xtask test`; `cargo xtask soak` runs the rest.
const IN_TEST: &str = "0..10000";
/// What to do about trials that fail.
const AGAIN: &str = "Each failed seed is printed with the command that runs it again.";
/// What to do about a sequence that the model fails on.
const SHORTEST: &str = "The shortest sequence that goes wrong is printed above, and kept for the next run.";
/// What to do about kills that left something wrong.
const KILLED: &str = "What is wrong is listed above, each with the point at which the program was killed.";

/// Format, lints, the model of the outbox, and the share of the trials that belongs to every change.
pub(crate) fn check(ledger: &Ledger) {
    let none = |_: &str| Counts::default();
    let format = ["fmt", "--manifest-path", "trials/Cargo.toml", "--check"];
    ledger.check("format of the trials", cargo("fmt", &format, 2), "Mend it with cargo fmt.", none);
    ledger.check("simulated trials", run("sim", &["simulate", "--seeds", IN_TEST], 40), AGAIN, counts);
    ledger.check("model of the outbox", model(20), SHORTEST, crate::counts::libtest);
    let lints = [&["clippy", "--quiet", "--all-targets"][..], &place(), &["--", "--deny", "warnings"]];
    let lints: Vec<String> = lints.concat().into_iter().map(String::from).collect();
    let words: Vec<&str> = lints.iter().map(String::as_str).collect();
    ledger.check("clippy of the trials", cargo("clippy", &words, 30), "The messages above name file and lint.", none);
}

/// The real program, killed at every point that it passes: a build of its own, since the points are not in the shipped one.
pub(crate) fn kills(ledger: &Ledger) {
    ledger.check("kills of the real program", killed(30), KILLED, crate::counts::libtest);
    let lints = ["clippy", "--quiet", "--package", "tikvod", "--features", "kill-points", "--all-targets", "--"];
    let job = cargo("clippy", &[&lints[..], &["--deny", "warnings"]].concat(), 30);
    ledger.check("clippy of the kills", job, "The messages above name file and lint.", |_: &str| Counts::default());
}

/// The kills, as many as `TIKVOD_KILLS` says.
fn killed(minutes: u64) -> Job {
    let words = ["test", "--quiet", "--package", "tikvod", "--features", "kill-points", "--test", "kills", "--"];
    cargo("kills", &[&words[..], &["--nocapture"]].concat(), minutes)
}

/// How much of what a soak runs.
struct Size {
    seeds: &'static str,
    /// For the seeds; the other parts have a limit of their own.
    minutes: u64,
    /// Sequences of each half of the model.
    sequences: &'static str,
    /// How often the real program is killed at each point, in each way, in each script that passes it.
    kills: Option<&'static str>,
}

const BY_HAND: Size = Size { seeds: "0..10000", minutes: 60, sequences: "5000", kills: None };
const NIGHTLY: Size = Size { seeds: "0..200000", minutes: 480, sequences: "25000", kills: Some("6") };
const RELEASE: Size = Size { seeds: "0..1000000", minutes: 1_440, sequences: "100000", kills: Some("80") };

/// `cargo xtask soak [--size nightly|release] [FROM..TO] [--replay SEED]`: the model, the simulation, and at the named
/// sizes the kills of the real program. All of them run, each within its limit; the summary says what each came to.
pub(crate) fn soak(options: &Options) -> Outcome<()> {
    let words = options.words();
    let after = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
    if let Some(seed) = after("--replay") {
        return run("sim", &["replay", seed], 60).run().or_else_say(AGAIN).map(drop);
    }
    let size = match after("--size").map(String::as_str) {
        Some("release") => RELEASE,
        Some("nightly") => NIGHTLY,
        Some(other) => return Err(format!("There is no size \"{other}\". There are: nightly, release")),
        None => BY_HAND,
    };
    let seeds = words.iter().find(|word| word.contains("..")).map_or(size.seeds, String::as_str);
    let limit = size.minutes.to_string();
    let simulated = run("sim", &["simulate", "--seeds", seeds, "--minutes", &limit], size.minutes + 60);
    let mut parts =
        vec![("model", model(240).env("PROPTEST_CASES", size.sequences), SHORTEST), ("simulation", simulated, AGAIN)];
    if let Some(kills) = size.kills {
        parts.push(("kills", killed(size.minutes).env("TIKVOD_KILLS", kills), KILLED));
    }
    let done: Vec<_> = parts.into_iter().map(|(name, job, advice)| (name, job.run(), advice)).collect();
    for (name, done, _) in &done {
        let bound = bounds(&done.output).unwrap_or_else(|| match *name {
            "model" if done.ok() => format!("{} sequences of each half, none wrong", size.sequences),
            _ => done.why(),
        });
        crate::report::say(format!("{name:12}{bound}"));
    }
    let failed = done.into_iter().filter(|(_, done, _)| !done.ok());
    let words: Vec<String> = failed.map(|(name, done, advice)| format!("{name}: {}. {advice}", done.why())).collect();
    if words.is_empty() { Ok(()) } else { Err(words.join("\n")) }
}

/// The lines that say how many runs there were and what that proves.
fn bounds(output: &str) -> Option<String> {
    let telling = |line: &&str| line.contains("at 95 %") || line.contains(" simulated trials in ");
    let lines: Vec<&str> = output.lines().filter(telling).collect();
    (!lines.is_empty()).then(|| lines.join("; "))
}

/// A bug that the simulation cannot see, and the test that has to.
struct Planted {
    /// As the environment names it.
    name: &'static str,
    /// The test, as Cargo is told.
    test: &'static [&'static str],
}

/// The rest of reliability.md 4.4, but for the three of downloads: their tests come with downloads' own issue.
const OUTSIDE: [Planted; 5] = [
    Planted { name: "WalNormal", test: &["--package", "tikvod-power", "--features", "plant", "--test", "power"] },
    Planted {
        name: "NoSenderLock",
        test: &["--package", "tikvod-core", "--features", "kill-points", "--test", "it", "beside::"],
    },
    Planted {
        name: "KeyInDebug",
        test: &["--package", "tikvod-api", "--features", "plant", "--test", "it", "secrets::"],
    },
    Planted {
        name: "UrlInError",
        test: &["--package", "tikvod-api", "--features", "plant", "--test", "it", "secrets::"],
    },
    Planted {
        name: "FollowsRedirects",
        test: &["--package", "tikvod-api", "--features", "plant", "--test", "it", "once::a_redirect"],
    },
];

/// `cargo xtask seeded-bugs`: which test finds each bug that is planted. Each test is green without its bug.
pub(crate) fn seeded_bugs() -> Outcome<()> {
    let simulated = run("bugs", &["bugs", "--seeds", "0..1500"], 120).run();
    let simulated = planted(&simulated.output);
    let mut caught = simulated.passed;
    for Planted { name, test } in OUTSIDE {
        let words = [&["test", "--quiet"][..], test].concat();
        let green = cargo("sound", &words, 20).run();
        if !green.ok() {
            return Err(format!("{} is red without any bug.", test.join(" ")));
        }
        let red = cargo("planted", &words, 20).env("TIKVOD_PLANT", name).quiet().run();
        // It has to have been built: a test that does not compile finds nothing.
        let found = crate::counts::libtest(&red.output).failed > 0;
        caught += u64::from(found);
        let verdict = if found { "caught" } else { "MISSED" };
        crate::report::say(format!("{verdict}  {name:22} by {}", test.join(" ")));
    }
    let planted = simulated.passed + simulated.failed + OUTSIDE.len() as u64;
    crate::report::say(format!("{caught} of {planted} planted bugs caught"));
    if caught + 1 >= planted { Ok(()) } else { Err("Bugs were planted and not found.".to_owned()) }
}

/// The model of the outbox, as long as `PROPTEST_CASES` says.
fn model(minutes: u64) -> Job {
    cargo("model", &[&["test", "--quiet"][..], &place()].concat(), minutes)
}

fn run(label: &str, words: &[&str], minutes: u64) -> Job {
    cargo(label, &[&["run", "--quiet"][..], &place(), &["--"], words].concat(), minutes)
}

/// Where the trials are and where they are built: beside the rest, with other features and another profile.
fn place() -> [&'static str; 4] {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from);
    let folder = chosen.join("trials").display().to_string();
    ["--manifest-path", "trials/Cargo.toml", "--target-dir", folder.leak()]
}

/// `12 of 12 planted bugs caught by simulation`.
fn planted(output: &str) -> Counts {
    let line = output.lines().find(|line| line.contains(" planted bugs caught by simulation")).unwrap_or_default();
    let mut numbers = line.split(' ').filter_map(|word| word.parse::<u64>().ok());
    let (passed, all) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    Counts { passed, failed: all.saturating_sub(passed) }
}

/// One test, however many trials it has.
fn counts(output: &str) -> Counts {
    let summary = output.lines().find(|line| line.contains(" simulated trials in "));
    let passed = summary.is_some_and(|line| line.contains(": 0 with violations"));
    Counts { passed: u64::from(passed), failed: u64::from(!passed) }
}
