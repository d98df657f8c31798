//! Posting a finished video to a social account (section "POST /videos/{id}/publish").

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{PublishId, SocialAccountId, VideoId};
use crate::wire::{date, lenient, lenient_or_default, wire_enum};

wire_enum! {
    /// Where a video is posted.
    Platform {
        /// TikTok.
        TikTok = "tiktok",
        /// YouTube Shorts.
        YouTubeShorts = "youtube_shorts",
        /// Instagram Reels.
        InstagramReels = "instagram_reels",
        /// Snapchat.
        Snapchat = "snapchat",
    }
}

wire_enum! {
    /// Where a publish job stands.
    PublishStatus {
        /// Waits for its time.
        Scheduled = "scheduled",
        /// Is being posted.
        Publishing = "publishing",
        /// Live (from the webhook `publish.completed`).
        Published = "published",
        /// Went wrong.
        Failed = "failed",
    }
}

impl Default for PublishStatus {
    /// For an answer without a status: unknown, with no text.
    fn default() -> Self {
        Self::Unknown(String::new())
    }
}

/// The body of `POST /videos/{id}/publish`. What is `None` is left out: the API refuses `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishVideo {
    /// Where to.
    pub platform: Platform,
    /// The connected account; not empty.
    pub account_id: SocialAccountId,
    /// With hashtags; at most 2,200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Left out = post now. Sent as RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_at: Option<DateTime<Utc>>,
}

/// The answer of `POST /videos/{id}/publish`. There is no call that lists or cancels it afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishJob {
    /// The new publish job.
    pub id: PublishId,
    /// The video.
    #[serde(default, deserialize_with = "lenient")]
    pub video_id: Option<VideoId>,
    /// Where to.
    #[serde(default, deserialize_with = "lenient")]
    pub platform: Option<Platform>,
    /// `scheduled`, or `publishing` for a post without a time.
    #[serde(default, deserialize_with = "lenient_or_default")]
    pub status: PublishStatus,
    /// None for a post without a time.
    #[serde(default, deserialize_with = "date")]
    pub scheduled_at: Option<DateTime<Utc>>,
    /// By the server's clock.
    #[serde(default, deserialize_with = "date")]
    pub created_at: Option<DateTime<Utc>>,
    /// Everything else that the answer held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
