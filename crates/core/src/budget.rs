//! Requests a minute. Our own count is the authority; what the headers say can only make it stricter
//! (reliability.md N4).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tikvod_api::RateHeaders;
use tokio::time::Instant;

use crate::view::RequestMeter;

/// The window of the API's limit.
const WINDOW: Duration = Duration::from_secs(60);
/// Of the documented 60 we use 55: five are for another program with the same key.
const SHARE: f64 = 55.0 / 60.0;
/// Of 55, ten are kept for the person's own clicks.
const BACKGROUND_SHARE: f64 = 45.0 / 60.0;
/// Requests a window until an answer said otherwise.
const DOCUMENTED: u32 = 60;

/// Who asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Asker {
    /// A person waits for the answer.
    Click,
    /// Sending, polling, planning.
    Background,
}

/// The budget of one key.
#[derive(Debug, Default)]
pub(crate) struct Budget(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// When requests of the last minute began.
    spent: VecDeque<Instant>,
    limit: Option<u32>,
    remaining: Option<u32>,
    resets_at: Option<DateTime<Utc>>,
    closed_until: Option<Instant>,
}

impl Budget {
    /// Waits for a request's turn and counts it.
    pub(crate) async fn take(&self, asker: Asker) {
        while let Some(wait) = self.try_take(asker) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Counts a request and returns `None`, or says how long to wait.
    fn try_take(&self, asker: Asker) -> Option<Duration> {
        let now = Instant::now();
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = state.closed_until.filter(|until| *until > now) {
            return Some(until - now);
        }
        while state.spent.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
            state.spent.pop_front();
        }
        let share = if asker == Asker::Click { SHARE } else { BACKGROUND_SHARE };
        let most = ((f64::from(state.limit.unwrap_or(DOCUMENTED)) * share) as usize).max(1);
        if state.spent.len() < most {
            state.spent.push_back(now);
            return None;
        }
        // The oldest of those that are in the way has to leave the window.
        let blocking = state.spent.len() - most;
        state.spent.get(blocking).map(|at| WINDOW.saturating_sub(now.duration_since(*at)).max(Duration::from_millis(5)))
    }

    /// Learns from an answer's headers. Nonsense is clamped: a limit of 0 or of millions, a reset in the past or in a
    /// year change nothing for the worse.
    pub(crate) fn learn(&self, rate: Option<RateHeaders>, now: DateTime<Utc>) {
        let Some(rate) = rate else { return };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limit) = rate.limit.filter(|limit| *limit > 0) {
            state.limit = Some(u32::try_from(limit.min(10_000)).unwrap_or(DOCUMENTED));
        }
        let limit = state.limit.unwrap_or(DOCUMENTED);
        if let Some(remaining) = rate.remaining {
            state.remaining = Some(u32::try_from(remaining.max(0)).unwrap_or(u32::MAX).min(limit));
        }
        if let Some(reset) = rate.reset.and_then(|reset| DateTime::from_timestamp(reset, 0)) {
            state.resets_at = Some(reset.clamp(now, now + TimeDelta::seconds(120)));
        }
    }

    /// TikVod said 429: nothing goes out until its window ends, 1–120 s.
    pub(crate) fn close(&self, reset: Option<i64>, now: DateTime<Utc>) {
        let seconds = reset.map_or(10, |reset| reset.saturating_sub(now.timestamp())).clamp(1, 120);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.closed_until = Some(Instant::now() + Duration::from_secs(seconds.unsigned_abs()));
        state.remaining = Some(0);
        state.resets_at = Some(now + TimeDelta::seconds(seconds));
    }

    /// Another key: its window is its own.
    pub(crate) fn reset(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    /// What the window shows; `None` before the first answer.
    pub(crate) fn meter(&self, now: DateTime<Utc>) -> Option<RequestMeter> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = state.limit?;
        let resets_at = state.resets_at?;
        let remaining = if resets_at <= now { limit } else { state.remaining? };
        Some(RequestMeter { limit, remaining, resets_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ten_of_fifty_five_are_kept_for_clicks() {
        let budget = Budget::default();
        for _ in 0..45 {
            assert_eq!(budget.try_take(Asker::Background), None);
        }
        assert!(budget.try_take(Asker::Background).is_some(), "the 46th background request has to wait");
        for _ in 0..10 {
            assert_eq!(budget.try_take(Asker::Click), None);
        }
        assert!(budget.try_take(Asker::Click).is_some(), "the 56th request has to wait");
        tokio::time::advance(WINDOW).await;
        assert_eq!(budget.try_take(Asker::Background), None);
    }

    #[tokio::test(start_paused = true)]
    async fn nonsense_in_the_headers_neither_opens_nor_closes_it() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        for (limit, reset) in [(Some(0), Some(i64::MAX)), (Some(-5), Some(-1)), (None, None), (Some(60), Some(0))] {
            let budget = Budget::default();
            budget.learn(Some(RateHeaders { limit, remaining: Some(-3), reset }), now);
            assert_eq!(budget.try_take(Asker::Background), None);
            assert!(budget.meter(now).is_none_or(|meter| meter.resets_at <= now + TimeDelta::seconds(120)));
        }
        let budget = Budget::default();
        budget.close(Some(i64::MAX), now);
        assert_eq!(budget.try_take(Asker::Click), Some(Duration::from_secs(120)));
    }
}
