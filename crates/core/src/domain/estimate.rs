//! When what waits is likely to go to TikVod. Pure, and an estimate: it is shown as "about".

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{DateTime, TimeDelta, Utc};

/// How long a render takes where nothing is known: TikVod's own words are "2 to 6 minutes".
pub const USUAL: TimeDelta = TimeDelta::minutes(4);
/// A job beyond its estimate is taken to end so soon.
const LATE: TimeDelta = TimeDelta::minutes(1);

/// When each of so many waiting videos, in their order, is likely to be sent: a slot takes one after the other.
/// `ends` are the estimates of the jobs in work, `render` how long one takes.
pub fn departures(
    now: DateTime<Utc>,
    ends: &[Option<DateTime<Utc>>],
    slots: usize,
    waiting: usize,
    render: TimeDelta,
) -> Vec<DateTime<Utc>> {
    let taken = ends.iter().map(|end| match end {
        Some(end) if *end > now => *end,
        Some(_) => now + LATE,
        None => now + render,
    });
    let free = std::iter::repeat_n(now, slots.saturating_sub(ends.len()));
    let mut slots: BinaryHeap<_> = taken.chain(free).map(Reverse).collect();
    let mut departures = Vec::with_capacity(waiting);
    for _ in 0..waiting {
        let Some(Reverse(at)) = slots.pop() else { break };
        departures.push(at);
        slots.push(Reverse(at + render));
    }
    departures
}

/// How long a render takes, by those that ended.
pub fn usual(renders: &[TimeDelta]) -> Option<TimeDelta> {
    let sum = renders.iter().try_fold(TimeDelta::zero(), |sum, one| sum.checked_add(one))?;
    let mean = sum / i32::try_from(renders.len()).ok().filter(|count| *count > 0)?;
    (mean > TimeDelta::zero()).then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_take_one_after_the_other() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let minutes = |all: &[DateTime<Utc>]| all.iter().map(|at| (*at - now).num_minutes()).collect::<Vec<_>>();
        let at = |minutes| Some(now + TimeDelta::minutes(minutes));
        let render = TimeDelta::minutes(4);
        assert_eq!(minutes(&departures(now, &[], 2, 5, render)), [0, 0, 4, 4, 8]);
        assert_eq!(minutes(&departures(now, &[at(3), at(1)], 2, 4, render)), [1, 3, 5, 7]);
        assert_eq!(minutes(&departures(now, &[at(-9), None], 2, 2, render)), [1, 4], "late, and without an estimate");
        assert_eq!(minutes(&departures(now, &[at(2), at(2), at(2)], 2, 1, render)), [2], "more jobs than slots");
        assert_eq!(departures(now, &[], 0, 3, render).len(), 0);
    }

    #[test]
    fn what_is_usual_is_the_mean_and_nothing_without_any() {
        assert_eq!(usual(&[]), None);
        assert_eq!(usual(&[TimeDelta::minutes(2), TimeDelta::minutes(4)]), Some(TimeDelta::minutes(3)));
        assert_eq!(usual(&[TimeDelta::minutes(-2)]), None, "a clock that was set");
    }
}
