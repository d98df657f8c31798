//! What can go wrong in the core, and how the window gets it.

use std::io;

use tikvod_api::{ApiError, ErrorBody, ErrorKind};

use crate::domain::fence::Passed;
use crate::domain::{intent, plan};
use crate::ports::SecretError;
use crate::view::{Code, ErrorView, FieldProblem, FieldRule};

/// A failure of the core. [`CoreError::view`] is what the window gets.
#[derive(Debug, thiserror::Error)]
pub enum CoreError {
    /// Fields outside their rule.
    #[error("the input is not valid: {}", .0.iter().map(|p| p.field.as_str()).collect::<Vec<_>>().join(", "))]
    Invalid(Vec<FieldProblem>),
    /// The thing does not exist here.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Refused because of the state that the thing is in.
    #[error("{0}")]
    NotNow(&'static str),
    /// A budget fence of the person would be passed; doing it with the confirmation lets it pass once.
    #[error("{}", fence_words(.0))]
    Fence(Passed),
    /// No account is open.
    #[error("choose an account first")]
    NoAccount,
    /// Not shaped like a key.
    #[error("a TikVod key begins with tv_live_ or tv_test_")]
    KeyMalformed,
    /// TikVod does not know the key (401).
    #[error("TikVod does not know this key")]
    KeyRejected {
        /// For support.
        request_id: Option<String>,
    },
    /// The keychain did not do it.
    #[error(transparent)]
    Keychain(#[from] SecretError),
    /// A call failed.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// A call that costs or posts was refused.
    #[error("{operation}: {}", body.message)]
    Refused {
        /// What was to be done.
        operation: &'static str,
        /// TikVod's words.
        body: ErrorBody,
    },
    /// A call that costs or posts was sent, and its answer is lost.
    #[error("{0}: sent, but TikVod's answer was lost")]
    Unconfirmed(&'static str),
    /// A call could not be sent.
    #[error("{0}: TikVod cannot be reached")]
    Offline(&'static str),
    /// Our own budget of requests is used up.
    #[error("the requests of this minute are used up")]
    RateLimited,
    /// The database failed.
    #[error("{operation}: the database failed: {source}")]
    Database {
        /// What was to be done.
        operation: &'static str,
        /// Why not.
        source: rusqlite::Error,
    },
    /// Written by a newer version of the app.
    #[error("this data folder was used by a newer TikVod Desktop (format {found}, this one knows {known})")]
    DatabaseNewer {
        /// Format in the file.
        found: i64,
        /// Newest format that we know.
        known: i64,
    },
    /// A file or folder failed.
    #[error("{operation}: {source}")]
    Io {
        /// What was to be done.
        operation: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// Another process uses the data folder.
    #[error("TikVod Desktop is already running with this data folder")]
    AlreadyRunning,
    /// Another process is the one that sends.
    #[error("the app, or another `tikvod queue run`, is sending already; what is queued here is sent there")]
    AlreadySending,
    /// The sandbox did not start.
    #[error("the sandbox did not start: {0}")]
    Sandbox(String),
    /// A file that is no usable backup.
    #[error("the backup cannot be used: {0}")]
    Backup(&'static str),
    /// What was downloaded is not the video.
    #[error("the download is not usable: {0}")]
    BadDownload(&'static str),
    /// The address that the key belongs to cannot be used.
    #[error("TIKVOD_BASE_URL cannot be used: {0}")]
    BaseUrl(#[from] tikvod_api::BaseUrlError),
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

impl CoreError {
    /// Wraps an IO error with what was to be done.
    pub fn io(operation: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { operation, source }
    }

    /// For the window: code, words, request id, fields.
    pub fn view(&self) -> ErrorView {
        let (request_id, api_code) = match self {
            Self::Api(error) => (error.request_id().map(ToString::to_string), error.code().map(ToOwned::to_owned)),
            Self::Refused { body, .. } => (body.request_id.as_ref().map(ToString::to_string), Some(body.code.clone())),
            Self::KeyRejected { request_id } => (request_id.clone(), None),
            _ => (None, None),
        };
        let code = self.code();
        ErrorView {
            code,
            message: self.words(),
            retryable: matches!(
                code,
                Code::Offline
                    | Code::RateLimited
                    | Code::ServerFault
                    | Code::KeychainTimeout
                    | Code::KeychainUnavailable
            ),
            request_id,
            api_code,
            fields: match self {
                Self::Invalid(fields) => fields.clone(),
                Self::Fence(passed) => vec![fence_field(*passed)],
                _ => Vec::new(),
            },
        }
    }

    /// TikVod's own words where there are any, else ours.
    fn words(&self) -> String {
        match self {
            Self::Api(error) => error.message().map_or_else(|| error.to_string(), ToOwned::to_owned),
            Self::Refused { body, .. } if !body.message.is_empty() => body.message.clone(),
            other => other.to_string(),
        }
    }

    fn code(&self) -> Code {
        match self {
            Self::Invalid(_) => Code::InvalidInput,
            Self::NotFound(_) => Code::NotFound,
            Self::NotNow(_) => Code::NotNow,
            Self::Fence(_) => Code::Fence,
            Self::NoAccount => Code::NoAccount,
            Self::KeyMalformed => Code::KeyMalformed,
            Self::KeyRejected { .. } => Code::KeyRejected,
            Self::Keychain(SecretError::Unavailable(_)) => Code::KeychainUnavailable,
            Self::Keychain(SecretError::Timeout) => Code::KeychainTimeout,
            Self::Api(error) => code_of(error.kind()),
            Self::Refused { body, .. } => match body.status {
                401 => Code::KeyRejected,
                402 => Code::InsufficientCredits,
                409 => Code::NotNow,
                429 => Code::RateLimited,
                _ => Code::Refused,
            },
            Self::Unconfirmed(_) => Code::Unconfirmed,
            Self::Offline(_) => Code::Offline,
            Self::RateLimited => Code::RateLimited,
            Self::Database { source, .. } => code_of_sqlite(source),
            Self::DatabaseNewer { .. } => Code::DatabaseNewer,
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
                io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::NotFound
                | io::ErrorKind::AlreadyExists => Code::FolderNotWritable,
                _ => Code::Internal,
            },
            Self::AlreadyRunning | Self::AlreadySending => Code::AlreadyRunning,
            Self::Sandbox(_) => Code::SandboxFailed,
            Self::BadDownload(_) => Code::BadDownload,
            // The file that was chosen is not usable; the database that is in use is fine.
            Self::Backup(_) => Code::InvalidInput,
            Self::BaseUrl(_) => Code::InvalidInput,
            Self::Internal(_) => Code::Internal,
        }
    }
}

fn fence_words(passed: &Passed) -> String {
    match passed {
        Passed::Day { limit, would_be } => {
            format!("today would come to {would_be} credits, and your fence is {limit} a day")
        }
        Passed::Batch { limit, would_be } => {
            format!("this would queue {would_be} credits at once, and your fence is {limit} a batch")
        }
    }
}

/// The fence as a field, so that the question can be put with its numbers: `fenceDay` or `fenceBatch`.
fn fence_field(passed: Passed) -> FieldProblem {
    let (field, limit, would_be) = match passed {
        Passed::Day { limit, would_be } => ("fenceDay", limit, would_be),
        Passed::Batch { limit, would_be } => ("fenceBatch", limit, would_be),
    };
    let number = |n: u32| Some(i32::try_from(n).unwrap_or(i32::MAX));
    FieldProblem { field: field.into(), rule: FieldRule::OutOfRange, limit: number(limit), actual: number(would_be) }
}

/// The code of a failed call that may be asked again.
fn code_of(kind: ErrorKind) -> Code {
    match kind {
        ErrorKind::Auth => Code::KeyRejected,
        ErrorKind::InsufficientCredits => Code::InsufficientCredits,
        ErrorKind::NotFound => Code::NotFound,
        ErrorKind::Throttled => Code::RateLimited,
        ErrorKind::NotSent | ErrorKind::Network => Code::Offline,
        ErrorKind::Server | ErrorKind::BadAnswer => Code::ServerFault,
        ErrorKind::Conflict => Code::NotNow,
        ErrorKind::Refused => Code::Refused,
    }
}

fn code_of_sqlite(error: &rusqlite::Error) -> Code {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Code::DatabaseDamaged,
        Some(ErrorCode::DiskFull) => Code::DiskFull,
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Code::FolderNotWritable,
        _ => Code::Internal,
    }
}

impl From<intent::IllegalTransition> for CoreError {
    fn from(error: intent::IllegalTransition) -> Self {
        tracing::warn!(%error, "refused");
        Self::NotNow("that is not possible in the state that it is in")
    }
}

impl From<plan::IllegalTransition> for CoreError {
    fn from(error: plan::IllegalTransition) -> Self {
        tracing::warn!(%error, "refused");
        Self::NotNow("that is not possible in the state that it is in")
    }
}

/// What the core's functions return.
pub type Result<T> = std::result::Result<T, CoreError>;
