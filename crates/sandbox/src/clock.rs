//! Time on the wire and in the database: milliseconds since 1970, UTC.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat, Utc};

/// Milliseconds since 1970 by the wall clock.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-06-16T14:22:01Z`, as the reference writes times.
pub(crate) fn seconds(ms: i64) -> String {
    stamp(ms).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Like [`seconds`], with milliseconds where there are any: a time that a client gave is given back whole.
pub(crate) fn exact(ms: i64) -> String {
    if ms % 1_000 == 0 { seconds(ms) } else { millis(ms) }
}

/// `2026-06-16T14:22:01.250Z`, for the ledger.
pub(crate) fn millis(ms: i64) -> String {
    stamp(ms).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads RFC 3339 with an offset.
pub(crate) fn parse(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

fn stamp(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_look_like_the_reference() {
        assert_eq!(seconds(1_781_619_721_999), "2026-06-16T14:22:01Z");
        assert_eq!(exact(1_781_619_721_000), "2026-06-16T14:22:01Z");
        assert_eq!(exact(1_781_619_721_250), "2026-06-16T14:22:01.250Z");
        assert_eq!(parse("2026-06-16T16:22:01+02:00"), Some(1_781_619_721_000));
        assert_eq!(parse("2026-06-16T16:22:01"), None, "an offset is needed");
    }
}
