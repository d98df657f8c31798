//! The client for signed URLs, thumbnails and samples: it has no key at all, and goes only where media may come from
//! (section "What the reference leaves open", "media"; reliability.md N5 and N8).

mod range;
mod resolver;
mod vet;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::TryStreamExt;
use http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, HeaderValue, IF_RANGE, LOCATION, RANGE,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

pub use range::{ByteRange, ContentRange, ETag};

use crate::base_url::BaseUrl;
use crate::client::ClientError;
use crate::error::Broken;
use crate::plant::{Bug, planted};
use crate::transport::{install_crypto, on_loopback};
use vet::Vetting;

/// The most redirects that are followed, each looked at like the first URL.
const REDIRECTS: usize = 3;

/// A URL that the server gave us, not yet looked at: [`MediaClient::get`] does that.
///
/// `Debug` leaves out the query, which may be a signature.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaUrl(String);

impl MediaUrl {
    /// The whole URL, signature and all. Not for logs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for MediaUrl {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for MediaUrl {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for MediaUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.split(['?', '#']).next().unwrap_or_default();
        let hidden = if shown.len() < self.0.len() { "?…" } else { "" };
        write!(f, "MediaUrl({:?}{hidden})", crate::text::plain(shown, 200))
    }
}

/// Settings of a media client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaOptions {
    /// Sent with every request.
    pub user_agent: String,
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For the next piece of an answer, its head included. There is no limit for the whole: files may be large.
    pub read_idle: Duration,
}

impl Default for MediaOptions {
    fn default() -> Self {
        Self {
            user_agent: crate::client::ClientOptions::default().user_agent,
            connect: Duration::from_secs(10),
            read_idle: Duration::from_secs(20),
        }
    }
}

/// Why media could not be fetched. None of these holds a URL.
#[derive(Debug, Error)]
pub enum MediaError {
    /// The URL, or one that it redirected to, is not one that media may come from.
    #[error("the address of the file is not one that files may come from: {0}")]
    Unfit(#[from] UnfitUrl),
    /// More than three redirects, or one without a target.
    #[error("the address of the file leads nowhere")]
    Redirects,
    /// Only a strong validator may stand in `If-Range`.
    #[error("the file's mark cannot vouch for its bytes")]
    WeakMark,
    /// A 206 that is not the part that was asked for.
    #[error("the server sent another part of the file than was asked for")]
    OtherPart,
    /// Bytes packed in a way that was not asked for: their count would mean nothing.
    #[error("the server packed the file")]
    Packed,
    /// More than the caller wanted to hold.
    #[error("the file is too large")]
    TooLarge,
    /// No connection, or only to an address within the local network.
    #[error("no connection could be made")]
    NoConnection(#[source] reqwest::Error),
    /// The connection ended before the file did.
    #[error("{0}")]
    Broken(Broken, #[source] reqwest::Error),
}

/// What is wrong with a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum UnfitUrl {
    /// Not a URL.
    #[error("it is malformed")]
    Malformed,
    /// Not https.
    #[error("it is not https")]
    Scheme,
    /// Not port 443.
    #[error("its port is unusual")]
    Port,
    /// A user name or password.
    #[error("it holds a user name")]
    UserInfo,
    /// An address in place of a name, or a name of this computer.
    #[error("its host is not a public name")]
    Host,
}

/// Fetches media without a key. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct MediaClient {
    http: reqwest::Client,
    vetting: Vetting,
}

/// An answer to [`MediaClient::get`], its body not yet read. Its status may be any: 403 of a URL that has expired and
/// 416 of a range beyond the end are the caller's to understand.
#[derive(Debug)]
pub struct MediaResponse {
    /// The HTTP status, never a redirect.
    pub status: u16,
    /// As the server claims; look at the bytes before believing it.
    pub content_type: Option<String>,
    /// Bytes of this answer's body.
    pub length: Option<u64>,
    /// Bytes of the whole file: of a 206 from `Content-Range`, of a 200 its length.
    pub total: Option<u64>,
    /// Of a 206: which part it is.
    pub content_range: Option<ContentRange>,
    /// The file's mark.
    pub etag: Option<ETag>,
    /// Whether the server says that it can send parts.
    pub accept_ranges: bool,
    response: reqwest::Response,
}

impl MediaClient {
    /// A client for the media of the account at `base_url`: https from public hosts; and if the base URL is plain http
    /// on this computer, exactly its origin as well.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new(base_url: &BaseUrl, options: &MediaOptions) -> Result<Self, ClientError> {
        install_crypto();
        let builder = reqwest::Client::builder()
            .user_agent(options.user_agent.as_str())
            .connect_timeout(options.connect)
            .read_timeout(options.read_idle)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connection_verbose(false)
            .no_gzip()
            .dns_resolver(resolver::PublicOnly);
        let builder = if base_url.is_plain_loopback() { on_loopback(builder) } else { builder.https_only(true) };
        let http = builder.build().map_err(|e| ClientError(e.without_url()))?;
        Ok(Self { http, vetting: Vetting::for_account(base_url) })
    }

