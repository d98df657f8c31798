//! Failures as the window gets them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as a closed list. The window maps each code to severity, words and action; it never reads
/// [`ErrorView::message`] to decide anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// One or more fields are outside their rule; see [`ErrorView::fields`].
    InvalidInput,
    /// The thing named does not exist here (any more).
    NotFound,
    /// Refused because of the state that the thing is in; nothing changed.
    NotNow,
    /// TikVod does not know the key (401).
    KeyRejected,
    /// The text is not shaped like a TikVod key.
    KeyMalformed,
    /// The clipboard holds no text.
    ClipboardEmpty,
    /// There is no keychain, or it is locked and cannot be opened.
    KeychainUnavailable,
    /// The keychain did not answer in time.
    KeychainTimeout,
    /// A budget fence would be passed: ask, then do it again with `confirmFence`. The numbers stand in the fields.
    Fence,
    /// No key: choose an account first.
    NoAccount,
    /// Not enough credits (402).
    InsufficientCredits,
    /// No connection to TikVod; nothing was sent.
    Offline,
    /// Too many requests (429), or our own budget is used up for now.
    RateLimited,
    /// TikVod refused the request (other 4xx).
    Refused,
    /// TikVod answered with a fault (5xx) or with something unreadable.
    ServerFault,
    /// Sent, but the answer was lost: it may have been charged or posted.
    Unconfirmed,
    /// The disk is full.
    DiskFull,
    /// The data folder or the download folder cannot be written.
    FolderNotWritable,
    /// The database was written by a newer version of the app.
    DatabaseNewer,
    /// The database is damaged.
    DatabaseDamaged,
    /// Another TikVod Desktop already uses this data folder.
    AlreadyRunning,
    /// The built-in sandbox could not start.
    SandboxFailed,
    /// The downloaded file is not a video, or not the size it should be.
    BadDownload,
    /// A fault of ours.
    Internal,
}

/// One field that is outside its rule.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// Name of the field as in the form, e.g. `idea`, `duration`, `metadata`.
    pub field: String,
    /// Which rule: `required`, `too_long`, `out_of_range`, `unknown_value`, `too_many`, `past`, `duplicate`.
    pub rule: FieldRule,
    /// The limit that was passed, where there is one (characters, seconds, pairs).
    pub limit: Option<i32>,
    /// What was found, in the same unit.
    pub actual: Option<i32>,
}

/// The rules that a field can break.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldRule {
    /// Empty, but needed.
    Required,
    /// More characters than allowed.
    TooLong,
    /// A number outside its range.
    OutOfRange,
    /// Not one of the known values.
    UnknownValue,
    /// More entries than allowed.
    TooMany,
    /// A time that has passed.
    Past,
    /// The same name twice.
    Duplicate,
    /// Not readable as what it should be: encoding, quotes, a time.
    Unreadable,
}

/// A failure for people: code for the words, message for support, and what it is about.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ErrorView {
    /// Decides severity, words and action in the window.
    pub code: Code,
    /// TikVod's own words where it said something, else ours in English; shown as text, never parsed.
    pub message: String,
    /// Whether doing the same again can help.
    pub retryable: bool,
    /// TikVod's request id, for support.
    pub request_id: Option<String>,
    /// TikVod's own error code, for support.
    pub api_code: Option<String>,
    /// Fields that are outside their rule, with [`Code::InvalidInput`].
    pub fields: Vec<FieldProblem>,
}
