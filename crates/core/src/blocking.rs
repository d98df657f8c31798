//! Work that waits for the disk, away from the threads that wait for the network.

use crate::error::{CoreError, Result};

/// Runs `body` on a thread of its own kind; it goes on to its end even if the caller goes away.
pub(crate) async fn run<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    #[cfg(feature = "trials")]
    if crate::trials::disk().is_some() {
        return Ok(body());
    }
    let done = tokio::task::spawn_blocking(body).await;
    done.map_err(|error| CoreError::Internal(format!("a task ended early: {error}")))
}

/// Runs `body` without waiting for it; outside of a runtime, not at all.
pub(crate) fn detach(body: impl FnOnce() + Send + 'static) {
    #[cfg(feature = "trials")]
    if crate::trials::disk().is_some() {
        return body();
    }
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        drop(runtime.spawn_blocking(body));
    }
}
