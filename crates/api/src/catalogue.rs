//! The catalogues: voices, formats, caption styles (sections "GET /voices", "GET /styles", "GET /captions/styles").

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{CaptionStyleId, VoiceId};
use crate::media::MediaUrl;
use crate::videos::Style;
use crate::wire::{lenient, whole};

/// One item of `GET /voices`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Voice {
    /// As `POST /videos` takes it.
    pub id: VoiceId,
    /// For a person.
    #[serde(default, deserialize_with = "lenient")]
    pub name: Option<String>,
    /// As `en-US`.
    #[serde(default, deserialize_with = "lenient")]
    pub locale: Option<String>,
    /// As `female`.
    #[serde(default, deserialize_with = "lenient")]
    pub gender: Option<String>,
    /// As `conversational`.
    #[serde(default, deserialize_with = "lenient")]
    pub style: Option<String>,
    /// A sample to listen to.
    #[serde(default, deserialize_with = "lenient")]
    pub preview_url: Option<MediaUrl>,
    /// Everything else that the item held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One item of `GET /styles`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StyleInfo {
    /// As `faceless_story`. `POST /videos` takes the name, not this.
    #[serde(default, deserialize_with = "lenient")]
    pub id: Option<String>,
    /// The name, which is the wire value.
    pub name: Style,
    /// For a person.
    #[serde(default, deserialize_with = "lenient")]
    pub description: Option<String>,
    /// Everything else that the item held; default visual settings, if there are any.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One item of `GET /captions/styles`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaptionStyle {
    /// As `POST /videos` takes it.
    pub id: CaptionStyleId,
    /// For a person.
    #[serde(default, deserialize_with = "lenient")]
    pub name: Option<String>,
    /// Words on screen at once.
    #[serde(default, deserialize_with = "whole")]
    pub words_per_line: Option<u32>,
    /// Everything else that the item held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
