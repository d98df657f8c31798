//! Posting to a connected account.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::asked::CreatePublish;
use super::fields::{Fields, one_of};
use super::shapes::{ErrorBody, Publish};
use super::videos::no_such_video;
use super::{Given, Named, json};
use crate::app::App;
use crate::jobs::go_live_after;
use crate::net::Visit;
use crate::refusal::Refusal;
use crate::store::publishes::{self, PublishRow};
use crate::store::videos::{self, Status};
use crate::{clock, ids};

const PLATFORMS: [&str; 4] = ["tiktok", "youtube_shorts", "instagram_reels", "snapchat"];

/// Posts a completed video, now or at a time.
#[utoipa::path(post, path = "/v1/videos/{id}/publish", operation_id = "publishVideo", tag = "Videos",
    params(("id" = String, Path, description = "A video's id")),
    request_body = CreatePublish,
    responses(
        (status = 201, description = "Scheduled, or being published", body = Publish),
        (status = 400, description = "Invalid parameters", body = ErrorBody),
        (status = 404, description = "No such video", body = ErrorBody),
        (status = 409, description = "The video is not completed", body = ErrorBody)))]
pub(crate) async fn publish_video(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Arc<Visit>>,
    Named(id): Named,
    Given(body): Given,
) -> Result<Response, Refusal> {
    let fields = Fields(&body);
    let platform = fields.required("platform")?;
    if !PLATFORMS.contains(&platform) {
        return Err(one_of("platform", &PLATFORMS));
    }
    let account_id = fields.required("account_id")?;
    if account_id.is_empty() {
        return Err(Refusal::invalid("`account_id` must not be empty."));
    }
    let caption = fields.optional_within("caption", 2_200)?;
    let now = clock::now_ms();
    let scheduled_at = fields.optional("scheduled_at")?.map(|text| time(text, now)).transpose()?;
    let (status, live_at) = match scheduled_at {
        Some(at) => ("scheduled", at),
        None => ("publishing", now + go_live_after(app.time_scale(), &mut rand::rng())),
    };
    let job = PublishRow {
        id: ids::publish(),
        account: visit.account,
        video_id: id,
        platform: platform.to_owned(),
        account_id: account_id.to_owned(),
        caption: caption.map(ToOwned::to_owned),
        status: status.to_owned(),
        scheduled_at,
        live_at,
        created_at: now,
    };
    let answer = Publish::of(&job);
    app.store.run(move |db| accept(db, &job, &visit)).await?;
    app.jobs_bell.notify_one();
    json(StatusCode::CREATED, &answer)
}

/// Takes the job and writes the ledger, in one transaction.
fn accept(db: &mut rusqlite::Connection, job: &PublishRow, visit: &Visit) -> Result<(), Refusal> {
    let tx = db.transaction()?;
    let video = videos::find(&tx, job.account, &job.video_id)?.ok_or_else(no_such_video)?;
    if video.status != Status::Completed {
        let message = format!("The video is {}; only a completed one can be posted.", video.status.name());
        return Err(Refusal::conflict("video_not_completed", message));
    }
    publishes::insert(&tx, job)?;
    visit.settle(&tx, 201, |entry| {
        entry.video_id = Some(job.video_id.clone());
        entry.publish_id = Some(job.id.clone());
    })?;
    tx.commit()?;
    visit.slip.settled();
    Ok(())
}

fn time(text: &str, now: i64) -> Result<i64, Refusal> {
    let at = clock::parse(text).ok_or_else(|| {
        Refusal::invalid("`scheduled_at` must be an RFC 3339 time with an offset, such as 2026-06-17T09:00:00Z.")
    })?;
    if at < now {
        return Err(Refusal::invalid("`scheduled_at` must be in the future."));
    }
    Ok(at)
}
