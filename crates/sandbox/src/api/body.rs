//! Reading a request's JSON body, strictly and within bounds.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};

use crate::ledger::Entry;
use crate::net::Visit;
use crate::refusal::Refusal;

/// The most that a body may have.
const LIMIT: usize = 1024 * 1024;

/// How much of a body that is too large is still read, so that a client that is busy sending gets to see its 413.
const DRAIN: usize = 16 * LIMIT;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

/// A JSON object that was given.
pub(crate) struct Given(pub(crate) Map<String, Value>);

impl<S: Sync> FromRequest<S> for Given {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let visit = request.extensions().get::<Arc<Visit>>().cloned();
        let told = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
        let reading = read(request.into_body(), told.unwrap_or(0));
        let bytes = tokio::time::timeout(PATIENCE, reading).await.map_err(|_| {
            Refusal::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", "The body did not arrive in time.")
        })??;
        let parsed = object(&bytes);
        if let Some(visit) = visit {
            visit.slip.note(|entry| remember(entry, parsed.as_ref().ok()));
        }
        parsed.map(Self)
    }
}

async fn read(mut body: Body, told: usize) -> Result<Bytes, Refusal> {
    let mut bytes = BytesMut::with_capacity(told.min(LIMIT));
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::invalid("The body broke off before its end."))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen > DRAIN {
            break;
        }
        if seen <= LIMIT {
            bytes.extend_from_slice(&data);
        }
    }
    if seen > LIMIT {
        return Err(Refusal::of_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    Ok(bytes.freeze())
}

fn object(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if bytes.trim_ascii().is_empty() {
        return Err(Refusal::invalid("The body is empty; send a JSON object."));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::invalid("The body must be a JSON object.")),
        Err(error) => Err(Refusal::invalid(format!("The body is not valid JSON: {error}."))),
    }
}

/// The fields of the contract, for the ledger.
const KNOWN: [&str; 13] = [
    "idea",
    "style",
    "voice",
    "language",
    "duration",
    "resolution",
    "caption_style",
    "music",
    "metadata",
    "platform",
    "account_id",
    "caption",
    "scheduled_at",
];

fn remember(entry: &mut Entry, object: Option<&Map<String, Value>>) {
    entry.complete = true;
    let Some(object) = object else { return };
    let intent = object.get("metadata").and_then(|m| m.get("intent_id"));
    entry.intent_id = intent.and_then(Value::as_str).map(ToOwned::to_owned);
    let known = KNOWN.iter().filter_map(|name| Some(((*name).to_owned(), object.get(*name)?.clone())));
    entry.received = Value::Object(known.collect());
}
