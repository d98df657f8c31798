//! One request, sent once: the settings of the two clients, and the reading of an answer within its limits
//! (reliability.md 2.2 and 3.2). Who may be asked again is not decided here.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Method, RequestBuilder, Response};
use secrecy::zeroize::Zeroizing;
use url::Url;

use crate::base_url::{BaseUrl, LOCALHOST};
use crate::body::CountedBody;
use crate::classify::Failure;
use crate::client::{ClientError, ClientOptions, Credentials};
use crate::error::{AnswerFault, Broken};
use crate::ids::RequestId;
use crate::key::ApiKey;
use crate::limits::{self, HEADER_CAP, JSON_CAP, RateHeaders};
use crate::plant::{Bug, planted};

/// The two clients, the key, and the one base URL that the key may go to.
pub(crate) struct Transport {
    reads: reqwest::Client,
    once: reqwest::Client,
    base_url: BaseUrl,
    key: ApiKey,
}

/// An answer, read as far as it may be.
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) rate: Option<RateHeaders>,
    pub(crate) request_id: Option<RequestId>,
    pub(crate) server_date: Option<DateTime<Utc>>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Result<Vec<u8>, BodyFault>,
}

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BodyFault {
    TooLarge,
    Broken(Broken),
}

impl From<BodyFault> for AnswerFault {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::TooLarge => Self::TooLarge,
            BodyFault::Broken(_) => Self::CutShort,
        }
    }
}

/// No answer: how, and the cause without its URL.
pub(crate) struct Unanswered {
    pub(crate) failure: Failure,
    pub(crate) source: Option<reqwest::Error>,
}

impl Unanswered {
    pub(crate) fn not_made() -> Self {
        Self { failure: Failure::Builder, source: None }
    }

    fn of(error: reqwest::Error, body_polled: bool) -> Self {
        // A time-out while connecting is both; that it never connected is what counts.
        let failure = if error.is_builder() {
            Failure::Builder
        } else if error.is_connect() {
            Failure::Connect
        } else {
            Failure::Broken { how: how(&error), body_polled }
        };
        let source = if planted(Bug::UrlInError) { error } else { error.without_url() };
        Self { failure, source: Some(source) }
    }
}

fn how(error: &reqwest::Error) -> Broken {
    if error.is_timeout() { Broken::TimedOut } else { Broken::Lost }
}

impl Transport {
    pub(crate) fn new(credentials: Credentials, options: &ClientOptions) -> Result<Self, ClientError> {
        install_crypto();
        let Credentials { base_url, key } = credentials;
        let times = &options.timeouts;
        let reads = common(options, &base_url)
            .timeout(times.total_read)
            .read_timeout(times.read_idle)
            .http2_max_header_list_size(HEADER_CAP as u32)
            .build();
        // HTTP/1.1, one connection a request: no GOAWAY that proves nothing, no stale connection from a pool. The wait
        // for the answer has no idle time-out: giving up early on something that costs only makes more doubt.
        let once = common(options, &base_url).timeout(times.total_post).http1_only().pool_max_idle_per_host(0).build();
        Ok(Self {
            reads: reads.map_err(|e| ClientError(e.without_url()))?,
            once: once.map_err(|e| ClientError(e.without_url()))?,
            base_url,
            key,
        })
    }

    /// Sends a read once. `within` is what is left of the time for the whole call.
    pub(crate) async fn read(&self, request: &Read<'_>, within: Duration) -> Result<Heard, Unanswered> {
        #[cfg(feature = "trials")]
        if let Some(network) = crate::trials::network() {
            let query = serde_json::to_value(request.query).unwrap_or_default();
            return tried(&*network, Method::GET, request.path, query, None).await;
        }
        let url = self.url(request.path)?;
        let mut builder = self.reads.get(url).timeout(within);
        if let Some(query) = request.query {
            builder = builder.query(query);
        }
        self.exchange(builder, || true).await
    }

    /// Sends a request that is not a read, once. For one with a body, the failure tells whether it may have left.
    pub(crate) async fn once(&self, method: Method, path: &[&str], json: Option<Vec<u8>>) -> Result<Heard, Unanswered> {
        #[cfg(feature = "trials")]
        if let Some(network) = crate::trials::network() {
            let query = serde_json::Value::Null;
            let heard = tried(&*network, method.clone(), path, query.clone(), json.clone()).await;
            let again =
                network.repeats_lost() && heard.as_ref().is_err_and(|e| matches!(e.failure, Failure::Broken { .. }));
            return if again { tried(&*network, method, path, query, json).await } else { heard };
        }
        let builder = self.once.request(method, self.url(path)?);
        match json {
            Some(json) => {
                let (body, polled) = CountedBody::new(json);
                let builder = builder
                    .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                    .body(reqwest::Body::wrap(body));
                self.exchange(builder, || polled.get()).await
            }
            // Without a body there is nothing to watch: any failure after connecting leaves doubt.
            None => self.exchange(builder, || true).await,
        }
    }

