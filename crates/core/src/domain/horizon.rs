//! When a plan goes to TikVod.

use chrono::{DateTime, Duration, Utc};

use super::plan::LAST_CALL;
use crate::view::{FieldProblem, FieldRule, Horizon};

/// Most hours that a hand-over may lie before the post: a week.
pub const MOST_HOURS: u16 = 168;
/// How long before the last call a person hears that a video is not there yet.
pub const EARLY_WORD: Duration = Duration::minutes(30);

/// The instant of the hand-over; `None` while "when rendered" waits for a render. Never later than the last call: a
/// hand-over that is due after it would be missed.
pub fn hand_over_at(
    horizon: Horizon,
    at: DateTime<Utc>,
    planned: DateTime<Utc>,
    rendered: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    let last_call = at - LAST_CALL;
    match horizon {
        Horizon::Now => Some(planned.min(last_call)),
        Horizon::HoursBefore { hours } => Some((at - Duration::hours(i64::from(hours))).min(last_call)),
        Horizon::WhenRendered => rendered.map(|rendered| rendered.min(last_call)),
    }
}

/// When a plan whose video is still being made is in danger: its video should be there by then.
///
/// TikVod's estimate decides where there is one. Without one, half an hour before the last call is when a person can still
/// do something about it.
pub fn in_danger(at: DateTime<Utc>, ready: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let last_call = at - LAST_CALL;
    // An estimate that has passed is none: the render is late, and nobody knows by how much.
    match ready.filter(|ready| *ready > now) {
        Some(ready) => ready > last_call,
        None => now >= last_call - EARLY_WORD,
    }
}

/// Refuses a horizon outside its range.
pub fn check(horizon: Horizon) -> Option<FieldProblem> {
    match horizon {
        Horizon::HoursBefore { hours } if !(1..=MOST_HOURS).contains(&hours) => Some(FieldProblem {
            field: "horizon".into(),
            rule: FieldRule::OutOfRange,
            limit: Some(MOST_HOURS.into()),
            actual: Some(hours.into()),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::minutes(minutes)
    }

    #[test]
    fn the_three_horizons() {
        let due = |horizon, rendered: Option<i64>| hand_over_at(horizon, at(0), at(-90), rendered.map(at));
        assert_eq!(due(Horizon::Now, None), Some(at(-90)));
        assert_eq!(due(Horizon::HoursBefore { hours: 12 }, None), Some(at(-720)));
        assert_eq!(due(Horizon::WhenRendered, None), None);
        assert_eq!(due(Horizon::WhenRendered, Some(-30)), Some(at(-30)));
        assert_eq!(due(Horizon::WhenRendered, Some(5)), Some(at(-2)), "rendered too late: missed at the last call");
    }

    #[test]
    fn a_render_that_will_be_late_is_said_in_time() {
        let danger = |now: i64, ready: Option<i64>| in_danger(at(0), ready.map(at), at(now));
        assert!(!danger(-600, Some(-60)) && !danger(-600, None), "all is well");
        assert!(danger(-600, Some(-1)), "the estimate says so ten hours before");
        assert!(!danger(-33, None) && danger(-32, None), "without an estimate, half an hour before");
        assert!(!danger(-40, Some(-41)) && danger(-32, Some(-41)), "late, and nobody knows how much");
    }

    proptest! {
        #[test]
        fn no_hand_over_is_due_after_the_last_call(hours in 1..=MOST_HOURS, planned in -99_999..99_999_i64, rendered in -9_999..9_999_i64) {
            for horizon in [Horizon::Now, Horizon::HoursBefore { hours }, Horizon::WhenRendered] {
                let due = hand_over_at(horizon, at(0), at(planned), Some(at(rendered)));
                prop_assert!(due.is_some_and(|due| due <= at(-2)));
            }
        }
    }
}
