//! Voices, styles and caption styles.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;
use std::sync::Arc;
use tikvod_render::{CaptionPreset, VOICE_SAMPLE_TYPE};
use utoipa::ToSchema;

use super::{json, json_bytes};
use crate::app::App;
use crate::refusal::Refusal;
use crate::script::Format;

/// A voice that reads scripts.
pub(crate) struct VoiceEntry {
    pub(crate) id: &'static str,
    name: &'static str,
    locale: &'static str,
    gender: &'static str,
    style: &'static str,
}

const VOICES: [VoiceEntry; 4] = [
    VoiceEntry { id: "aria_us", name: "Aria (US)", locale: "en-US", gender: "female", style: "conversational" },
    VoiceEntry { id: "leo_uk", name: "Leo (UK)", locale: "en-GB", gender: "male", style: "authoritative" },
    VoiceEntry { id: "mia_calm", name: "Mia (calm)", locale: "en-US", gender: "female", style: "soft" },
    VoiceEntry { id: "max_energetic", name: "Max (energetic)", locale: "en-US", gender: "male", style: "high_energy" },
];

/// The voice of an id.
pub(crate) fn voice(id: &str) -> Option<&'static VoiceEntry> {
    VOICES.iter().find(|voice| voice.id == id)
}

/// The ids of all voices.
pub(crate) fn voice_ids() -> [&'static str; 4] {
    VOICES.each_ref().map(|voice| voice.id)
}

/// The ending of a sample's file name.
pub(crate) fn voice_extension() -> &'static str {
    match VOICE_SAMPLE_TYPE {
        "audio/mpeg" => "mp3",
        "audio/mp4" | "audio/aac" => "m4a",
        _ => "wav",
    }
}

/// The ids of the caption styles.
pub(crate) const CAPTION_STYLES: [&str; 3] = ["bold_pop", "minimal_white", "karaoke_neon"];

/// How the renderer draws a caption style, and how many words it shows at once.
pub(crate) fn caption_preset(id: &str) -> Option<(CaptionPreset, usize)> {
    match id {
        "bold_pop" => Some((CaptionPreset::BoldPop, 3)),
        "minimal_white" => Some((CaptionPreset::MinimalWhite, 4)),
        "karaoke_neon" => Some((CaptionPreset::KaraokeNeon, 2)),
        _ => None,
    }
}

/// A voice.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "aria_us", "name": "Aria (US)", "locale": "en-US", "gender": "female",
    "style": "conversational", "preview_url": "https://cdn.tikvod.com/voices/aria_us.mp3"}))]
pub(crate) struct Voice {
    id: &'static str,
    name: &'static str,
    locale: &'static str,
    gender: &'static str,
    style: &'static str,
    preview_url: String,
}

/// All voices.
#[derive(Serialize, ToSchema)]
pub(crate) struct VoiceList {
    object: &'static str,
    data: Vec<Voice>,
}

/// A style.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "listicle", "name": "Listicle",
    "description": "A numbered list, tuned for retention hooks."}))]
pub(crate) struct Style {
    id: &'static str,
    /// What `POST /videos` takes as `style`.
    name: &'static str,
    description: &'static str,
}

/// All styles.
#[derive(Serialize, ToSchema)]
pub(crate) struct StyleList {
    object: &'static str,
    data: Vec<Style>,
}

/// A caption style.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "bold_pop", "name": "Bold Pop", "words_per_line": 3}))]
pub(crate) struct CaptionStyle {
    id: &'static str,
    name: &'static str,
    words_per_line: u32,
}

/// All caption styles.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaptionStyleList {
    object: &'static str,
    data: Vec<CaptionStyle>,
}

/// The answer of `GET /voices`, made once: the sandbox is asked for it thousands of times a second in load tests.
pub(crate) fn voices_body(origin: &str) -> Bytes {
    let data = VOICES.iter().map(|v| Voice {
        id: v.id,
        name: v.name,
        locale: v.locale,
        gender: v.gender,
        style: v.style,
        preview_url: format!("{origin}/media/voices/{}.{}", v.id, voice_extension()),
    });
    let list = VoiceList { object: "list", data: data.collect() };
    serde_json::to_vec(&list).unwrap_or_default().into()
}

/// The voices.
#[utoipa::path(get, path = "/v1/voices", operation_id = "listVoices", tag = "Catalogue",
    responses((status = 200, description = "All voices", body = VoiceList)))]
pub(crate) async fn list_voices(State(app): State<Arc<App>>) -> Response {
    json_bytes(StatusCode::OK, app.voices.clone())
}

/// The styles.
#[utoipa::path(get, path = "/v1/styles", operation_id = "listStyles", tag = "Catalogue",
    responses((status = 200, description = "All styles", body = StyleList)))]
pub(crate) async fn list_styles() -> Result<Response, Refusal> {
    let data = Format::ALL.map(|f| Style { id: f.id(), name: f.name(), description: f.description() });
    json(StatusCode::OK, &StyleList { object: "list", data: data.into() })
}

/// The caption styles.
#[utoipa::path(get, path = "/v1/captions/styles", operation_id = "listCaptionStyles", tag = "Catalogue",
    responses((status = 200, description = "All caption styles", body = CaptionStyleList)))]
pub(crate) async fn list_caption_styles() -> Result<Response, Refusal> {
    let data = vec![
        CaptionStyle { id: CAPTION_STYLES[0], name: "Bold Pop", words_per_line: 3 },
        CaptionStyle { id: CAPTION_STYLES[1], name: "Minimal White", words_per_line: 4 },
        CaptionStyle { id: CAPTION_STYLES[2], name: "Karaoke Neon", words_per_line: 2 },
    ];
    json(StatusCode::OK, &CaptionStyleList { object: "list", data })
}
