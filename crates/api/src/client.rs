//! The eleven calls of the API (section "Endpoints").

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_core::Stream;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use tokio::time::Instant;

use crate::account::Credits;
use crate::base_url::BaseUrl;
use crate::catalogue::{CaptionStyle, StyleInfo, Voice};
use crate::classify::{Call, Outcome};
use crate::error::{ApiError, NotSentReason};
use crate::ids::VideoId;
use crate::key::ApiKey;
use crate::page::{self, Answer, Page};
use crate::publish::{PublishJob, PublishVideo};
use crate::retry::{Failed, Policy, Repeatable};
use crate::scripts::{PreviewScript, ScriptPreview};
use crate::transport::{Heard, Read, Transport, Unanswered};
use crate::verdict;
use crate::videos::{CancelledVideo, CreateVideo, DownloadUrl, ListVideos, Video, VideoJob, VideoSummary};

/// A key and the base URL that it was entered for: the only thing that a client can be made of (reliability.md N16).
#[derive(Debug)]
pub struct Credentials {
    /// Where the key may go.
    pub base_url: BaseUrl,
    /// The key.
    pub key: ApiKey,
}

/// How long to wait (reliability.md N1 and 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For the next piece of a read's answer, its head included.
    pub read_idle: Duration,
    /// For a whole read, all its tries and waits included.
    pub total_read: Duration,
    /// For a whole request that is not a read.
    pub total_post: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read_idle: Duration::from_secs(20),
            total_read: Duration::from_secs(60),
            total_post: Duration::from_secs(60),
        }
    }
}

/// Settings of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOptions {
    /// Sent with every request.
    pub user_agent: String,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Which reads are asked again, and when.
    pub retry: Policy,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("tikvod-desktop/", env!("CARGO_PKG_VERSION")).to_owned(),
            timeouts: Timeouts::default(),
            retry: Policy::default(),
        }
    }
}

/// A client could not be made: a user agent that no header takes, or no certificates on this system.
#[derive(Debug, Error)]
#[error("the client could not be set up")]
pub struct ClientError(#[source] pub(crate) reqwest::Error);

/// The typed client. Cloning is cheap and shares the connections; the key goes when the last clone does.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    transport: Transport,
    options: ClientOptions,
    turns: Option<Arc<dyn Turns>>,
}

