//! Sending a file, whole or in part.

use std::io::SeekFrom;
use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::range::{Part, part};
use crate::refusal::Refusal;

/// Sends a file with ranges. `etag` is a strong validator in quotes.
pub(super) async fn file(
    path: &Path,
    content_type: &'static str,
    etag: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let open = async {
        let file = File::open(path).await?;
        let size = file.metadata().await?.len();
        Ok::<_, std::io::Error>((file, size))
    };
    let (mut file, size) = open.await.map_err(|error| {
        tracing::error!(%error, "a media file cannot be read");
        Refusal::internal()
    })?;
    let always = [
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, etag.to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    let (status, first, length) = match part(headers, etag, size) {
        Part::Unchanged => return Ok((StatusCode::NOT_MODIFIED, always).into_response()),
        Part::Outside => {
            let mut response = Refusal::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "range_not_satisfiable",
                format!("The file has {size} bytes."),
            )
            .into_response();
            if let Ok(value) = format!("bytes */{size}").parse() {
                response.headers_mut().insert(header::CONTENT_RANGE, value);
            }
            return Ok(response);
        }
        Part::Whole => (StatusCode::OK, 0, size),
        Part::Bytes(first, last) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
    };
    file.seek(SeekFrom::Start(first)).await.map_err(|_| Refusal::internal())?;
    let stream = ReaderStream::with_capacity(file.take(length), 64 * 1024);
    let mut response = (status, always, Body::from_stream(stream)).into_response();
    let fixed = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_RANGE, format!("bytes {first}-{}/{size}", first + length.saturating_sub(1))),
    ];
    for (name, value) in fixed {
        if (name != header::CONTENT_RANGE || status == StatusCode::PARTIAL_CONTENT)
            && let Ok(value) = value.parse()
        {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}
