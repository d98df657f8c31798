//! The one event: `changed`, with ids and sequence numbers, never contents.

use tauri::{AppHandle, Emitter as _, EventTarget, Runtime};
use tikvod_core::view::Changes;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::window::MAIN;

/// Name of the event.
pub const CHANGED: &str = "changed";

/// Tells the main window of every change, until the core is gone.
///
/// When the window cannot keep up, older changes are lost here. Nothing needs to be done about that: the next set begins
/// at a later number than the window knows, and the window fetches anew.
pub async fn forward<R: Runtime>(app: AppHandle<R>, mut changes: Receiver<Changes>) {
    loop {
        match changes.recv().await {
            Ok(set) => {
                if let Err(error) = app.emit_to(EventTarget::webview_window(MAIN), CHANGED, &set) {
                    tracing::debug!(%error, "no window to tell");
                }
            }
            Err(RecvError::Lagged(lost)) => tracing::info!(lost, "the window could not keep up"),
            Err(RecvError::Closed) => return,
        }
    }
}
