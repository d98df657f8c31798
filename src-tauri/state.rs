//! What every command can reach.

use std::sync::Arc;

use tikvod_core::Core;
use tikvod_core::view::{AppStatus, Connection, ErrorView, Settings};

use crate::platform::clipboard::Clipboard;
use crate::platform::desktop::Desktop;

/// The core, or why there is none, and what the operating system gives to commands.
pub struct AppState {
    core: Result<Core, ErrorView>,
    media_base: String,
    version: String,
    /// For "Paste key".
    pub clipboard: Arc<dyn Clipboard>,
    /// For opening things outside of the app.
    pub desktop: Arc<dyn Desktop>,
}

impl AppState {
    /// Without a core (folder, database, second instance) every command but `app_status` refuses with `core`'s error.
    /// `media_base` is what the media server returned.
    pub fn new(
        core: Result<Core, ErrorView>,
        media_base: String,
        version: String,
        clipboard: Arc<dyn Clipboard>,
        desktop: Arc<dyn Desktop>,
    ) -> Self {
        Self { core, media_base, version, clipboard, desktop }
    }

    /// The core.
    ///
    /// # Errors
    /// Why it could not be opened.
    pub fn core(&self) -> Result<Core, ErrorView> {
        self.core.clone()
    }

    /// `status` with what only this crate knows.
    pub fn complete(&self, status: AppStatus) -> AppStatus {
        AppStatus { media_base: self.media_base.clone(), ..status }
    }

    /// The status of an app that cannot work: the window shows only the problem.
    pub fn broken(&self, problem: ErrorView) -> AppStatus {
        AppStatus {
            version: self.version.clone(),
            platform: platform().to_owned(),
            problem: Some(problem),
            account: None,
            account_problem: None,
            connection: Connection::Unknown,
            credits: None,
            base_url_override: None,
            queue_count: 0,
            needs_you: 0,
            frozen: false,
            settings: Settings::default(),
            seq: 0,
            media_base: String::new(),
            time_zone: "UTC".to_owned(),
        }
    }
}

/// `linux`, `macos` or `windows`, as the window knows them.
pub fn platform() -> &'static str {
    std::env::consts::OS
}
