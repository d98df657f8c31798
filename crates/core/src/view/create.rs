//! Forms, drafts, takes, catalogues.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The options of `POST /videos` as the form holds them (tikvod-api.md, POST /videos).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VideoForm {
    /// Topic, prompt or URL; 1–2,000 characters (Unicode scalar values).
    pub idea: String,
    /// Name of the format, e.g. `Listicle`.
    pub style: String,
    /// Voice id.
    pub voice: String,
    /// ISO 639-1 code.
    pub language: String,
    /// Target seconds, 15–90.
    pub duration: u16,
    /// `1080p` or `4k`.
    pub resolution: String,
    /// Caption preset id; `None` leaves the choice to TikVod.
    pub caption_style: Option<String>,
    /// `upbeat`, `calm`, `dramatic` or `none`.
    pub music: String,
    /// At most 19 pairs: the 20th carries our intent id.
    pub metadata: Vec<MetadataPair>,
}

/// One pair of metadata.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MetadataPair {
    /// Name; unique within the form, not empty.
    pub key: String,
    /// Any text.
    pub value: String,
}

/// A form that is being worked on, with its takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Local id (UUIDv7).
    pub id: String,
    /// Made when the draft opens and anew after each submission: one click id is one video.
    pub click_id: String,
    /// What the person called it; `None` goes by its idea.
    pub name: Option<String>,
    /// The form.
    pub form: VideoForm,
    /// Previewed scripts, oldest first.
    pub takes: Vec<Take>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// A draft in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftCard {
    /// Local id.
    pub id: String,
    /// What the person called it.
    pub name: Option<String>,
    /// Beginning of its idea, at most 200 characters; may be empty.
    pub idea: String,
    /// Format.
    pub style: String,
    /// Target seconds.
    pub duration: u16,
    /// Number of its takes.
    pub takes: u32,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// Arguments of `rename_draft`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenameDraftArgs {
    /// Draft to rename.
    pub id: String,
    /// At most 80 characters; an empty text takes the name away.
    pub name: String,
}

/// A previewed script (tikvod-api.md, POST /scripts/preview). Free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Take {
    /// Local id.
    pub id: String,
    /// 1, 2, 3 … within the draft.
    pub number: u32,
    /// Idea that it was written for.
    pub idea: String,
    /// Format that it was written for.
    pub style: String,
    /// Duration that it was written for, seconds.
    pub duration: u16,
    /// The lines, the hook first; start times add up.
    pub lines: Vec<TakeLine>,
    /// Words of hook and segments as TikVod counted them.
    pub word_count: u32,
    /// Estimated duration of the whole, seconds.
    pub total_seconds: f64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// One line of a take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TakeLine {
    /// Text as TikVod wrote it.
    pub text: String,
    /// Start, seconds from the beginning.
    pub start: f64,
    /// Length, seconds.
    pub seconds: f64,
    /// The API gives the hook no seconds: true where the length is reckoned by us and shown as "about".
    pub about: bool,
    /// True for the hook.
    pub hook: bool,
}

/// The catalogues, from TikVod or from the cache.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    /// `GET /voices`.
    pub voices: Vec<Voice>,
    /// `GET /styles`.
    pub styles: Vec<StyleInfo>,
    /// `GET /captions/styles`.
    pub caption_styles: Vec<CaptionStyle>,
    /// ISO 639-1 codes with English names, by name.
    pub languages: Vec<Language>,
    /// When TikVod was asked; `None` when only the built-in reference list is known.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Limits of the form, the one truth for the window.
    pub limits: Limits,
}

/// Limits of forms (tikvod-api.md).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Characters of an idea.
    pub idea_chars: u32,
    /// Shortest video, seconds.
    pub duration_min: u16,
    /// Longest video, seconds.
    pub duration_max: u16,
    /// Pairs of metadata of the person's own.
    pub metadata_pairs: u32,
    /// Characters of a post's caption.
    pub caption_chars: u32,
}

/// A voice.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Voice {
    /// Id for the form.
    pub id: String,
    /// Name as TikVod shows it, e.g. `Aria (US)`.
    pub name: String,
    /// BCP 47 tag.
    pub locale: String,
    /// As TikVod says.
    pub gender: String,
    /// As TikVod says, e.g. `conversational`.
    pub style: String,
    /// Whether there is a sample at `mediaBase/voice/ID`.
    pub has_sample: bool,
}

/// A format.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StyleInfo {
    /// Id, e.g. `faceless_story`.
    pub id: String,
    /// Name, which is what the form holds.
    pub name: String,
    /// What it is for.
    pub description: String,
}

/// A caption preset.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaptionStyle {
    /// Id for the form.
    pub id: String,
    /// Name.
    pub name: String,
    /// Words on one line.
    pub words_per_line: u32,
}

/// A language.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Language {
    /// ISO 639-1.
    pub code: String,
    /// English name.
    pub name: String,
}

/// Arguments of `save_draft`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaveDraftArgs {
    /// Draft to save.
    pub id: String,
    /// Its form; may be outside the limits, a draft is kept as it is typed.
    pub form: VideoForm,
}

/// Arguments of `preview_script`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewArgs {
    /// Draft that the take belongs to.
    pub draft_id: String,
    /// Idea, 1–2,000 characters.
    pub idea: String,
    /// Name of the format.
    pub style: String,
    /// Target seconds, 15–90.
    pub duration: u16,
}

/// Arguments of `queue_video`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueVideoArgs {
    /// The draft's click id (UUIDv7): the same twice is one video.
    pub click_id: String,
    /// Draft that it was made from; it gets a new click id.
    pub draft_id: String,
    /// The form.
    pub form: VideoForm,
    /// Hook of the take on screen, for the local poster.
    pub hook: Option<String>,
    /// True once the person was asked and said yes: passes a budget fence, this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirm_fence: Option<bool>,
}
