//! Queueing a job.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use isolang::Language;
use serde_json::{Map, Value};

use super::asked::CreateVideo;
use super::fields::{Fields, one_of};
use super::scripts::style;
use super::shapes::{ErrorBody, QueuedVideo, event_data};
use super::{Given, catalogue, json};
use crate::account::Account;
use crate::app::App;
use crate::jobs::Times;
use crate::net::Visit;
use crate::refusal::Refusal;
use crate::script::{Take, compose};
use crate::store::videos::{Status, VideoRow};
use crate::store::{StoreError, accounts, hooks, videos};
use crate::{clock, ids};

/// Queues a generation job. One credit is taken; with a test key none is.
#[utoipa::path(post, path = "/v1/videos", operation_id = "createVideo", tag = "Videos",
    request_body = CreateVideo,
    responses(
        (status = 201, description = "Queued", body = QueuedVideo),
        (status = 400, description = "Invalid parameters", body = ErrorBody),
        (status = 401, description = "Missing or invalid API key", body = ErrorBody),
        (status = 402, description = "Insufficient credits", body = ErrorBody),
        (status = 429, description = "Rate limit or number of concurrent jobs exceeded", body = ErrorBody)))]
pub(crate) async fn create_video(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Arc<Visit>>,
    Given(body): Given,
) -> Result<Response, Refusal> {
    let mut video = asked_for(&body, &visit)?;
    let now = clock::now_ms();
    let times = Times::draw(now, video.duration, app.time_scale(), &mut rand::rng());
    (video.created_at, video.starts_at, video.ready_at) = (now, times.starts_at, times.ready_at);
    let limit = app.options.concurrency;
    let answer = QueuedVideo {
        id: video.id.clone(),
        object: "video",
        status: Status::Queued.name(),
        idea: video.idea.clone(),
        style: video.style.clone(),
        voice: video.voice.clone(),
        duration: video.duration,
        resolution: video.resolution.clone(),
        credits_used: video.credits_used,
        created_at: clock::seconds(now),
        estimated_ready_at: clock::seconds(times.estimate(now)),
    };
    app.store.run(move |db| queue(db, &video, limit, &visit)).await?;
    app.jobs_bell.notify_one();
    app.courier_bell.notify_one();
    json(StatusCode::CREATED, &answer)
}

/// Charges, queues, tells the webhooks and writes the ledger, in one transaction.
fn queue(db: &mut rusqlite::Connection, video: &VideoRow, limit: u32, visit: &Visit) -> Result<(), Refusal> {
    let tx = db.transaction()?;
    if accounts::balance(&tx, video.account)?.credits < video.credits_used {
        return Err(Refusal::of_status(StatusCode::PAYMENT_REQUIRED));
    }
    if videos::open_jobs(&tx, video.account)? >= limit {
        return Err(Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "concurrency_limit_exceeded",
            format!("At most {limit} jobs may be queued or processing at once; wait for one to finish."),
        ));
    }
    accounts::add_credits(&tx, video.account, -video.credits_used, video.created_at)?;
    videos::insert(&tx, video)?;
    hooks::emit(&tx, video.account, "video.queued", video.created_at, &event_data(video))?;
    visit.settle(&tx, 201, |entry| {
        entry.video_id = Some(video.id.clone());
        entry.charged = video.credits_used;
    })?;
    tx.commit()?;
    visit.slip.settled();
    Ok(())
}

/// Checks every field and makes the job of it; the times are still open.
fn asked_for(body: &Map<String, Value>, visit: &Visit) -> Result<VideoRow, Refusal> {
    let fields = Fields(body);
    let idea = fields.required_within("idea", 2_000)?;
    let format = style(&fields)?;
    let voice = fields.required("voice")?;
    let voice = catalogue::voice(voice).ok_or_else(|| one_of("voice", &catalogue::voice_ids()))?;
    let language = fields.optional("language")?.unwrap_or("en");
    if Language::from_639_1(language).is_none() {
        return Err(Refusal::invalid("`language` must be an ISO 639-1 code, such as en."));
    }
    let duration = fields.duration()?;
    let resolution = fields.choice("resolution", &["1080p", "4k"])?.unwrap_or("1080p");
    let caption_style = fields.choice("caption_style", &catalogue::CAPTION_STYLES)?;
    let music = fields.choice("music", &["upbeat", "calm", "dramatic", "none"])?.unwrap_or("upbeat");
    let metadata = fields.metadata()?.map(serde_json::to_string).transpose().map_err(StoreError::from)?;
    let salt: u64 = rand::random();
    let script = compose(idea, format, duration, &Take::rendered(salt));
    let id = ids::video();
    let (fail_code, fail_message) = visit.plan.render.clone().unzip();
    Ok(VideoRow {
        seq: 0,
        account: visit.account,
        status: Status::Queued,
        idea: idea.to_owned(),
        style: format.name().to_owned(),
        voice: voice.id.to_owned(),
        language: language.to_owned(),
        duration,
        resolution: resolution.to_owned(),
        caption_style: caption_style.map(ToOwned::to_owned),
        music: music.to_owned(),
        metadata,
        script: Some(serde_json::to_string(&script).map_err(StoreError::from)?),
        salt: salt.cast_signed(),
        created_at: 0,
        starts_at: 0,
        ready_at: 0,
        processing_at: None,
        completed_at: None,
        failed_at: None,
        cancelled_at: None,
        fail_code,
        fail_message,
        credits_used: i64::from(visit.account == Account::Live),
        clip: id.clone(),
        thumb: id.clone(),
        length: None,
        id,
    })
}
