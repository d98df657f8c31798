//! The body that every error has (section "Errors").

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::RequestId;
use crate::text::plain;
use crate::wire::lenient;

/// The longest error code and message that we keep, in characters.
const CODE_CHARS: usize = 64;
const MESSAGE_CHARS: usize = 500;

/// A refusal in TikVod's own form, with the status that it came with.
///
/// The texts are the server's: cut to a length, without control characters and without keys, still to be shown as
/// text only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// The HTTP status.
    pub status: u16,
    /// An open string; act on the status, not on this.
    pub code: String,
    /// For a person; may be empty.
    pub message: String,
    /// For TikVod's support.
    pub request_id: Option<RequestId>,
}

#[derive(Deserialize)]
struct Envelope {
    error: Inner,
}

#[derive(Deserialize)]
struct Inner {
    code: String,
    #[serde(default, deserialize_with = "lenient")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    request_id: Option<RequestId>,
}

impl ErrorBody {
    /// The error of an answer, if its body has the documented form: an object `error` with a `code` that is not empty.
    pub(crate) fn read(status: u16, bytes: &[u8]) -> Option<Self> {
        // Serde does not look into the fields that it skips, and JSON that is not UTF-8 is none.
        let Envelope { error } = serde_json::from_str(str::from_utf8(bytes).ok()?).ok()?;
        let code = plain(&error.code, CODE_CHARS);
        (!code.is_empty()).then(|| Self {
            status,
            code,
            message: plain(error.message.as_deref().unwrap_or_default(), MESSAGE_CHARS),
            request_id: error.request_id,
        })
    }

    /// Whether TikVod itself surely said this. A gateway in between can write an `error.code` as well, but it has no
    /// request id; only with one is a refusal proof that nothing was done (reliability.md 3.3).
    pub fn is_proof(&self) -> bool {
        self.request_id.is_some()
    }
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, code, message, request_id } = self;
        write!(f, "{status} {code}")?;
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        match request_id {
            Some(id) => write!(f, " ({id})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ErrorBody;

    #[test]
    fn the_documented_error() {
        let json = br#"{"error":{"code":"insufficient_credits","message":"You need at least 1 credit to generate a video.","request_id":"req_8f3a2b1c9d0e"}}"#;
        let body = ErrorBody::read(402, json).expect("the reference's own error");
        assert!(body.is_proof());
        assert_eq!(
            body.to_string(),
            "402 insufficient_credits: You need at least 1 credit to generate a video. (req_8f3a2b1c9d0e)"
        );
    }

    #[test]
    fn what_is_no_error_body_and_what_is_no_proof() {
        for json in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"error":"x"}"#,
            r#"{"error":{}}"#,
            r#"{"error":{"code":""}}"#,
            r#"{"error":{"code":" \u0000 "}}"#,
            r#"{"error":{"code":7}}"#,
            r#"{"code":"x","request_id":"req_1"}"#,
            "<html>",
        ] {
            assert_eq!(ErrorBody::read(400, json.as_bytes()), None, "{json}");
        }
        let latin_1 = b"{\"error\":{\"code\":\"x\",\"request_id\":\"req_1\"},\"more\":\"caf\xe9\"}";
        assert_eq!(ErrorBody::read(400, latin_1), None, "not JSON, though nobody reads the field");
        for json in [
            r#"{"error":{"code":"x"}}"#,
            r#"{"error":{"code":"x","request_id":null}}"#,
            r#"{"error":{"code":"x","request_id":""}}"#,
            r#"{"error":{"code":"x","request_id":"two words"}}"#,
            r#"{"error":{"code":"x","message":{"a":1},"request_id":9}}"#,
        ] {
            let body = ErrorBody::read(400, json.as_bytes()).expect("a code is enough to show");
            assert!(!body.is_proof(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn no_text_of_a_server_is_dangerous(code in ".*", message in ".*", id in ".*") {
            let json = serde_json::json!({"error": {"code": code, "message": message, "request_id": id}});
            if let Some(body) = ErrorBody::read(500, json.to_string().as_bytes()) {
                let shown = body.to_string();
                prop_assert!(!shown.chars().any(char::is_control));
                prop_assert!(shown.chars().count() < 900);
            }
        }
    }
}
