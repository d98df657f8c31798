//! Start and memory of a window, ours and a blank one in turns, so that a busy moment hits both.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Figure, spread};
use crate::session::Session;
use crate::{Outcome, process, report};

/// Timed starts of each, after one that warms the disk's cache.
const RUNS: usize = 7;
const PATIENCE: Duration = Duration::from_secs(60);
/// From the first painted frame to the look at the memory.
const SETTLE: Duration = Duration::from_secs(3);
/// What the program says when its page is on the screen (src-tauri/painted.rs).
const PAINTED: &str = "tikvod: painted";

/// A program and its package.
pub(super) struct Subject {
    program: PathBuf,
    package_bytes: u64,
}

impl Subject {
    /// What the bundler just made: the package, and beside its folder the program in it.
    pub(super) fn bundled(name: &str, made: Vec<PathBuf>) -> Outcome<Self> {
        let package = made.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "deb"));
        let package = package.ok_or_else(|| format!("The bundler made no deb of {name}."))?;
        // target/release/bundle/deb/NAME.deb → target/release/NAME
        let release = package.ancestors().nth(3).ok_or_else(|| format!("{} lies too high.", package.display()))?;
        let package_bytes = fs::metadata(&package).map_or(0, |data| data.len());
        Ok(Self { program: release.join(name), package_bytes })
    }
}

/// What one start showed.
struct Run {
    painted: Duration,
    memory: u64,
}

/// How WebKitGTK is told to leave OpenGL out (src-tauri/platform/painting.rs).
const PROCESSOR: &[(&str, &str)] = &[("WEBKIT_DISABLE_DMABUF_RENDERER", "1")];

/// Starts both in turns and puts the figures side by side. Twice: each as a person would start it, and both painted by
/// the processor, since without a graphics card ours chooses that and the blank one does not.
pub(super) fn compare(session: &Session, ours: &Subject, blank: &Subject) -> Outcome<Vec<Figure>> {
    let folder = std::env::temp_dir().join(format!("tikvod-bench-window-{}", std::process::id()));
    let turns = |wish| take_turns(session, ours, blank, &folder, wish);
    let done = turns(&[]).and_then(|plain| Ok((plain, turns(PROCESSOR)?)));
    let _gone = fs::remove_dir_all(&folder);
    let (plain, processor) = done?;
    let package = |subject: &Subject| subject.package_bytes as f64 / 1e6;
    let mut figures = Vec::new();
    figures.extend(beside("each as it starts", &plain));
    figures.extend(beside("painted by the processor", &processor));
    figures.push(Figure {
        name: "package (deb)",
        value: format!(
            "{:.2} × blank: {:.1} MB, blank {:.1} MB",
            package(ours) / package(blank),
            package(ours),
            package(blank)
        ),
    });
    Ok(figures)
}

/// Start and memory of one way to start both.
fn beside(way: &str, (ours_runs, blank_runs): &(Vec<Run>, Vec<Run>)) -> [Figure; 2] {
    let milliseconds = |runs: &[Run]| spread(runs.iter().map(|run| run.painted.as_secs_f64() * 1e3).collect());
    let megabytes = |runs: &[Run]| spread(runs.iter().map(|run| run.memory as f64 / 1e6).collect());
    let (start, least, most) = milliseconds(ours_runs);
    let (blank_start, blank_least, blank_most) = milliseconds(blank_runs);
    let (memory, ..) = megabytes(ours_runs);
    let (blank_memory, ..) = megabytes(blank_runs);
    [
        Figure {
            name: "start to painted frame",
            value: format!(
                "{:.2} × blank (goal ≤ 1.3): {start:.0} ms ({least:.0}–{most:.0}), blank {blank_start:.0} ms \
                 ({blank_least:.0}–{blank_most:.0}), median of {RUNS}, {way}",
                start / blank_start
            ),
        },
        Figure {
            name: "memory of all processes (PSS)",
            value: format!(
                "blank {:+.0} MB (goal ≤ +60): {memory:.0} MB, blank {blank_memory:.0} MB, {:.2} ×, {way}",
                memory - blank_memory,
                memory / blank_memory
            ),
        },
    ]
}

fn take_turns(
    session: &Session,
    ours: &Subject,
    blank: &Subject,
    folder: &Path,
    wish: &[(&str, &str)],
) -> Outcome<(Vec<Run>, Vec<Run>)> {
    let (mut ours_runs, mut blank_runs) = (Vec::new(), Vec::new());
    for turn in 0..=RUNS {
        let pair = (start(session, &blank.program, folder, wish)?, start(session, &ours.program, folder, wish)?);
        report::say(format!("  {turn}: {:.0} ms, blank {:.0} ms", ms(pair.1.painted), ms(pair.0.painted)));
        if turn > 0 {
            blank_runs.push(pair.0);
            ours_runs.push(pair.1);
        }
    }
    Ok((ours_runs, blank_runs))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Starts the program in the session, waits for its first painted frame, and after a while adds up its memory.
fn start(session: &Session, program: &Path, folder: &Path, wish: &[(&str, &str)]) -> Outcome<Run> {
    let mut command = Command::new(program);
    command
        .envs(session.env())
        .envs(wish.iter().copied())
        .env("TIKVOD_BENCH", "1")
        .env("TIKVOD_DATA_DIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mark = process::mark(&mut command);
    let begun = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("{} cannot be started: {error}", program.display()))?;
    let painted = child.stderr.take().and_then(|pipe| {
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            // To its end: a program that writes into a closed pipe would die.
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                if line == PAINTED {
                    let _late = tell.send(begun.elapsed());
                }
            }
        });
        told.recv_timeout(PATIENCE).ok()
    });
    let memory = painted.map(|_| {
        thread::sleep(SETTLE);
        process::marked(&mark).into_iter().map(proportional_memory).sum()
    });
    process::sweep(&mark);
    let _gone = child.kill();
    let _reaped = child.wait();
    match (painted, memory) {
        (Some(painted), Some(memory)) => Ok(Run { painted, memory }),
        _ => Err(format!("{} painted nothing within {} s.", program.display(), PATIENCE.as_secs())),
    }
}

/// Bytes: its own pages, and its share of those that it shares with others.
fn proportional_memory(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kibibytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}
