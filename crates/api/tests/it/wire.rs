//! The reference's own examples, read and written again (tikvod-api.md, "Endpoints").

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tikvod_api::{
    CancelledVideo, CaptionStyle, CreateVideo, Credits, DownloadUrl, Music, Page, Platform, PublishJob, PublishStatus,
    PublishVideo, ScriptPreview, Style, StyleInfo, Video, VideoJob, VideoStatus, VideoSummary, Voice,
};

/// Reads `example` as a `T` and checks that nothing of it is lost, nor anything but `null` is added.
fn keeps<T: DeserializeOwned + Serialize>(example: &Value) -> T {
    let read: T = serde_json::from_value(example.clone()).unwrap();
    let written = without_nulls(serde_json::to_value(&read).unwrap());
    assert_eq!(written, without_nulls(example.clone()));
    read
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            map.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, without_nulls(v))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

#[test]
fn requests() {
    let full = json!({"idea":"5 morning habits that changed my productivity","style":"Listicle","voice":"aria_us","language":"en","duration":45,"resolution":"1080p","caption_style":"bold_pop","music":"upbeat","metadata":{"campaign":"q2_faceless","channel":"tiktok_main"}});
    keeps::<CreateVideo>(&full);
    let bare = json!({"idea":"x","style":"AI b-roll","voice":"leo_uk"});
    let order: CreateVideo = keeps(&bare);
    assert_eq!(serde_json::to_value(&order).unwrap(), bare, "what is not given is left out, never null");
    let post = json!({"platform":"youtube_shorts","account_id":"acc_1"});
    let read: PublishVideo = keeps(&post);
    assert_eq!(serde_json::to_value(&read).unwrap(), post);
    keeps::<PublishVideo>(
        &json!({"platform":"tiktok","account_id":"a","caption":"c","scheduled_at":"2026-06-17T09:00:00Z"}),
    );
}

#[test]
fn answers_about_videos() {
    let job: VideoJob = keeps(
        &json!({"id":"vid_9k2mN8pQ4rT6","object":"video","status":"queued","idea":"5 morning habits that changed my productivity","style":"Listicle","voice":"aria_us","duration":45,"resolution":"1080p","credits_used":1,"created_at":"2026-06-16T14:22:01Z","estimated_ready_at":"2026-06-16T14:28:30Z"}),
    );
    assert_eq!((job.status, job.style, job.credits_used), (VideoStatus::Queued, Some(Style::Listicle), Some(1)));

    let video: Video = keeps(
        &json!({"id":"vid_9k2mN8pQ4rT6","object":"video","status":"completed","idea":"5 morning habits that changed my productivity","style":"Listicle","voice":"aria_us","script":{"hook":"You're wasting the first hour of your day.","segments":[{"index":0,"text":"Habit one: no phone for thirty minutes after waking.","visual_prompt":"sunrise bedroom, phone face down on nightstand"}]},"output":{"video_url":"https://cdn.tikvod.com/renders/vid_9k2mN8pQ4rT6.mp4","thumbnail_url":"https://cdn.tikvod.com/thumbs/vid_9k2mN8pQ4rT6.jpg","duration":44,"resolution":"1080p","aspect_ratio":"9:16"},"created_at":"2026-06-16T14:22:01Z","completed_at":"2026-06-16T14:27:48Z"}),
    );
    assert_eq!(video.script.unwrap().segments[0].index, Some(0));
    assert_eq!(video.output.unwrap().duration, Some(44));

    let failed: Video =
        keeps(&json!({"id":"vid_1","status":"failed","error":{"code":"render_failed","message":"No."}}));
    assert_eq!(failed.error.unwrap().code.as_deref(), Some("render_failed"));

    let cancelled: CancelledVideo = keeps(
        &json!({"id":"vid_9k2mN8pQ4rT6","object":"video","status":"cancelled","credits_refunded":1,"cancelled_at":"2026-06-16T14:22:45Z"}),
    );
    assert_eq!((cancelled.status, cancelled.credits_refunded), (VideoStatus::Cancelled, Some(1)));

    let download: DownloadUrl = keeps(
        &json!({"id":"vid_9k2mN8pQ4rT6","download_url":"https://cdn.tikvod.com/renders/vid_9k2mN8pQ4rT6.mp4?sig=...","expires_at":"2026-06-16T15:27:48Z","file_size_bytes":18_429_312,"content_type":"video/mp4"}),
    );
    assert_eq!(download.file_size_bytes, Some(18_429_312));
}

