//! The shape in which faults are ordered.

use axum::http::{HeaderValue, Method, StatusCode};
use serde::{Deserialize, Deserializer, Serialize};

/// One fault: which requests it hits, how often, and what it does to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The method it hits; left out, every method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The beginning of the paths it hits, such as `/v1/videos` or `/media/renders`; left out, every path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whether `path` is the whole path and not only its beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
    /// How many requests it hits; left out, every one until the faults are taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many requests that match pass before the first is hit.
    #[serde(default)]
    pub skip: u32,
    /// What happens.
    pub action: Action,
}

/// What a fault does. "Accept" means that the sandbox does all that the request asks for (it charges, it creates, it
/// posts) before the answer is lost or wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// Answers without acting.
    Answer(Answer),
    /// Acts, then gives this answer in place of its own.
    AcceptThenAnswer(Answer),
    /// Acts, then closes the connection without an answer.
    AcceptThenDrop,
    /// Acts, then resets the connection (RST).
    AcceptThenReset,
    /// Acts, then says nothing for as long as the client waits.
    AcceptThenHang,
    /// Closes the connection without acting.
    DropBefore,
    /// Acts and answers, but the connection ends after so many bytes of the body.
    CutBodyAt {
        /// Bytes of the body that arrive.
        byte: u64,
    },
    /// Acts at once, answers late and slowly.
    Slow {
        /// Milliseconds before the answer's first byte.
        #[serde(default)]
        delay_ms: u64,
        /// Speed of the answer's body; left out, full speed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes_per_second: Option<u64>,
    },
    /// `GET /v1/videos` shows the state of so long ago: new videos are missing, states are old.
    StaleList {
        /// Seconds of real time.
        seconds: f64,
    },
    /// `GET /v1/videos` shows the first video of the page twice.
    Duplicate,
    /// Other rate-limit headers than the true ones.
    RateHeaders(RateHeaders),
    /// The job made by this `POST /v1/videos` ends failed; its credit comes back.
    FailRender {
        /// The `error.code` of the video.
        code: String,
        /// The `error.message` of the video.
        message: String,
    },
}

/// An answer in place of the sandbox's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The status; left out, 200 with `html` and 500 without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The error code; left out, the one that fits the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The error message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// A page in place of JSON, as gateways and captive portals give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        let asked = self.status.and_then(|s| StatusCode::from_u16(s).ok());
        asked.unwrap_or(if self.html.is_some() { StatusCode::OK } else { StatusCode::INTERNAL_SERVER_ERROR })
    }
}

/// Rate-limit headers as raw text. A field left out stays true, `null` takes the header away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RateHeaders {
    /// `X-RateLimit-Limit`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub limit: Option<Option<String>>,
    /// `X-RateLimit-Remaining`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub remaining: Option<Option<String>>,
    /// `X-RateLimit-Reset`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub reset: Option<Option<String>>,
}

/// Tells `null` from a field that is left out.
#[expect(clippy::option_option, reason = "left out, null and text are three orders")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Fault {
    /// What is wrong with the order, in a sentence.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let Some(method) = &self.method
            && method.parse::<Method>().is_err()
        {
            return Err("`method` is not an HTTP method.".into());
        }
        if let Some(path) = &self.path
            && !path.starts_with('/')
        {
            return Err("`path` begins with a slash, such as /v1/videos.".into());
        }
        match &self.action {
            Action::Answer(answer) | Action::AcceptThenAnswer(answer)
                if answer.status.is_some_and(|s| !(200..=599).contains(&s)) =>
            {
                Err("`action.status` is from 200 to 599.".into())
            }
            Action::StaleList { seconds } if !(0.0..=1e9).contains(seconds) => {
                Err("`action.seconds` is a length of time.".into())
            }
            Action::Slow { bytes_per_second: Some(0), .. } => Err("`action.bytes_per_second` is at least 1.".into()),
            Action::RateHeaders(headers) => {
                let raw = [&headers.limit, &headers.remaining, &headers.reset];
                if raw.into_iter().flatten().flatten().any(|t| HeaderValue::from_str(t).is_err()) {
                    return Err("`action` holds text that cannot stand in a header.".into());
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether the request is one of those that the fault hits.
    pub(crate) fn matches(&self, method: &Method, path: &str) -> bool {
        let by_method = self.method.as_ref().is_none_or(|m| m.eq_ignore_ascii_case(method.as_str()));
        let by_path = match (&self.path, self.exact) {
            (None, _) => true,
            (Some(wanted), true) => path == wanted,
            (Some(start), false) => path.starts_with(start),
        };
        by_method && by_path && self.action.concerns(method, path)
    }
}

impl Action {
    /// Lists and renders can only go wrong where there is one.
    fn concerns(&self, method: &Method, path: &str) -> bool {
        match self {
            Self::StaleList { .. } | Self::Duplicate => method == Method::GET && path == "/v1/videos",
            Self::FailRender { .. } => method == Method::POST && path == "/v1/videos",
            _ => true,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Answer(_) => "answer",
            Self::AcceptThenAnswer(_) => "accept_then_answer",
            Self::AcceptThenDrop => "accept_then_drop",
            Self::AcceptThenReset => "accept_then_reset",
            Self::AcceptThenHang => "accept_then_hang",
            Self::DropBefore => "drop_before",
            Self::CutBodyAt { .. } => "cut_body_at",
            Self::Slow { .. } => "slow",
            Self::StaleList { .. } => "stale_list",
            Self::Duplicate => "duplicate",
            Self::RateHeaders(_) => "rate_headers",
            Self::FailRender { .. } => "fail_render",
        }
    }
}
