//! All eleven calls against the real sandbox over loopback, and what they come to when it misbehaves on order.

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tikvod_api::{
    ApiKey, BaseUrl, Broken, ByteRange, Class, Client, ClientOptions, CreateVideo, Credentials, Doubt, ErrorKind,
    HeldReason, ListVideos, MediaClient, MediaOptions, Platform, PreviewScript, PublishStatus, PublishVideo, Style,
    VideoStatus,
};
use tikvod_sandbox::{Options, Sandbox};

/// Longer than any picture or clip of these tests.
const MEDIA_CAP: usize = 64 * 1024 * 1024;

struct Stage {
    sandbox: Sandbox,
    _folder: TempDir,
}

impl Stage {
    async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let folder = TempDir::new().unwrap();
        let mut options = Options::new(folder.path().join("data"));
        options.rate_limit = 1_000;
        change(&mut options);
        Self { sandbox: Sandbox::start(options).await.unwrap(), _folder: folder }
    }

    fn base_url(&self) -> BaseUrl {
        BaseUrl::parse(self.sandbox.base_url()).unwrap()
    }

    fn client_of(&self, key: &str) -> Client {
        let credentials = Credentials { base_url: self.base_url(), key: ApiKey::parse(key.into()).unwrap() };
        Client::new(credentials, ClientOptions::default()).unwrap()
    }

    fn live(&self) -> Client {
        self.client_of(self.sandbox.live_key())
    }

    async fn order_fault(&self, fault: Value) {
        let origin = self.sandbox.base_url().trim_end_matches("/v1").to_owned();
        // Only `Client::new` installs a provider by itself, and this may come first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let request = client.post(format!("{origin}/_sandbox/faults")).bearer_auth(self.sandbox.live_key());
        let answer = request.json(&fault).send().await.unwrap();
        assert!(answer.status().is_success(), "{:?}", answer.text().await);
    }
}

fn order(idea: &str) -> CreateVideo {
    serde_json::from_value(json!({
        "idea": idea, "style": "Listicle", "voice": "aria_us", "language": "en", "duration": 15,
        "resolution": "1080p", "caption_style": "bold_pop", "music": "none", "metadata": {"intent_id": "i-1"},
    }))
    .unwrap()
}

#[tokio::test]
async fn catalogues_credits_and_previews() {
    let stage = Stage::with(|_| {}).await;
    let client = stage.live();

    let credits = client.credits().await.unwrap();
    assert_eq!((credits.value.credits, credits.value.currency.as_deref()), (24, Some("usd")));
    assert!(credits.server_date.is_some(), "the outbox reckons in the server's time");
    let rate = credits.rate.unwrap();
    assert_eq!((rate.limit, rate.remaining), (Some(1_000), Some(999)));
    let now = chrono::Utc::now().timestamp();
    assert!(rate.reset.is_some_and(|at| (now..=now + 61).contains(&at)), "{rate:?} at {now}");

    let voices = client.voices().await.unwrap().value;
    assert_eq!((voices.data.len(), voices.skipped), (4, 0));
    assert!(voices.data.iter().all(|voice| voice.preview_url.is_some()));
    let styles: Vec<_> = client.styles().await.unwrap().value.data.into_iter().map(|style| style.name).collect();
    assert_eq!(styles, Style::KNOWN, "the names are the wire values");
    let captions = client.caption_styles().await.unwrap().value;
    assert_eq!(captions.data.iter().map(|c| c.words_per_line).collect::<Vec<_>>(), [Some(3), Some(4), Some(2)]);

    let ask = PreviewScript { idea: "5 morning habits".to_owned(), style: Style::Listicle, duration: Some(30) };
    let take = client.preview_script(&ask).await.unwrap().value;
    assert!(!take.hook.is_empty() && take.segments.len() >= 3, "{take:?}");
    assert!(take.segments.iter().all(|line| line.estimated_seconds.is_some_and(|s| s > 0.0)));
    let another = client.preview_script(&ask).await.unwrap().value;
    assert_ne!(take, another, "each take differs");

    let refused = client.preview_script(&PreviewScript { idea: String::new(), ..ask }).await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::Refused, Some("invalid_parameters")));
    assert!(refused.message().is_some_and(|text| text.contains("idea")) && refused.request_id().is_some());

    let stranger = stage.client_of("tv_live_notAKeyOfThisSandbox").credits().await.unwrap_err();
    assert_eq!((stranger.kind(), stranger.code()), (ErrorKind::Auth, Some("invalid_api_key")));
}

