//! The library.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorView, MetadataPair, PlanView, VideoForm};

/// What to show.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LibraryQuery {
    /// Words in idea, hook or script; empty for all.
    pub search: String,
    /// `queued`, `processing`, `completed`, `failed`, `cancelled`; `None` for all but cancelled.
    pub status: Option<String>,
    /// Name of a format.
    pub style: Option<String>,
    /// Only videos made in the last so many days.
    pub days: Option<u32>,
    /// Order.
    pub sort: LibrarySort,
    /// Videos to skip.
    pub offset: u32,
    /// Videos to return, at most 500.
    pub limit: u32,
}

/// Order of the library.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LibrarySort {
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
    /// By idea, A to Z.
    Title,
    /// Longest first.
    Longest,
}

/// A part of the library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryPage {
    /// Videos that match.
    pub total: u32,
    /// The asked part.
    pub items: Vec<VideoCard>,
}

/// One card of the grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VideoCard {
    /// TikVod's id.
    pub id: String,
    /// The idea, whole.
    pub idea: String,
    /// First words of the script, for the local poster.
    pub hook: Option<String>,
    /// `queued`, `processing`, `completed`, `failed`, `cancelled`, or a value we do not know.
    pub status: String,
    /// Name of the format.
    pub style: String,
    /// Caption preset id where known, for the local poster.
    pub caption_style: Option<String>,
    /// Seconds.
    pub duration: f64,
    /// Made.
    pub created_at: DateTime<Utc>,
    /// Finished.
    pub completed_at: Option<DateTime<Utc>>,
    /// TikVod's estimate.
    pub estimated_ready_at: Option<DateTime<Utc>>,
    /// Whether `tvmedia` has a picture.
    pub has_thumbnail: bool,
    /// Platforms with a post or a plan.
    pub platforms: Vec<String>,
    /// Saving to disk.
    pub download: Option<DownloadView>,
}

/// Saving a video to disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DownloadView {
    /// State.
    pub state: DownloadState,
    /// Bytes on disk.
    pub bytes: f64,
    /// Bytes in all, once known.
    pub total: Option<f64>,
    /// File name without folder, once saved.
    pub file_name: Option<String>,
    /// Why it failed.
    pub problem: Option<ErrorView>,
}

/// States of a download.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DownloadState {
    /// Waits for its turn.
    Waiting,
    /// Bytes are coming.
    Running,
    /// Stopped by the person.
    Paused,
    /// On disk, checked.
    Saved,
    /// Gave up; see the problem.
    Failed,
}

/// A video whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VideoDetail {
    /// As in the grid.
    pub card: VideoCard,
    /// The form that it was made with, where it was made here.
    pub form: Option<VideoForm>,
    /// Voice id.
    pub voice: Option<String>,
    /// `1080p`, `4k`.
    pub resolution: Option<String>,
    /// The rendered script: hook first.
    pub script: Vec<ScriptSegment>,
    /// Credits taken.
    pub credits_used: Option<u32>,
    /// Size of the file, bytes, where known.
    pub file_size: Option<f64>,
    /// The person's own pairs.
    pub metadata: Vec<MetadataPair>,
    /// Request ids, for support.
    pub request_ids: Vec<String>,
    /// Its posts and plans.
    pub posts: Vec<PlanView>,
    /// Why it failed.
    pub problem: Option<ErrorView>,
    /// True when `mediaBase/video/ID` plays something.
    pub playable: bool,
    /// It fits what was lost here, but there were more of them than were sent: somebody made it with the same key.
    pub made_elsewhere: bool,
}

/// One part of a rendered script.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScriptSegment {
    /// Text.
    pub text: String,
    /// What is to be seen, where TikVod said.
    pub visual_prompt: Option<String>,
    /// True for the hook.
    pub hook: bool,
}
