//! Listing, reading and cancelling jobs.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::shapes::{CancelledVideo, ErrorBody, Video, VideoItem, VideoList};
use super::{Named, json};
use crate::app::App;
use crate::clock;
use crate::fault::Plan;
use crate::net::Visit;
use crate::refusal::Refusal;
use crate::store::accounts;
use crate::store::videos::{self, Page, Status, VideoRow};

/// The refusal for a video that the account does not have.
pub(super) fn no_such_video() -> Refusal {
    Refusal::not_found("There is no such video.")
}

/// Pages through the jobs, newest first. Cancelled jobs stay listed.
#[utoipa::path(get, path = "/v1/videos", operation_id = "listVideos", tag = "Videos",
    params(
        ("limit" = Option<u32>, Query, description = "Items a page", minimum = 1, maximum = 100),
        ("starting_after" = Option<String>, Query, description = "The last id of the page before"),
        ("status" = Option<String>, Query, description = "queued, processing, completed or failed")),
    responses(
        (status = 200, description = "A page", body = VideoList),
        (status = 400, description = "Invalid parameters", body = ErrorBody)))]
pub(crate) async fn list_videos(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Arc<Visit>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let wanted = Wanted::read(query.as_deref().unwrap_or_default())?;
    let (account, limit) = (visit.account, wanted.limit);
    let as_of = visit.plan.stale_ms.map(|ms| clock::now_ms().saturating_sub(ms));
    let rows = app
        .store
        .run(move |db| {
            let before = match &wanted.starting_after {
                None => None,
                Some(id) => Some(
                    videos::position(db, account, id)?
                        .ok_or_else(|| Refusal::invalid("`starting_after` must be the id of one of your videos."))?,
                ),
            };
            let page = Page { account, limit, before, status: wanted.status, as_of };
            Ok::<_, Refusal>(videos::list(db, &page)?)
        })
        .await?;
    json(StatusCode::OK, &page_of(&app, &rows, limit, &visit.plan))
}

fn page_of(app: &App, rows: &[VideoRow], limit: usize, plan: &Plan) -> VideoList {
    let mut has_more = rows.len() > limit;
    let mut data: Vec<VideoItem> = rows.iter().take(limit).map(|row| VideoItem::of(app, row)).collect();
    if plan.duplicate
        && let Some(first) = data.first().cloned()
    {
        data.insert(0, first);
        has_more |= data.len() > limit;
        data.truncate(limit);
    }
    VideoList {
        object: "list",
        next_cursor: data.last().filter(|_| has_more).map(|item| item.id.clone()),
        has_more,
        data,
    }
}

/// The query of the list.
struct Wanted {
    limit: usize,
    starting_after: Option<String>,
    status: Option<String>,
}

impl Wanted {
    /// What is outside its rule is refused, never clamped. Unknown parameters are ignored.
    fn read(query: &str) -> Result<Self, Refusal> {
        let mut wanted = Self { limit: 20, starting_after: None, status: None };
        let mut seen: Vec<Cow<'_, str>> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "limit" => {
                    let digits = value.bytes().all(|b| b.is_ascii_digit());
                    wanted.limit = match value.parse() {
                        Ok(limit @ 1..=100) if digits => limit,
                        _ => return Err(Refusal::invalid("`limit` must be an integer from 1 to 100.")),
                    };
                }
                "starting_after" => wanted.starting_after = Some(value.into_owned()),
                "status" => {
                    if !matches!(&*value, "queued" | "processing" | "completed" | "failed") {
                        return Err(Refusal::invalid("`status` must be one of queued, processing, completed, failed."));
                    }
                    wanted.status = Some(value.into_owned());
                }
                _ => continue,
            }
            if seen.contains(&name) {
                return Err(Refusal::invalid(format!("`{name}` is given twice.")));
            }
            seen.push(name);
        }
        Ok(wanted)
    }
}

/// One job whole.
#[utoipa::path(get, path = "/v1/videos/{id}", operation_id = "getVideo", tag = "Videos",
    params(("id" = String, Path, description = "A video's id")),
    responses(
        (status = 200, description = "The video", body = Video),
        (status = 404, description = "No such video", body = ErrorBody)))]
pub(crate) async fn get_video(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Arc<Visit>>,
    Named(id): Named,
) -> Result<Response, Refusal> {
    let account = visit.account;
    let video = app.store.run(move |db| Ok::<_, Refusal>(videos::find(db, account, &id)?)).await?;
    json(StatusCode::OK, &Video::of(&app, &video.ok_or_else(no_such_video)?))
}

/// Cancels a job that is still queued; its credit comes back.
#[utoipa::path(delete, path = "/v1/videos/{id}", operation_id = "cancelVideo", tag = "Videos",
    params(("id" = String, Path, description = "A video's id")),
    responses(
        (status = 200, description = "Cancelled", body = CancelledVideo),
        (status = 404, description = "No such video", body = ErrorBody),
        (status = 409, description = "No longer queued", body = ErrorBody)))]
pub(crate) async fn cancel_video(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Arc<Visit>>,
    Named(id): Named,
) -> Result<Response, Refusal> {
    let now = clock::now_ms();
    let video = app.store.run(move |db| cancel(db, &id, now, &visit)).await?;
    app.jobs_bell.notify_one();
    json(
        StatusCode::OK,
        &CancelledVideo {
            object: "video",
            status: Status::Cancelled.name(),
            credits_refunded: video.credits_used,
            cancelled_at: clock::seconds(now),
            id: video.id,
        },
    )
}

fn cancel(db: &mut rusqlite::Connection, id: &str, now: i64, visit: &Visit) -> Result<VideoRow, Refusal> {
    let tx = db.transaction()?;
    let video = videos::find(&tx, visit.account, id)?.ok_or_else(no_such_video)?;
    match video.status {
        Status::Queued => {}
        Status::Processing => {
            return Err(Refusal::conflict(
                "job_already_processing",
                "The job is already processing and cannot be cancelled.",
            ));
        }
        status => {
            let message = format!("The job is {} and cannot be cancelled.", status.name());
            return Err(Refusal::conflict("job_not_cancellable", message));
        }
    }
    videos::set_cancelled(&tx, id, now)?;
    accounts::add_credits(&tx, visit.account, video.credits_used, now)?;
    visit.settle(&tx, 200, |entry| {
        entry.video_id = Some(id.to_owned());
        entry.refunded = video.credits_used;
        entry.intent_id = video.intent_id();
    })?;
    tx.commit()?;
    visit.slip.settled();
    Ok(video)
}
