//! What can go wrong, and the number that the program ends with (dependencies.md section 5).

use std::io;

use chrono::Utc;
use serde_json::{Value, json};
use tikvod_api::ApiError;
use tikvod_core::CoreError;
use tikvod_core::view::{Code, ErrorView, FieldProblem, FieldRule};

/// How the program ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// It did not work, and none of the others says why.
    Failed = 1,
    /// Typed wrongly, or not agreed to.
    Usage = 2,
    /// No key, a wrong one, or no keychain.
    Auth = 3,
    /// The thing does not exist.
    NotFound = 4,
    /// Outside the rules of a field, here or at TikVod.
    Invalid = 5,
    /// Too many requests.
    RateLimited = 6,
    /// Not enough credits.
    Credits = 7,
    /// No connection or out of time, and nothing was sent.
    Network = 8,
    /// TikVod could not make the video.
    JobFailed = 9,
    /// Sent, answer lost.
    Unconfirmed = 10,
    /// Ctrl+C.
    Interrupted = 130,
}

/// A failure, for people and machines.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Number to end with.
    pub(crate) exit: Exit,
    /// Stable code.
    pub(crate) code: String,
    /// A sentence.
    pub(crate) message: String,
    /// TikVod's request id.
    pub(crate) request_id: Option<String>,
    /// Seconds after which it may work.
    pub(crate) retry_after: Option<u64>,
    /// Whoever reads our output has gone: nothing to say, and no failure.
    pub(crate) closed: bool,
}

/// What commands return.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure of ours.
    pub(crate) fn new(exit: Exit, code: &str, message: String) -> Self {
        Self { exit, code: code.to_owned(), message, request_id: None, retry_after: None, closed: false }
    }

    /// The same with another number.
    pub(crate) fn exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// The document of the contract.
    pub(crate) fn document(&self) -> Value {
        json!({"error": {
            "code": self.code,
            "message": self.message,
            "request_id": self.request_id,
            "retry_after": self.retry_after,
        }})
    }
}

impl From<&ErrorView> for Failure {
    fn from(view: &ErrorView) -> Self {
        let message = if view.code == Code::InvalidInput && !view.fields.is_empty() {
            view.fields.iter().map(field).collect::<Vec<_>>().join(" ")
        } else {
            sentence(&view.message)
        };
        let not_found = view.code == Code::Refused && view.api_code.as_deref() == Some("not_found");
        Self {
            exit: if not_found { Exit::NotFound } else { exit_of(view.code) },
            code: name(view.code),
            message,
            request_id: view.request_id.clone(),
            retry_after: None,
            closed: false,
        }
    }
}

impl From<CoreError> for Failure {
    fn from(error: CoreError) -> Self {
        let retry_after = match &error {
            CoreError::Api(error @ ApiError::Status { retry_after, .. }) if error.status() == Some(429) => {
                let reset = error.rate().and_then(|rate| rate.reset);
                let until =
                    reset.map(|reset| reset.saturating_sub(Utc::now().timestamp()).clamp(1, 120).unsigned_abs());
                retry_after.map(|wait| wait.as_secs()).or(until)
            }
            _ => None,
        };
        Self { retry_after, ..Self::from(&error.view()) }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let closed = error.kind() == io::ErrorKind::BrokenPipe;
        Self { closed, ..Self::new(Exit::Failed, "output", format!("Nothing can be written: {error}.")) }
    }
}

fn exit_of(code: Code) -> Exit {
    match code {
        Code::InvalidInput | Code::Refused => Exit::Invalid,
        Code::NotFound => Exit::NotFound,
        Code::KeyRejected
        | Code::KeyMalformed
        | Code::KeychainUnavailable
        | Code::KeychainTimeout
        | Code::NoAccount
        | Code::SandboxFailed => Exit::Auth,
        Code::InsufficientCredits => Exit::Credits,
        Code::Offline => Exit::Network,
        Code::RateLimited => Exit::RateLimited,
        Code::Unconfirmed => Exit::Unconfirmed,
        // Everything else, also what is added later, is a plain failure.
        _ => Exit::Failed,
    }
}

/// The code as the API would write it.
fn name(code: Code) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// A capital at the beginning and a full stop at the end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let whole = format!("{first}{}", letters.as_str());
    if whole.ends_with(['.', '?', '!']) { whole } else { format!("{whole}.") }
}

/// A field outside its rule, named as it is typed.
fn field(problem: &FieldProblem) -> String {
    let name = format!("--{}", crate::print::snake(&problem.field).replace('_', "-"));
    let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    let (limit, actual) = (number(problem.limit), number(problem.actual));
    match problem.rule {
        FieldRule::Required => format!("{name} is needed."),
        FieldRule::TooLong => format!("{name} has {actual} characters, at most {limit} are taken."),
        FieldRule::OutOfRange if !limit.is_empty() => format!("{name}: {actual} is beyond the limit of {limit}."),
        FieldRule::OutOfRange => format!("{name} is out of range."),
        FieldRule::UnknownValue => format!("{name} is not a value that is known."),
        FieldRule::TooMany => format!("{name}: {actual} are too many, at most {limit} are taken."),
        FieldRule::Past => format!("{name} lies in the past, or too near."),
        FieldRule::Duplicate => format!("{name} names something twice, or a name that is taken."),
        FieldRule::Unreadable => format!("{name} cannot be read: look at its encoding, quotes and times."),
    }
}
