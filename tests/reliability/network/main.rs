//! T5 (reliability.md 4.2, 4.3): the shipped core speaks HTTP over real sockets through a proxy that does what networks
//! do. TLS faults, names that do not resolve, and a SYN that nobody answers are not in this size: here is plain HTTP on
//! loopback.
//!
//! `TIKVOD_SCENARIO="Video …"` runs the scenarios whose name holds that text; a failure prints the command.

mod answer;
mod control;
mod fault;
mod judge;
mod life;
mod proxy;

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Scenarios at a time: nearly all of each is waiting.
const AT_A_TIME: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_paid_twice_or_posted_twice_whatever_the_network_does() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let wanted = std::env::var("TIKVOD_SCENARIO").unwrap_or_default();
    let scenarios: Vec<_> = fault::all().into_iter().filter(|scenario| scenario.name().contains(&wanted)).collect();
    assert!(!scenarios.is_empty(), "no scenario is called that");
    let (begun, room) = (Instant::now(), Arc::new(Semaphore::new(AT_A_TIME)));
    let total = scenarios.len();
    let mut running = JoinSet::new();
    for scenario in scenarios {
        let room = Arc::clone(&room);
        running.spawn(async move {
            let _place = room.acquire_owned().await;
            (scenario.name(), life::run(scenario).await)
        });
    }
    let mut failed = Vec::new();
    while let Some(done) = running.join_next().await {
        let (name, wrong) = done.expect("a scenario panicked");
        if !wrong.is_empty() {
            failed.push(format!("{name}\n  {}\n  again: {AGAIN}\"{name}\"", wrong.join("\n  ")));
        }
    }
    let bound = 3.0 / f64::from(u32::try_from(total).unwrap_or(u32::MAX));
    eprintln!(
        "{total} network scenarios in {} s: {} with violations; at 95 %, fewer than {bound:.1e} of such scenarios go wrong",
        begun.elapsed().as_secs(),
        failed.len()
    );
    assert!(failed.is_empty(), "{} scenarios:\n{}", failed.len(), failed.join("\n"));
}

const AGAIN: &str = "cargo test -p tikvod-reliability --test network, with TIKVOD_SCENARIO=";