    /// Asks for a file, or the part of it that `range` names. With `if_range`, a server whose file has changed sends
    /// all of it with 200, and a part already held must be thrown away.
    ///
    /// # Errors
    /// [`MediaError`]; an answer with an error status is not one.
    pub async fn get(
        &self,
        url: &MediaUrl,
        range: Option<ByteRange>,
        if_range: Option<&ETag>,
    ) -> Result<MediaResponse, MediaError> {
        let headers = request_headers(range, if_range)?;
        let mut url = self.vetting.check(url.as_str())?;
        for _ in 0..=REDIRECTS {
            let response = self.http.get(url.clone()).headers(headers.clone()).send().await.map_err(failed)?;
            match response.status().as_u16() {
                301 | 302 | 303 | 307 | 308 => url = self.target(&url, response.headers())?,
                _ => return MediaResponse::new(response, range),
            }
        }
        Err(MediaError::Redirects)
    }

    fn target(&self, from: &Url, headers: &HeaderMap) -> Result<Url, MediaError> {
        let location = text(headers, &LOCATION).ok_or(MediaError::Redirects)?;
        let target = from.join(location).map_err(|_| UnfitUrl::Malformed)?;
        Ok(self.vetting.check(target.as_str())?)
    }
}

impl MediaResponse {
    fn new(response: reqwest::Response, asked: Option<ByteRange>) -> Result<Self, MediaError> {
        let status = response.status().as_u16();
        let headers = response.headers();
        if text(headers, &CONTENT_ENCODING).is_some_and(|how| !how.eq_ignore_ascii_case("identity")) {
            return Err(MediaError::Packed);
        }
        let length = text(headers, &CONTENT_LENGTH).and_then(|n| n.trim().parse().ok());
        let content_range = text(headers, &CONTENT_RANGE).and_then(ContentRange::parse);
        if status == 206 {
            let fits = match (asked, content_range) {
                (Some(asked), Some(part)) => asked.fits(part) && length.is_none_or(|n| n == part.length()),
                _ => false,
            };
            if !fits {
                return Err(MediaError::OtherPart);
            }
        }
        Ok(Self {
            status,
            content_type: text(headers, &CONTENT_TYPE).map(|t| crate::text::plain(t, 100)),
            length,
            total: match (status, content_range) {
                (206, Some(part)) => part.total,
                (200, _) => length,
                _ => None,
            },
            content_range: content_range.filter(|_| status == 206),
            etag: text(headers, &ETAG).and_then(ETag::parse),
            accept_ranges: text(headers, &ACCEPT_RANGES).is_some_and(|u| u.eq_ignore_ascii_case("bytes")),
            response,
        })
    }

    /// The next piece of the body; none at its end.
    ///
    /// # Errors
    /// [`MediaError::Broken`] if the connection ends or stalls before the body does.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, MediaError> {
        self.response.chunk().await.map_err(failed)
    }

    /// The body as a stream of pieces, with the errors of [`Self::chunk`].
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, MediaError>> + Send + use<> {
        self.response.bytes_stream().map_err(failed)
    }

    /// The whole body, if it is no longer than `cap` bytes: for pictures and samples.
    ///
    /// # Errors
    /// [`MediaError::TooLarge`], as soon as it is certain; [`MediaError::Broken`].
    pub async fn read_up_to(mut self, cap: usize) -> Result<Vec<u8>, MediaError> {
        if self.length.is_some_and(|length| length > cap as u64) {
            return Err(MediaError::TooLarge);
        }
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len() + chunk.len() > cap {
                return Err(MediaError::TooLarge);
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }
}

fn request_headers(range: Option<ByteRange>, if_range: Option<&ETag>) -> Result<HeaderMap, MediaError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let Some(range) = range else {
        return Ok(headers);
    };
    if let Ok(value) = HeaderValue::from_str(&range.to_string()) {
        headers.insert(RANGE, value);
    }
    if let Some(etag) = if_range {
        if !etag.is_strong() {
            return Err(MediaError::WeakMark);
        }
        let value = HeaderValue::from_str(etag.as_str()).map_err(|_| MediaError::WeakMark)?;
        headers.insert(IF_RANGE, value);
    }
    Ok(headers)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn failed(error: reqwest::Error) -> MediaError {
    let error = if planted(Bug::UrlInError) { error } else { error.without_url() };
    if error.is_connect() || error.is_builder() {
        MediaError::NoConnection(error)
    } else if error.is_timeout() {
        MediaError::Broken(Broken::TimedOut, error)
    } else {
        MediaError::Broken(Broken::Lost, error)
    }
}
