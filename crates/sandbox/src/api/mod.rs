//! The eleven calls under `/v1`.

mod asked;
mod body;
pub(crate) mod catalogue;
mod create;
mod credits;
mod download;
mod fields;
mod named;
mod openapi;
mod publish;
mod scripts;
pub(crate) mod shapes;
mod videos;

use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;

use crate::app::App;
use crate::refusal::Refusal;
use crate::{control, media};

pub(crate) use body::Given;
pub(crate) use named::Named;

/// Everything that is served.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (calls, document) = openapi::calls().split_for_parts();
    let document = openapi::finished(document, &app.origin);
    calls
        .route("/openapi.json", get(move || async move { json_bytes(StatusCode::OK, document) }))
        .merge(control::routes())
        .merge(media::routes())
        .fallback(|| async { Refusal::of_status(StatusCode::NOT_FOUND) })
        .with_state(app)
}

/// A JSON answer.
pub(crate) fn json<T: Serialize>(status: StatusCode, body: &T) -> Result<Response, Refusal> {
    let bytes = serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Refusal::internal()
    })?;
    Ok(json_bytes(status, bytes))
}

/// A JSON answer that is already text.
pub(crate) fn json_bytes(status: StatusCode, bytes: impl Into<axum::body::Body>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], bytes.into()).into_response()
}
