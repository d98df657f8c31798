//! Signed URLs for finished videos.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::shapes::{Download, ErrorBody};
use super::videos::no_such_video;
use super::{Named, json};
use crate::account::Account;
use crate::app::App;
use crate::clock;
use crate::media::{clips, signed};
use crate::net::Visit;
use crate::refusal::Refusal;
use crate::store::videos::{self, Status};

/// A signed URL of limited life for the MP4.
#[utoipa::path(get, path = "/v1/videos/{id}/download", operation_id = "downloadVideo", tag = "Videos",
    params(("id" = String, Path, description = "A video's id")),
    responses(
        (status = 200, description = "A signed URL; it honours Range", body = Download),
        (status = 404, description = "No such video", body = ErrorBody),
        (status = 409, description = "Not completed, or made with a test key", body = ErrorBody)))]
pub(crate) async fn download_video(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Arc<Visit>>,
    Named(id): Named,
) -> Result<Response, Refusal> {
    let account = visit.account;
    let video = app.store.run(move |db| Ok::<_, Refusal>(videos::find(db, account, &id)?)).await?;
    let video = video.ok_or_else(no_such_video)?;
    if video.status != Status::Completed {
        let message = format!("The video is {}, not completed.", video.status.name());
        return Err(Refusal::conflict("video_not_completed", message));
    }
    if account == Account::Test {
        return Err(Refusal::conflict(
            "video_not_completed",
            "Videos made with a test key have no final output to download.",
        ));
    }
    let clip = clips::of(&app, &video).await?;
    let ttl = i64::try_from(app.options.url_ttl.as_millis()).unwrap_or(i64::MAX);
    let expires = clock::now_ms().saturating_add(ttl).saturating_add(999).div_euclid(1_000);
    json(
        StatusCode::OK,
        &Download {
            download_url: signed::url(&app, &video.id, expires),
            expires_at: clock::seconds(expires.saturating_mul(1_000)),
            file_size_bytes: clip.size,
            content_type: "video/mp4",
            id: video.id,
        },
    )
}
