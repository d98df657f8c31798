//! What a request that costs or posts has come to, for any answer at all: judged a second time here, from the raw bytes
//! and by the words of reliability.md 3.3 alone.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{cases, change, damage, damaged, make, odd};
use crate::classify::{Call, Class};
use crate::error::Broken;
use crate::transport::{BodyFault, Heard, Unanswered};
use crate::{CancelledVideo, ErrorKind, PublishJob, VideoJob, verdict};

const ASKED: &str = "vid_9k2mN8pQ4rT6";

/// A body as it came: whole, or why not.
#[derive(Clone)]
enum Came {
    Whole(Vec<u8>),
    TooLarge,
    Broken,
}

/// As text: a failure is read by a person.
impl std::fmt::Debug for Came {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
            Self::TooLarge => f.write_str("TooLarge"),
            Self::Broken => f.write_str("Broken"),
        }
    }
}

/// Receipts, refusals and pages of proxies, each with something wrong or nothing.
fn body() -> impl Strategy<Value = Came> {
    let receipts = select(vec![
        json!({"id": ASKED, "status": "queued", "credits_used": 1, "created_at": "2026-06-16T14:22:01Z"}),
        json!({"id": "pub_3nM7pQ9rS2tU", "video_id": ASKED, "platform": "tiktok", "status": "scheduled"}),
        json!({"id": "vid_another", "status": "cancelled", "credits_refunded": 1}),
    ]);
    let refusals = (odd(), odd(), odd(), 0u8..4).prop_map(|(code, message, id, sound)| {
        let code = if sound > 0 { json!("some_code") } else { code };
        let id = if sound > 1 { json!("req_8f3a2b1c9d0e") } else { id };
        json!({"error": {"code": code, "message": message, "request_id": id}})
    });
    let document =
        (prop_oneof![receipts, refusals], prop::collection::vec(change(), 0..3), prop::collection::vec(damage(), 0..2));
    let document = document.prop_map(|(mut document, changes, damage)| {
        for change in &changes {
            make(&mut document, change, &[]);
        }
        Came::Whole(damaged(document.to_string().into_bytes(), &damage))
    });
    let other = select(vec![&b""[..], b"null", b"[]", b"<html>502</html>", b"{\"id\":\"vid_1\"}{}"]);
    prop_oneof![
        12 => document,
        1 => other.prop_map(|bytes| Came::Whole(bytes.to_vec())),
        1 => prop::collection::vec(any::<u8>(), 0..60).prop_map(Came::Whole),
        1 => Just(Came::TooLarge),
        1 => Just(Came::Broken),
    ]
}

/// Statuses that mean something, and all others.
fn status() -> impl Strategy<Value = u16> {
    let known = select(vec![
        200, 201, 202, 204, 299, 301, 400, 401, 402, 403, 404, 407, 408, 409, 425, 429, 500, 501, 502, 503, 504, 511,
    ]);
    prop_oneof![3 => known, 1 => 100u16..1000]
}

fn heard(status: u16, came: &Came) -> Heard {
    let body = match came {
        Came::Whole(bytes) => Ok(bytes.clone()),
        Came::TooLarge => Err(BodyFault::TooLarge),
        Came::Broken => Err(BodyFault::Broken(Broken::Lost)),
    };
    Heard { status, rate: None, request_id: None, server_date: None, retry_after: None, body }
}

fn class(call: Call, heard: Result<Heard, Unanswered>) -> &'static str {
    match call {
        Call::CreateVideo => verdict::outcome(call, heard, |_: &VideoJob| true).class.name(),
        Call::CancelVideo => {
            verdict::outcome(call, heard, |cancelled: &CancelledVideo| cancelled.id.as_str() == ASKED).class.name()
        }
        Call::PublishVideo => {
            let about = |job: &PublishJob| job.video_id.as_ref().is_none_or(|of| of.as_str() == ASKED);
            verdict::outcome(call, heard, about).class.name()
        }
    }
}

