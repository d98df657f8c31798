//! From what the transport heard to what the caller gets: a value or an error for reads, an outcome for the rest.

use serde::de::DeserializeOwned;

use crate::classify::{Call, Content, Failure, Outcome, Seen, classify};
use crate::envelope::ErrorBody;
use crate::error::{AnswerFault, ApiError, ErrorKind, NotSentReason};
use crate::page::Answer;
use crate::transport::{BodyFault, Heard, Unanswered};
use crate::wire;

/// What a read came to.
pub(crate) fn answer<T: DeserializeOwned>(
    operation: &'static str,
    heard: Result<Heard, Unanswered>,
) -> Result<Answer<T>, ApiError> {
    let heard = heard.map_err(|unanswered| no_answer(operation, unanswered))?;
    let Heard { status, rate, request_id, server_date, retry_after, body } = heard;
    let bad = |fault| ApiError::BadAnswer { operation, fault, status, rate, request_id: request_id.clone() };
    if (200..=299).contains(&status) {
        let value = match body {
            Ok(bytes) => wire::read(&bytes).map_err(bad)?,
            Err(BodyFault::Broken(reason)) => {
                return Err(ApiError::Network { operation, reason, source: None });
            }
            Err(fault) => return Err(bad(fault.into())),
        };
        return Ok(Answer { value, rate, request_id, server_date });
    }
    let said = body.as_ref().ok().and_then(|bytes| ErrorBody::read(status, bytes));
    let kind = match status {
        407 => {
            return Err(ApiError::NotSent { operation, reason: NotSentReason::Proxy, source: None });
        }
        300..=399 => return Err(bad(AnswerFault::Redirect)),
        // Gateways write these two themselves; for a read it does not matter who did.
        429 => ErrorKind::Throttled,
        500..=599 | 408 | 425 => ErrorKind::Server,
        // All others only count from TikVod itself: a captive portal's 404 must not tell that a video is gone, nor
        // its 401 that the key is bad.
        _ if said.is_none() => {
            return Err(match body {
                Err(BodyFault::Broken(reason)) => ApiError::Network { operation, reason, source: None },
                _ => bad(AnswerFault::Foreign),
            });
        }
        401 => ErrorKind::Auth,
        402 => ErrorKind::InsufficientCredits,
        404 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        _ => ErrorKind::Refused,
    };
    Err(ApiError::Status { operation, kind, status, body: said.map(Box::new), rate, retry_after })
}

fn no_answer(operation: &'static str, Unanswered { failure, source }: Unanswered) -> ApiError {
    let not_sent = |reason, source| ApiError::NotSent { operation, reason, source };
    match failure {
        Failure::Builder => not_sent(NotSentReason::BadRequest, source),
        Failure::Connect => not_sent(NotSentReason::NoConnection, source),
        Failure::Broken { body_polled: false, .. } => not_sent(NotSentReason::BodyUntouched, source),
        Failure::Broken { how, body_polled: true } => ApiError::Network { operation, reason: how, source },
    }
}

/// What a request that costs or posts came to. `is_about_it` tells whether a receipt speaks of what was asked.
pub(crate) fn outcome<T: DeserializeOwned>(
    call: Call,
    heard: Result<Heard, Unanswered>,
    is_about_it: impl Fn(&T) -> bool,
) -> Outcome<T> {
    let heard = match heard {
        Ok(heard) => heard,
        Err(Unanswered { failure, source }) => {
            tracing::debug!(?call, error = source.as_ref().map(tracing::field::display), "no answer");
            return Outcome {
                class: classify(call, Seen::Nothing(failure)),
                rate: None,
                request_id: None,
                server_date: None,
                http_status: None,
                body_polled: matches!(failure, Failure::Broken { body_polled: true, .. }),
            };
        }
    };
    let content = content(&heard, is_about_it);
    let request_id = match &content {
        Content::Refusal(body) => body.request_id.clone(),
        _ => None,
    };
    // `Retry-After` counts only where the documented header is missing.
    let reset = heard.rate.and_then(|rate| rate.reset).or_else(|| {
        let now = heard.server_date?.timestamp();
        Some(now.saturating_add_unsigned(heard.retry_after?.as_secs()))
    });
    Outcome {
        class: classify(call, Seen::Answer { status: heard.status, content, reset }),
        rate: heard.rate,
        request_id: request_id.or(heard.request_id),
        server_date: heard.server_date,
        http_status: Some(heard.status),
        // An answer before the body was asked for is still an answer to this request.
        body_polled: true,
    }
}

fn content<T: DeserializeOwned>(heard: &Heard, is_about_it: impl Fn(&T) -> bool) -> Content<T> {
    let bytes = match &heard.body {
        Ok(bytes) => bytes,
        Err(fault) => return Content::Unusable((*fault).into()),
    };
    if (200..=299).contains(&heard.status) {
        return match wire::read::<T>(bytes) {
            Ok(receipt) if is_about_it(&receipt) => Content::Receipt(receipt),
            Ok(_) => Content::Unusable(AnswerFault::OtherSubject),
            Err(fault) => Content::Unusable(fault),
        };
    }
    match ErrorBody::read(heard.status, bytes) {
        Some(body) => Content::Refusal(body),
        None => Content::Unusable(AnswerFault::Foreign),
    }
}
