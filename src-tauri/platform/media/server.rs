//! Sound and video over loopback: `http://127.0.0.1:PORT/TOKEN/video/ID` and `…/voice/ID`.
//!
//! Any program of this computer and any web page can reach the port. So: a token of 256 bits that is new at each start
//! and compared in constant time, the `Host` header checked (a page whose name was rebound to 127.0.0.1 sends its own),
//! no CORS header ever, ids that the core looks up, and content types from a closed list.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path as Segments, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use axum::serve::Listener;
use futures_util::TryStreamExt as _;
use subtle::ConstantTimeEq as _;
use tikvod_core::{Core, VideoSource};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::io::ReaderStream;

use super::is_id;
use super::range::Wish;

/// A window plays one video and one voice; players open a few connections for each.
const CONNECTIONS: usize = 32;

/// Starts the server and returns what stands before `/video/ID`: `http://127.0.0.1:PORT/TOKEN`. It runs until the
/// program ends.
///
/// # Errors
/// When no port can be had.
pub async fn start(core: Core) -> std::io::Result<String> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let port = listener.local_addr()?.port();
    let token = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    let base = format!("http://127.0.0.1:{port}/{token}");
    let door = Arc::new(Door { core, token, host: format!("127.0.0.1:{port}") });
    let router = Router::new()
        .route("/{token}/{kind}/{id}", get(serve))
        .fallback(async || empty(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || empty(StatusCode::NOT_FOUND))
        .with_state(door);
    let listener = Bounded { listener, free: Arc::new(Semaphore::new(CONNECTIONS)) };
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the media server ended");
        }
    });
    Ok(base)
}

struct Door {
    core: Core,
    token: String,
    host: String,
}

impl Door {
    /// Whether the request comes from our window: it knows the token and asked for this very address.
    fn lets_in(&self, token: &str, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host_is_ours = hosts.next().is_some_and(|host| host == self.host.as_str()) && hosts.next().is_none();
        bool::from(token.as_bytes().ct_eq(self.token.as_bytes())) && host_is_ours
    }
}

async fn serve(
    State(door): State<Arc<Door>>,
    Segments((token, kind, id)): Segments<(String, String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    if !door.lets_in(&token, &headers) || !is_id(&id) {
        return empty(StatusCode::NOT_FOUND);
    }
    // We give no validator, so an `If-Range` can only be about something else: the whole is the right answer.
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let wish = Wish::parse(text(header::RANGE).filter(|_| !headers.contains_key(header::IF_RANGE)));
    let answer = match kind.as_str() {
        "video" => video(&door.core, &id, wish).await,
        "voice" => voice(&door.core, &id, wish).await,
        _ => None,
    };
    let response = answer.unwrap_or_else(|| empty(StatusCode::NOT_FOUND));
    if method == Method::HEAD { response.map(|_| Body::empty()) } else { response }
}

async fn video(core: &Core, id: &str, wish: Wish) -> Option<Response> {
    match core.video_source(id).await {
        Ok(VideoSource::File(path)) => {
            let kind = match path.extension().and_then(|e| e.to_str()) {
                Some("webm") => "video/webm",
                Some("mov") => "video/quicktime",
                _ => "video/mp4",
            };
            file(&path, kind, wish).await
        }
        Ok(VideoSource::Remote(remote)) => {
            let body = match remote.open(wish.header().as_deref()).await {
                Ok(body) => body,
                Err(error) => {
                    tracing::info!(%error, id, "the video cannot be played from TikVod");
                    return Some(empty(StatusCode::BAD_GATEWAY));
                }
            };
            let status = match body.status {
                200 => StatusCode::OK,
                206 => StatusCode::PARTIAL_CONTENT,
                416 => StatusCode::RANGE_NOT_SATISFIABLE,
                _ => StatusCode::BAD_GATEWAY,
            };
            if status == StatusCode::BAD_GATEWAY {
                return Some(empty(status));
            }
            let content_type = known(&body.content_type, &["video/mp4", "video/webm", "video/quicktime"]);
            let stream = body.stream.map_err(|error| std::io::Error::other(error.to_string()));
            let content_type = content_type.unwrap_or("video/mp4");
            let mut response = media(status, content_type, Body::from_stream(stream));
            let headers = response.headers_mut();
            if let Some(length) = body.content_length {
                headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            }
            if let Some(range) = body.content_range.and_then(|range| HeaderValue::from_str(&range).ok()) {
                headers.insert(header::CONTENT_RANGE, range);
            }
            Some(response)
        }
        Err(_) => None,
    }
}

async fn voice(core: &Core, id: &str, wish: Wish) -> Option<Response> {
    let sample = core.voice_sample(id).await.ok()?;
    let kinds = ["audio/mpeg", "audio/wav", "audio/x-wav", "audio/mp4", "audio/aac", "audio/ogg"];
    file(&sample.path, known(&sample.content_type, &kinds)?, wish).await
}

/// A content type from our closed list, without its parameters.
fn known(content_type: &str, kinds: &[&'static str]) -> Option<&'static str> {
    let essence = content_type.split(';').next()?.trim();
    kinds.iter().copied().find(|kind| kind.eq_ignore_ascii_case(essence))
}

async fn file(path: &Path, content_type: &'static str, wish: Wish) -> Option<Response> {
    let mut file = tokio::fs::File::open(path).await.ok()?;
    let size = file.metadata().await.ok()?.len();
    let Some((first, count)) = wish.within(size) else {
        let mut response = media(StatusCode::RANGE_NOT_SATISFIABLE, content_type, Body::empty());
        let range = HeaderValue::from_str(&format!("bytes */{size}")).ok()?;
        response.headers_mut().insert(header::CONTENT_RANGE, range);
        return Some(response);
    };
    file.seek(std::io::SeekFrom::Start(first)).await.ok()?;
    let status = if wish == Wish::All { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    let body = Body::from_stream(ReaderStream::with_capacity(file.take(count), 64 << 10));
    let mut response = media(status, content_type, body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(count));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {first}-{}/{size}", (first + count).saturating_sub(1));
        headers.insert(header::CONTENT_RANGE, HeaderValue::from_str(&range).ok()?);
    }
    Some(response)
}

fn media(status: StatusCode, content_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    harmless(headers);
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    harmless(response.headers_mut());
    response
}

/// Nothing that is served is kept, guessed at, or taken for a page. No CORS header: a media element needs none, and
/// without one no page can read the bytes.
fn harmless(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
}

/// A listener that accepts no more than so many connections at a time; the others wait in the system's queue.
struct Bounded {
    listener: TcpListener,
    free: Arc<Semaphore>,
}

/// A connection and its place.
struct Held {
    stream: TcpStream,
    _place: Option<OwnedSemaphorePermit>,
}

impl Listener for Bounded {
    type Io = Held;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Held, SocketAddr) {
        let place = Arc::clone(&self.free).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((stream, from)) => return (Held { stream, _place: place }, from),
                // Out of file handles, or a connection that broke before it was accepted: neither lasts.
                Err(error) => {
                    tracing::debug!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

mod held {
    //! Reading and writing go through to the stream.

    use std::io::Result;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

    use super::Held;

    impl AsyncRead for Held {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
            Pin::new(&mut self.stream).poll_read(cx, buf)
        }
    }

    impl AsyncWrite for Held {
        fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
            Pin::new(&mut self.stream).poll_write(cx, buf)
        }

        fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
            Pin::new(&mut self.stream).poll_flush(cx)
        }

        fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
            Pin::new(&mut self.stream).poll_shutdown(cx)
        }
    }
}
