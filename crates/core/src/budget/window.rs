//! The turns of the last minute that this program gave out, and the rule that says who may have the next one. Time is
//! passed in.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tikvod_api::RateHeaders;
use tokio::time::Instant;

use super::{ATTENTION, Asker, DOCUMENTED, KEPT, KEPT_UNCLICKED, OURS, WINDOW};
use crate::view::RequestMeter;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Window {
    turns: VecDeque<Given>,
    next: u64,
    limit: Option<u32>,
    remaining: Option<u32>,
    resets_at: Option<DateTime<Utc>>,
    closed_until: Option<Instant>,
    clicked_at: Option<Instant>,
}

#[derive(Debug)]
struct Given {
    number: u64,
    /// `None` while its request may be under way.
    ended: Option<Instant>,
}

/// How many turns a window may hold after `asker` took one.
pub(super) fn most(asker: Asker, limit: u32, clicked: bool) -> usize {
    let share = |of: u32| u64::from(limit) * u64::from(of) / u64::from(DOCUMENTED);
    let kept = match asker {
        Asker::Click => 0,
        Asker::Background if clicked => share(KEPT),
        Asker::Background => share(KEPT_UNCLICKED).max(1),
    };
    usize::try_from(share(OURS).saturating_sub(kept)).unwrap_or(usize::MAX).max(1)
}

impl Window {
    /// How long `asker` has to wait, or `None` when it is its turn. `others` says in how long the turns of other
    /// programs leave the window, `clicked` whether a person clicks there.
    pub(super) fn wait(&mut self, asker: Asker, now: Instant, others: &[Duration], clicked: bool) -> Option<Duration> {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Some(until - now);
        }
        self.turns.retain(|turn| turn.ended.is_none_or(|ended| now.duration_since(ended) < WINDOW));
        let clicked = clicked || self.clicked_at.is_some_and(|at| now.duration_since(at) < ATTENTION);
        let most = most(asker, self.limit.unwrap_or(DOCUMENTED), clicked);
        let own = self
            .turns
            .iter()
            .map(|turn| turn.ended.map_or(WINDOW, |ended| WINDOW.saturating_sub(now.duration_since(ended))));
        let mut leave_in: Vec<Duration> = own.chain(others.iter().copied()).collect();
        leave_in.sort_unstable();
        // So many that the rest is less than the most has to leave first.
        leave_in.len().checked_sub(most).and_then(|index| leave_in.get(index).copied())
    }

    /// Counts a turn; returns its number.
    pub(super) fn begin(&mut self, asker: Asker, now: Instant) -> u64 {
        if asker == Asker::Click {
            self.clicked_at = Some(now);
        }
        self.next += 1;
        self.turns.push_back(Given { number: self.next, ended: None });
        self.next
    }

    /// The request of a turn is over: a minute later the turn leaves.
    pub(super) fn end(&mut self, number: u64, now: Instant) {
        if let Some(turn) = self.turns.iter_mut().find(|turn| turn.number == number) {
            turn.ended = Some(now);
        }
    }

    /// Takes the headers in; returns the limit where it is a new one.
    pub(super) fn learn(&mut self, rate: RateHeaders, now: DateTime<Utc>) -> Option<u32> {
        let before = self.limit;
        if let Some(limit) = rate.limit.filter(|limit| *limit > 0) {
            self.limit = Some(u32::try_from(limit.min(10_000)).unwrap_or(DOCUMENTED));
        }
        let limit = self.limit.unwrap_or(DOCUMENTED);
        if let Some(remaining) = rate.remaining {
            self.remaining = Some(u32::try_from(remaining.max(0)).unwrap_or(u32::MAX).min(limit));
        }
        if let Some(reset) = rate.reset.and_then(|reset| DateTime::from_timestamp(reset, 0)) {
            self.resets_at = Some(reset.clamp(now, now + TimeDelta::seconds(120)));
        }
        self.limit.filter(|limit| before != Some(*limit))
    }

    /// A limit that another program learned.
    pub(super) fn believe(&mut self, limit: u32) {
        self.limit.get_or_insert(limit.clamp(1, 10_000));
    }

    pub(super) fn close(&mut self, until: Instant, resets_at: DateTime<Utc>) {
        self.closed_until = Some(until);
        self.remaining = Some(0);
        self.resets_at = Some(resets_at);
    }

    pub(super) fn meter(&self, now: DateTime<Utc>) -> Option<RequestMeter> {
        let limit = self.limit?;
        let resets_at = self.resets_at?;
        // A limit that shrank leaves no more than itself.
        let remaining = if resets_at <= now { limit } else { self.remaining?.min(limit) };
        Some(RequestMeter { limit, remaining, resets_at })
    }
}
