//! What cannot work says so: one clear sentence, no panic, no endless wait, nothing lost.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use tokio::time::timeout;

use crate::driver::app;
use crate::sandbox::StandIn;
use crate::stage::{Stage, walk};
use crate::window::id;

const LIMIT: Duration = Duration::from_secs(90);

#[test]
fn window_opens_on_the_welcome() {
    walk("window-opens", LIMIT, async |stage| {
        let app = stage.open().await?;
        let title = app.window.client().title().await?;
        ensure!(title.contains("TikVod"), "the title is {title:?}");
        app.window.ready().await?;
        app.window.see("try-sandbox").await?;
        app.window.shot("open").await?;
        app.close().await
    });
}

#[test]
fn data_folder_that_cannot_be_written() {
    walk("folder-not-writable", LIMIT, async |stage| {
        // A file stands where the folder should be: true for root too, whom no permission stops.
        let place = stage.home().join("not-a-folder");
        fs::write(&place, "a file")?;
        stage.set("TIKVOD_DATA_DIR", place.display());
        says(stage, "folder").await?;
        ensure!(fs::read(&place)? == b"a file", "what was there is untouched");
        Ok(())
    });
}

#[test]
fn database_of_a_newer_version() {
    walk("database-newer", LIMIT, async |stage| {
        let app = stage.open().await?;
        app.window.ready().await?;
        app.close().await?;
        let database = database(&stage.data())?;
        let newer = rusqlite::Connection::open(&database)?;
        newer.pragma_update(None, "user_version", 9999)?;
        drop(newer); // The last connection to close folds the write-ahead log into the file.
        let before = fs::read(&database)?;
        says(stage, "newer").await?;
        ensure!(fs::read(&database)? == before, "the newer database is untouched");
        Ok(())
    });
}

#[test]
fn second_instance_steps_back() {
    walk("second-instance", LIMIT, async |stage| {
        let first = stage.open().await?;
        first.window.ready().await?;
        let second = stage.open().await?;
        let words = second.window.text("problem").await?;
        ensure!(words.to_lowercase().contains("already"), "the second one says why: {words:?}");
        second.window.shot("second").await?;
        second.window.leave().await;
        drop(second);
        first.window.see("try-sandbox").await.map(drop)
    });
}

#[test]
fn no_keychain_is_said_and_the_key_lasts_this_run() {
    walk("no-keychain", LIMIT, async |stage| {
        let tikvod = StandIn::start()?;
        let bus = EmptyBus::start(stage.all())?;
        stage.set("DBUS_SESSION_BUS_ADDRESS", &bus.address);
        stage.set("TIKVOD_BASE_URL", &tikvod.base_url);
        let mut clipboard = arboard::Clipboard::new()?;
        clipboard.set_text(&tikvod.live_key)?;
        let app = stage.open().await?;
        app.window.ready().await?;
        app.window.click("paste-key").await?;
        app.window.see("idea").await?;
        app.window.click("nav-settings").await?;
        let words = app.window.text("settings-account").await?;
        ensure!(words.contains("this run"), "the settings say that the key is not kept: {words:?}");
        app.window.shot("settings").await?;
        app.close().await?;
        let found = crate::canary::Canary::new(&tikvod.live_key).find(stage.all());
        ensure!(found.is_empty(), "no file takes the keychain's place: {found:?}");

        stage.say("started again: the key is asked for");
        let app = stage.open().await?;
        app.window.ready().await?;
        let asked = async || {
            let ways = app.window.count(&id("paste-key")).await? + app.window.count(&id("banner")).await?;
            Ok((ways > 0).then_some(()))
        };
        app.window.until("a way to give the key again", Duration::from_secs(20), asked).await?;
        app.window.shot("asked-again").await?;
        app.end().await
    });
}

#[test]
fn no_display_and_bad_address_are_said_on_stderr() {
    walk("stderr", LIMIT, async |stage| {
        let quiet = run(stage, &[("DISPLAY", ""), ("WAYLAND_DISPLAY", "")]).await?;
        sentence(&quiet, "display")?;
        let wrong = run(stage, &[("TIKVOD_BASE_URL", "http://api.tikvod.example/v1")]).await?;
        sentence(&wrong, "TIKVOD_BASE_URL")
    });
}

/// Opens the app, which shows nothing but a sentence with this word.
async fn says(stage: &Stage, word: &str) -> Result<()> {
    let app = stage.open().await?;
    let words = app.window.text("problem").await?;
    ensure!(words.to_lowercase().contains(word), "the sentence speaks of the {word}: {words:?}");
    ensure!(app.window.count(&id("try-sandbox")).await? == 0, "nothing else is offered");
    app.window.shot("problem").await?;
    app.end().await
}

/// Runs the app without a driver until it ends by itself.
async fn run(stage: &Stage, env: &[(&str, &str)]) -> Result<Output> {
    let mut command = Command::new(app());
    command.envs(stage.env()).envs(env.iter().copied()).stdin(Stdio::null());
    let running = tokio::task::spawn_blocking(move || command.output());
    timeout(Duration::from_secs(20), running)
        .await
        .context("the app does not end")??
        .context("the app cannot be started")
}

fn sentence(output: &Output, word: &str) -> Result<()> {
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(!output.status.success(), "it ends with a failure");
    ensure!(words.contains(word) && !words.contains("panicked"), "one clear sentence about {word}: {words:?}");
    Ok(())
}

/// The app's database: the one SQLite file that is not the sandbox's.
fn database(folder: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(folder)?.flatten() {
        let mut head = [0; 15];
        let path = entry.path();
        let read = fs::File::open(&path).and_then(|mut file| file.read_exact(&mut head));
        if path.is_file() && read.is_ok() && &head == b"SQLite format 3" {
            return Ok(path);
        }
    }
    bail!("there is no database in {}", folder.display())
}

/// A session bus on which nobody offers anything.
struct EmptyBus {
    child: Child,
    address: String,
}

impl EmptyBus {
    fn start(folder: &Path) -> Result<Self> {
        let socket = folder.join("empty-bus");
        let config = folder.join("empty-bus.conf");
        let address = format!("unix:path={}", socket.display());
        fs::write(
            &config,
            format!(
                "<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>\
                 <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
                 <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>"
            ),
        )?;
        let child = Command::new("dbus-daemon")
            .args([format!("--config-file={}", config.display()), "--nofork".to_owned()])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let bus = Self { child, address };
        for _ in 0..200 {
            if socket.exists() {
                return Ok(bus);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        bail!("the empty bus did not start")
    }
}

impl Drop for EmptyBus {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
