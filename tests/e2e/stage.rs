//! One test's world: folders of its own, the app started and ended in them, a log and pictures that stay.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tokio::time::timeout;

use crate::driver::Driver;
use crate::marked;
use crate::window::Window;

/// How long an app may take to end.
const PATIENCE: Duration = Duration::from_secs(15);

/// Folders, environment and log of a test.
pub(crate) struct Stage {
    name: &'static str,
    mark: String,
    folder: tempfile::TempDir,
    out: PathBuf,
    env: BTreeMap<String, String>,
    started: Instant,
}

/// Runs a walk: under a time limit, with a picture and the log's end when it fails, and nothing left behind.
#[track_caller]
pub(crate) fn walk(name: &'static str, limit: Duration, steps: impl AsyncFnOnce(&mut Stage) -> Result<()>) {
    assert!(
        std::env::var_os("TIKVOD_E2E_SESSION").is_some(),
        "end-to-end tests need a session of their own. Run: cargo xtask e2e {name}"
    );
    let mut stage = Stage::new(name).expect("a stage can be set up");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let done = runtime.block_on(async {
        let done = timeout(limit, steps(&mut stage)).await;
        done.unwrap_or_else(|_| Err(anyhow::anyhow!("not done after {} s", limit.as_secs())))
    });
    let log = stage.log_tail();
    let name = stage.name;
    drop(stage);
    if let Err(error) = done {
        panic!("{name}: {error:?}\n--- end of target/e2e/{name}.log ---\n{log}");
    }
}

impl Stage {
    fn new(name: &'static str) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let out = std::env::var_os("TIKVOD_E2E_OUT")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e"), PathBuf::from);
        fs::create_dir_all(&out)?;
        let _none = fs::remove_file(out.join(format!("{name}.log")));
        let folder = tempfile::Builder::new().prefix("tikvod-e2e-").tempdir()?;
        let mark = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut stage = Self { name, mark, folder, out, env: BTreeMap::new(), started: Instant::now() };
        for (variable, part) in [
            ("HOME", "home"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_STATE_HOME", "home/.local/state"),
            ("TIKVOD_DATA_DIR", "data"),
        ] {
            let path = stage.folder.path().join(part);
            fs::create_dir_all(&path)?;
            stage.set(variable, path.display());
        }
        stage.set(marked::VARIABLE, stage.mark.clone());
        stage.set("RUST_BACKTRACE", 1);
        Ok(stage)
    }

    /// Sets a variable for the next start of the app.
    pub(crate) fn set(&mut self, variable: &str, value: impl std::fmt::Display) {
        self.env.insert(variable.to_owned(), value.to_string());
    }

    /// The app's data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The person's home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Everything that this test writes.
    pub(crate) fn all(&self) -> &Path {
        self.folder.path()
    }

    /// The mark of its processes.
    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// Environment of the app.
    pub(crate) fn env(&self) -> &BTreeMap<String, String> {
        &self.env
    }

    /// The log, for appending.
    pub(crate) fn log(&self) -> Result<File> {
        let path = self.out.join(format!("{}.log", self.name));
        File::options().create(true).append(true).open(&path).with_context(|| path.display().to_string())
    }

    /// The whole log.
    pub(crate) fn read_log(&self) -> String {
        let bytes = fs::read(self.out.join(format!("{}.log", self.name))).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn log_tail(&self) -> String {
        let all = self.read_log();
        let lines: Vec<&str> = all.lines().collect();
        lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n")
    }

    /// Tells the person who watches what happens now.
    pub(crate) fn say(&self, words: &str) {
        let seconds = self.started.elapsed().as_secs_f64();
        // Past libtest's capture: a walk is long, and silence looks like a hang.
        let _closed = writeln!(std::io::stderr(), "{:>6.1} s  {}: {words}", seconds, self.name);
    }

    /// Starts the app and waits for its first painted screen.
    pub(crate) async fn open(&self) -> Result<App> {
        let log = self.log()?;
        let driver = Driver::start(&self.env, &log).await?;
        let client = driver.open().await?;
        let window = Window::new(client, self.name, self.out.clone());
        let app = App { window, _driver: driver, mark: self.mark.clone() };
        app.window.listen().await?;
        Ok(app)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !marked::processes(&self.mark).is_empty() {
            marked::signal(&self.mark, "TERM");
            if !marked::gone(&self.mark, "", Duration::from_secs(2)) {
                marked::signal(&self.mark, "KILL");
            }
        }
    }
}

/// A running app.
pub(crate) struct App {
    pub(crate) window: Window,
    _driver: Driver,
    mark: String,
}

impl App {
    /// Closes the app as the system does at log-out (SIGTERM to it alone), and waits until all its processes are gone.
    pub(crate) async fn close(self) -> Result<()> {
        self.window.no_trouble().await?;
        self.end().await
    }

    /// The same, for a page that had reason to complain.
    pub(crate) async fn end(self) -> Result<()> {
        for (pid, program) in marked::processes(&self.mark) {
            if program == "tikvod-desktop" {
                marked::signal_one(pid, "TERM");
            }
        }
        let mark = self.mark.clone();
        let app_gone = tokio::task::spawn_blocking(move || marked::gone(&mark, "tikvod-desktop", PATIENCE)).await?;
        self.window.leave().await;
        let mark = self.mark.clone();
        drop(self); // And with it the driver.
        ensure!(app_gone, "the app was still there {} s after it was told to end", PATIENCE.as_secs());
        let all_gone = tokio::task::spawn_blocking(move || marked::gone(&mark, "", PATIENCE)).await?;
        ensure!(all_gone, "the app is gone, but processes that it started are not");
        Ok(())
    }
}
