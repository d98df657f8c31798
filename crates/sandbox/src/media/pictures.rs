//! Thumbnails and voice samples. Both are drawn when they are first asked for, and kept.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use tikvod_render::{RenderError, VOICE_SAMPLE_TYPE, render_thumbnail, voice_sample};

use super::send;
use crate::api::Named;
use crate::api::catalogue;
use crate::app::App;
use crate::folder::write_whole;
use crate::jobs::screenplay::Screenplay;
use crate::refusal::Refusal;
use crate::store::videos::{self, Status};

/// `GET /media/thumbs/{id}.jpg`
pub(super) async fn thumb(
    State(app): State<Arc<App>>,
    Named(file): Named,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let nothing = || Refusal::not_found("There is no such file.");
    let id = file.strip_suffix(".jpg").ok_or_else(nothing)?.to_owned();
    let video = app.store.run(move |db| Ok::<_, Refusal>(videos::find_any(db, &id)?)).await?;
    let video = video.filter(|v| v.status == Status::Completed).ok_or_else(nothing)?;
    let path = app.folder.thumb(&video.thumb);
    let etag = format!("\"thumb-{}\"", video.thumb);
    drawn(&app, &path, move || render_thumbnail(&Screenplay::of(&video).board())).await?;
    send::file(&path, "image/jpeg", &etag, &headers).await
}

/// `GET /media/voices/{voice}.{extension}`
pub(super) async fn voice(
    State(app): State<Arc<App>>,
    Named(file): Named,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let nothing = || Refusal::not_found("There is no such file.");
    let (id, extension) = file.rsplit_once('.').ok_or_else(nothing)?;
    let known = catalogue::voice(id).filter(|_| extension == catalogue::voice_extension());
    let voice = known.ok_or_else(nothing)?.id;
    let path = app.folder.voice(voice, extension);
    drawn(&app, &path, move || voice_sample(voice)).await?;
    send::file(&path, VOICE_SAMPLE_TYPE, &format!("\"voice-{voice}\""), &headers).await
}

/// Sees to it that the file is there.
async fn drawn(
    app: &App,
    path: &FilePath,
    draw: impl FnOnce() -> Result<Vec<u8>, RenderError> + Send + 'static,
) -> Result<(), Refusal> {
    if tokio::fs::try_exists(path).await.unwrap_or(false) {
        return Ok(());
    }
    let _turn = app.drawing.lock().await;
    if tokio::fs::try_exists(path).await.unwrap_or(false) {
        return Ok(());
    }
    let path = PathBuf::from(path);
    let work = move || -> Result<(), String> {
        let bytes = draw().map_err(|e| e.to_string())?;
        write_whole(&path, &bytes).map_err(|e| e.to_string())
    };
    let done = tokio::task::spawn_blocking(work).await.map_err(|e| e.to_string()).and_then(|made| made);
    done.map_err(|error| {
        tracing::error!(%error, "a picture or sample could not be made");
        Refusal::internal()
    })
}
