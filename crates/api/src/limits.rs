//! The documented limits, and the headers that tell how much of the rate limit is left (section "Limits").

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde::{Deserialize, Serialize};

/// The most of a JSON answer that we hold, in bytes after decompression (reliability.md N1).
pub const JSON_CAP: usize = 2 * 1024 * 1024;
/// The most of an answer's headers that we take, in bytes (reliability.md N1).
pub const HEADER_CAP: usize = 64 * 1024;
/// The most pages that [`crate::Client::videos`] asks for (reliability.md N3).
pub const PAGE_CAP: usize = 200;
/// Requests a minute for each key, by default.
pub const REQUESTS_A_MINUTE: u32 = 60;
/// Video jobs at once (queued and processing), by default.
pub const CONCURRENT_JOBS: u32 = 10;
/// The longest idea, in Unicode scalar values (section "POST /videos").
pub const IDEA_CHARS: usize = 2_000;
/// The longest caption of a post, in Unicode scalar values (section "POST /videos/{id}/publish").
pub const CAPTION_CHARS: usize = 2_200;
/// The target length of a video, in seconds (section "POST /videos").
pub const DURATION_SECONDS: std::ops::RangeInclusive<u32> = 15..=90;
/// The target length where none is given, in seconds.
pub const DEFAULT_DURATION_SECONDS: u32 = 45;
/// The most key-value pairs of a video's metadata.
pub const METADATA_PAIRS: usize = 20;
/// The most items of one page of `GET /videos`.
pub const PAGE_ITEMS: u32 = 100;

/// `X-RateLimit-*` as the server wrote them (section "Limits"). Negative and absurd values stand as they were read:
/// whoever budgets by them must distrust and clamp them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateHeaders {
    /// Requests a window.
    pub limit: Option<i64>,
    /// Requests left in this window.
    pub remaining: Option<i64>,
    /// When the window ends: Unix time in seconds, by the reference.
    pub reset: Option<i64>,
}

impl RateHeaders {
    /// None if the answer carries none of the three.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let of = |name: &str| headers.get(name).and_then(|value| whole(value.to_str().ok()?));
        let read = Self {
            limit: of("x-ratelimit-limit"),
            remaining: of("x-ratelimit-remaining"),
            reset: of("x-ratelimit-reset"),
        };
        (read.limit.is_some() || read.remaining.is_some() || read.reset.is_some()).then_some(read)
    }
}

/// The whole number at the beginning of a header: gateways write `60, 60;window=60` and `59.0` as well.
fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits_from = usize::from(text.starts_with('-'));
    let end = text[digits_from..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |n| n + digits_from);
    if end == digits_from {
        return None;
    }
    // More digits than an i64 holds is "very much", not "nothing".
    Some(text[..end].parse().unwrap_or(if digits_from == 1 { i64::MIN } else { i64::MAX }))
}

/// `Date`, by which the caller learns how far its own clock is off.
pub(crate) fn server_date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = headers.get(http::header::DATE)?.to_str().ok()?;
    Some(DateTime::parse_from_rfc2822(text).ok()?.to_utc())
}

/// `Retry-After` in either of its forms, as time from `now`. The reference does not promise it; gateways send it.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
    Some((at - now).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::{DateTime, Utc};
    use http::{HeaderMap, HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::{RateHeaders, retry_after, server_date, whole};

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header value")))
            .collect()
    }

    #[test]
    fn numbers_are_read_leniently() {
        for (text, read) in [
            ("60", Some(60)),
            (" 59 ", Some(59)),
            ("-1", Some(-1)),
            ("60, 60;window=60", Some(60)),
            ("12.5", Some(12)),
            ("99999999999999999999999", Some(i64::MAX)),
            ("-99999999999999999999999", Some(i64::MIN)),
            ("", None),
            ("-", None),
            ("soon", None),
            ("+5", None),
        ] {
            assert_eq!(whole(text), read, "{text:?}");
        }
    }

    #[test]
    fn absent_headers_are_none_and_one_is_enough() {
        assert_eq!(RateHeaders::read(&headers(&[])), None);
        assert_eq!(RateHeaders::read(&headers(&[("x-ratelimit-limit", "x")])), None);
        let one = RateHeaders::read(&headers(&[("x-ratelimit-reset", "1781619721")]));
        assert_eq!(one, Some(RateHeaders { limit: None, remaining: None, reset: Some(1_781_619_721) }));
    }

    #[test]
    fn both_forms_of_retry_after() {
        let now: DateTime<Utc> = "2026-06-16T14:22:01Z".parse().expect("a time");
        let read = |text| retry_after(&headers(&[("retry-after", text)]), now);
        assert_eq!(read("7"), Some(Duration::from_secs(7)));
        assert_eq!(read("Tue, 16 Jun 2026 14:22:31 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(read("Tue, 16 Jun 2026 14:00:00 GMT"), Some(Duration::ZERO), "a time that is over");
        assert_eq!(read("later"), None);
        assert_eq!(server_date(&headers(&[("date", "Tue, 16 Jun 2026 14:22:01 GMT")])), Some(now));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = whole(&text);
        }
    }
}
