//! Script previews: they render nothing, create nothing and cost nothing (section "POST /scripts/preview").

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::videos::Style;
use crate::wire::{lenient, lenient_items, whole};

/// The body of `POST /scripts/preview`. It takes no language and no voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewScript {
    /// At most 2,000 characters.
    pub idea: String,
    /// The format, sent by its name.
    pub style: Style,
    /// Target length in seconds, 15–90; 45 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
}

/// The answer of `POST /scripts/preview`: one take. TikVod writes the rendered script anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScriptPreview {
    /// The opening line.
    pub hook: String,
    /// The lines after it.
    #[serde(default, deserialize_with = "lenient_items")]
    pub segments: Vec<PreviewSegment>,
    /// Words of hook and segments.
    #[serde(default, deserialize_with = "whole")]
    pub word_count: Option<u32>,
    /// Seconds, hook included.
    #[serde(default, deserialize_with = "lenient")]
    pub estimated_duration: Option<f64>,
    /// Everything else that the answer held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One line of a take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewSegment {
    /// What is said.
    pub text: String,
    /// Seconds.
    #[serde(default, deserialize_with = "lenient")]
    pub estimated_seconds: Option<f64>,
    /// Everything else that the line held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