#[tokio::test]
async fn a_video_is_ordered_seen_and_cancelled() {
    let stage = Stage::with(|_| {}).await;
    let client = stage.live();
    let outcome = client.create_video(&order("7 quiet islands")).await;
    assert!(outcome.body_polled && outcome.rate.is_some() && outcome.server_date.is_some());
    assert_eq!(outcome.http_status, Some(201));
    let Class::Accepted(job) = outcome.class else { panic!("{outcome:?}") };
    assert_eq!((&job.status, job.credits_used), (&VideoStatus::Queued, Some(1)));
    assert!(job.created_at < job.estimated_ready_at);
    assert_eq!(client.credits().await.unwrap().value.credits, 23);

    let video = client.get_video(&job.id).await.unwrap().value;
    assert_eq!((video.id, video.status, video.style), (job.id.clone(), VideoStatus::Queued, Some(Style::Listicle)));
    assert!(video.output.is_none());
    let early = client.download_url(&job.id).await.unwrap_err();
    assert_eq!((early.kind(), early.code()), (ErrorKind::Conflict, Some("video_not_completed")));

    let Class::Accepted(cancelled) = client.cancel_video(&job.id).await.class else { panic!("it was queued") };
    assert_eq!((cancelled.status, cancelled.credits_refunded), (VideoStatus::Cancelled, Some(1)));
    assert_eq!(client.credits().await.unwrap().value.credits, 24);
    let again = client.cancel_video(&job.id).await.class;
    assert!(matches!(&again, Class::Refused(body) if body.code == "job_not_cancellable"), "{again:?}");
    let listed = client.list_videos(&ListVideos::default()).await.unwrap().value;
    assert_eq!(listed.data[0].status, VideoStatus::Cancelled, "cancelled jobs stay listed");

    let unknown = client.cancel_video(&"vid_000000000000".into()).await.class;
    assert!(matches!(&unknown, Class::Rejected(body) if body.status == 404), "{unknown:?}");
    let gone = client.get_video(&"vid_000000000000".into()).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    let bad = client.create_video(&CreateVideo { duration: Some(14), ..order("x") }).await.class;
    assert!(matches!(&bad, Class::Rejected(body) if body.message.contains("duration")), "{bad:?}");
}

#[tokio::test]
async fn a_library_is_paged_fetched_and_posted() {
    let stage = Stage::with(|o| o.seed_videos = 25).await;
    let client = stage.live();
    let query = ListVideos { limit: Some(10), ..ListVideos::default() };
    let all: Vec<_> = client.videos(query).try_collect().await.unwrap();
    assert_eq!(all.len(), 25);
    assert!(all.is_sorted_by(|a, b| a.created_at >= b.created_at), "newest first");
    let completed = ListVideos { status: Some(VideoStatus::Completed), limit: Some(1), starting_after: None };
    let page = client.list_videos(&completed).await.unwrap().value;
    assert!(page.has_more && page.next_cursor.as_ref() == Some(&page.data[0].id));

    let id = &all[0].id;
    let video = client.get_video(id).await.unwrap().value;
    let output = video.output.unwrap();
    assert!(video.script.is_some_and(|script| script.segments.len() >= 3));
    let download = client.download_url(id).await.unwrap().value;
    let media = MediaClient::new(&stage.base_url(), &MediaOptions::default()).unwrap();

    let unsigned = media.get(&output.video_url.unwrap(), None, None).await.unwrap();
    assert_eq!(unsigned.status, 403, "the render's own path has no signature");
    let picture = media.get(&output.thumbnail_url.unwrap(), None, None).await.unwrap();
    assert!(picture.content_type.as_ref().is_some_and(|t| t.starts_with("image/")), "{picture:?}");
    assert!(!picture.read_up_to(MEDIA_CAP).await.unwrap().is_empty());

    let whole = media.get(&download.download_url, None, None).await.unwrap();
    assert_eq!((whole.status, whole.content_type.as_deref()), (200, Some("video/mp4")));
    assert_eq!((whole.total, whole.accept_ranges), (download.file_size_bytes, true));
    let etag = whole.etag.clone().unwrap();
    let bytes = whole.read_up_to(MEDIA_CAP).await.unwrap();
    assert_eq!(&bytes[4..8], b"ftyp", "an MP4");
    let half = bytes.len() as u64 / 2;
    let rest = media.get(&download.download_url, Some(ByteRange::from(half)), Some(&etag)).await.unwrap();
    assert_eq!((rest.status, rest.total), (206, download.file_size_bytes));
    assert_eq!(rest.read_up_to(MEDIA_CAP).await.unwrap(), bytes[bytes.len() / 2..]);

    let post = PublishVideo {
        platform: Platform::TikTok,
        account_id: "acc_1".into(),
        caption: Some("Look #shorts".to_owned()),
        scheduled_at: None,
    };
    let Class::Accepted(now) = client.publish_video(id, &post).await.class else { panic!("a finished video") };
    assert_eq!((now.status, now.scheduled_at), (PublishStatus::Publishing, None));
    let at = "2031-01-02T03:04:05Z".parse().unwrap();
    let later = PublishVideo { scheduled_at: Some(at), ..post.clone() };
    let Class::Accepted(job) = client.publish_video(id, &later).await.class else { panic!("a finished video") };
    assert_eq!((job.status, job.scheduled_at), (PublishStatus::Scheduled, Some(at)));
    assert_eq!(job.video_id.as_ref(), Some(id));

    let Class::Accepted(queued) = client.create_video(&order("x")).await.class else { panic!("there are credits") };
    let early = client.publish_video(&queued.id, &post).await.class;
    assert!(matches!(&early, Class::Refused(body) if body.code == "video_not_completed"), "{early:?}");
}

