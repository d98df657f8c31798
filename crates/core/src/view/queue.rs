//! The queue.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DownloadView, ErrorView};

/// Everything the queue screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueueView {
    /// True when the person paused sending.
    pub paused: bool,
    /// All items: unfinished ones, and those that finished today.
    pub items: Vec<QueueItem>,
    /// Jobs at TikVod now (queued + processing).
    pub slots_used: u32,
    /// Jobs that TikVod takes at a time.
    pub slots_total: u32,
    /// Credits taken today (local day).
    pub spent_today: u32,
    /// Credits given back today.
    pub returned_today: u32,
    /// The request meter; `None` before the first answer.
    pub requests: Option<RequestMeter>,
}

/// Requests left in the current window.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestMeter {
    /// Requests a window.
    pub limit: u32,
    /// Left.
    pub remaining: u32,
    /// When the window starts anew.
    pub resets_at: DateTime<Utc>,
}

/// State of an item as a person sees it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueState {
    /// On this computer, will be sent.
    Waiting,
    /// On this computer, cannot be sent now; see [`QueueItem::held`].
    Held,
    /// Being sent.
    Sending,
    /// Sent, answer lost: may be at TikVod and may have cost a credit.
    Unconfirmed,
    /// At TikVod, not started.
    Queued,
    /// At TikVod, rendering.
    Processing,
    /// Done.
    Completed,
    /// TikVod could not make it; the credit is back.
    Failed,
    /// TikVod refused the request; nothing was charged.
    Refused,
    /// Cancelled by the person.
    Cancelled,
}

/// Why an item is held.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HeldReason {
    /// The queue is paused.
    Paused,
    /// No connection.
    Offline,
    /// The key was refused.
    Key,
    /// Not enough credits.
    Credits,
    /// Ten jobs are at TikVod already.
    Slots,
    /// Requests are used up for now.
    Requests,
    /// Made for another account.
    OtherAccount,
    /// Something is unconfirmed, so less is sent until it is settled.
    Doubt,
    /// This is an older or copied state of the data: another copy may have sent it, so the person decides.
    Frozen,
    /// The disk is nearly full: nothing is sent whose outcome could not be written down.
    Disk,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueueItem {
    /// Intent id.
    pub id: String,
    /// TikVod's id, once known.
    pub video_id: Option<String>,
    /// The idea, whole.
    pub idea: String,
    /// Hook for the local poster: of the take on screen, or of the rendered script.
    pub hook: Option<String>,
    /// Name of the format.
    pub style: String,
    /// Voice id.
    pub voice: String,
    /// Caption preset id.
    pub caption_style: Option<String>,
    /// Asked seconds.
    pub duration: u16,
    /// State.
    pub state: QueueState,
    /// With [`QueueState::Held`].
    pub held: Option<HeldReason>,
    /// 1, 2, 3 … among those that wait on this computer.
    pub position: Option<u32>,
    /// When it was queued here.
    pub created_at: DateTime<Utc>,
    /// When sending began.
    pub sent_at: Option<DateTime<Utc>>,
    /// TikVod's estimate.
    pub estimated_ready_at: Option<DateTime<Utc>>,
    /// When it reached its last state.
    pub finished_at: Option<DateTime<Utc>>,
    /// Credits taken, once known.
    pub credits_used: Option<u32>,
    /// Credits given back.
    pub credits_refunded: Option<u32>,
    /// Whether `tvmedia` has a picture for the video id.
    pub has_thumbnail: bool,
    /// Length of the file, seconds, once rendered.
    pub length: Option<f64>,
    /// Why it failed, was refused or is held.
    pub problem: Option<ErrorView>,
    /// Saving to disk.
    pub download: Option<DownloadView>,
    /// With [`QueueState::Unconfirmed`]: TikVod is being looked through, next at this time, and there is nothing to decide
    /// yet. Absent: nothing was found, the person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_look_at: Option<DateTime<Utc>>,
    /// When it is likely to be sent, while it waits for nothing but its turn: by the estimates of the jobs in work, and by
    /// how long renders of this account took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub expected_at: Option<DateTime<Utc>>,
}

/// What the person decides about an unconfirmed item.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is at TikVod (the person saw it there): nothing more is sent.
    SeenThere,
    /// Send once more, knowing that it may cost a second credit.
    SendAgain,
}

/// Arguments of `decide_item`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideArgs {
    /// The unconfirmed intent.
    pub id: String,
    /// What to do.
    pub decision: Decision,
    /// New click id for [`Decision::SendAgain`].
    pub click_id: String,
    /// True once the person was asked and said yes: passes a budget fence, this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirm_fence: Option<bool>,
}

/// Arguments of commands that name one thing.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdArgs {
    /// Its id.
    pub id: String,
}

/// Arguments of `retry_item`: queues the same form again as a new intent.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetryArgs {
    /// A failed, refused or cancelled intent.
    pub id: String,
    /// New click id.
    pub click_id: String,
    /// True once the person was asked and said yes: passes a budget fence, this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirm_fence: Option<bool>,
}

/// Arguments of `move_item`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveItemArgs {
    /// A waiting intent.
    pub id: String,
    /// New place among the waiting ones, from 1; beyond the end is the end.
    pub position: u32,
}
