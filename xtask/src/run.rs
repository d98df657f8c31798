//! `cargo xtask run`: from a fresh clone to the open window.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::packages::{self, Need};
use crate::session::Session;
use crate::{Options, Outcome, build, process, report};

/// Sets up, builds and opens the app.
pub(crate) fn run(options: &Options) -> Outcome<()> {
    let headless = cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY");
    packages::ensure(Need::Run { headless }, options)?;
    let app = build::app(options.has("--release"))?;
    if headless {
        return without_display(&app, options.has("--screenshot-and-quit"));
    }
    report::say("▸ opening TikVod; Ctrl-C ends it");
    let status =
        Command::new(&app).status().map_err(|error| format!("{} cannot be started: {error}", app.display()))?;
    if status.success() { Ok(()) } else { Err(format!("TikVod ended with {status}. Its last words are above.")) }
}

fn without_display(app: &Path, quit: bool) -> Outcome<()> {
    report::say("There is no display, so this run brings its own (Xvfb), with a bus and a keychain that end with it.");
    let session = Session::start()?;
    let folder = crate::root().join("target/run");
    let blank = folder.join("blank.png");
    session.screenshot(&blank)?;
    let mut command = Command::new(app);
    command.envs(session.env()).stdin(Stdio::null());
    let mark = process::mark(&mut command);
    let mut child = command.spawn().map_err(|error| format!("{} cannot be started: {error}", app.display()))?;
    let shot = wait_for_picture(&session, &mut child, &folder, &blank);
    let ended = shot.and_then(|shot| {
        report::say(format!("✓ the window is open; what it shows: {}", shot.display()));
        if quit {
            return Ok(());
        }
        report::say("It runs until Ctrl-C. Its data end with it, unless TIKVOD_DATA_DIR says where they belong.");
        let status = child.wait().map_err(|error| format!("cannot wait for the app: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("TikVod ended with {status}. Its last words are above.")) }
    });
    process::sweep(&mark);
    let _gone = child.kill();
    let _reaped = child.wait();
    let _gone = fs::remove_file(&blank);
    ended
}

/// Waits until the display shows something and has come to rest, and keeps that picture.
fn wait_for_picture(session: &Session, child: &mut Child, folder: &Path, blank: &Path) -> Outcome<PathBuf> {
    const PATIENCE: Duration = Duration::from_secs(60);
    let shot = folder.join("tikvod.png");
    let empty = fs::read(blank).unwrap_or_default();
    let mut before = empty.clone();
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Ok(Some(status)) = child.try_wait() {
            return Err(format!("TikVod ended before its window was painted ({status}). Its last words are above."));
        }
        session.screenshot(&shot)?;
        let now = fs::read(&shot).unwrap_or_default();
        if now != empty && now == before {
            return Ok(shot);
        }
        before = now;
        thread::sleep(Duration::from_millis(300));
    }
    if before == empty {
        return Err(format!(
            "The window was not painted within {} s. The app's last words are above.",
            PATIENCE.as_secs()
        ));
    }
    Ok(shot) // It keeps moving: the last picture is as good as any.
}

fn set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
