//! Opening things outside of the app: our closed list of web pages, the download folder, a saved video in its folder.
//!
//! Done from Rust, so that the window needs no permission to open anything and never names a URL or a path.

use std::path::PathBuf;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tikvod_keychain::OwnThread;

/// Showing a file asks the file manager over D-Bus, and that may hang.
const LIMIT: Duration = Duration::from_secs(10);

/// What is opened outside of the app.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Target {
    /// A page of our closed list, in the browser.
    Page(&'static str),
    /// A folder, in the file manager.
    Folder(PathBuf),
    /// A file, selected in its folder.
    File(PathBuf),
}

/// The desktop around the app.
pub trait Desktop: Send + Sync {
    /// Opens `target`.
    ///
    /// # Errors
    /// One clear sentence.
    fn open(&self, target: Target) -> BoxFuture<'_, Result<(), String>>;
}

/// The desktop of the operating system.
pub struct SystemDesktop {
    thread: OwnThread,
}

impl SystemDesktop {
    /// Starts its thread; opens nothing yet.
    pub fn new() -> Self {
        Self { thread: OwnThread::new("desktop") }
    }
}

impl Default for SystemDesktop {
    fn default() -> Self {
        Self::new()
    }
}

impl Desktop for SystemDesktop {
    fn open(&self, target: Target) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let opened = self.thread.run(LIMIT, move || open(&target)).await;
            opened.unwrap_or_else(|_| Err("The desktop did not answer.".to_owned()))
        })
    }
}

fn open(target: &Target) -> Result<(), String> {
    let opened = match target {
        Target::Page(url) => tauri_plugin_opener::open_url(url, None::<&str>),
        Target::Folder(path) => {
            std::fs::create_dir_all(path).map_err(|_| "The folder cannot be made.".to_owned())?;
            tauri_plugin_opener::open_path(path, None::<&str>)
        }
        // Without a file manager on the bus, its folder is the next best.
        Target::File(path) => tauri_plugin_opener::reveal_item_in_dir(path).or_else(|error| match path.parent() {
            Some(folder) if path.exists() => tauri_plugin_opener::open_path(folder, None::<&str>),
            _ => Err(error),
        }),
    };
    opened.map_err(|error| {
        tracing::warn!(%error, "nothing could be opened");
        match target {
            Target::Page(_) => "No browser could be opened.".to_owned(),
            Target::Folder(_) => "No file manager could be opened.".to_owned(),
            Target::File(_) => "The file is not there any more, or no file manager could be opened.".to_owned(),
        }
    })
}
