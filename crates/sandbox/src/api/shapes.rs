//! What the calls give, as the reference shows it.

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::account::Account;
use crate::app::App;
use crate::clock;
use crate::jobs::screenplay::Screenplay;
use crate::store::publishes::PublishRow;
use crate::store::videos::{Status, VideoRow};

/// The body of every error.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"error": {"code": "insufficient_credits",
    "message": "You need at least 1 credit to generate a video.", "request_id": "req_8f3a2b1c9d0e"}}))]
pub(crate) struct ErrorBody {
    pub(crate) error: ErrorDetail,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErrorDetail {
    /// An open set: act on the status.
    pub(crate) code: String,
    /// A sentence for people.
    pub(crate) message: String,
    /// `req_` and 12 characters.
    pub(crate) request_id: String,
}

/// A job that was queued.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "vid_9k2mN8pQ4rT6", "object": "video", "status": "queued",
    "idea": "5 morning habits that changed my productivity", "style": "Listicle", "voice": "aria_us", "duration": 45,
    "resolution": "1080p", "credits_used": 1, "created_at": "2026-06-16T14:22:01Z",
    "estimated_ready_at": "2026-06-16T14:28:30Z"}))]
pub(crate) struct QueuedVideo {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    pub(crate) status: &'static str,
    pub(crate) idea: String,
    pub(crate) style: String,
    pub(crate) voice: String,
    pub(crate) duration: u32,
    pub(crate) resolution: String,
    /// 1, or 0 with a test key.
    pub(crate) credits_used: i64,
    pub(crate) created_at: String,
    pub(crate) estimated_ready_at: String,
}

/// A page of videos, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct VideoList {
    pub(crate) object: &'static str,
    pub(crate) data: Vec<VideoItem>,
    pub(crate) has_more: bool,
    /// The id of the page's last item; `null` on the last page.
    pub(crate) next_cursor: Option<String>,
}

/// A video in the list.
#[derive(Serialize, Clone, ToSchema)]
#[schema(example = json!({"id": "vid_9k2mN8pQ4rT6", "status": "completed",
    "idea": "5 morning habits that changed my productivity", "style": "Listicle",
    "thumbnail_url": "https://cdn.tikvod.com/thumbs/vid_9k2mN8pQ4rT6.jpg", "duration": 44,
    "created_at": "2026-06-16T14:22:01Z", "completed_at": "2026-06-16T14:27:48Z"}))]
pub(crate) struct VideoItem {
    pub(crate) id: String,
    pub(crate) status: &'static str,
    pub(crate) idea: String,
    pub(crate) style: String,
    /// `null` until the video is completed.
    pub(crate) thumbnail_url: Option<String>,
    /// The file's length once completed, the wish until then; in seconds.
    pub(crate) duration: i64,
    pub(crate) created_at: String,
    pub(crate) completed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<JobError>,
}

impl VideoItem {
    pub(crate) fn of(app: &App, video: &VideoRow) -> Self {
        let completed = video.status == Status::Completed;
        Self {
            id: video.id.clone(),
            status: video.status.name(),
            idea: video.idea.clone(),
            style: video.style.clone(),
            thumbnail_url: completed.then(|| thumbnail_url(app, video)),
            duration: video.length.filter(|_| completed).unwrap_or_else(|| i64::from(video.duration)),
            created_at: clock::seconds(video.created_at),
            completed_at: video.completed_at.map(clock::seconds),
            error: JobError::of(video),
        }
    }
}

/// A video whole.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "vid_9k2mN8pQ4rT6", "object": "video", "status": "completed",
    "idea": "5 morning habits that changed my productivity", "style": "Listicle", "voice": "aria_us",
    "script": {"hook": "You're wasting the first hour of your day.", "segments": [{"index": 0,
        "text": "Habit one: no phone for thirty minutes after waking.",
        "visual_prompt": "sunrise bedroom, phone face down on nightstand"}]},
    "output": {"video_url": "https://cdn.tikvod.com/renders/vid_9k2mN8pQ4rT6.mp4",
        "thumbnail_url": "https://cdn.tikvod.com/thumbs/vid_9k2mN8pQ4rT6.jpg", "duration": 44,
        "resolution": "1080p", "aspect_ratio": "9:16"},
    "created_at": "2026-06-16T14:22:01Z", "completed_at": "2026-06-16T14:27:48Z"}))]
pub(crate) struct Video {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    pub(crate) status: &'static str,
    pub(crate) idea: String,
    pub(crate) style: String,
    pub(crate) voice: String,
    /// `null` while the job is queued, and where it was cancelled.
    pub(crate) script: Option<VideoScript>,
    /// `null` until the video is completed.
    pub(crate) output: Option<Output>,
    pub(crate) created_at: String,
    pub(crate) completed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<JobError>,
}

/// The script that is rendered. It is written anew for each job and is never that of a preview.
#[derive(Serialize, ToSchema)]
pub(crate) struct VideoScript {
    pub(crate) hook: String,
    pub(crate) segments: Vec<VideoSegment>,
}

/// A segment of the rendered script.
#[derive(Serialize, ToSchema)]
pub(crate) struct VideoSegment {
    pub(crate) index: usize,
    pub(crate) text: String,
    pub(crate) visual_prompt: String,
}

/// The assets of a completed video.
#[derive(Serialize, ToSchema)]
pub(crate) struct Output {
    /// Absent with a test key, which renders nothing. The URL itself answers 403: use `GET /videos/{id}/download`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) video_url: Option<String>,
    pub(crate) thumbnail_url: String,
    /// The file's length in seconds.
    pub(crate) duration: i64,
    /// The wish, echoed; the sandbox's file is 540×960 at 24 frames a second.
    pub(crate) resolution: String,
    pub(crate) aspect_ratio: &'static str,
}