/// An id of the wire that may stand in a path and in a log.
fn id(value: &Value) -> Option<&str> {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !crate::text::is_bidi(c);
    value.as_str().filter(|text| (1..=200).contains(&text.len()) && text.chars().all(plain))
}

fn expected(call: Call, status: u16, came: &Came) -> &'static str {
    let document: Option<Value> = match came {
        Came::Whole(bytes) => serde_json::from_slice(bytes).ok(),
        _ => None,
    };
    let document = document.filter(Value::is_object).unwrap_or_default();
    let subject = |name: &str| id(&document[name]);
    let receipt = match call {
        Call::CreateVideo => subject("id").is_some(),
        Call::CancelVideo => subject("id") == Some(ASKED),
        Call::PublishVideo => subject("id").is_some() && subject("video_id").is_none_or(|of| of == ASKED),
    };
    let code = document["error"]["code"].as_str().is_some_and(|code| !crate::text::plain(code, 64).is_empty());
    let own_words = code && id(&document["error"]["request_id"]).is_some();
    match status {
        200..=299 if receipt => "accepted",
        200..=299 => "accepted_unknown",
        400 | 404 if own_words => "rejected",
        401 | 402 if own_words => "held",
        409 if own_words && call != Call::CreateVideo => "refused",
        429 if own_words => "throttled",
        _ => "ambiguous",
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn the_class_is_never_wrong(
        call in select(vec![Call::CreateVideo, Call::CancelVideo, Call::PublishVideo]),
        status in status(),
        came in body(),
    ) {
        let name = class(call, Ok(heard(status, &came)));
        prop_assert_eq!(name, expected(call, status, &came));
        // Said once more without the table, because money hangs on it.
        if status >= 500 {
            prop_assert_eq!(name, "ambiguous", "a server that failed may have done it");
        }
        if (200..300).contains(&status) {
            prop_assert!(name.starts_with("accepted"), "what was accepted is never sent again");
        }
    }

    /// No text of an answer can carry a key, a line end or a turn of direction into a log or onto the screen.
    #[test]
    fn no_refusal_says_what_must_not_be_said(status in 400u16..600, came in body(), secret in "[A-Za-z0-9]{12,40}") {
        let Came::Whole(bytes) = came else { return Ok(()) };
        let said = String::from_utf8_lossy(&bytes).replace("some_code", &format!("x tv_live_{secret} \\u001b\\u202e"));
        let outcome = verdict::outcome(Call::CreateVideo, Ok(heard(status, &Came::Whole(said.into_bytes()))), |_: &VideoJob| true);
        let shown = match &outcome.class {
            Class::Rejected(body) | Class::Refused(body) | Class::Held(_, body) | Class::Throttled { body, .. } => body.to_string(),
            _ => return Ok(()),
        };
        prop_assert!(!shown.contains(&secret), "{}", shown);
        prop_assert!(!shown.chars().any(|c| c.is_control() || crate::text::is_bidi(c)), "{:?}", shown);
    }

    /// A read that fails says "the key is bad", "it is gone" or "no credit" only in TikVod's own words.
    #[test]
    fn a_read_believes_only_tikvod(status in status(), came in body()) {
        let whole = matches!(&came, Came::Whole(bytes) if serde_json::from_slice::<Value>(bytes)
            .is_ok_and(|document| document["error"]["code"].is_string()));
        let error = match verdict::answer::<VideoJob>("read", Ok(heard(status, &came))) {
            Ok(answer) => {
                prop_assert!((200..300).contains(&status) && id(&json!(answer.value.id)).is_some());
                return Ok(());
            }
            Err(error) => error,
        };
        let from_tikvod = [ErrorKind::Auth, ErrorKind::InsufficientCredits, ErrorKind::NotFound, ErrorKind::Conflict];
        if from_tikvod.contains(&error.kind()) || error.kind() == ErrorKind::Refused {
            prop_assert!(whole, "{} with {:?}", error, came);
        }
        if error.is_retryable() {
            let passes = matches!(status, 407 | 408 | 425 | 429 | 500..=599) || matches!(came, Came::Broken);
            prop_assert!(passes, "{} is asked again after {}", error, status);
        }
    }
}
