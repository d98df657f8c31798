//! A video that plays from TikVod. The window asks this computer for ranges; the signed URL stays here.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use tikvod_api::{ByteRange, MediaResponse};

use super::from_media;
use super::signed::{Signed, forget_signed};
use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::error::{CoreError, Result};

/// A video at TikVod.
pub struct RemoteVideo {
    core: Core,
    session: Arc<Session>,
    id: String,
}

impl fmt::Debug for RemoteVideo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteVideo").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Bytes of a video, and what the player has to be told of them.
pub struct RemoteBody {
    /// 200, 206 or 416.
    pub status: u16,
    /// A video type, whatever the server claims.
    pub content_type: String,
    /// Bytes of this body.
    pub content_length: Option<u64>,
    /// For `Content-Range`, e.g. `bytes 0-99/1000` or, with 416, `bytes */1000`.
    pub content_range: Option<String>,
    /// The bytes.
    pub stream: BoxStream<'static, Result<Bytes>>,
}

impl fmt::Debug for RemoteBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteBody")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("content_length", &self.content_length)
            .field("content_range", &self.content_range)
            .finish_non_exhaustive()
    }
}

impl RemoteVideo {
    pub(super) fn new(core: Core, session: Arc<Session>, id: String) -> Self {
        Self { core, session, id }
    }

    /// Opens the video, or the one range of it that a `Range` header names. A header that names several ranges, or none
    /// that we understand, is as good as absent (RFC 9110, 14.2).
    ///
    /// # Errors
    /// No connection, TikVod's refusal (409 while there is no file), [`CoreError::BadDownload`].
    pub async fn open(&self, range: Option<&str>) -> Result<RemoteBody> {
        let (signed, response) = match self.get(range).await? {
            // The signature is over earlier than it said: once with a new one.
            (_, response) if matches!(response.status, 401 | 403 | 410) => {
                forget_signed(&self.session, &self.id);
                self.get(range).await?
            }
            found => found,
        };
        match response.status {
            200 | 206 => {}
            416 => return Ok(unsatisfied(&signed)),
            404 => return Err(CoreError::NotFound("file of the video")),
            _ => return Err(CoreError::BadDownload("the server did not send the video")),
        }
        let part = response.content_range;
        let total = |total: Option<u64>| total.map_or_else(|| "*".to_owned(), |total| total.to_string());
        Ok(RemoteBody {
            status: response.status,
            content_type: video_type(response.content_type.as_deref()).to_owned(),
            content_length: response.length.or(part.map(tikvod_api::media::ContentRange::length)),
            content_range: part.map(|part| format!("bytes {}-{}/{}", part.start, part.end, total(part.total))),
            stream: response.into_stream().map_err(|error| from_media("play the video", &error)).boxed(),
        })
    }

    async fn get(&self, range: Option<&str>) -> Result<(Signed, MediaResponse)> {
        let signed = self.core.signed(&self.session, &self.id, Asker::Click).await?;
        let range = range.and_then(|range| parse_range(range, signed.size));
        let response = self.session.media.get(&signed.url, range, None).await;
        Ok((signed, response.map_err(|error| from_media("play the video", &error))?))
    }
}

fn unsatisfied(signed: &Signed) -> RemoteBody {
    RemoteBody {
        status: 416,
        content_type: "video/mp4".into(),
        content_length: Some(0),
        content_range: signed.size.map(|size| format!("bytes */{size}")),
        stream: futures_util::stream::empty().boxed(),
    }
}

/// The type that a player is told: never one that could run in the window.
fn video_type(claimed: Option<&str>) -> &'static str {
    match claimed.and_then(|claimed| claimed.split(';').next()).map(str::trim) {
        Some("video/webm") => "video/webm",
        Some("video/quicktime") => "video/quicktime",
        _ => "video/mp4",
    }
}

/// The one range of a `Range` header. "The last n bytes" needs to know how many there are.
fn parse_range(header: &str, size: Option<u64>) -> Option<ByteRange> {
    let (unit, ranges) = header.split_once('=')?;
    let (start, end) = ranges.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    match (start, end) {
        ("", last) => {
            let last = number(last).filter(|last| *last > 0)?;
            Some(ByteRange::from(size?.saturating_sub(last)))
        }
        (start, "") => Some(ByteRange::from(number(start)?)),
        (start, end) => {
            let range = ByteRange { start: number(start)?, end: Some(number(end)?) };
            range.end.is_some_and(|end| end >= range.start).then_some(range)
        }
    }
}

/// Digits only: `parse` alone would take `+5`.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood_and_all_else_is_the_whole_file() {
        let range = |start, end| Some(ByteRange { start, end });
        for (header, expected) in [
            ("bytes=0-", range(0, None)),
            ("bytes=100-199", range(100, Some(199))),
            ("Bytes = 5-5", range(5, Some(5))),
            ("bytes=-100", range(900, None)),
            ("bytes=-5000", range(0, None)),
            ("bytes=-0", None),
            ("bytes=9-8", None),
            ("bytes=0-1,5-6", None),
            ("bytes=+1-2", None),
            ("bytes=-", None),
            ("items=0-1", None),
            ("bytes", None),
            ("", None),
        ] {
            assert_eq!(parse_range(header, Some(1_000)), expected, "{header:?}");
        }
        assert_eq!(parse_range("bytes=-100", None), None, "the end of a file of unknown size is nowhere");
    }

    #[test]
    fn a_player_is_never_told_of_anything_but_a_video() {
        assert_eq!(video_type(Some("text/html; charset=utf-8")), "video/mp4");
        assert_eq!(video_type(Some("video/webm")), "video/webm");
        assert_eq!(video_type(None), "video/mp4");
    }
}
