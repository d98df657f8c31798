//! Script previews.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::{Fields, one_of};
use super::shapes::ErrorBody;
use super::{Given, json};
use crate::app::App;
use crate::refusal::Refusal;
use crate::script::{Format, Take, compose};

/// What `POST /scripts/preview` takes.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the request is read field by field, so that a refusal can name the field; this documents it"
)]
#[schema(example = json!({"idea": "5 morning habits that changed my productivity", "style": "Listicle", "duration": 45}))]
pub(crate) struct PreviewRequest {
    /// Topic, prompt or URL. A URL is not fetched; its words are used.
    #[schema(min_length = 1, max_length = 2000)]
    idea: String,
    /// A style's name.
    style: String,
    /// Target length in seconds.
    #[schema(required = false, nullable = false, default = 45, minimum = 15, maximum = 90)]
    duration: Option<u32>,
}

/// A hook-first script.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"object": "script_preview", "hook": "Most people skip the one habit that actually sticks.",
    "segments": [{"text": "Start with water before coffee.", "estimated_seconds": 4},
        {"text": "Write three priorities, not twenty.", "estimated_seconds": 5}],
    "word_count": 112, "estimated_duration": 43}))]
pub(crate) struct ScriptPreview {
    object: &'static str,
    hook: String,
    segments: Vec<PreviewSegment>,
    /// Words of hook and segments.
    word_count: usize,
    /// Seconds, the hook's included.
    estimated_duration: u32,
}

/// A segment of a preview.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewSegment {
    text: String,
    estimated_seconds: u32,
}

/// Writes a script from an idea. Renders nothing, costs nothing; each take differs.
#[utoipa::path(post, path = "/v1/scripts/preview", operation_id = "previewScript", tag = "Scripts",
    request_body = PreviewRequest,
    responses(
        (status = 200, description = "A take", body = ScriptPreview),
        (status = 400, description = "Invalid parameters", body = ErrorBody)))]
pub(crate) async fn preview_script(State(app): State<Arc<App>>, Given(body): Given) -> Result<Response, Refusal> {
    let fields = Fields(&body);
    let idea = fields.required_within("idea", 2_000)?;
    let format = style(&fields)?;
    let duration = fields.duration()?;
    let take = Take::preview(rand::random(), app.takes.fetch_add(1, Ordering::Relaxed));
    let script = compose(idea, format, duration, &take);
    let segments = script.segments.into_iter();
    json(
        StatusCode::OK,
        &ScriptPreview {
            object: "script_preview",
            hook: script.hook,
            segments: segments.map(|s| PreviewSegment { text: s.text, estimated_seconds: s.seconds }).collect(),
            word_count: script.word_count,
            estimated_duration: script.estimated_duration,
        },
    )
}

/// The style that was asked for, by its name.
pub(super) fn style(fields: &Fields<'_>) -> Result<Format, Refusal> {
    let name = fields.required("style")?;
    Format::named(name).ok_or_else(|| one_of("style", &Format::ALL.map(Format::name)))
}
