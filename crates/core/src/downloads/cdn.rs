//! For tests: a server of media that does what it is told, and keeps what it was asked. The sandbox serves files as they
//! should be served; this one also lies.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What happens to one request for the file. Without an order it is served as it should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// So many bytes of the body, then the connection ends.
    Cut(usize),
    /// So many bytes of the body, then silence.
    Hang(usize),
    /// A status and no file.
    Status(u16),
    /// 200 and all of it, whatever was asked for.
    Whole,
    /// A page in place of the file.
    Page,
    /// The right headers over other bytes.
    OtherBytes,
}

/// What is served, and what was asked.
pub(crate) struct State {
    pub(crate) file: Vec<u8>,
    pub(crate) etag: Option<String>,
    /// `file_size_bytes`, if it is not the true one.
    pub(crate) said_size: Option<u64>,
    pub(crate) thumbnail: Vec<u8>,
    pub(crate) orders: VecDeque<Order>,
    /// `TARGET RANGE` of every request, in order.
    pub(crate) asked: Vec<String>,
    /// When signed URLs end.
    pub(crate) expires: &'static str,
    signed: u32,
}

/// The server.
#[derive(Clone)]
pub(crate) struct Cdn {
    state: Arc<Mutex<State>>,
    port: u16,
}

/// A "video" of so many bytes: it begins like one, and no two stretches of it are alike.
pub(crate) fn video(length: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypisom\0\0\x02\0".to_vec();
    let mut x = 0x9e37_79b9_u32;
    bytes.extend(
        std::iter::repeat_with(|| {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            x as u8
        })
        .take(length.saturating_sub(16)),
    );
    bytes.truncate(length);
    bytes
}

impl Cdn {
    /// Serves a file until the runtime ends.
    pub(crate) async fn serve(file: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = State {
            file,
            etag: Some("\"v1\"".into()),
            said_size: None,
            thumbnail: Vec::new(),
            orders: VecDeque::new(),
            asked: Vec::new(),
            expires: "2026-06-16T13:00:00Z",
            signed: 0,
        };
        let cdn = Self { state: Arc::new(Mutex::new(state)), port };
        let server = cdn.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { drop(server.answer(stream).await) });
            }
        });
        cdn
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn order(&self, orders: &[Order]) {
        self.state().orders = orders.iter().copied().collect();
    }

    /// What was asked that begins so.
    pub(crate) fn asked(&self, prefix: &str) -> Vec<String> {
        self.state().asked.iter().filter(|asked| asked.starts_with(prefix)).cloned().collect()
    }

    async fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let target = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
        let header = |name: &str| {
            head.lines().find_map(|line| {
                let (key, value) = line.split_once(": ")?;
                key.eq_ignore_ascii_case(name).then(|| value.to_owned())
            })
        };
        let (range, if_range) = (header("range"), header("if-range"));
        let asked = format!("{target} {}", range.as_deref().unwrap_or("-"));
        self.state().asked.push(asked);
        let (bytes, silent) = if target.ends_with("/download") {
            (self.sign(&target), false)
        } else if target.starts_with("/thumb") {
            (response("200 OK", "Content-Type: image/png\r\n", &self.state().thumbnail), false)
        } else if target.starts_with("/voice") {
            (response("200 OK", "Content-Type: audio/mpeg\r\n", b"a sound"), false)
        } else {
            self.file(range.as_deref(), if_range.as_deref())
        };
        stream.write_all(&bytes).await?;
        stream.flush().await?;
        if silent {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
        }
        stream.shutdown().await
    }

    fn sign(&self, target: &str) -> Vec<u8> {
        let id = target.split('/').nth(3).unwrap_or_default().to_owned();
        let mut state = self.state();
        state.signed += 1;
        let body = serde_json::json!({
            "id": id,
            "download_url": self.url(&format!("/file?sig={}", state.signed)),
            "expires_at": state.expires,
            "file_size_bytes": state.said_size.unwrap_or(state.file.len() as u64),
            "content_type": "video/mp4",
        });
        response("200 OK", "Content-Type: application/json\r\n", body.to_string().as_bytes())
    }

    /// The bytes of an answer, and whether the connection stays silent after them.
    fn file(&self, range: Option<&str>, if_range: Option<&str>) -> (Vec<u8>, bool) {
        let mut state = self.state();
        let order = state.orders.pop_front();
        let etag = state.etag.clone();
        let tag = etag.as_ref().map(|etag| format!("ETag: {etag}\r\n")).unwrap_or_default();
        let total = state.file.len();
        let start = range.and_then(|range| range.strip_prefix("bytes=")?.split('-').next()?.parse::<usize>().ok());
        let same = if_range.is_none() || if_range == etag.as_deref();
        let start = start.filter(|_| same && !matches!(order, Some(Order::Whole)));
        let (status, extra, mut body) = match start {
            Some(start) if start < total => (
                "206 Partial Content",
                format!("{tag}Content-Range: bytes {start}-{}/{total}\r\n", total - 1),
                state.file[start..].to_vec(),
            ),
            Some(_) => ("416 Range Not Satisfiable", format!("Content-Range: bytes */{total}\r\n"), Vec::new()),
            None => ("200 OK", tag, state.file.clone()),
        };
        match order {
            Some(Order::Status(code)) => (response(&format!("{code} No"), "", b"no"), false),
            Some(Order::Page) => (response("200 OK", "Content-Type: video/mp4\r\n", &[b'<'; 5_000]), false),
            Some(Order::OtherBytes) => {
                body = body.into_iter().map(|byte| !byte).collect();
                (response(status, &extra, &body), false)
            }
            Some(Order::Cut(bytes) | Order::Hang(bytes)) => {
                let mut all = response(status, &extra, &body);
                let head = all.len() - body.len();
                all.truncate(head + bytes);
                (all, matches!(order, Some(Order::Hang(_))))
            }
            None | Some(Order::Whole) => (response(status, &extra, &body), false),
        }
    }
}

fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}