/// Whoever counts requests: asked before a call is repeated, so that a repeat is counted like any other request. The
/// first try of a call is its caller's to count.
pub trait Turns: Send + Sync {
    /// Waits for a turn. What it gives is held until the repeat has its answer.
    fn turn(&self) -> Pin<Box<dyn Future<Output = Box<dyn Send>> + Send + '_>>;
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// Makes a client. Installs rustls's ring provider if the process has none yet.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new(credentials: Credentials, options: ClientOptions) -> Result<Self, ClientError> {
        let transport = Transport::new(credentials, &options)?;
        Ok(Self(Arc::new(Inner { transport, options, turns: None })))
    }

    /// As [`Client::new`], with its repeats counted.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn counted(
        credentials: Credentials,
        options: ClientOptions,
        turns: Arc<dyn Turns>,
    ) -> Result<Self, ClientError> {
        let transport = Transport::new(credentials, &options)?;
        Ok(Self(Arc::new(Inner { transport, options, turns: Some(turns) })))
    }

    /// `POST /videos`: queues a job and takes a credit. Sent once.
    pub async fn create_video(&self, body: &CreateVideo) -> Outcome<VideoJob> {
        self.once(Call::CreateVideo, Method::POST, &["videos"], Some(body), |_| true).await
    }

    /// `GET /videos`: one page, newest first. Answer item by item: one that cannot be read is counted, not an error.
    ///
    /// # Errors
    /// [`ApiError`], after the repeats that [`crate::retry`] allows.
    pub async fn list_videos(&self, query: &ListVideos) -> Result<Answer<Page<VideoSummary>>, ApiError> {
        self.get(page::OPERATION, &["videos"], Some(query)).await
    }

    /// `GET /videos`, page after page from `query` on. The end of the stream without an error is the end of the list:
    /// pages that repeat, or more than [`crate::limits::PAGE_CAP`] of them, end it with an error.
    pub fn videos(&self, query: ListVideos) -> impl Stream<Item = Result<VideoSummary, ApiError>> + Send + use<> {
        page::walk(self.clone(), query)
    }

    /// `GET /videos/{id}`.
    ///
    /// # Errors
    /// [`ApiError`], after the repeats that [`crate::retry`] allows.
    pub async fn get_video(&self, id: &VideoId) -> Result<Answer<Video>, ApiError> {
        self.get("get video", &["videos", id.as_str()], None).await
    }

    /// `DELETE /videos/{id}`: cancels a job that is still queued. Sent once.
    pub async fn cancel_video(&self, id: &VideoId) -> Outcome<CancelledVideo> {
        let path = ["videos", id.as_str()];
        self.once(Call::CancelVideo, Method::DELETE, &path, None::<&()>, |cancelled: &CancelledVideo| {
            cancelled.id == *id
        })
        .await
    }

    /// `GET /videos/{id}/download`: a signed URL of limited life, for [`crate::MediaClient`].
    ///
    /// # Errors
    /// [`ApiError`], after the repeats that [`crate::retry`] allows.
    pub async fn download_url(&self, id: &VideoId) -> Result<Answer<DownloadUrl>, ApiError> {
        self.get("get download", &["videos", id.as_str(), "download"], None).await
    }

    /// `POST /videos/{id}/publish`: posts a completed video, now or at a time. Sent once; no call takes it back.
    pub async fn publish_video(&self, id: &VideoId, body: &PublishVideo) -> Outcome<PublishJob> {
        let path = ["videos", id.as_str(), "publish"];
        self.once(Call::PublishVideo, Method::POST, &path, Some(body), |job: &PublishJob| {
            job.video_id.as_ref().is_none_or(|of| of == id)
        })
        .await
    }

    /// `POST /scripts/preview`: one take. Costs and creates nothing, so it is asked again when it surely came to
    /// nothing, at most twice.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn preview_script(&self, body: &PreviewScript) -> Result<Answer<ScriptPreview>, ApiError> {
        let operation = "preview script";
        let json = serde_json::to_vec(body).map_err(|_| ApiError::NotSent {
            operation,
            reason: NotSentReason::BadRequest,
            source: None,
        })?;
        // By the client for single requests: a preview has a body too, and so it is known whether it was sent.
        self.repeating(operation, Repeatable::Preview, |_| {
            self.0.transport.once(Method::POST, &["scripts", "preview"], Some(json.clone()))
        })
        .await
    }

    /// `GET /voices`.
    ///
    /// # Errors
    /// [`ApiError`], after the repeats that [`crate::retry`] allows.
    pub async fn voices(&self) -> Result<Answer<Page<Voice>>, ApiError> {
        self.get("list voices", &["voices"], None).await
    }

    /// `GET /styles`.
    ///
    /// # Errors
    /// [`ApiError`], after the repeats that [`crate::retry`] allows.
    pub async fn styles(&self) -> Result<Answer<Page<StyleInfo>>, ApiError> {
        self.get("list styles", &["styles"], None).await
    }

    /// `GET /captions/styles`.
    ///
    /// # Errors
    /// [`ApiError`], after the repeats that [`crate::retry`] allows.
    pub async fn caption_styles(&self) -> Result<Answer<Page<CaptionStyle>>, ApiError> {
        self.get("list caption styles", &["captions", "styles"], None).await
    }

    /// `GET /account/credits`.
    ///
    /// # Errors
    /// [`ApiError`], after the repeats that [`crate::retry`] allows.
    pub async fn credits(&self) -> Result<Answer<Credits>, ApiError> {
        self.get("get credits", &["account", "credits"], None).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        path: &[&str],
        query: Option<&ListVideos>,
    ) -> Result<Answer<T>, ApiError> {
        let read = Read { path, query };
        self.repeating(operation, Repeatable::Read, |within| self.0.transport.read(&read, within)).await
    }

    /// Sends until there is an answer, or the policy says no, or the time is over.
    async fn repeating<T, F>(
        &self,
        operation: &'static str,
        what: Repeatable,
        send: impl Fn(Duration) -> F,
    ) -> Result<Answer<T>, ApiError>
    where
        T: DeserializeOwned,
        F: Future<Output = Result<Heard, Unanswered>>,
    {
        let end = Instant::now() + self.0.options.timeouts.total_read;
        let mut tries = 0;
        loop {
            let turn = match &self.0.turns {
                Some(turns) if tries > 0 => Some(turns.turn().await),
                _ => None,
            };
            let heard = send(end.saturating_duration_since(Instant::now())).await;
            drop(turn);
            tries += 1;
            let server_date = heard.as_ref().ok().and_then(|heard| heard.server_date);
            let error = match verdict::answer(operation, heard) {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            tracing::debug!(operation, tries, kind = ?error.kind(), status = error.status(), "a call failed");
            let now = server_date.unwrap_or_else(now).timestamp();
            let failed = Failed::of(&error, now);
            match self.0.options.retry.wait(what, tries, failed, chance()) {
                Some(wait) if Instant::now() + wait < end => tokio::time::sleep(wait).await,
                _ => return Err(error),
            }
        }
    }

    async fn once<B: Serialize, T: DeserializeOwned>(
        &self,
        call: Call,
        method: Method,
        path: &[&str],
        body: Option<&B>,
        is_about_it: impl Fn(&T) -> bool,
    ) -> Outcome<T> {
        let heard = match body.map(serde_json::to_vec).transpose() {
            Ok(json) => self.0.transport.once(method, path, json).await,
            Err(_) => Err(Unanswered::not_made()),
        };
        let outcome = verdict::outcome(call, heard, is_about_it);
        tracing::debug!(?call, status = outcome.http_status, class = outcome.class.name(), "sent once");
        outcome
    }
}

fn chance() -> f64 {
    #[cfg(feature = "trials")]
    if let Some(network) = crate::trials::network() {
        return network.chance();
    }
    rand::random()
}

fn now() -> DateTime<Utc> {
    #[cfg(feature = "trials")]
    if let Some(network) = crate::trials::network() {
        return network.now();
    }
    Utc::now()
}
