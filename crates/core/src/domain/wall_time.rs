//! Wall time in a zone, and the instant that it means.
//!
//! A wall time can be missing (spring) or double (autumn). The policy: of two, the earlier; of none, the wall clock
//! moves forward by the gap, as a clock on a wall does. The window shows a note in both cases.

use chrono::offset::LocalResult;
use chrono::{DateTime, Duration, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;

/// How a wall time was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reading {
    /// There is exactly one.
    Single,
    /// There are two; this is the earlier.
    Earlier,
    /// There is none; the wall clock moved forward by the gap.
    MovedForward,
}

/// The instant of `local` in `zone`.
pub fn instant(zone: Tz, local: NaiveDateTime) -> (DateTime<Utc>, Reading) {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => (at.to_utc(), Reading::Single),
        LocalResult::Ambiguous(earlier, later) => (earlier.to_utc().min(later.to_utc()), Reading::Earlier),
        LocalResult::None => (through_gap(zone, local), Reading::MovedForward),
    }
}

/// Keeps the offset that was in force before the gap. Gaps are minutes to a whole day long (Apia 2011), so the search
/// goes back step by step: a fixed step back can land in the gap again.
fn through_gap(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    (1..=200)
        .map(|step| local - Duration::minutes(15 * step))
        .find_map(|before| zone.from_local_datetime(&before).latest())
        .map_or_else(
            || Utc.from_utc_datetime(&local),
            |before| {
                let offset = before.offset().fix();
                Utc.from_utc_datetime(&(local - Duration::seconds(i64::from(offset.local_minus_utc()))))
            },
        )
}

/// The zone of an IANA name.
pub fn zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eight_cases_of_the_policy() {
        // dependencies.md section 3: zone, wall time, UTC, reading.
        let cases = [
            ("America/New_York", "2027-03-14T02:30:00", "2027-03-14T07:30:00Z", Reading::MovedForward),
            ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z", Reading::Earlier),
            ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00Z", Reading::MovedForward),
            ("Europe/Zurich", "2027-03-28T02:30:00", "2027-03-28T01:30:00Z", Reading::MovedForward),
            ("Africa/Casablanca", "2027-02-07T02:30:00", "2027-02-07T01:30:00Z", Reading::Earlier),
            ("Asia/Tehran", "2026-03-22T00:30:00", "2026-03-21T21:00:00Z", Reading::Single),
            ("America/Sao_Paulo", "2026-11-01T00:30:00", "2026-11-01T03:30:00Z", Reading::Single),
            ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z", Reading::MovedForward),
        ];
        for (name, local, utc, reading) in cases {
            let zone = zone(name).expect("a known zone");
            let local: NaiveDateTime = local.parse().expect("a wall time");
            let utc: DateTime<Utc> = utc.parse().expect("an instant");
            assert_eq!(instant(zone, local), (utc, reading), "{name} {local}");
        }
    }

    /// Seconds that a zone is ahead of UTC.
    fn ahead(zone: Tz, at: DateTime<Utc>) -> i64 {
        i64::from(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc())
    }

    /// The first second with another offset, between two instants with different ones.
    fn transition(zone: Tz, mut before: DateTime<Utc>, mut after: DateTime<Utc>) -> DateTime<Utc> {
        let old = ahead(zone, before);
        while after - before > Duration::seconds(1) {
            let middle = before + (after - before) / 2;
            let middle = DateTime::from_timestamp(middle.timestamp(), 0).expect("an instant");
            if ahead(zone, middle) == old { before = middle } else { after = middle }
        }
        after
    }

    #[test]
    fn every_transition_of_every_zone_from_2024_to_2030_is_read_to_the_second() {
        let day = |n: i64| DateTime::from_timestamp(1_704_067_200 + n * 86_400, 0).expect("an instant");
        let (mut gaps, mut folds) = (0, 0);
        for zone in chrono_tz::TZ_VARIANTS {
            for n in 0..7 * 365 + 2 {
                if ahead(zone, day(n)) == ahead(zone, day(n + 1)) {
                    continue;
                }
                let at = transition(zone, day(n), day(n + 1));
                let (old, new) = (ahead(zone, at - Duration::seconds(1)), ahead(zone, at));
                let wall = |seconds: i64| (at + Duration::seconds(seconds)).naive_utc();
                let read = |seconds: i64| {
                    let (instant, reading) = instant(zone, wall(seconds));
                    ((instant - at).num_seconds(), reading)
                };
                let (least, most) = (old.min(new), old.max(new));
                assert_eq!(read(least - 1), (least - 1 - old, Reading::Single), "{zone} {at} just before");
                assert_eq!(read(most), (most - new, Reading::Single), "{zone} {at} just after");
                let odd = if new > old { Reading::MovedForward } else { Reading::Earlier };
                for within in [least, i64::midpoint(least, most), most - 1] {
                    // Forward by the gap, or the earlier of two: both are the offset that was in force before.
                    assert_eq!(read(within), (within - old, odd), "{zone} {at} within");
                }
                if new > old { gaps += 1 } else { folds += 1 }
            }
        }
        assert!(gaps > 1_000 && folds > 1_000, "{gaps} gaps and {folds} folds");
    }
}
