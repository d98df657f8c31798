//! What the core needs from the outside: time, randomness, the keychain, notifications, the sandbox.
//!
//! The window and the command line bring the real ones; tests bring doubles. Nothing else of the core has a double.

use std::fmt;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use uuid::Uuid;

use crate::view::SandboxSpeed;

/// Wall-clock time. Posts are planned by it; a monotonic clock would stop while the computer sleeps.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// The computer's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Ids. Passed in so that a simulation can replay them.
pub trait Randomness: Send + Sync {
    /// A new UUIDv7.
    fn uuid(&self, now: DateTime<Utc>) -> Uuid;
}

/// The operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn uuid(&self, _now: DateTime<Utc>) -> Uuid {
        Uuid::now_v7()
    }
}

/// Why the keychain did not do what was asked. Never holds the secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is none on this computer, or it is locked and cannot be opened.
    #[error("the keychain cannot be used: {0}")]
    Unavailable(String),
    /// It did not answer in time.
    #[error("the keychain did not answer in time")]
    Timeout,
}

/// The keychain of the operating system. Calls may hang there, so an implementation has a thread and a time-out of
/// its own (reliability.md K10) and these futures always end.
pub trait SecretStore: Send + Sync {
    /// The secret kept under `name`, `None` where there is none.
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>>;
    /// Keeps `secret` under `name`, over an older one.
    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> BoxFuture<'a, Result<(), SecretError>>;
    /// Forgets what is under `name`; fine if there is nothing.
    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), SecretError>>;
}

/// What a notification is about; settings switch each kind off.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoticeKind {
    /// A video is ready.
    VideoReady,
    /// A video failed.
    VideoFailed,
    /// A post was missed or refused.
    PostFailed,
    /// Something waits for the person's decision.
    NeedsYou,
}

/// A desktop notification.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// First line.
    pub title: String,
    /// Second line.
    pub body: String,
}

/// Desktop notifications. Fire and forget: it must return at once, whatever the daemon does.
pub trait Notifier: Send + Sync {
    /// Shows a notification.
    fn notify(&self, notice: Notice);
}

/// How to reach the running sandbox.
pub struct SandboxAccess {
    /// `http://127.0.0.1:PORT/v1`.
    pub base_url: String,
    /// Its live key: worth nothing outside of this computer, treated like any other.
    pub live_key: SecretString,
}

impl fmt::Debug for SandboxAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxAccess").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// The sandbox that the app carries. The core does not know how it is made, only how to switch it on.
pub trait SandboxHost: Send + Sync {
    /// Starts it, or returns the running one.
    ///
    /// # Errors
    /// One clear sentence.
    fn start(&self, speed: SandboxSpeed) -> BoxFuture<'_, Result<SandboxAccess, String>>;
    /// Changes its speed while it runs.
    fn set_speed(&self, speed: SandboxSpeed);
    /// Stops it; fine if it does not run.
    fn stop(&self) -> BoxFuture<'_, ()>;
}
