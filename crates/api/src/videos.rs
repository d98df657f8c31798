//! Videos: what is sent and what comes back (sections "POST /videos" to "GET /videos/{id}/download").

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{CaptionStyleId, VideoId, VoiceId};
use crate::media::MediaUrl;
use crate::wire::{date, lenient, lenient_items, lenient_or_default, whole, wire_enum};

wire_enum! {
    /// A format, by the name that `POST /videos` takes (section "GET /styles").
    Style {
        /// Narration over stock and AI b-roll.
        FacelessStory = "Faceless story",
        /// Heavy AI visuals, synced to every line.
        AiBroll = "AI b-roll",
        /// A presenter on screen, lip-synced.
        TalkingAvatar = "Talking avatar",
        /// Question and answer with animated choices.
        Quiz = "Quiz",
        /// Numbered list.
        Listicle = "Listicle",
    }
}

wire_enum! {
    /// Where a video job stands (section "GET /videos"; `cancelled` from "DELETE /videos/{id}").
    VideoStatus {
        /// Waits for its turn; can be cancelled.
        Queued = "queued",
        /// Is being rendered; cannot be cancelled.
        Processing = "processing",
        /// Done, with its file.
        Completed = "completed",
        /// Went wrong; the credit came back.
        Failed = "failed",
        /// Cancelled while queued; the credit came back.
        Cancelled = "cancelled",
    }
}

impl VideoStatus {
    /// Whether the job will not change any more. A status that we do not know is taken as one that may.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

impl Default for VideoStatus {
    /// For an answer without a status: unknown, with no text.
    fn default() -> Self {
        Self::Unknown(String::new())
    }
}

wire_enum! {
    /// The size of the picture (section "POST /videos").
    Resolution {
        /// 1080 by 1920; the default.
        P1080 = "1080p",
        /// 2160 by 3840.
        K4 = "4k",
    }
}

wire_enum! {
    /// The music bed (section "POST /videos").
    Music {
        /// The default.
        Upbeat = "upbeat",
        /// Calm.
        Calm = "calm",
        /// Dramatic.
        Dramatic = "dramatic",
        /// No music: `none` on the wire.
        Silent = "none",
    }
}

/// The body of `POST /videos`. What is `None` or empty is left out: the API refuses `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateVideo {
    /// Topic, prompt or URL; at most 2,000 characters.
    pub idea: String,
    /// The format, sent by its name.
    pub style: Style,
    /// A voice of `GET /voices`.
    pub voice: VoiceId,
    /// ISO 639-1; `en` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Target length in seconds, 15–90; 45 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
    /// `1080p` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// A caption style of `GET /captions/styles`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption_style: Option<CaptionStyleId>,
    /// `upbeat` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub music: Option<Music>,
    /// At most 20 pairs, echoed in webhooks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// The query of `GET /videos`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ListVideos {
    /// Items a page, 1–100; 20 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The page begins behind this video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_after: Option<VideoId>,
    /// Only jobs of this status; the API takes `queued`, `processing`, `completed` and `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<VideoStatus>,
}