#[test]
fn a_page_of_videos() {
    let page: Page<VideoSummary> = serde_json::from_value(json!({"object":"list","data":[{"id":"vid_9k2mN8pQ4rT6","status":"completed","idea":"5 morning habits that changed my productivity","style":"Listicle","thumbnail_url":"https://cdn.tikvod.com/thumbs/vid_9k2mN8pQ4rT6.jpg","duration":44,"created_at":"2026-06-16T14:22:01Z","completed_at":"2026-06-16T14:27:48Z"}],"has_more":true,"next_cursor":"vid_7h1jK3lM5nP8"})).unwrap();
    assert_eq!((page.data.len(), page.skipped, page.has_more), (1, 0, true));
    assert_eq!(page.next_cursor, Some("vid_7h1jK3lM5nP8".into()));
    for last in [json!({"data":[],"has_more":false,"next_cursor":null}), json!({"data":[],"has_more":false})] {
        let page: Page<VideoSummary> = serde_json::from_value(last).unwrap();
        assert_eq!((page.has_more, page.next_cursor), (false, None));
    }
}

#[test]
fn answers_about_the_rest() {
    let take: ScriptPreview = keeps(
        &json!({"object":"script_preview","hook":"Most people skip the one habit that actually sticks.","segments":[{"text":"Start with water before coffee.","estimated_seconds":4.0},{"text":"Write three priorities, not twenty.","estimated_seconds":5.0}],"word_count":112,"estimated_duration":43.0}),
    );
    assert_eq!((take.segments.len(), take.word_count, take.estimated_duration), (2, Some(112), Some(43.0)));

    let credits: Credits = keeps(
        &json!({"object":"credit_balance","credits":24,"currency":"usd","cost_per_video":1.00,"updated_at":"2026-06-16T14:20:00Z"}),
    );
    assert_eq!(credits.credits, 24);

    let job: PublishJob = keeps(
        &json!({"id":"pub_3nM7pQ9rS2tU","object":"publish_job","video_id":"vid_9k2mN8pQ4rT6","platform":"tiktok","status":"scheduled","scheduled_at":"2026-06-17T09:00:00Z","created_at":"2026-06-16T14:30:00Z"}),
    );
    assert_eq!((job.platform, job.status), (Some(Platform::TikTok), PublishStatus::Scheduled));
    let now: PublishJob = keeps(&json!({"id":"pub_1","status":"publishing","scheduled_at":null}));
    assert_eq!(now.scheduled_at, None);

    keeps::<Voice>(
        &json!({"id":"aria_us","name":"Aria (US)","locale":"en-US","gender":"female","style":"conversational","preview_url":"https://cdn.tikvod.com/voices/aria_us.mp3"}),
    );
    let style: StyleInfo =
        keeps(&json!({"id":"faceless_story","name":"Faceless story","description":"…","defaults":{"font":"x"}}));
    assert_eq!((style.name, style.extra["defaults"]["font"].as_str()), (Style::FacelessStory, Some("x")));
    keeps::<CaptionStyle>(&json!({"id":"bold_pop","name":"Bold Pop","words_per_line":3}));
}

#[test]
fn what_we_do_not_know_is_kept() {
    let video: Video = keeps(
        &json!({"id":"vid_1","status":"paused","style":"Vlog","queue_position":3,"output":{"hdr":true},"script":{"segments":[{"text":"x","mood":"calm"}]}}),
    );
    assert_eq!(video.status, VideoStatus::Unknown("paused".to_owned()));
    assert!(!video.status.is_final(), "an unknown status may still change");
    assert_eq!(video.style, Some(Style::Unknown("Vlog".to_owned())));
    assert_eq!(video.extra["queue_position"], 3);
    let job: PublishJob = keeps(&json!({"id":"pub_1","platform":"threads","status":"in_review"}));
    assert_eq!(job.platform, Some(Platform::Unknown("threads".to_owned())));
    assert_eq!(job.status, PublishStatus::Unknown("in_review".to_owned()));
}

#[test]
fn the_names_of_the_wire() {
    let names: Vec<_> = Style::KNOWN.iter().map(Style::as_str).collect();
    assert_eq!(names, ["Faceless story", "AI b-roll", "Talking avatar", "Quiz", "Listicle"]);
    let names: Vec<_> = Platform::KNOWN.iter().map(Platform::as_str).collect();
    assert_eq!(names, ["tiktok", "youtube_shorts", "instagram_reels", "snapchat"]);
    let names: Vec<_> = Music::KNOWN.iter().map(Music::as_str).collect();
    assert_eq!(names, ["upbeat", "calm", "dramatic", "none"]);
    assert_eq!(VideoStatus::from("queued"), VideoStatus::Queued);
}
