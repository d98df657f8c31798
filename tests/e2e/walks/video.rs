//! The first whole path: welcome → sandbox → idea → two takes → queue → library → play → save → calendar → handed over →
//! started again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::planning;
use crate::stage::{Stage, walk};
use crate::window::Window;

const IDEA: &str = "5 facts about deep-sea creatures that sound made up";

/// Long enough for a busy machine to draw fifteen seconds of video.
const RENDER: Duration = Duration::from_secs(150);

#[test]
fn from_welcome_to_handed_over_and_back() {
    walk("video", Duration::from_secs(420), async |stage| {
        let app = stage.open().await?;
        let window = &app.window;
        welcome(stage, window).await?;
        create(stage, window).await?;
        queue(stage, window).await?;
        let video = library(stage, window).await?;
        play(stage, window).await?;
        let saved = download(stage, window).await?;
        same_as_the_sandbox(stage, &saved)?;
        let plan = planning::plan_and_hand_over(stage, window, &video).await?;
        app.close().await?;

        stage.say("started again");
        let app = stage.open().await?;
        let window = &app.window;
        window.ready().await?;
        window.see("credits").await?;
        ensure!(window.count(&crate::window::id("try-sandbox")).await? == 0, "the account was forgotten");
        window.click("nav-library").await?;
        window.click_css(&format!("[data-testid=\"video-card\"][data-id=\"{video}\"]")).await?;
        window.see_css("[data-testid=\"download-state\"][data-state=\"saved\"]").await?;
        window.shot("11-restarted-library").await?;
        window.client().active_element().await?.send_keys(&Key::Escape).await?;
        window.click("nav-calendar").await?;
        planning::see_plan(window, &plan, "handed_over").await?;
        window.shot("12-restarted-calendar").await?;
        app.close().await
    });
}

pub(super) async fn welcome(stage: &Stage, window: &Window) -> Result<()> {
    stage.say("welcome");
    window.ready().await?;
    window.see("paste-key").await?;
    window.shot("01-welcome").await?;
    window.click("try-sandbox").await?;
    window.see("idea").await?;
    let credits = window.text("credits").await?;
    ensure!(credits.contains("24"), "a new sandbox has 24 credits, the window says {credits:?}");
    Ok(())
}

async fn create(stage: &Stage, window: &Window) -> Result<()> {
    stage.say("idea");
    window.fill("idea", IDEA).await?;
    window.click("style-listicle").await?;
    // As short as can be: the rendering takes real time.
    window.see("duration").await?.send_keys(&Key::Home).await?;
    window.shot("02-idea").await?;

    stage.say("preview");
    window.click("preview-script").await?;
    window.see("take-tab-1").await?;
    let first = take(window).await?;
    ensure!(first.to_lowercase().contains("deep-sea"), "the idea's words are in the script: {first}");
    window.shot("03-take-1").await?;

    stage.say("a second take");
    window.click("new-take").await?;
    window.see("take-tab-2").await?;
    let differs = async || Ok(Some(take(window).await?).filter(|second| *second != first));
    window.until("a take with other words", Duration::from_secs(20), differs).await?;
    window.shot("04-take-2").await?;
    window.click("take-tab-1").await?;
    let back = async || Ok((take(window).await? == first).then_some(()));
    window.until("the first take again", Duration::from_secs(5), back).await
}

async fn take(window: &Window) -> Result<String> {
    window.see("take-hook").await?;
    let script = "return [...document.querySelectorAll('[data-testid=\"take-hook\"], [data-testid=\"take-line\"]')]
        .map((line) => line.innerText).join('\\n')";
    Ok(window.script(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

async fn queue(stage: &Stage, window: &Window) -> Result<()> {
    stage.say("add to queue");
    window.click("add-to-queue").await?;
    window.click("nav-queue").await?;
    window.see("queue-item").await?;
    ensure!(window.count(&crate::window::id("queue-item")).await? == 1, "one click is one row");
    window.shot("05-queued").await?;
    stage.say("waiting for TikVod");
    // At this speed a short job may be rendered between two looks of the poller: then the window goes from queued to
    // completed, and that is right.
    let moving =
        ["processing", "completed"].map(|state| format!("[data-testid=\"queue-item\"][data-state=\"{state}\"]"));
    window.see_within(&moving.join(","), Duration::from_secs(60)).await?;
    window.shot("06-processing").await?;
    window.see_within("[data-testid=\"queue-item\"][data-state=\"completed\"]", RENDER).await?;
    window.shot("07-completed").await?;
    let credits = window.text("credits").await?;
    ensure!(credits.contains("23"), "one video took one credit of 24, the window says {credits:?}");
    Ok(())
}

/// Returns the id of the video.
async fn library(stage: &Stage, window: &Window) -> Result<String> {
    stage.say("library");
    window.click("nav-library").await?;
    let card = "[data-testid=\"video-card\"][data-status=\"completed\"][data-thumbnail=\"true\"]";
    let video = window.attr(card, "data-id").await?;
    let painted = "const image = document.querySelector(arguments[0] + ' img');
        return image !== null && image.complete && image.naturalWidth > 0";
    let poster = async || Ok((window.script(painted, vec![json!(card)]).await? == json!(true)).then_some(()));
    window.until("the poster's picture", Duration::from_secs(20), poster).await?;
    window.shot("08-library").await?;
    window.click_css(card).await?;
    window.see("video-drawer").await?;
    Ok(video)
}

async fn play(stage: &Stage, window: &Window) -> Result<()> {
    stage.say("play");
    window.click("play").await?;
    let script = "const video = document.querySelector('[data-testid=\"video-player\"]');
        return video === null ? null : { at: video.currentTime, error: video.error?.message ?? null, height: video.videoHeight }";
    let moves = async || {
        let playback = window.script(script, vec![]).await?;
        let at = playback.get("at").and_then(Value::as_f64).unwrap_or(0.0);
        if at > 0.5 {
            return Ok(Some(playback));
        }
        anyhow::bail!("the player says {playback}")
    };
    let playback = window.until("the video's time to move on", Duration::from_secs(30), moves).await?;
    ensure!(playback.get("height").and_then(Value::as_u64) == Some(960), "540 × 960 was rendered: {playback}");
    window.shot("09-playing").await?;
    window.click("play").await // Pauses.
}

async fn download(stage: &Stage, window: &Window) -> Result<PathBuf> {
    stage.say("save");
    window.click("download").await?;
    window.see_css("[data-testid=\"download-state\"][data-state=\"saved\"]").await?;
    window.shot("10-saved").await?;
    let saved = files(&stage.home(), "mp4");
    ensure!(saved.len() == 1, "one file was saved: {saved:?}");
    saved.into_iter().next().context("the file")
}

/// The file on disk is, byte for byte, one that the sandbox made.
fn same_as_the_sandbox(stage: &Stage, saved: &Path) -> Result<()> {
    let digest = |path: &Path| -> Result<_> { Ok(Sha256::digest(fs::read(path)?)) };
    let ours = digest(saved)?;
    let theirs = files(&stage.data().join("sandbox"), "mp4");
    ensure!(!theirs.is_empty(), "the sandbox keeps its clips in its folder");
    for clip in &theirs {
        if digest(clip)? == ours {
            return Ok(());
        }
    }
    anyhow::bail!("{} is none of the sandbox's {theirs:?}", saved.display())
}

/// All files with this extension under a folder.
fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, kind));
        } else if path.extension().is_some_and(|extension| extension == kind) {
            found.push(path);
        }
    }
    found
}