impl Output {
    pub(crate) fn of(app: &App, video: &VideoRow) -> Self {
        let rendered = video.account == Account::Live;
        Self {
            video_url: rendered.then(|| format!("{}/media/renders/{}.mp4", app.origin, video.id)),
            thumbnail_url: thumbnail_url(app, video),
            duration: video.length.unwrap_or_else(|| i64::from(video.duration)),
            resolution: video.resolution.clone(),
            aspect_ratio: "9:16",
        }
    }
}

/// Why a job failed.
#[derive(Serialize, Clone, ToSchema)]
pub(crate) struct JobError {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl JobError {
    fn of(video: &VideoRow) -> Option<Self> {
        (video.status == Status::Failed).then(|| Self {
            code: video.fail_code.clone().unwrap_or_else(|| "render_failed".into()),
            message: video.fail_message.clone().unwrap_or_else(|| "The render failed.".into()),
        })
    }
}

impl Video {
    pub(crate) fn of(app: &App, video: &VideoRow) -> Self {
        let written = video.processing_at.is_some();
        Self {
            id: video.id.clone(),
            object: "video",
            status: video.status.name(),
            idea: video.idea.clone(),
            style: video.style.clone(),
            voice: video.voice.clone(),
            script: written.then(|| VideoScript::of(video)),
            output: (video.status == Status::Completed).then(|| Output::of(app, video)),
            created_at: clock::seconds(video.created_at),
            completed_at: video.completed_at.map(clock::seconds),
            error: JobError::of(video),
        }
    }
}

impl VideoScript {
    fn of(video: &VideoRow) -> Self {
        let script = Screenplay::of(video).script;
        let segments = script.segments.into_iter().enumerate();
        Self {
            hook: script.hook,
            segments: segments
                .map(|(index, s)| VideoSegment { index, text: s.text, visual_prompt: s.visual_prompt })
                .collect(),
        }
    }
}

/// A job that was cancelled.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "vid_9k2mN8pQ4rT6", "object": "video", "status": "cancelled", "credits_refunded": 1,
    "cancelled_at": "2026-06-16T14:22:45Z"}))]
pub(crate) struct CancelledVideo {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    pub(crate) status: &'static str,
    pub(crate) credits_refunded: i64,
    pub(crate) cancelled_at: String,
}

/// A signed URL.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
#[schema(example = json!({"id": "vid_9k2mN8pQ4rT6",
    "download_url": "https://cdn.tikvod.com/renders/vid_9k2mN8pQ4rT6.mp4?sig=...",
    "expires_at": "2026-06-16T15:27:48Z", "file_size_bytes": 18_429_312, "content_type": "video/mp4"}))]
pub(crate) struct Download {
    pub(crate) id: String,
    pub(crate) download_url: String,
    pub(crate) expires_at: String,
    pub(crate) file_size_bytes: i64,
    pub(crate) content_type: &'static str,
}

/// A publish job.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "pub_3nM7pQ9rS2tU", "object": "publish_job", "video_id": "vid_9k2mN8pQ4rT6",
    "platform": "tiktok", "status": "scheduled", "scheduled_at": "2026-06-17T09:00:00Z",
    "created_at": "2026-06-16T14:30:00Z"}))]
pub(crate) struct Publish {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    pub(crate) video_id: String,
    pub(crate) platform: String,
    /// `scheduled`, `publishing` or `published`.
    pub(crate) status: String,
    /// `null` where it is posted at once.
    pub(crate) scheduled_at: Option<String>,
    pub(crate) created_at: String,
}

impl Publish {
    pub(crate) fn of(job: &PublishRow) -> Self {
        Self {
            id: job.id.clone(),
            object: "publish_job",
            video_id: job.video_id.clone(),
            platform: job.platform.clone(),
            status: job.status.clone(),
            scheduled_at: job.scheduled_at.map(clock::exact),
            created_at: clock::seconds(job.created_at),
        }
    }
}

/// The balance.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"object": "credit_balance", "credits": 24, "currency": "usd", "cost_per_video": 1.00,
    "updated_at": "2026-06-16T14:20:00Z"}))]
pub(crate) struct CreditBalance {
    pub(crate) object: &'static str,
    pub(crate) credits: i64,
    pub(crate) currency: &'static str,
    pub(crate) cost_per_video: f64,
    pub(crate) updated_at: String,
}

/// What an event about a video says. The assets' URLs are added when it is sent.
pub(crate) fn event_data(video: &VideoRow) -> Value {
    let metadata = video.metadata.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let mut data = Map::new();
    data.insert("id".into(), json!(video.id));
    data.insert("status".into(), json!(video.status.name()));
    if video.status == Status::Completed {
        data.insert("output".into(), json!({}));
    }
    if let Some(error) = JobError::of(video) {
        data.insert("error".into(), json!(error));
    }
    data.insert("metadata".into(), metadata.unwrap_or_else(|| json!({})));
    Value::Object(data)
}

/// The assets in an event.
pub(crate) fn event_output(app: &App, video: &VideoRow) -> Value {
    let output = Output::of(app, video);
    let mut shown = json!({"thumbnail_url": output.thumbnail_url, "duration": output.duration});
    if let Some(url) = output.video_url {
        shown["video_url"] = json!(url);
    }
    shown
}

fn thumbnail_url(app: &App, video: &VideoRow) -> String {
    format!("{}/media/thumbs/{}.jpg", app.origin, video.id)
}
