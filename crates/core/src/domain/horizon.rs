//! When a plan goes to TikVod.

use chrono::{DateTime, Duration, Utc};

use crate::view::{FieldProblem, FieldRule, Horizon};

/// Most hours that a hand-over may lie before the post: a week.
pub const MOST_HOURS: u16 = 168;

/// The instant of the hand-over; `None` while "when rendered" waits for a render.
pub fn hand_over_at(
    horizon: Horizon,
    at: DateTime<Utc>,
    planned: DateTime<Utc>,
    rendered: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    match horizon {
        Horizon::Now => Some(planned),
        Horizon::HoursBefore { hours } => Some(at - Duration::hours(i64::from(hours))),
        Horizon::WhenRendered => rendered,
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
