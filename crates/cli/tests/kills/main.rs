//! T3 (reliability.md 4.2): the real program is killed at every point that it passes, in three ways, and at random times;
//! then it runs again. TikVod's ledger says whether anything was paid or posted twice, the database whether anything is
//! lost. Only on Unix is SIGKILL what it is here; TerminateProcess on Windows was not run.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test program: what is not there is a failed test")]

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "the other test program uses the rest")]
mod support;

mod oracle;
mod victim;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use support::Bench;
use victim::{End, SCRIPTS, Script, Stage};

/// Kills at random times, beside those at points.
const RANDOM: u32 = 24;
/// Processes that are killed side by side: they wait more than they work.
const SIDE_BY_SIDE: usize = 6;

fn sandbox() -> Bench {
    Bench::with(|options| {
        options.time_scale = 6_000.0;
        options.credits = 100_000;
        options.rate_limit = 100_000;
        options.concurrency = 1_000;
        options.seed_videos = 3;
    })
}

/// Three ways to end.
const WAYS: [&str; 3] = ["kill", "abort", "hold"];

/// Every kill: each point once in each way, by one after the other of the scripts that pass it. `TIKVOD_KILLS` says how
/// often: every script passes each of its points then, and it is killed at a later time of passing each round.
fn plan(points: &[(Script, Vec<String>)]) -> Vec<(Script, End)> {
    let rounds: Option<u32> = std::env::var("TIKVOD_KILLS").ok().and_then(|text| text.parse().ok());
    let mut passing = BTreeMap::<&String, Vec<Script>>::new();
    for (script, names) in points {
        for name in names {
            passing.entry(name).or_default().push(*script);
        }
    }
    let mut kills = Vec::new();
    for (point, scripts) in passing {
        for (turn, way) in WAYS.into_iter().enumerate() {
            let at = |time| End::Point { way, time, point: point.clone() };
            match rounds {
                None => kills.push((scripts[turn % scripts.len()], at(1))),
                Some(rounds) => {
                    kills.extend(
                        (1..=rounds)
                            .flat_map(|time| scripts.iter().map(move |script| (*script, time)))
                            .map(|(script, time)| (script, at(time))),
                    );
                }
            }
        }
    }
    let random = RANDOM * rounds.unwrap_or(1);
    kills.extend((0..random).map(|turn| (SCRIPTS[turn as usize % SCRIPTS.len()], End::After { turn, of: random })));
    kills
}

#[test]
fn killed_at_every_point_nothing_is_lost_paid_or_posted_twice() {
    let begun = Instant::now();
    let bench = sandbox();
    let stage = Stage::new(&bench);
    let points: Vec<_> = SCRIPTS.map(|script| (script, stage.points_of(script))).into();
    let known: BTreeSet<&String> = points.iter().flat_map(|(_, points)| points).collect();
    let kills = plan(&points);
    let (next, struck) = (AtomicUsize::new(0), Mutex::new(BTreeMap::<&str, u32>::new()));
    let runs = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some((number, (script, end))) = next_of(&kills, &next) {
                    let run = stage.kill(*script, end, number);
                    *struck.lock().unwrap().entry(run.struck()).or_default() += 1;
                    runs.lock().unwrap().push(run);
                }
            });
        }
    });
    let runs = runs.into_inner().unwrap();
    let wrong = oracle::judge(&bench, &runs);
    let struck = struck.into_inner().unwrap();
    let hit = runs.iter().filter(|run| run.struck() == "killed").count();
    eprintln!(
        "{} real kills of {} runs at {} points in {:.0} s ({struck:?}): {} wrong; at 95 %, fewer than {:.1e} go wrong",
        hit,
        runs.len(),
        known.len(),
        begun.elapsed().as_secs_f64(),
        wrong.len(),
        3.0 / hit.max(1) as f64,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(known.len() >= 40, "only {} points: {known:?}", known.len());
    assert!(hit >= 120, "only {hit} kills struck: {struck:?}");
}

fn next_of<'a>(kills: &'a [(Script, End)], next: &AtomicUsize) -> Option<(usize, &'a (Script, End))> {
    let number = next.fetch_add(1, Ordering::SeqCst);
    kills.get(number).map(|kill| (number, kill))
}
