//! `tikvod-trials`: runs seeds, or shows that planted bugs are found.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tikvod_trials::{BUGS, Planted, Totals, run};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "\
tikvod-trials simulate [--seeds FROM..TO] [--threads N] [--minutes N] [--bug NAME]
tikvod-trials replay SEED [--bug NAME] [--keep FOLDER]
tikvod-trials bugs [--seeds FROM..TO]";

struct Wishes {
    seeds: std::ops::Range<u64>,
    threads: usize,
    limit: Duration,
    bug: Option<Planted>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(wishes) = wishes(&args) else {
        println!("{HELP}");
        return ExitCode::from(2);
    };
    match args.first().map(String::as_str) {
        Some("simulate") => simulate(&wishes),
        Some("replay") => replay(&args, wishes.bug),
        Some("bugs") => bugs(&wishes),
        _ => {
            println!("{HELP}");
            ExitCode::from(2)
        }
    }
}

fn wishes(args: &[String]) -> Option<Wishes> {
    let after = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let seeds = match after("--seeds") {
        Some(text) => {
            let (from, to) = text.split_once("..")?;
            from.parse().ok()?..to.parse().ok()?
        }
        None => 0..1_000,
    };
    let threads = match after("--threads") {
        Some(text) => text.parse().ok()?,
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let minutes = match after("--minutes") {
        Some(text) => text.parse().ok()?,
        None => 60,
    };
    let bug = match after("--bug") {
        Some(name) => Some(BUGS.iter().find(|(known, _)| known == name)?.1),
        None => None,
    };
    Some(Wishes { seeds, threads, limit: Duration::from_secs(minutes * 60), bug })
}

/// Runs seeds on all threads; stops at the limit, or at the first violation where `first` is set.
fn all(wishes: &Wishes, bug: Option<Planted>, first: bool) -> Totals {
    let (next, begun) = (AtomicU64::new(wishes.seeds.start), Instant::now());
    let totals = Mutex::new(Totals::default());
    std::thread::scope(|scope| {
        for _ in 0..wishes.threads {
            scope.spawn(|| {
                let mut own = Totals::default();
                while begun.elapsed() < wishes.limit {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= wishes.seeds.end {
                        break;
                    }
                    own.add(run(seed, bug, None));
                    if first && !own.failed.is_empty() {
                        next.store(wishes.seeds.end, Ordering::SeqCst);
                    }
                }
                totals.lock().unwrap_or_else(PoisonError::into_inner).join(own);
            });
        }
    });
    totals.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn simulate(wishes: &Wishes) -> ExitCode {
    let begun = Instant::now();
    let totals = all(wishes, wishes.bug, false);
    for report in totals.failed.iter().take(10) {
        println!("seed {}:", report.seed);
        for violation in &report.violations {
            println!("  {violation}");
        }
        println!("  again: cargo xtask soak --replay {}", report.seed);
    }
    let mean = |sum: u64| sum as f64 / totals.trials.max(1) as f64;
    println!(
        "{} simulated trials in {:.0} s: {} with violations; a trial has {:.1} operations, {:.1} faults, {:.2} crashes",
        totals.trials,
        begun.elapsed().as_secs_f64(),
        totals.failed.len(),
        mean(totals.operations),
        mean(totals.faults),
        mean(totals.crashes),
    );
    if totals.failed.is_empty() && totals.trials > 0 {
        println!("at 95 %, fewer than {:.1e} of all such trials go wrong", 3.0 / totals.trials as f64);
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}

fn replay(args: &[String], bug: Option<Planted>) -> ExitCode {
    let Some(seed) = args.get(1).and_then(|text| text.parse().ok()) else { return ExitCode::from(2) };
    let keep = args.iter().position(|arg| arg == "--keep").and_then(|at| args.get(at + 1)).map(Path::new);
    let report = run(seed, bug, keep);
    println!("{report:#?}");
    if report == run(seed, bug, None) {
        println!("the same again, to the last byte");
    } else {
        println!("NOT the same again");
        return ExitCode::FAILURE;
    }
    if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn bugs(wishes: &Wishes) -> ExitCode {
    let mut missed = 0;
    for (name, bug) in BUGS {
        let totals = all(wishes, Some(*bug), true);
        match totals.failed.first() {
            Some(report) => {
                let why = report.violations.first().map(String::as_str).unwrap_or_default();
                println!("caught  {name:22} after {:5} trials, seed {}: {why}", totals.trials, report.seed);
            }
            None => {
                missed += 1;
                println!("MISSED  {name:22} in {} trials", totals.trials);
            }
        }
    }
    println!("{} of {} planted bugs caught by simulation", BUGS.len() - missed, BUGS.len());
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
