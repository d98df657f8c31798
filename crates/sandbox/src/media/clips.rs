//! Rendered clips: making them, and serving them to those who hold a signed URL.

use std::fs;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use tikvod_render::Storyboard;

use super::{send, signed};
use crate::api::Named;
use crate::app::App;
use crate::folder::part_of;
use crate::jobs::screenplay::Screenplay;
use crate::refusal::Refusal;
use crate::store::clips::ClipRow;
use crate::store::videos::{Status, VideoRow};
use crate::store::{clips, seed, videos};

/// Renders a clip, puts it in its place and writes it down.
pub(crate) async fn make(app: &App, name: &str, board: Storyboard, urgent: bool) -> Result<ClipRow, MakeError> {
    let path = app.folder.clip(name);
    let part = part_of(&path);
    let clip = app.studio.render(board, part.clone(), urgent).await.map_err(|e| MakeError(e.to_string()))?;
    let name = name.to_owned();
    let finish = move || -> std::io::Result<ClipRow> {
        let bytes = fs::read(&part)?;
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
        fs::rename(&part, &path)?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let duration_ms = i64::try_from(clip.duration_ms).unwrap_or(i64::MAX);
        Ok(ClipRow { name, duration_ms, size, etag })
    };
    let row = tokio::task::spawn_blocking(finish)
        .await
        .map_err(|e| MakeError(e.to_string()))?
        .map_err(|e| MakeError(e.to_string()))?;
    let stored = row.clone();
    app.store
        .run(move |db| Ok(clips::put(db, &stored)?))
        .await
        .map_err(|e: crate::store::StoreError| MakeError(e.to_string()))?;
    Ok(row)
}

/// Why a clip was not made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct MakeError(String);

/// The clip of a completed video. Clips that seeded videos share, and files that somebody deleted, are made now.
pub(crate) async fn of(app: &App, video: &VideoRow) -> Result<ClipRow, Refusal> {
    if let Some(clip) = there(app, &video.clip).await? {
        return Ok(clip);
    }
    let _turn = app.shared_clip.lock().await;
    if let Some(clip) = there(app, &video.clip).await? {
        return Ok(clip);
    }
    let board = seed::shared_board(&video.clip).unwrap_or_else(|| Screenplay::of(video).board());
    make(app, &video.clip, board, true).await.map_err(|error| {
        tracing::error!(%error, "a clip could not be rendered");
        Refusal::internal()
    })
}

async fn there(app: &App, name: &str) -> Result<Option<ClipRow>, Refusal> {
    let wanted = name.to_owned();
    let row = app.store.run(move |db| Ok::<_, Refusal>(clips::find(db, &wanted)?)).await?;
    let exists = tokio::fs::try_exists(app.folder.clip(name)).await.unwrap_or(false);
    if row.is_some() && !exists {
        let lost = name.to_owned();
        app.store.run(move |db| Ok::<_, Refusal>(clips::forget(db, &lost)?)).await?;
    }
    Ok(row.filter(|_| exists))
}

/// `GET /media/renders/{id}.mp4`
pub(super) async fn serve(
    State(app): State<Arc<App>>,
    Named(file): Named,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let nothing = || Refusal::not_found("There is no such file.");
    let id = file.strip_suffix(".mp4").ok_or_else(nothing)?.to_owned();
    // The signature comes first: without one nobody learns which videos exist.
    signed::check(&app, &id, query.as_deref())?;
    let video = app.store.run(move |db| Ok::<_, Refusal>(videos::find_any(db, &id)?)).await?;
    let video = video.filter(|v| v.status == Status::Completed).ok_or_else(nothing)?;
    let clip = of(&app, &video).await?;
    send::file(&app.folder.clip(&clip.name), "video/mp4", &clip.etag, &headers).await
}
