//! What a click costs on disk, and what the core costs with nothing to do: the worker of `cargo xtask bench store`. Each
//! commit is taken in turns with its floor, 4 KiB written and flushed to the same disk.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program: what is not there is no figure")]

#[path = "../tests/it/support.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests use the rest")]
mod support;

use std::fs::{self, File};
use std::io::Write as _;
use std::time::{Duration, Instant};

use support::{Place, queue, sandbox};
use tikvod_core::view::SettingsPatch;

const INTENTS: usize = 1_000;
/// Intents before memory is first looked at: by then every statement is prepared.
const WARM: usize = 100;
const IDLE: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    let mut place = Place::new();
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.update_settings(SettingsPatch { paused: Some(true), ..SettingsPatch::default() }).await.unwrap();
    let (before, begun) = (cpu(), Instant::now());
    tokio::time::sleep(IDLE).await;
    let share = cpu().saturating_sub(before).as_secs_f64() / begun.elapsed().as_secs_f64();
    println!("idle: {:.2} % of a core (goal < 1 %), sandbox included, debug build", share * 100.0);
    let mut floor_file = File::create(place.data().join("floor")).unwrap();
    let (mut commits, mut floors, mut warm) = (Vec::new(), Vec::new(), 0);
    for turn in 0..INTENTS {
        if turn == WARM {
            warm = memory();
        }
        let begun = Instant::now();
        queue(&core, "bees that dance").await;
        commits.push(begun.elapsed());
        let begun = Instant::now();
        floor_file.write_all(&[0; 4_096]).unwrap();
        floor_file.sync_data().unwrap();
        floors.push(begun.elapsed());
    }
    let grown = (memory() as f64 - warm as f64) / 1e6;
    println!("memory: {grown:+.1} MB from {WARM} to {INTENTS} intents, {:.0} MB in all", memory() as f64 / 1e6);
    let ([commit, commit_95], [floor, floor_95]) = (quantiles(commits), quantiles(floors));
    println!(
        "commit: {:.1} × a flush of 4 KiB: p50 {commit:.2} ms, p95 {commit_95:.2} ms; floor p50 {floor:.2} ms, p95 \
         {floor_95:.2} ms, {INTENTS} clicks, debug build",
        commit / floor
    );
    core.shutdown().await;
    sandbox.shutdown().await;
}

/// p50 and p95, milliseconds.
fn quantiles(mut times: Vec<Duration>) -> [f64; 2] {
    times.sort_unstable();
    [50, 95].map(|percent| times[times.len() * percent / 100].as_secs_f64() * 1e3)
}

/// Processor time of this process so far; Linux counts it in hundredths of a second.
fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// Resident bytes of this process.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1_024
}
