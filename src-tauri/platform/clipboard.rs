//! The clipboard, for one purpose: "Paste key". Rust reads it, so that the key never passes through the window.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::SecretString;
use secrecy::zeroize::Zeroize as _;
use sha2::{Digest as _, Sha256};
use tikvod_keychain::OwnThread;

/// An owner of the clipboard that hangs must not hold "Paste key" for long.
const LIMIT: Duration = Duration::from_secs(3);

/// What "Paste key" needs of the clipboard.
pub trait Clipboard: Send + Sync {
    /// The text on it, trimmed; `None` where there is none, or no clipboard, or it does not answer.
    fn read(&self) -> BoxFuture<'_, Option<SecretString>>;
    /// Empties it if it still holds what was read last.
    fn clear_if_unchanged(&self) -> BoxFuture<'_, ()>;
}

/// The clipboard of the operating system.
pub struct SystemClipboard {
    thread: OwnThread,
    /// Digest of what was read last: enough to know it again, not enough to know it.
    seen: Arc<Mutex<Option<[u8; 32]>>>,
}

impl SystemClipboard {
    /// Starts its thread; touches nothing yet.
    pub fn new() -> Self {
        Self { thread: OwnThread::new("clipboard"), seen: Arc::default() }
    }
}

impl Default for SystemClipboard {
    fn default() -> Self {
        Self::new()
    }
}

impl Clipboard for SystemClipboard {
    fn read(&self) -> BoxFuture<'_, Option<SecretString>> {
        let seen = Arc::clone(&self.seen);
        Box::pin(async move {
            let read = move || {
                let mut text = arboard::Clipboard::new().and_then(|mut board| board.get_text()).ok()?;
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(digest(&text));
                let key = SecretString::from(text.trim());
                text.zeroize();
                Some(key)
            };
            self.thread.run(LIMIT, read).await.ok().flatten()
        })
    }

    fn clear_if_unchanged(&self) -> BoxFuture<'_, ()> {
        let seen = Arc::clone(&self.seen);
        Box::pin(async move {
            let clear = move || {
                let Some(seen) = seen.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
                let cleared = arboard::Clipboard::new().and_then(|mut board| {
                    let mut text = board.get_text()?;
                    let same = digest(&text) == seen;
                    text.zeroize();
                    if same { board.clear() } else { Ok(()) }
                });
                if let Err(error) = cleared {
                    tracing::warn!(%error, "the clipboard could not be emptied");
                }
            };
            if self.thread.run(LIMIT, clear).await.is_err() {
                tracing::warn!("the clipboard did not answer");
            }
        })
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
