//! What a sandbox is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::SandboxError;

/// What a sandbox is started with. [`Options::new`] gives the defaults.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; a loopback address. Port 0 takes a free one. Default `127.0.0.1:0`.
    pub listen: SocketAddr,
    /// The folder that holds database, keys and media. It is made where it does not exist.
    pub data: PathBuf,
    /// How many times faster than real time jobs run and webhooks are retried. Default 1.
    pub time_scale: f64,
    /// Balance of each key in a new folder, in credits. A folder that exists keeps its balance. Default 24.
    pub credits: u32,
    /// Requests per window of 60 s and key. Default 60.
    pub rate_limit: u32,
    /// Jobs of one key that may be queued or processing at once. Default 10.
    pub concurrency: u32,
    /// How many finished videos the live account has from the start. Default 0.
    pub seed_videos: u32,
    /// How long a signed download URL works, in real time. Default one hour.
    pub url_ttl: Duration,
}

impl Options {
    /// The defaults of the contract, with state in `data`.
    pub fn new(data: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data,
            time_scale: 1.0,
            credits: 24,
            rate_limit: 60,
            concurrency: 10,
            seed_videos: 0,
            url_ttl: Duration::from_secs(3_600),
        }
    }

    /// Refuses what cannot be served.
    pub(crate) fn check(&self) -> Result<(), SandboxError> {
        if !self.listen.ip().is_loopback() {
            return Err(SandboxError::NotLoopback(self.listen));
        }
        if !valid_scale(self.time_scale) {
            return Err(SandboxError::BadOption { name: "time scale", rule: "a number above 0 and at most 1,000,000" });
        }
        if self.rate_limit == 0 {
            return Err(SandboxError::BadOption { name: "rate limit", rule: "at least 1" });
        }
        if self.concurrency == 0 {
            return Err(SandboxError::BadOption { name: "concurrency", rule: "at least 1" });
        }
        if self.seed_videos > 1_000_000 {
            return Err(SandboxError::BadOption { name: "number of seeded videos", rule: "at most 1,000,000" });
        }
        Ok(())
    }
}

/// Whether a time scale can be reckoned with.
pub(crate) fn valid_scale(scale: f64) -> bool {
    scale.is_finite() && scale > 0.0 && scale <= 1_000_000.0
}
