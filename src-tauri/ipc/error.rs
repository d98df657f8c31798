//! What a command refuses with: an [`ErrorView`] as an object, never a text to be parsed.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use serde::Serialize;
use tikvod_core::CoreError;
use tikvod_core::view::{Code, ErrorView, FieldProblem};

/// What commands return.
pub(crate) type Answer<T> = Result<T, Refusal>;

/// A refusal on its way to the window.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Refusal(ErrorView);

impl Refusal {
    /// A refusal of this crate's own.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self(view(code, message))
    }

    /// Fields outside their rule.
    pub(crate) fn fields(fields: Vec<FieldProblem>) -> Self {
        let message = "Some of the input is outside its limits.";
        Self(ErrorView { fields, ..view(Code::InvalidInput, message) })
    }
}

impl From<CoreError> for Refusal {
    fn from(error: CoreError) -> Self {
        tracing::info!(%error, "refused");
        Self(error.view())
    }
}

impl From<ErrorView> for Refusal {
    fn from(view: ErrorView) -> Self {
        Self(view)
    }
}

impl From<tauri::Error> for Refusal {
    fn from(error: tauri::Error) -> Self {
        tracing::error!(%error, "the window system failed");
        Self::new(Code::Internal, "The window could not do that.")
    }
}

/// Runs a command. One that panics would leave the window waiting for ever; this way it gets a refusal, and the log says
/// which command it was.
pub(crate) async fn caught<T>(name: &'static str, command: impl Future<Output = Answer<T>>) -> Answer<T> {
    AssertUnwindSafe(command).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(name, "a command panicked");
        Err(Refusal::new(Code::Internal, "Something went wrong inside TikVod Desktop."))
    })
}

/// A failure of this crate's own.
pub(crate) fn view(code: Code, message: impl Into<String>) -> ErrorView {
    ErrorView { code, message: message.into(), retryable: false, request_id: None, api_code: None, fields: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_command_that_panics_is_a_refusal() {
        let refusal = caught::<()>("test", async { panic!("on purpose") }).await.expect_err("refused");
        assert_eq!(refusal.0.code, Code::Internal);
    }
}
