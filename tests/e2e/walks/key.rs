//! A key entered by hand: checked, kept in the keychain and nowhere else, found again; a wrong one is not kept.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::canary::Canary;
use crate::hand;
use crate::sandbox::StandIn;
use crate::stage::{Stage, walk};
use crate::window::id;

#[test]
fn key_is_kept_in_the_keychain_and_nowhere_else() {
    walk("key", Duration::from_secs(180), async |stage| {
        let tikvod = StandIn::start()?;
        let canary = Canary::new(&tikvod.live_key);
        stage.set("TIKVOD_BASE_URL", &tikvod.base_url);
        stage.set("TIKVOD_LOG", "trace");
        let before = keychain_entries()?;

        stage.say("paste the key");
        let mut clipboard = arboard::Clipboard::new()?;
        clipboard.set_text(&tikvod.live_key)?;
        let app = stage.open().await?;
        app.window.ready().await?;
        app.window.click("paste-key").await?;
        app.window.see("idea").await?;
        app.window.see("banner").await?;
        let left = clipboard.get_text().unwrap_or_default();
        ensure!(left.is_empty(), "the clipboard still holds {} characters", left.len());
        ensure!(keychain_entries()? > before, "nothing was put into the keychain");
        settings(stage, &app.window, &tikvod, "signed-in").await?;
        nowhere(stage, &canary)?;
        app.close().await?;
        nowhere(stage, &canary)?;

        stage.say("started again");
        let app = stage.open().await?;
        app.window.ready().await?;
        app.window.see("credits").await?;
        let known = async || Ok(app.window.text("credits").await?.contains("24").then_some(()));
        app.window
            .until("the balance, asked for with the key from the keychain", Duration::from_secs(20), known)
            .await?;
        settings(stage, &app.window, &tikvod, "restarted").await?;
        nowhere(stage, &canary)?;

        stage.say("signed out");
        app.window.click("sign-out").await?;
        // A question may stand in between.
        let welcome = async || {
            if app.window.count(&id("paste-key")).await? > 0 {
                return Ok(Some(()));
            }
            if app.window.count(&id("sign-out-confirm")).await? > 0 {
                app.window.click("sign-out-confirm").await?;
            }
            Ok(None)
        };
        app.window.until("the welcome", Duration::from_secs(20), welcome).await?;
        ensure!(keychain_entries()? == before, "the key is still in the keychain");
        app.close().await?;

        stage.say("the search itself");
        canary.control(&stage.data(), &tikvod.live_key)
    });
}

#[test]
fn typed_key_is_kept_and_its_window_goes() {
    const TITLE: &str = "TikVod API key";
    walk("typed-key", Duration::from_secs(120), async |stage| {
        let tikvod = StandIn::start()?;
        let canary = Canary::new(&tikvod.live_key);
        stage.set("TIKVOD_BASE_URL", &tikvod.base_url);
        stage.set("TIKVOD_LOG", "trace");
        let before = keychain_entries()?;
        let app = stage.open().await?;
        app.window.ready().await?;
        app.window.click("type-key").await?;

        stage.say("a wrong key");
        let refused = || Ok(tikvod.ledger()?.contains("\"status\":401"));
        hand::type_until(TITLE, "tv_live_000000000000000000000000WRONG0", refused).await?;
        ensure!(hand::find(TITLE)?.is_some(), "the window stays for another try");
        ensure!(keychain_entries()? == before, "a wrong key was put into the keychain");

        stage.say("the right key");
        hand::type_until(TITLE, &tikvod.live_key, || Ok(hand::find(TITLE)?.is_none())).await?;
        app.window.see("idea").await?;
        settings(stage, &app.window, &tikvod, "signed-in").await?;
        nowhere(stage, &canary)?;
        app.close().await?;
        nowhere(stage, &canary)?;
        ensure!(keychain_entries()? > before, "nothing was put into the keychain");

        stage.say("started again");
        let app = stage.open().await?;
        app.window.ready().await?;
        settings(stage, &app.window, &tikvod, "restarted").await?;
        app.window.click("sign-out").await?;
        app.window.click("sign-out-confirm").await?;
        app.window.see("paste-key").await?;
        ensure!(keychain_entries()? == before, "the key is still in the keychain");
        app.close().await
    });
}

#[test]
fn wrong_key_is_refused_and_not_kept() {
    walk("wrong-key", Duration::from_secs(120), async |stage| {
        let tikvod = StandIn::start()?;
        let wrong = "tv_live_000000000000000000000000WRONG0";
        stage.set("TIKVOD_BASE_URL", &tikvod.base_url);
        let before = keychain_entries()?;
        let mut clipboard = arboard::Clipboard::new()?;
        clipboard.set_text(wrong)?;
        let app = stage.open().await?;
        app.window.ready().await?;
        app.window.click("paste-key").await?;
        let words = app.window.text("welcome-error").await?;
        ensure!(words.contains("key"), "the window says that the key is the matter: {words:?}");
        app.window.shot("refused").await?;

        stage.say("something that is no key");
        clipboard.set_text("a shopping list")?;
        app.window.click("paste-key").await?;
        let other = async || {
            let now = app.window.text("welcome-error").await?;
            Ok((now != words).then_some(now))
        };
        let now = app.window.until("other words", Duration::from_secs(10), other).await?;
        ensure!(!now.contains("shopping"), "what was on the clipboard is nobody's business: {now:?}");
        ensure!(keychain_entries()? == before, "a wrong key was put into the keychain");
        nowhere(stage, &Canary::new(wrong))?;
        app.close().await?;

        let app = stage.open().await?;
        app.window.ready().await?;
        app.window.see("paste-key").await?;
        app.close().await
    });
}

async fn settings(stage: &Stage, window: &crate::window::Window, tikvod: &StandIn, shot: &str) -> Result<()> {
    window.click("nav-settings").await?;
    window.see("settings-account").await?;
    let hint = window.text("key-hint").await?;
    let last = tikvod.live_key.get(tikvod.live_key.len() - 4..).context("the last four characters")?;
    ensure!(hint.contains(last), "the hint {hint:?} ends in the key's last four characters, {last}");
    window.shot(shot).await?;
    stage.say("the account is there");
    Ok(())
}

/// The key is in no file of the person and in no process's environment or words.
fn nowhere(stage: &Stage, canary: &Canary) -> Result<()> {
    let mut found = canary.find(stage.all());
    found.extend(canary.find_in_processes(stage.mark()));
    ensure!(found.is_empty(), "the key lies about: {found:#?}");
    let log = stage.read_log();
    ensure!(canary.find_in_text(&log).is_none(), "the key is in what the app printed");
    Ok(())
}

/// How many secrets the keychain holds, but for the count of launches, which stays and is none.
fn keychain_entries() -> Result<usize> {
    let items = ask_keychain("/org/freedesktop/secrets/aliases/default", "Collection", "Items")?;
    let paths = items.split('"').filter(|part| part.starts_with("/org/freedesktop/secrets/"));
    let mut entries = 0;
    for path in paths {
        if !ask_keychain(path, "Item", "Attributes")?.contains("\"launch-") {
            entries += 1;
        }
    }
    Ok(entries)
}

fn ask_keychain(path: &str, of: &str, property: &str) -> Result<String> {
    let done = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--reply-timeout=5000", "--dest=org.freedesktop.secrets", path])
        .arg("org.freedesktop.DBus.Properties.Get")
        .args([format!("string:org.freedesktop.Secret.{of}"), format!("string:{property}")])
        .stdin(Stdio::null())
        .output()?;
    ensure!(done.status.success(), "the keychain does not answer: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