#[tokio::test]
async fn limits_are_told_apart() {
    let stage = Stage::with(|o| (o.credits, o.concurrency) = (2, 1)).await;
    let client = stage.live();
    assert_eq!(client.create_video(&order("one")).await.class.name(), "accepted");
    let Class::Throttled { body, .. } = client.create_video(&order("two")).await.class else { panic!("one slot") };
    assert_eq!(body.code, "concurrency_limit_exceeded");

    let stage = Stage::with(|o| o.credits = 0).await;
    let class = stage.live().create_video(&order("one")).await.class;
    assert!(matches!(class, Class::Held(HeldReason::InsufficientCredits, _)), "{class:?}");
    let class = stage.client_of("tv_live_notAKeyOfThisSandbox").create_video(&order("one")).await.class;
    assert!(matches!(class, Class::Held(HeldReason::Unauthorized, _)), "{class:?}");

    let stage = Stage::with(|o| o.rate_limit = 1).await;
    let client = stage.live();
    client.credits().await.unwrap();
    let error = client.credits().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Throttled, Some("rate_limit_exceeded")));
    let Class::Throttled { body, reset } = client.create_video(&order("one")).await.class else { panic!("no rate") };
    assert_eq!((body.code.as_str(), reset), ("rate_limit_exceeded", error.rate().and_then(|rate| rate.reset)));
}

#[tokio::test]
async fn a_test_key_costs_nothing_and_sees_nothing_of_the_live_one() {
    let stage = Stage::with(|_| {}).await;
    let (live, test) = (stage.live(), stage.client_of(stage.sandbox.test_key()));
    let Class::Accepted(job) = test.create_video(&order("one")).await.class else { panic!("a test key queues") };
    assert_eq!(job.credits_used, Some(0));
    assert_eq!(live.get_video(&job.id).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn an_answer_that_is_lost_after_the_order_leaves_a_doubt_and_one_job() {
    for action in ["accept_then_drop", "accept_then_reset"] {
        let stage = Stage::with(|_| {}).await;
        let client = stage.live();
        let fault = json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": action}});
        stage.order_fault(fault).await;
        let class = client.create_video(&order("one")).await.class;
        assert_eq!(class, Class::Ambiguous { reason: Doubt::Broken(Broken::Lost) }, "{action}");
        let jobs = client.list_videos(&ListVideos::default()).await.unwrap().value.data;
        assert_eq!(jobs.len(), 1, "{action}: it had been accepted, and was not sent again");
        assert_eq!(client.credits().await.unwrap().value.credits, 23);
    }
}

#[tokio::test]
async fn a_read_gets_over_a_fault_that_passes() {
    let stage = Stage::with(|_| {}).await;
    let answer = json!({"type": "answer", "status": 500});
    stage.order_fault(json!({"method": "GET", "path": "/v1/account/credits", "times": 2, "action": answer})).await;
    assert_eq!(stage.live().credits().await.unwrap().value.credits, 24);
}
