//! What a request that costs or posts came to (reliability.md 3.3). Total: whatever was observed lands in one class,
//! and what is not listed is [`Class::Ambiguous`]. Pure data in, a class out.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::envelope::ErrorBody;
use crate::error::{AnswerFault, Broken, NotSentReason};
use crate::ids::RequestId;
use crate::limits::RateHeaders;

/// What came of a request that costs or posts. Never an error: the caller must look at every class.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a request that may have cost a credit must be followed up"]
pub struct Outcome<T> {
    /// What it amounts to.
    pub class: Class<T>,
    /// The rate headers, where there were any.
    pub rate: Option<RateHeaders>,
    /// The request id: of the refusal, else from `X-Request-Id`.
    pub request_id: Option<RequestId>,
    /// The server's clock, from `Date`.
    pub server_date: Option<DateTime<Utc>>,
    /// The status, if there was an answer.
    pub http_status: Option<u16>,
    /// Whether the request may have left whole. Of a request with a body: whether the body was asked for.
    pub body_polled: bool,
}

/// The classes of reliability.md 3.3.
#[derive(Debug, Clone, PartialEq)]
pub enum Class<T> {
    /// Done, with a receipt.
    Accepted(T),
    /// 2xx, but the receipt cannot be read: done, by all appearances. Never send it again.
    AcceptedUnknown {
        /// What is wrong with the receipt.
        reason: AnswerFault,
    },
    /// Provably not sent: sending it again is safe.
    NotSent {
        /// Why not.
        reason: NotSentReason,
    },
    /// Refused for good, as it stands.
    Rejected(ErrorBody),
    /// Refused for now: nothing is wrong with the request itself.
    Held(HeldReason, ErrorBody),
    /// 409: not possible in the present state. Nothing was done.
    Refused(ErrorBody),
    /// 429: the rate limit or the limit of concurrent jobs. Nothing was done.
    Throttled {
        /// What TikVod said; its code tells which limit.
        body: ErrorBody,
        /// When the window ends, in Unix seconds as read; distrust and clamp it.
        reset: Option<i64>,
    },
    /// Whether it was done is not known. Never send it again without finding out.
    Ambiguous {
        /// What was seen.
        reason: Doubt,
    },
}

impl<T> Class<T> {
    /// The class by its name, for logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::AcceptedUnknown { .. } => "accepted_unknown",
            Self::NotSent { .. } => "not_sent",
            Self::Rejected(_) => "rejected",
            Self::Held(..) => "held",
            Self::Refused(_) => "refused",
            Self::Throttled { .. } => "throttled",
            Self::Ambiguous { .. } => "ambiguous",
        }
    }
}

/// What holds a request back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldReason {
    /// 401: the key is missing or invalid. Everything waits.
    Unauthorized,
    /// 402: no credit left. Videos wait.
    InsufficientCredits,
}

/// Why it is not known whether a request was acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Doubt {
    /// No answer after the request may have left.
    #[error("{0}")]
    Broken(Broken),
    /// An answer that proves nothing: 5xx, 3xx, 408, 425, 409 to `POST /videos`, a status that the reference does not
    /// name, or a refusal that TikVod itself did not write.
    #[error("the answer {0} does not tell whether it was done")]
    Status(u16),
}

/// The calls that are sent at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// `POST /videos`.
    CreateVideo,
    /// `DELETE /videos/{id}`.
    CancelVideo,
    /// `POST /videos/{id}/publish`.
    PublishVideo,
}

/// What the transport saw of one request, sent once.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen<T> {
    /// No answer.
    Nothing(Failure),
    /// The head of an answer, and what could be made of its body.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body.
        content: Content<T>,
        /// `X-RateLimit-Reset` or what `Retry-After` comes to, in Unix seconds.
        reset: Option<i64>,
    },
}

/// How a request ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// It could not be made.
    Builder,
    /// No connection.
    Connect,
    /// Something later.
    Broken {
        /// How.
        how: Broken,
        /// Whether the request may have left whole.
        body_polled: bool,
    },
}

/// What could be made of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<T> {
    /// The receipt.
    Receipt(T),
    /// A refusal in TikVod's form.
    Refusal(ErrorBody),
    /// Neither.
    Unusable(AnswerFault),
}

/// The class of what was seen.
pub fn classify<T>(call: Call, seen: Seen<T>) -> Class<T> {
    let (status, content, reset) = match seen {
        Seen::Nothing(failure) => return unanswered(failure),
        Seen::Answer { status, content, reset } => (status, content, reset),
    };
    match (status, content) {
        (200..=299, Content::Receipt(value)) => Class::Accepted(value),
        (200..=299, Content::Unusable(reason)) => Class::AcceptedUnknown { reason },
        // A refusal under a 2xx is a contradiction; the status is what was decided first.
        (200..=299, Content::Refusal(_)) => Class::AcceptedUnknown { reason: AnswerFault::Shape },
        (status, Content::Refusal(body)) if body.is_proof() => refused(call, status, body, reset),
        (status, _) => Class::Ambiguous { reason: Doubt::Status(status) },
    }
}

