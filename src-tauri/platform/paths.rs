//! Where our files are.

use std::env;
use std::path::PathBuf;

use tauri::{AppHandle, Manager as _, Runtime};

/// Our folders. None of them is made here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paths {
    /// Database, caches, the sandbox's data.
    pub data: PathBuf,
    /// Log files.
    pub logs: PathBuf,
    /// Where finished videos are saved.
    pub downloads: PathBuf,
}

impl Paths {
    /// The folders of this system, with everything but the videos under `TIKVOD_DATA_DIR` where that is set.
    ///
    /// # Errors
    /// When the system names no folder for this person's data.
    pub fn of<R: Runtime>(app: &AppHandle<R>) -> anyhow::Result<Self> {
        let system = app.path();
        let chosen = env::var_os("TIKVOD_DATA_DIR").filter(|dir| !dir.is_empty());
        let (data, logs) = match chosen {
            Some(dir) => {
                let data = std::path::absolute(PathBuf::from(dir))?;
                let logs = data.join("logs");
                (data, logs)
            }
            None => (system.app_local_data_dir()?, system.app_log_dir()?),
        };
        let videos = system.video_dir().ok().or_else(|| system.home_dir().ok().map(|home| home.join("Videos")));
        let downloads = videos.unwrap_or_else(|| data.join("Videos")).join("TikVod");
        Ok(Self { data, logs, downloads })
    }

    /// The sandbox's own folder.
    pub fn sandbox(&self) -> PathBuf {
        self.data.join("sandbox")
    }
}
