//! One delivery over HTTP: a fresh connection to loopback, no redirects, ten seconds.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::{Host, Url};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether events may be sent there: plain HTTP to this machine.
pub(crate) fn acceptable(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "http" && local && url.username().is_empty() && url.password().is_none()
}

/// Delivers and returns whether the receiver took it: any 2xx within ten seconds.
pub(crate) async fn deliver(url: &str, signature: &str, body: Bytes) -> bool {
    match tokio::time::timeout(PATIENCE, exchange(url, signature, body)).await {
        Ok(Ok(status)) => status.is_success(),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a webhook's receiver could not be reached");
            false
        }
        Err(_) => false,
    }
}

async fn exchange(
    url: &str,
    signature: &str,
    body: Bytes,
) -> Result<StatusCode, Box<dyn std::error::Error + Send + Sync>> {
    let url = Url::parse(url)?;
    let addresses = url.socket_addrs(|| None)?;
    let socket = TcpStream::connect(addresses.as_slice()).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    let line = tokio::spawn(connection);
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(HOST, authority)
        .header(USER_AGENT, "TikVod-Sandbox")
        .header(CONTENT_TYPE, "application/json")
        .header("TikVod-Signature", signature)
        .body(Full::new(body))?;
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    // Read to its end, so that the receiver does not see its answer cut off; but not without end.
    let _ = Limited::new(answer.into_body(), 64 * 1024).collect().await;
    line.abort();
    Ok(status)
}
