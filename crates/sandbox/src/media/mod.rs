//! Files over HTTP: renders behind signed URLs, thumbnails and voice samples in the open.

pub(crate) mod clips;
mod pictures;
mod range;
mod send;
pub(crate) mod signed;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::app::App;

/// The routes under `/media`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/media/renders/{file}", get(clips::serve))
        .route("/media/thumbs/{file}", get(pictures::thumb))
        .route("/media/voices/{file}", get(pictures::voice))
}
