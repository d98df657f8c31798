//! Presets: every option of a form but its idea.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MetadataPair, VideoForm};

/// The options of a form without its idea (tikvod-api.md, POST /videos).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PresetOptions {
    /// Name of the format.
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
    /// At most 19 pairs.
    #[serde(default)]
    pub metadata: Vec<MetadataPair>,
}

impl PresetOptions {
    /// The form that these options and an idea make.
    pub fn with_idea(&self, idea: String) -> VideoForm {
        let Self { style, voice, language, duration, resolution, caption_style, music, metadata } = self.clone();
        VideoForm { idea, style, voice, language, duration, resolution, caption_style, music, metadata }
    }
}

/// A preset.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Preset {
    /// Local id.
    pub id: String,
    /// Its name; no two are alike, whatever their case.
    pub name: String,
    /// What it sets.
    pub options: PresetOptions,
}

/// Arguments of `save_preset`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavePresetArgs {
    /// The preset to change; a new one without.
    #[ts(optional)]
    pub id: Option<String>,
    /// 1–80 characters.
    pub name: String,
    /// What it sets; within the limits.
    pub options: PresetOptions,
}

/// Arguments of `import_presets`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportPresetsArgs {
    /// The file's text, as `export_presets` wrote it; at most 1 MB.
    pub text: String,
}

/// What came of an import of presets.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportedPresets {
    /// Names of those that are new here.
    pub added: Vec<String>,
    /// Names of those that were here already, the same in everything.
    pub known: Vec<String>,
    /// Names of those whose options are outside the limits.
    pub refused: Vec<String>,
}
