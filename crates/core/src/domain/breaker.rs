//! Stops sending when nothing comes back as it should: in an outage each further request would only be one more doubt.

use chrono::{DateTime, TimeDelta, Utc};

/// Lost answers in a row that open it (reliability.md 3.4).
pub const MOST_IN_A_ROW: u32 = 3;
/// The first wait before a probe; it doubles with each one that fails.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
/// The longest wait between two probes.
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(80);

/// Counts lost answers in a row.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Breaker {
    lost: u32,
    open: Option<Open>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Open {
    probe_at: DateTime<Utc>,
    wait: TimeDelta,
}

/// What may be done now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Gate {
    /// Send.
    Send,
    /// Ask for something that costs nothing, and say what came of it by [`Breaker::probed`].
    Probe,
    /// Neither, until then.
    Wait(DateTime<Utc>),
}

impl Breaker {
    /// An answer was lost.
    pub fn lost(&mut self, now: DateTime<Utc>) {
        self.lost = (self.lost + 1).min(MOST_IN_A_ROW);
        if self.lost == MOST_IN_A_ROW && self.open.is_none() {
            self.open = Some(Open { probe_at: now + FIRST_WAIT, wait: FIRST_WAIT });
        }
    }

    /// An answer came that says what it should, be it a refusal.
    pub fn answered(&mut self) {
        *self = Self::default();
    }

    /// What a probe came to. A good one lets a single request through: the next lost answer opens it again.
    pub fn probed(&mut self, good: bool, now: DateTime<Utc>) {
        let Some(open) = self.open else { return };
        if good {
            *self = Self { lost: MOST_IN_A_ROW - 1, open: None };
        } else {
            let wait = (open.wait * 2).min(LONGEST_WAIT);
            self.open = Some(Open { probe_at: now + wait, wait });
        }
    }

    /// What may be done now.
    pub fn gate(&self, now: DateTime<Utc>) -> Gate {
        match self.open {
            None => Gate::Send,
            // A probe that lies further ahead than any wait is one of a clock that was set back.
            Some(open) if open.probe_at <= now || open.probe_at - now > LONGEST_WAIT => Gate::Probe,
            Some(open) => Gate::Wait(open.probe_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
    }

    #[test]
    fn three_in_a_row_open_it_and_a_good_probe_lets_one_through() {
        let mut breaker = Breaker::default();
        breaker.lost(at(0));
        breaker.lost(at(1));
        breaker.answered();
        breaker.lost(at(2));
        breaker.lost(at(3));
        assert_eq!(breaker.gate(at(3)), Gate::Send, "not three in a row");
        breaker.lost(at(4));
        assert_eq!(breaker.gate(at(4)), Gate::Wait(at(9)));
        assert_eq!(breaker.gate(at(9)), Gate::Probe);
        breaker.probed(false, at(9));
        assert_eq!(breaker.gate(at(9)), Gate::Wait(at(19)), "the wait doubles");
        breaker.probed(true, at(19));
        assert_eq!(breaker.gate(at(19)), Gate::Send);
        breaker.lost(at(20));
        assert!(matches!(breaker.gate(at(20)), Gate::Wait(_)), "one more lost answer is enough now");
        breaker.probed(true, at(30));
        breaker.answered();
        assert_eq!(breaker, Breaker::default());
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_hold_it_open() {
        let mut breaker = Breaker::default();
        (0..3).for_each(|second| breaker.lost(at(second)));
        assert_eq!(breaker.gate(at(-31_536_000)), Gate::Probe);
    }

    proptest! {
        /// Between two good probes or answers never more than three requests are lost.
        #[test]
        fn never_more_than_three_are_lost_in_a_row(steps in prop::collection::vec((any::<bool>(), 0..100_i64), 1..200)) {
            let (mut breaker, mut now, mut row) = (Breaker::default(), at(0), 0);
            for (good, pause) in steps {
                now += TimeDelta::seconds(pause);
                match breaker.gate(now) {
                    Gate::Send if good => { breaker.answered(); row = 0; }
                    Gate::Send => { breaker.lost(now); row += 1; }
                    Gate::Probe => { breaker.probed(good, now); if good { row = 0; } }
                    Gate::Wait(until) => prop_assert!(until > now && until - now <= LONGEST_WAIT),
                }
                prop_assert!(row <= MOST_IN_A_ROW);
            }
        }
    }
}
