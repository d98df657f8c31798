//! How far TikVod's clock is ahead of ours, from the `Date` of the newest answer.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// The offset of TikVod's clock.
#[derive(Debug, Default)]
pub(crate) struct ServerClock(Mutex<Option<TimeDelta>>);

impl ServerClock {
    /// Learns from an answer that came at `now`.
    pub(crate) fn learn(&self, date: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        if let Some(date) = date {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(date - now);
        }
    }

    /// TikVod's clock minus ours; `None` before the first answer.
    pub(crate) fn offset(&self) -> Option<TimeDelta> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
