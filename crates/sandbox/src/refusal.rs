//! The error answers of the contract.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::store::StoreError;

/// Why a request is refused. The front door turns it into the error body, because it knows the request id.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    /// 400; the message names the field.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_parameters", message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    pub(crate) fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side.")
    }

    /// The refusal for a bare status, as the framework makes them.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::BAD_REQUEST => ("invalid_parameters", "The request cannot be read."),
            StatusCode::UNAUTHORIZED => ("invalid_api_key", "The API key is not valid."),
            StatusCode::PAYMENT_REQUIRED => ("insufficient_credits", "You need at least 1 credit to generate a video."),
            StatusCode::NOT_FOUND => ("not_found", "There is nothing at this path."),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method_not_allowed", "This path does not take that method; the Allow header says which it takes.")
            }
            StatusCode::PAYLOAD_TOO_LARGE => ("body_too_large", "A request body is at most 1 MiB."),
            StatusCode::TOO_MANY_REQUESTS => {
                ("rate_limit_exceeded", "Too many requests; the X-RateLimit-Reset header says when the window resets.")
            }
            status if status.is_server_error() => ("internal_error", "Something went wrong on our side."),
            _ => ("refused", "The request was refused."),
        };
        Self::new(status, code, message)
    }

    /// The body of the contract.
    pub(crate) fn body(&self, request_id: &str) -> String {
        json!({"error": {"code": self.code, "message": self.message, "request_id": request_id}}).to_string()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the sandbox's database failed");
        Self::internal()
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}
