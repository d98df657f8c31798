//! How an answer leaves: the error body, the rate headers, and what the faults do to it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_body::Body as _;

use super::bodies::{CutBody, PacedBody};
use super::wire::Wire;
use crate::fault::{Answer, Before, Plan, RateHeaders, Reply};
use crate::rate::Reading;
use crate::refusal::Refusal;

/// How an answer leaves.
pub(super) struct Leave {
    pub(super) response: Response,
    pub(super) rate: Option<Reading>,
    pub(super) plan: Plan,
}

impl Leave {
    pub(super) fn refused(refusal: Refusal, rate: Option<Reading>) -> Self {
        Self { response: refusal.into_response(), rate, plan: Plan::default() }
    }
}

/// Gives every refusal the error body, the framework's own refusals too.
pub(super) fn with_error_body(response: Response, request_id: &str) -> Response {
    let status = response.status();
    let refusal = match response.extensions().get::<Refusal>() {
        Some(refusal) => refusal.clone(),
        None if (status.is_client_error() || status.is_server_error())
            && response.extensions().get::<Finished>().is_none() =>
        {
            Refusal::of_status(status)
        }
        None => return response,
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, Body::from(refusal.body(request_id)))
}

pub(super) fn rate_headers(headers: &mut HeaderMap, rate: Reading, fault: Option<&RateHeaders>) {
    let truth = [
        ("x-ratelimit-limit", i64::from(rate.limit), fault.and_then(|f| f.limit.as_ref())),
        ("x-ratelimit-remaining", i64::from(rate.remaining), fault.and_then(|f| f.remaining.as_ref())),
        ("x-ratelimit-reset", rate.reset, fault.and_then(|f| f.reset.as_ref())),
    ];
    for (name, value, wrong) in truth {
        let value = match wrong {
            None => Some(HeaderValue::from(value)),
            Some(raw) => raw.as_ref().and_then(|raw| HeaderValue::from_str(raw).ok()),
        };
        if let Some(value) = value {
            headers.insert(name, value);
        }
    }
}

/// Marks an answer that has its body though its status is an error's: a page ordered by a fault.
#[derive(Clone)]
struct Finished;

/// The answer that a fault ordered.
pub(super) fn instead(answer: &Answer) -> Response {
    let status = answer.status();
    if let Some(html) = &answer.html {
        let page = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        let mut response = (status, page, html.clone()).into_response();
        response.extensions_mut().insert(Finished);
        return response;
    }
    if status.is_client_error() || status.is_server_error() {
        let mut refusal = Refusal::of_status(status);
        if let Some(code) = &answer.code {
            code.clone_into(&mut refusal.code);
        }
        if let Some(message) = &answer.message {
            message.clone_into(&mut refusal.message);
        }
        return refusal.into_response();
    }
    (status, [(header::CONTENT_TYPE, "application/json")], "{}").into_response()
}

/// Lets the answer go, or does to it what the faults want.
pub(super) async fn deliver(response: Response, plan: &Plan, wire: &Arc<Wire>, request_id: &str) -> Response {
    if let Some(pace) = plan.pace
        && pace.delay_ms > 0
    {
        tokio::time::sleep(Duration::from_millis(pace.delay_ms)).await;
    }
    let lost = matches!(plan.before, Some(Before::Drop));
    let mut response = match &plan.reply {
        _ if lost => return gone(|| wire.cut()).await,
        Some(Reply::Drop) => return gone(|| wire.cut()).await,
        Some(Reply::Reset) => return gone(|| wire.reset()).await,
        Some(Reply::Hang) => return gone(|| {}).await,
        Some(Reply::Instead(answer)) => {
            let mut other = with_error_body(instead(answer), request_id);
            for (name, value) in response.headers() {
                if name.as_str().starts_with("x-") {
                    other.headers_mut().insert(name, value.clone());
                }
            }
            other
        }
        Some(Reply::Cut(byte)) => {
            let (mut parts, body) = response.into_parts();
            let promised = promise(&mut parts.headers, &body);
            let keep = (*byte).min(promised.unwrap_or(u64::MAX));
            let whole = promised.is_some_and(|length| keep == length);
            let body = if whole { body } else { Body::new(CutBody::new(body, keep, Arc::clone(wire))) };
            Response::from_parts(parts, body)
        }
        None => response,
    };
    if let Some(speed) = plan.pace.and_then(|pace| pace.bytes_per_second) {
        let (mut parts, body) = response.into_parts();
        promise(&mut parts.headers, &body);
        response = Response::from_parts(parts, Body::new(PacedBody::new(body, speed)));
    }
    response
}

/// Sees to it that the headers tell the body's length before the body is wrapped.
fn promise(headers: &mut HeaderMap, body: &Body) -> Option<u64> {
    let told = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    let length = told.or_else(|| body.size_hint().exact())?;
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Some(length)
}

/// Does something to the connection and never answers; the connection's end ends this too.
async fn gone(act: impl FnOnce()) -> Response {
    act();
    std::future::pending().await
}
