//! Requests a minute, for everything that uses a key: every worker, every click, every repeat of a read, in every
//! program on this data folder. Our own count is the authority; what the headers say can only set the limit, within
//! reason, and what they say of the rest is shown and not obeyed (reliability.md N4).
//!
//! TikVod counts a request when it arrives, which is somewhere between its beginning and its end. So a turn counts from
//! its beginning until a minute after its end: whatever minute the server looks at, it finds no more than we gave out.

mod shared;
mod window;

use std::collections::HashMap;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use tikvod_api::{ApiKey, BaseUrl, RateHeaders, Turns};
use tokio::time::Instant;

use crate::ports::Clock;
use crate::view::RequestMeter;
use shared::Shared;
use window::Window;

/// The window of the API's limit.
const WINDOW: Duration = Duration::from_secs(60);
/// Requests a window until an answer said otherwise.
const DOCUMENTED: u32 = 60;
/// Of the documented 60 we use 55: five are for another program with the same key.
const OURS: u32 = 55;
/// Of 55, ten are kept for the person's own clicks while there are some.
const KEPT: u32 = 10;
/// With nobody clicking the rest is lent out, but for these: the first click finds its turn at once, and with it the ten
/// are kept again.
const KEPT_UNCLICKED: u32 = 2;
/// How long after a click the next one is expected.
const ATTENTION: Duration = Duration::from_secs(300);
/// The longest that a turn is waited for without looking again: another program may have ended its own early.
const LOOK: Duration = Duration::from_secs(1);

/// Who asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Asker {
    /// A person waits for the answer.
    Click,
    /// Sending, polling, planning.
    Background,
}

/// The budgets of all keys that this run met.
pub(crate) struct Budgets {
    shared: Arc<Shared>,
    clock: Arc<dyn Clock>,
    known: Mutex<HashMap<String, Arc<Budget>>>,
}

impl Budgets {
    /// `process` tells this run from every other one on the folder.
    pub(crate) fn new(folder: &Path, process: String, clock: Arc<dyn Clock>) -> Self {
        Self { shared: Arc::new(Shared::new(folder, process)), clock, known: Mutex::default() }
    }

    /// The budget of a key at an address.
    pub(crate) fn of(&self, base_url: &BaseUrl, key: &ApiKey) -> Arc<Budget> {
        let name = fingerprint(base_url, key);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Arc::new(Budget::new(name.clone(), Arc::clone(&self.shared), Arc::clone(&self.clock)));
        Arc::clone(known.entry(name.clone()).or_insert_with(make))
    }
}

/// Names a key without telling anything of it: an eighth of a hash of 256 bits.
fn fingerprint(base_url: &BaseUrl, key: &ApiKey) -> String {
    let hash = Sha256::new().chain_update(base_url.to_string()).chain_update([0]).chain_update(key.expose()).finalize();
    hex::encode(hash).chars().take(8).collect()
}

/// The budget of one key.
pub(crate) struct Budget {
    key: String,
    shared: Arc<Shared>,
    clock: Arc<dyn Clock>,
    own: Mutex<Window>,
}

/// A turn that was given out. It ends when this goes; until then its request may be under way.
pub(crate) struct Turn {
    budget: Arc<Budget>,
    number: u64,
    /// Its row for the other programs.
    row: Option<i64>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.budget.own().end(self.number, Instant::now());
        let Some(row) = self.row else { return };
        let (shared, now) = (Arc::clone(&self.budget.shared), self.budget.clock.now());
        // Not waited for. A row that is never ended counts as long as its request could last.
        crate::blocking::detach(move || shared.end(row, now));
    }
}

/// What a try for a turn came to.
enum Tried {
    Turn(u64, Option<i64>),
    Wait(Duration),
}

impl Budget {
    fn new(key: String, shared: Arc<Shared>, clock: Arc<dyn Clock>) -> Self {
        Self { key, shared, clock, own: Mutex::default() }
    }

    fn own(&self) -> MutexGuard<'_, Window> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a request's turn and counts it.
    pub(crate) async fn take(self: &Arc<Self>, asker: Asker) -> Turn {
        loop {
            let budget = Arc::clone(self);
            // On a thread of its own kind: another program may be in the file for a moment.
            let tried = match crate::blocking::run(move || budget.try_take(asker)).await {
                Ok(tried) => tried,
                // The runtime ends, and this task with it.
                Err(_) => Tried::Wait(LOOK),
            };
            match tried {
                Tried::Turn(number, row) => return Turn { budget: Arc::clone(self), number, row },
                Tried::Wait(wait) => tokio::time::sleep(wait.clamp(Duration::from_millis(5), LOOK)).await,
            }
        }
    }

    fn try_take(&self, asker: Asker) -> Tried {
        let (now, wall) = (Instant::now(), self.clock.now());
        let mut own = self.own();
        let mut tried = None;
        // In one transaction with every other program: between the look and the turn nobody else takes one.
        let row = self.shared.with(&self.key, wall, |others| {
            if let Some(limit) = others.limit {
                own.believe(limit);
            }
            let wait = own.wait(asker, now, &others.leave_in, others.clicked).into_iter().chain(others.closed).max();
            tried = Some(wait);
            wait.is_none().then_some(asker == Asker::Click)
        });
        // Without the file only our own turns are known.
        let wait = tried.unwrap_or_else(|| own.wait(asker, now, &[], false));
        match wait {
            Some(wait) => Tried::Wait(wait),
            None => Tried::Turn(own.begin(asker, now), row),
        }
    }

    /// Learns from an answer's headers. Nonsense is clamped: a limit of 0 or of millions, a reset in the past or in a
    /// year change nothing for the worse.
    pub(crate) fn learn(&self, rate: Option<RateHeaders>, now: DateTime<Utc>) {
        let Some(rate) = rate else { return };
        if let Some(limit) = self.own().learn(rate, now) {
            self.share(move |shared, key| shared.remember_limit(key, limit));
        }
    }

    /// TikVod said 429: nothing goes out until its window ends, 1–120 s.
    pub(crate) fn close(&self, reset: Option<i64>, now: DateTime<Utc>) {
        let seconds = closed_for(reset, now);
        let until = now + TimeDelta::seconds(seconds.cast_signed());
        self.own().close(Instant::now() + Duration::from_secs(seconds), until);
        self.share(move |shared, key| shared.close(key, until));
    }

    fn share(&self, keep: impl FnOnce(&Shared, &str) + Send + 'static) {
        let (shared, key) = (Arc::clone(&self.shared), self.key.clone());
        crate::blocking::detach(move || keep(&shared, &key));
    }

    /// What the window shows; `None` before the first answer.
    pub(crate) fn meter(&self, now: DateTime<Utc>) -> Option<RequestMeter> {
        self.own().meter(now)
    }
}

/// For how many seconds a 429 closes the budget: until its reset, within reason.
fn closed_for(reset: Option<i64>, now: DateTime<Utc>) -> u64 {
    reset.map_or(10, |reset| reset.saturating_sub(now.timestamp())).clamp(1, 120).unsigned_abs()
}

/// Gives the client its turns for repeats.
pub(crate) struct Repeats(pub(crate) Arc<Budget>);

impl Turns for Repeats {
    fn turn(&self) -> Pin<Box<dyn Future<Output = Box<dyn Send>> + Send + '_>> {
        Box::pin(async { Box::new(self.0.take(Asker::Background).await) as Box<dyn Send> })
    }
}

#[cfg(test)]
mod tests;