/// A refusal that TikVod itself wrote.
fn refused<T>(call: Call, status: u16, body: ErrorBody, reset: Option<i64>) -> Class<T> {
    match (status, call) {
        (400 | 404, _) => Class::Rejected(body),
        (401, _) => Class::Held(HeldReason::Unauthorized, body),
        (402, _) => Class::Held(HeldReason::InsufficientCredits, body),
        // Creating a video has no state to be in conflict with: a 409 there means something that we do not know.
        (409, Call::PublishVideo | Call::CancelVideo) => Class::Refused(body),
        (429, _) => Class::Throttled { body, reset },
        // 5xx even with TikVod's own words: it may have failed after the job was made.
        (status, _) => Class::Ambiguous { reason: Doubt::Status(status) },
    }
}

fn unanswered<T>(failure: Failure) -> Class<T> {
    match failure {
        Failure::Builder => Class::NotSent { reason: NotSentReason::BadRequest },
        Failure::Connect => Class::NotSent { reason: NotSentReason::NoConnection },
        Failure::Broken { body_polled: false, .. } => Class::NotSent { reason: NotSentReason::BodyUntouched },
        Failure::Broken { how, body_polled: true } => Class::Ambiguous { reason: Doubt::Broken(how) },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Broken, Call, Class, Content, Failure, Seen, classify};
    use crate::envelope::ErrorBody;
    use crate::error::AnswerFault;

    const CALLS: [Call; 3] = [Call::CreateVideo, Call::CancelVideo, Call::PublishVideo];

    fn refusal(status: u16, with_id: bool) -> Content<()> {
        let id = if with_id { r#","request_id":"req_8f3a2b1c9d0e""# } else { "" };
        let json = format!(r#"{{"error":{{"code":"some_code","message":"Words."{id}}}}}"#);
        Content::Refusal(ErrorBody::read(status, json.as_bytes()).expect("an error body"))
    }

    fn class(call: Call, status: u16, content: Content<()>) -> &'static str {
        classify(call, Seen::Answer { status, content, reset: Some(7) }).name()
    }

    /// The table of reliability.md 3.3, written down a second time: every status that exists, against every content.
    fn expected(call: Call, status: u16, content: &Content<()>) -> &'static str {
        let own_words = matches!(content, Content::Refusal(body) if body.request_id.is_some());
        match status {
            200..=299 => match content {
                Content::Receipt(()) => "accepted",
                _ => "accepted_unknown",
            },
            _ if !own_words => "ambiguous",
            400 | 404 => "rejected",
            401 | 402 => "held",
            409 if call == Call::CreateVideo => "ambiguous",
            409 => "refused",
            429 => "throttled",
            _ => "ambiguous",
        }
    }

    #[test]
    fn every_status_with_every_content() {
        for call in CALLS {
            // 0 and the hundreds above 599 too: a status line may hold any three digits.
            for status in 0..=1000 {
                for content in [
                    Content::Receipt(()),
                    refusal(status, true),
                    refusal(status, false),
                    Content::Unusable(AnswerFault::Empty),
                    Content::Unusable(AnswerFault::NotJson),
                    Content::Unusable(AnswerFault::Shape),
                    Content::Unusable(AnswerFault::TooLarge),
                    Content::Unusable(AnswerFault::CutShort),
                    Content::Unusable(AnswerFault::OtherSubject),
                    Content::Unusable(AnswerFault::Foreign),
                ] {
                    let want = expected(call, status, &content);
                    let case = format!("{call:?} {status} {content:?}");
                    assert_eq!(class(call, status, content), want, "{case}");
                }
            }
        }
    }

    #[test]
    fn every_failure_without_an_answer() {
        for call in CALLS {
            let name = |failure| classify::<()>(call, Seen::Nothing(failure)).name();
            assert_eq!(name(Failure::Builder), "not_sent");
            assert_eq!(name(Failure::Connect), "not_sent");
            for how in [Broken::TimedOut, Broken::Lost] {
                assert_eq!(name(Failure::Broken { how, body_polled: false }), "not_sent");
                assert_eq!(name(Failure::Broken { how, body_polled: true }), "ambiguous");
            }
        }
    }

    #[test]
    fn a_throttled_request_brings_the_reset_along() {
        let seen = Seen::Answer { status: 429, content: refusal(429, true), reset: Some(7) };
        let Class::Throttled { body, reset } = classify(Call::CreateVideo, seen) else {
            panic!("429 in TikVod's own words is throttled")
        };
        assert_eq!((body.status, body.code.as_str(), reset), (429, "some_code", Some(7)));
    }

    proptest! {
        /// What may be sent again by itself is only ever what surely was not acted on.
        #[test]
        fn nothing_that_tikvod_did_not_refuse_may_be_sent_again(status in 0u16..1000, call in 0usize..3) {
            for content in [Content::Receipt(()), refusal(status, false), Content::Unusable(AnswerFault::Foreign)] {
                let name = class(CALLS[call], status, content);
                let repeats = ["not_sent", "held", "throttled"].contains(&name);
                prop_assert!(!repeats, "{} is {}", status, name);
            }
        }
    }
}
