//! The test programme of the engine (reliability.md section 4, T2): the shipped core over its shipped SQLite file, with a
//! simulated TikVod, network, disk, clock and person. One seed is one trial, and the same seed is the same trial.

mod fate;
mod life;
#[cfg(test)]
mod model;
mod oracle;
mod person;
mod world;

use std::path::{Path, PathBuf};

pub use life::{Report, Totals};
pub use tikvod_core::trials::Bug;

/// A bug that can be planted, by its name on the command line.
pub const BUGS: &[(&str, Planted)] = &[
    ("sending-after-send", Planted::Core(Bug::SendingAfterSend)),
    ("pending-at-start", Planted::Core(Bug::PendingAtStart)),
    ("retry-on-500", Planted::Core(Bug::RetryOn500)),
    ("retry-on-timeout", Planted::Core(Bug::RetryOnTimeout)),
    ("retry-below", Planted::Below),
    ("no-unique-click", Planted::Core(Bug::NoUniqueClick)),
    ("bind-nearest", Planted::Core(Bug::BindNearest)),
    ("no-settle-window", Planted::Core(Bug::NoSettleWindow)),
    ("bookkeeping-in-send", Planted::Core(Bug::BookkeepingInSend)),
    ("scheduler-on-instant", Planted::Core(Bug::SchedulerOnInstant)),
    ("naive-local-time", Planted::Core(Bug::NaiveLocalTime)),
    ("rollback-off", Planted::Core(Bug::RollbackOff)),
];

/// Where a bug is planted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Planted {
    /// In the core.
    Core(Bug),
    /// Below the client: a lost request is sent again, as HTTP libraries do.
    Below,
}

/// Where a trial keeps its files: memory, where there is a file system in memory.
pub fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// Runs the trial of a seed. What it left on disk is copied to `keep`, if given.
pub fn run(seed: u64, bug: Option<Planted>, keep: Option<&Path>) -> Report {
    life::run(seed, bug, keep)
}