/// The answer of `POST /videos`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoJob {
    /// The new job.
    pub id: VideoId,
    /// `queued`, as a rule.
    #[serde(default, deserialize_with = "lenient_or_default")]
    pub status: VideoStatus,
    /// As it was sent.
    #[serde(default, deserialize_with = "lenient")]
    pub idea: Option<String>,
    /// As it was sent.
    #[serde(default, deserialize_with = "lenient")]
    pub style: Option<Style>,
    /// As it was sent.
    #[serde(default, deserialize_with = "lenient")]
    pub voice: Option<VoiceId>,
    /// Target length in seconds.
    #[serde(default, deserialize_with = "whole")]
    pub duration: Option<u32>,
    /// As it was sent.
    #[serde(default, deserialize_with = "lenient")]
    pub resolution: Option<Resolution>,
    /// 1, or 0 with a test key.
    #[serde(default, deserialize_with = "whole")]
    pub credits_used: Option<i64>,
    /// By the server's clock.
    #[serde(default, deserialize_with = "date")]
    pub created_at: Option<DateTime<Utc>>,
    /// The server's guess.
    #[serde(default, deserialize_with = "date")]
    pub estimated_ready_at: Option<DateTime<Utc>>,
    /// Everything else that the answer held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One item of `GET /videos`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoSummary {
    /// The job.
    pub id: VideoId,
    /// Where it stands.
    #[serde(default, deserialize_with = "lenient_or_default")]
    pub status: VideoStatus,
    /// The idea.
    #[serde(default, deserialize_with = "lenient")]
    pub idea: Option<String>,
    /// The format.
    #[serde(default, deserialize_with = "lenient")]
    pub style: Option<Style>,
    /// Once completed.
    #[serde(default, deserialize_with = "lenient")]
    pub thumbnail_url: Option<MediaUrl>,
    /// Length in seconds.
    #[serde(default, deserialize_with = "whole")]
    pub duration: Option<u32>,
    /// By the server's clock.
    #[serde(default, deserialize_with = "date")]
    pub created_at: Option<DateTime<Utc>>,
    /// Once completed.
    #[serde(default, deserialize_with = "date")]
    pub completed_at: Option<DateTime<Utc>>,
    /// Once cancelled.
    #[serde(default, deserialize_with = "date")]
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Why it failed, where the server says so.
    #[serde(default, deserialize_with = "lenient")]
    pub error: Option<JobError>,
    /// Everything else that the item held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The answer of `GET /videos/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Video {
    /// The job.
    pub id: VideoId,
    /// Where it stands.
    #[serde(default, deserialize_with = "lenient_or_default")]
    pub status: VideoStatus,
    /// The idea.
    #[serde(default, deserialize_with = "lenient")]
    pub idea: Option<String>,
    /// The format.
    #[serde(default, deserialize_with = "lenient")]
    pub style: Option<Style>,
    /// The voice.
    #[serde(default, deserialize_with = "lenient")]
    pub voice: Option<VoiceId>,
    /// What TikVod wrote for it.
    #[serde(default, deserialize_with = "lenient")]
    pub script: Option<Script>,
    /// Once completed.
    #[serde(default, deserialize_with = "lenient")]
    pub output: Option<Output>,
    /// Why it failed, where the server says so.
    #[serde(default, deserialize_with = "lenient")]
    pub error: Option<JobError>,
    /// Credits taken.
    #[serde(default, deserialize_with = "whole")]
    pub credits_used: Option<i64>,
    /// Credits given back.
    #[serde(default, deserialize_with = "whole")]
    pub credits_refunded: Option<i64>,
    /// By the server's clock.
    #[serde(default, deserialize_with = "date")]
    pub created_at: Option<DateTime<Utc>>,
    /// The server's guess.
    #[serde(default, deserialize_with = "date")]
    pub estimated_ready_at: Option<DateTime<Utc>>,
    /// Once completed.
    #[serde(default, deserialize_with = "date")]
    pub completed_at: Option<DateTime<Utc>>,
    /// Once cancelled.
    #[serde(default, deserialize_with = "date")]
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Everything else that the answer held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The script of a video (section "GET /videos/{id}").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// The opening line.
    #[serde(default, deserialize_with = "lenient")]
    pub hook: Option<String>,
    /// The lines after it, in order.
    #[serde(default, deserialize_with = "lenient_items")]
    pub segments: Vec<Segment>,
    /// Everything else that the script held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One line of a script (section "GET /videos/{id}").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Its place, from 0.
    #[serde(default, deserialize_with = "whole")]
    pub index: Option<u32>,
    /// What is said.
    pub text: String,
    /// What is to be seen.
    #[serde(default, deserialize_with = "lenient")]
    pub visual_prompt: Option<String>,
    /// Everything else that the line held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The files of a completed video (section "GET /videos/{id}").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The render's own path; it may answer 403, so fetch by [`crate::Client::download_url`]. Absent with a test key.
    #[serde(default, deserialize_with = "lenient")]
    pub video_url: Option<MediaUrl>,
    /// A still picture.
    #[serde(default, deserialize_with = "lenient")]
    pub thumbnail_url: Option<MediaUrl>,
    /// Length of the file in seconds.
    #[serde(default, deserialize_with = "whole")]
    pub duration: Option<u32>,
    /// As it was ordered.
    #[serde(default, deserialize_with = "lenient")]
    pub resolution: Option<Resolution>,
    /// `9:16`.
    #[serde(default, deserialize_with = "lenient")]
    pub aspect_ratio: Option<String>,
    /// Everything else that the output held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Why a job failed (section "What the reference leaves open", "a failed job's reason").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobError {
    /// An open string.
    #[serde(default, deserialize_with = "lenient")]
    pub code: Option<String>,
    /// For a person.
    #[serde(default, deserialize_with = "lenient")]
    pub message: Option<String>,
    /// Everything else that the error held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The answer of `DELETE /videos/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CancelledVideo {
    /// The job.
    pub id: VideoId,
    /// `cancelled`.
    #[serde(default, deserialize_with = "lenient_or_default")]
    pub status: VideoStatus,
    /// 1, or 0 with a test key.
    #[serde(default, deserialize_with = "whole")]
    pub credits_refunded: Option<i64>,
    /// By the server's clock.
    #[serde(default, deserialize_with = "date")]
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Everything else that the answer held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The answer of `GET /videos/{id}/download`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DownloadUrl {
    /// The video.
    pub id: VideoId,
    /// Signed, of limited life: whoever has it has the file, so its `Debug` hides the query.
    pub download_url: MediaUrl,
    /// When the URL stops working.
    #[serde(default, deserialize_with = "date")]
    pub expires_at: Option<DateTime<Utc>>,
    /// The file's size in bytes.
    #[serde(default, deserialize_with = "whole")]
    pub file_size_bytes: Option<u64>,
    /// `video/mp4`.
    #[serde(default, deserialize_with = "lenient")]
    pub content_type: Option<String>,
    /// Everything else that the answer held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
