//! The rate window: fixed, 60 s from its first request, per account, in real time.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::clock;

const WINDOW: Duration = Duration::from_secs(60);

/// What the `X-RateLimit-*` headers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Unix seconds, rounded up: a client that waits until then finds a new window.
    pub(crate) reset: i64,
}

#[derive(Clone, Copy)]
struct Window {
    opened: Instant,
    reset: i64,
    used: u32,
}

/// Counts the requests of both accounts.
pub(crate) struct Gate {
    limit: u32,
    windows: [Mutex<Option<Window>>; 2],
}

impl Gate {
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, windows: [Mutex::new(None), Mutex::new(None)] }
    }

    /// Counts one request. `Err` is the reading of a window that is used up.
    pub(crate) fn take(&self, account: Account) -> Result<Reading, Reading> {
        self.take_at(account, Instant::now(), clock::now_ms())
    }

    fn take_at(&self, account: Account, now: Instant, now_ms: i64) -> Result<Reading, Reading> {
        let mut slot = self.windows[account.index()].lock().unwrap_or_else(PoisonError::into_inner);
        let window = match *slot {
            Some(open) if now.duration_since(open.opened) < WINDOW => open,
            _ => Window { opened: now, reset: reset_after(now_ms), used: 0 },
        };
        let allowed = window.used < self.limit;
        let used = window.used.saturating_add(1).min(self.limit);
        *slot = Some(Window { used, ..window });
        let reading = Reading { limit: self.limit, remaining: self.limit - used, reset: window.reset };
        if allowed { Ok(reading) } else { Err(reading) }
    }

    /// The state without counting; an account that is not known has a window that nobody has used.
    pub(crate) fn look(&self, account: Option<Account>) -> Reading {
        let open =
            account.and_then(|account| *self.windows[account.index()].lock().unwrap_or_else(PoisonError::into_inner));
        match open {
            Some(window) if window.opened.elapsed() < WINDOW => {
                Reading { limit: self.limit, remaining: self.limit - window.used, reset: window.reset }
            }
            _ => Reading { limit: self.limit, remaining: self.limit, reset: reset_after(clock::now_ms()) },
        }
    }
}

fn reset_after(now_ms: i64) -> i64 {
    now_ms.saturating_add(60_000 + 999).div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_fixed_and_each_account_has_its_own() {
        let gate = Gate::new(2);
        let start = Instant::now();
        let at = |s| start + Duration::from_secs(s);
        let first = gate.take_at(Account::Live, start, 1_000_500);
        let (limit, reset) = (2, 1_061);
        assert_eq!(first, Ok(Reading { limit, remaining: 1, reset }));
        let second = gate.take_at(Account::Live, at(59), 1_059_500);
        assert_eq!(second, Ok(Reading { limit, remaining: 0, reset }), "same window");
        let third = gate.take_at(Account::Live, at(59), 1_059_600);
        assert_eq!(third, Err(Reading { limit, remaining: 0, reset }));
        let other = gate.take_at(Account::Test, at(59), 1_059_600);
        assert!(other.is_ok_and(|r| r.remaining == 1), "the test key has its own window");
        let after = gate.take_at(Account::Live, at(60), 1_060_500);
        assert!(after.is_ok_and(|r| r.remaining == 1 && r.reset == 1_121), "a new window");
    }
}