    fn url(&self, path: &[&str]) -> Result<Url, Unanswered> {
        self.base_url.join(path).ok_or_else(Unanswered::not_made)
    }

    async fn exchange(&self, builder: RequestBuilder, polled: impl Fn() -> bool) -> Result<Heard, Unanswered> {
        let builder = builder
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(AUTHORIZATION, bearer(&self.key).ok_or_else(Unanswered::not_made)?);
        let response = builder.send().await.map_err(|e| Unanswered::of(e, polled()))?;
        Ok(hear(response).await)
    }
}

/// Made anew for each request, marked so that no log shows it.
fn bearer(key: &ApiKey) -> Option<HeaderValue> {
    let text = Zeroizing::new(format!("Bearer {}", key.expose()));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A read, as often as it is sent.
pub(crate) struct Read<'a> {
    pub(crate) path: &'a [&'a str],
    pub(crate) query: Option<&'a crate::videos::ListVideos>,
}

/// rustls without a provider would panic when a client is built. Whoever installed one first keeps it.
pub(crate) fn install_crypto() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // An error only says that another thread was quicker.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

fn common(options: &ClientOptions, base_url: &BaseUrl) -> ClientBuilder {
    let builder = reqwest::Client::builder()
        .user_agent(options.user_agent.as_str())
        .connect_timeout(options.timeouts.connect)
        .redirect(redirects())
        .retry(reqwest::retry::never())
        .referer(false)
        .connection_verbose(false);
    if base_url.is_plain_loopback() { on_loopback(builder) } else { builder.https_only(true) }
}

/// None is followed: the key goes to the one address that it was entered for.
fn redirects() -> Policy {
    if planted(Bug::FollowsRedirects) { Policy::limited(3) } else { Policy::none() }
}

/// For plain http to this computer: no proxy may see the key, no resolver may say where `localhost` is, and as no TLS
/// is spoken, the system's certificates are not even loaded.
pub(crate) fn on_loopback(builder: ClientBuilder) -> ClientBuilder {
    builder.no_proxy().resolve_to_addrs("localhost", &LOCALHOST.map(|ip| (ip, 0).into())).tls_certs_only([])
}

async fn hear(response: Response) -> Heard {
    let headers = response.headers();
    let header_bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let heard = Heard::of(response.status().as_u16(), headers);
    Heard { body: if header_bytes > HEADER_CAP { Err(BodyFault::TooLarge) } else { body(response).await }, ..heard }
}

impl Heard {
    /// All but the body.
    fn of(status: u16, headers: &http::HeaderMap) -> Self {
        let server_date = limits::server_date(headers);
        Self {
            status,
            rate: RateHeaders::read(headers),
            request_id: request_id(headers),
            server_date,
            retry_after: limits::retry_after(headers, server_date.unwrap_or_else(Utc::now)),
            body: Ok(Vec::new()),
        }
    }
}

/// Sends by the test programme's network; what it does is told as reqwest would tell it.
#[cfg(feature = "trials")]
async fn tried(
    network: &dyn crate::trials::Network,
    method: Method,
    path: &[&str],
    query: serde_json::Value,
    body: Option<Vec<u8>>,
) -> Result<Heard, Unanswered> {
    use crate::trials::{Reply, Request};
    let broken = |how| Err(Unanswered { failure: Failure::Broken { how, body_polled: true }, source: None });
    match network.exchange(Request { method, path: path.join("/"), query, body }).await {
        Reply::NoConnection => Err(Unanswered { failure: Failure::Connect, source: None }),
        Reply::Lost => broken(Broken::Lost),
        Reply::TimedOut => broken(Broken::TimedOut),
        Reply::Answer { status, headers, body, whole } => {
            let body = if whole { Ok(body) } else { Err(BodyFault::Broken(Broken::Lost)) };
            Ok(Heard { body, ..Heard::of(status, &headers) })
        }
    }
}

fn request_id(headers: &http::HeaderMap) -> Option<RequestId> {
    let text = headers.get("x-request-id")?.to_str().ok()?;
    serde_json::from_value(text.into()).ok()
}

/// Reads in pieces, so that an answer that grows without end, as a packed one can, costs no more than the cap.
async fn body(mut response: Response) -> Result<Vec<u8>, BodyFault> {
    if response.content_length().is_some_and(|length| length > JSON_CAP as u64) {
        return Err(BodyFault::TooLarge);
    }
    let mut read = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if read.len() + chunk.len() > JSON_CAP => {
                return Err(BodyFault::TooLarge);
            }
            Ok(Some(chunk)) => read.extend_from_slice(&chunk),
            Ok(None) => return Ok(read),
            Err(error) => return Err(BodyFault::Broken(how(&error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, bearer};

    #[test]
    fn the_header_is_marked_as_secret() {
        let key = ApiKey::parse("tv_test_0123456789".into()).expect("a key");
        let value = bearer(&key).expect("every key makes a header");
        assert!(value.is_sensitive());
        assert_eq!(format!("{value:?}"), "Sensitive");
        assert_eq!(value.as_bytes(), b"Bearer tv_test_0123456789", "the control");
    }
}
