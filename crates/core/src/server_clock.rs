//! How far TikVod's clock is ahead of ours, from the `Date` of the newest answer.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

/// How much the wall clock and the one that only counts may disagree since the last answer. `Date` has whole seconds.
pub(crate) const AGREE: TimeDelta = TimeDelta::seconds(2);

/// The offset of TikVod's clock.
#[derive(Debug, Default)]
pub(crate) struct ServerClock(Mutex<Option<Reading>>);

/// The newest answer.
#[derive(Clone, Copy, Debug)]
struct Reading {
    /// TikVod's clock minus ours; `None` when no answer has told it.
    offset: Option<TimeDelta>,
    /// Our wall clock then.
    wall: DateTime<Utc>,
    /// The same instant by the clock that nobody sets.
    since: Instant,
}

impl Reading {
    /// Whether the wall clock went on evenly until `now`: it was not set, and the computer did not sleep.
    fn still_holds(&self, now: DateTime<Utc>) -> bool {
        let counted = TimeDelta::from_std(self.since.elapsed()).unwrap_or(TimeDelta::MAX);
        (now - self.wall).checked_sub(&counted).is_some_and(|apart| apart.abs() <= AGREE)
    }
}

impl ServerClock {
    /// Learns from an answer that came at `now`.
    pub(crate) fn learn(&self, date: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = reading.filter(|reading| reading.still_holds(now)).and_then(|reading| reading.offset);
        let offset = date.map(|date| date - now).or(known);
        *reading = Some(Reading { offset, wall: now, since: Instant::now() });
    }

    /// TikVod's clock minus ours; `None` before the first answer that told it.
    pub(crate) fn offset(&self) -> Option<TimeDelta> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).and_then(|reading| reading.offset)
    }

    /// Our wall clock as it would be if nobody had set it since the newest answer: what [`Self::offset`] goes with. It
    /// lags behind by what the computer slept since, on a system whose counting clock sleeps too.
    pub(crate) fn counted(&self) -> Option<DateTime<Utc>> {
        let reading = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        reading.wall.checked_add_signed(TimeDelta::from_std(reading.since.elapsed()).ok()?)
    }

    /// Whether [`Self::offset`] can be believed: TikVod answered since this program started, and the wall clock went on
    /// evenly since. An answer without a `Date` is one too: asking again would not tell more.
    pub(crate) fn is_known(&self, now: DateTime<Utc>) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|reading| reading.still_holds(now))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_offset_is_believed_until_the_clock_is_set_or_the_computer_sleeps() {
        let (clock, start) = (ServerClock::default(), DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        assert!(!clock.is_known(start), "nobody has answered");
        let ahead = TimeDelta::minutes(3);
        clock.learn(Some(start + ahead), start);
        tokio::time::advance(Duration::from_secs(3_600)).await;
        let later = start + TimeDelta::hours(1);
        assert!(clock.is_known(later), "an hour passed by both clocks");
        assert!(!clock.is_known(later + TimeDelta::minutes(5)), "set forward, or slept");
        assert!(!clock.is_known(later - TimeDelta::minutes(5)), "set back");
        assert_eq!(clock.counted(), Some(later), "whatever our clock shows");
        clock.learn(None, later);
        assert_eq!((clock.offset(), clock.is_known(later)), (Some(ahead), true), "an answer without a date");
        clock.learn(None, later - TimeDelta::minutes(5));
        assert_eq!(clock.offset(), None, "what was known is of another clock");
        assert!(clock.is_known(later - TimeDelta::minutes(5)), "asking again would not tell more");
    }
}
