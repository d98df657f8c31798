//! The OpenAPI document, generated from the handlers.

use std::sync::Arc;

use bytes::Bytes;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ServerBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{catalogue, create, credits, download, publish, scripts, videos};
use crate::app::App;

#[derive(OpenApi)]
#[openapi(info(
    title = "TikVod REST API (sandbox)",
    version = "2026-03-15",
    description = "The TikVod API as the sandbox serves it. Every answer carries X-RateLimit-Limit, \
        X-RateLimit-Remaining and X-RateLimit-Reset; every error has the body of ErrorBody. Rendered videos are \
        H.264 at 540×960 and 24 frames a second whatever resolution is asked for; the answer echoes the wish. \
        Scripts are written in English whatever the language."
))]
struct Document;

/// The calls with their documentation.
pub(super) fn calls() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(create::create_video, videos::list_videos))
        .routes(routes!(videos::get_video, videos::cancel_video))
        .routes(routes!(download::download_video))
        .routes(routes!(publish::publish_video))
        .routes(routes!(scripts::preview_script))
        .routes(routes!(catalogue::list_voices))
        .routes(routes!(catalogue::list_styles))
        .routes(routes!(catalogue::list_caption_styles))
        .routes(routes!(credits::get_credits))
}

/// The document with server and security, as text.
pub(super) fn finished(mut document: utoipa::openapi::OpenApi, origin: &str) -> Bytes {
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme("bearer", bearer);
    document.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    document.servers = Some(vec![ServerBuilder::new().url(origin).build()]);
    document.to_json().unwrap_or_default().into()
}
