//! What can go wrong with a call that may be asked again. Calls that cost or post have [`crate::Outcome`] instead.

use std::time::Duration;

use thiserror::Error;

use crate::envelope::ErrorBody;
use crate::ids::RequestId;
use crate::limits::RateHeaders;

/// What kind of failure it is: enough to decide what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// 400, or another refusal of the request itself.
    Refused,
    /// 429.
    Throttled,
    /// Nothing was sent: no connection, or the request could not be made.
    NotSent,
    /// Sent, perhaps, but no whole answer came: whether it was acted on is not known.
    Network,
    /// 401: missing or invalid key.
    Auth,
    /// 402.
    InsufficientCredits,
    /// 404, said by TikVod itself.
    NotFound,
    /// 409.
    Conflict,
    /// 5xx.
    Server,
    /// An answer that is not what the contract says, as a captive portal's page.
    BadAnswer,
}

/// Why nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum NotSentReason {
    /// The request could not be made, as with an id that cannot stand in a path.
    #[error("the request could not be made")]
    BadRequest,
    /// No connection: no network, name not found, port closed, certificate not trusted.
    #[error("no connection could be made")]
    NoConnection,
    /// A connection, but the request's body was never asked for.
    #[error("the connection ended before the request was sent")]
    BodyUntouched,
    /// 407 to a read: a proxy wants a password. To a request that costs it proves nothing (ADR 0006).
    #[error("the proxy asks for a password")]
    Proxy,
}

/// How a connection ended before there was an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Broken {
    /// No answer in time.
    #[error("no answer came in time")]
    TimedOut,
    /// Closed or reset, or what came was not HTTP.
    #[error("the connection broke off")]
    Lost,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum AnswerFault {
    /// No body, as with 204.
    #[error("it is empty")]
    Empty,
    /// A body that is not JSON, or not valid.
    #[error("it is not JSON")]
    NotJson,
    /// JSON without what the contract promises, as an id.
    #[error("it lacks what it should hold")]
    Shape,
    /// More than [`crate::limits::JSON_CAP`] or [`crate::limits::HEADER_CAP`].
    #[error("it is too large")]
    TooLarge,
    /// The body ended too early, stalled, or could not be unpacked.
    #[error("it was cut off")]
    CutShort,
    /// The answer speaks of another video than the request.
    #[error("it speaks of something else")]
    OtherSubject,
    /// A redirect: never followed, lest the key go elsewhere.
    #[error("it points elsewhere")]
    Redirect,
    /// A 4xx that TikVod itself did not write.
    #[error("it is not TikVod's own")]
    Foreign,
    /// The pages of a list go round in a circle.
    #[error("its pages repeat")]
    PageLoop,
    /// The list has more than [`crate::limits::PAGE_CAP`] pages.
    #[error("it has too many pages")]
    PageCap,
}

/// Why a read, or a preview, did not give a value. None of these holds a URL, a key or a body.
#[derive(Debug, Error)]
pub enum ApiError {
    /// Answered, with a status that is not 2xx.
    #[error("{operation}: {}", said(*status, body.as_deref()))]
    Status {
        /// What was being done, as "list videos".
        operation: &'static str,
        /// What it amounts to.
        kind: ErrorKind,
        /// The HTTP status.
        status: u16,
        /// TikVod's own words, if the answer had them.
        body: Option<Box<ErrorBody>>,
        /// The rate headers.
        rate: Option<RateHeaders>,
        /// `Retry-After`, which the reference does not promise.
        retry_after: Option<Duration>,
    },
    /// Nothing was sent.
    #[error("{operation}: {reason}")]
    NotSent {
        /// What was being done.
        operation: &'static str,
        /// Why not.
        reason: NotSentReason,
        /// The cause, without its URL.
        source: Option<reqwest::Error>,
    },
    /// Sent, perhaps, but no answer came.
    #[error("{operation}: {reason}")]
    Network {
        /// What was being done.
        operation: &'static str,
        /// How it ended.
        reason: Broken,
        /// The cause, without its URL.
        source: Option<reqwest::Error>,
    },
    /// An answer that cannot be used.
    #[error("{operation}: the answer cannot be used, {fault}")]
    BadAnswer {
        /// What was being done.
        operation: &'static str,
        /// What is wrong with it.
        fault: AnswerFault,
        /// The HTTP status.
        status: u16,
        /// The rate headers.
        rate: Option<RateHeaders>,
        /// From `X-Request-Id`.
        request_id: Option<RequestId>,
    },
}

fn said(status: u16, body: Option<&ErrorBody>) -> String {
    body.map_or_else(|| format!("the server answered {status}"), ToString::to_string)
}

impl ApiError {
    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Status { kind, .. } => *kind,
            Self::NotSent { .. } => ErrorKind::NotSent,
            Self::Network { .. } => ErrorKind::Network,
            Self::BadAnswer { .. } => ErrorKind::BadAnswer,
        }
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } | Self::BadAnswer { status, .. } => Some(*status),
            Self::NotSent { .. } | Self::Network { .. } => None,
        }
    }

    /// What TikVod said, if it did.
    pub fn body(&self) -> Option<&ErrorBody> {
        match self {
            Self::Status { body, .. } => body.as_deref(),
            _ => None,
        }
    }

    /// TikVod's error code, an open string.
    pub fn code(&self) -> Option<&str> {
        self.body().map(|body| body.code.as_str())
    }

    /// TikVod's message for a person: safe to show as text.
    pub fn message(&self) -> Option<&str> {
        self.body().map(|body| body.message.as_str()).filter(|text| !text.is_empty())
    }

    /// The request id, for TikVod's support.
    pub fn request_id(&self) -> Option<&RequestId> {
        match self {
            Self::Status { body, .. } => body.as_ref()?.request_id.as_ref(),
            Self::BadAnswer { request_id, .. } => request_id.as_ref(),
            Self::NotSent { .. } | Self::Network { .. } => None,
        }
    }

    /// The rate headers, if the answer had any.
    pub fn rate(&self) -> Option<RateHeaders> {
        match self {
            Self::Status { rate, .. } | Self::BadAnswer { rate, .. } => *rate,
            Self::NotSent { .. } | Self::Network { .. } => None,
        }
    }

    /// Whether the same read may go better later, with nothing changed. A request that could not even be made will
    /// not, and an answer that is not what the contract says is not asked for again and again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent { reason, .. } => *reason != NotSentReason::BadRequest,
            other => matches!(other.kind(), ErrorKind::Network | ErrorKind::Throttled | ErrorKind::Server),
        }
    }
}
