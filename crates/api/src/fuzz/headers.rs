//! Headers of any bytes: read or not, never a panic, and what is made of them stays within bounds.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use crate::error::{ApiError, ErrorKind};
use crate::limits::{RateHeaders, retry_after, server_date};
use crate::retry::{Failed, Policy, Repeatable};

fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => any::<i64>().prop_map(|n| n.to_string().into_bytes()),
        2 => select(vec![
            "0", "-1", "60, 60;window=60", "59.9", "1e9", "99999999999999999999", "-99999999999999999999", "", " 7 ", "٣",
            "Tue, 16 Jun 2026 14:22:01 GMT", "Fri, 31 Dec 9999 23:59:60 GMT", "Mon, 01 Jan 0000 00:00:00 +9999",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

/// The headers that count, with any values.
fn headers() -> impl Strategy<Value = HeaderMap> {
    let names = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "date", "retry-after"];
    let pair = (select(names.to_vec()), value());
    prop::collection::vec(pair, 0..8).prop_map(|pairs| {
        let readable = pairs
            .into_iter()
            .filter_map(|(name, bytes)| Some((HeaderName::from_static(name), HeaderValue::from_bytes(&bytes).ok()?)));
        readable.fold(HeaderMap::new(), |mut all, (name, value)| {
            all.append(name, value);
            all
        })
    })
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn a_whole_number_is_read_as_it_is(limit in any::<i64>(), remaining in any::<i64>(), reset in any::<i64>()) {
        let mut headers = HeaderMap::new();
        for (name, value) in [("limit", limit), ("remaining", remaining), ("reset", reset)] {
            headers.insert(HeaderName::try_from(format!("x-ratelimit-{name}")).expect("a name"), value.into());
        }
        let read = RateHeaders { limit: Some(limit), remaining: Some(remaining), reset: Some(reset) };
        prop_assert_eq!(RateHeaders::read(&headers), Some(read));
    }

    /// However absurd the headers: a failed call waits for seconds at most, or ends.
    #[test]
    fn no_header_makes_a_call_wait_long(headers in headers(), status in select(vec![429u16, 500, 503]), chance in 0.0f64..=1.0) {
        let now: DateTime<Utc> = server_date(&headers).unwrap_or(DateTime::UNIX_EPOCH);
        let (rate, retry_after) = (RateHeaders::read(&headers), retry_after(&headers, now));
        let kind = if status == 429 { ErrorKind::Throttled } else { ErrorKind::Server };
        let error = ApiError::Status { operation: "read", kind, status, body: None, rate, retry_after };
        let policy = Policy::default();
        for what in [Repeatable::Read, Repeatable::Preview] {
            for tries in 1..5 {
                let wait = policy.wait(what, tries, Failed::of(&error, now.timestamp()), chance);
                prop_assert!(wait.is_none_or(|wait| wait <= Duration::from_secs(10)), "{:?}", wait);
                prop_assert!(wait.is_none() || tries < policy.read_tries, "a call ends");
            }
        }
    }
}
