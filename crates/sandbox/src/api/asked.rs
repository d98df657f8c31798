//! What the calls take. Requests are read field by field, so that a refusal can name the field; these types document
//! them.

use utoipa::ToSchema;

/// What `POST /videos` takes.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the request is read field by field, so that a refusal can name the field; this documents it"
)]
#[schema(example = json!({"idea": "5 morning habits that changed my productivity", "style": "Listicle",
    "voice": "aria_us", "language": "en", "duration": 45, "resolution": "1080p", "caption_style": "bold_pop",
    "music": "upbeat", "metadata": {"campaign": "q2_faceless", "channel": "tiktok_main"}}))]
pub(crate) struct CreateVideo {
    /// Topic, prompt or URL.
    #[schema(min_length = 1, max_length = 2000)]
    idea: String,
    /// A style's name: `Faceless story`, `AI b-roll`, `Talking avatar`, `Quiz` or `Listicle`.
    style: String,
    /// A voice's id.
    voice: String,
    /// ISO 639-1.
    #[schema(required = false, nullable = false, default = "en")]
    language: Option<String>,
    /// Target length in seconds.
    #[schema(required = false, nullable = false, default = 45, minimum = 15, maximum = 90)]
    duration: Option<u32>,
    /// `1080p` or `4k`. The sandbox renders 540×960 at 24 frames a second whatever is asked for, and echoes the wish.
    #[schema(required = false, nullable = false, default = "1080p")]
    resolution: Option<String>,
    /// A caption style's id. Left out, the video has no captions.
    #[schema(required = false, nullable = false)]
    caption_style: Option<String>,
    /// `upbeat`, `calm`, `dramatic` or `none`.
    #[schema(required = false, nullable = false, default = "upbeat")]
    music: Option<String>,
    /// At most 20 pairs, echoed in webhooks.
    #[schema(required = false, nullable = false)]
    metadata: Option<std::collections::HashMap<String, String>>,
}

/// What `POST /videos/{id}/publish` takes.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the request is read field by field, so that a refusal can name the field; this documents it"
)]
#[schema(example = json!({"platform": "tiktok", "account_id": "acc_tiktok_main",
    "caption": "Five habits, one hour. #productivity", "scheduled_at": "2026-06-17T09:00:00Z"}))]
pub(crate) struct CreatePublish {
    /// `tiktok`, `youtube_shorts`, `instagram_reels` or `snapchat`.
    platform: String,
    /// A connected account. In the sandbox any that is not empty is connected.
    #[schema(min_length = 1)]
    account_id: String,
    /// With hashtags.
    #[schema(required = false, nullable = false, max_length = 2200)]
    caption: Option<String>,
    /// RFC 3339 with an offset, in the future; left out, it is posted now.
    #[schema(required = false, nullable = false, format = DateTime)]
    scheduled_at: Option<String>,
}
