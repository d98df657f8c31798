//! The pictures of README.md: the whole path at reading speed, then every screen in light and in dark. Run by
//! `cargo xtask tour`; `cargo xtask test` leaves it out.

use std::time::Duration;

use anyhow::Result;
use fantoccini::key::Key;

use super::planning;
use crate::stage::{Stage, walk};
use crate::window::{Window, id};

/// Format and idea of each video.
const IDEAS: [(&str, &str); 6] = [
    ("listicle", "5 facts about deep-sea creatures that sound made up"),
    ("quiz", "Which of these three animals never sleeps?"),
    ("faceless_story", "The lighthouse keeper who answered a letter ninety years late"),
    ("talking_avatar", "How to start again after a year that went nowhere"),
    ("ai_broll", "4 lost cities that were found from space"),
    ("quiz", "Can you name the country from its outline?"),
];
/// What is in the queue while it is shown: three at TikVod, and three that wait.
const AT_TIKVOD: [(&str, &str); 3] = [
    ("faceless_story", "The radio station that kept playing after everyone left"),
    ("listicle", "6 bridges that lead nowhere"),
    ("ai_broll", "What a city sounds like at 4 a.m."),
];
const WAITING: [(&str, &str); 3] = [
    ("quiz", "Can you tell a planet from a moon?"),
    ("talking_avatar", "The habit that gave me back two hours a day"),
    ("listicle", "3 islands that only exist in winter"),
];
const RENDER: Duration = Duration::from_secs(240);

#[test]
fn tour() {
    walk("tour", Duration::from_secs(900), async |stage| {
        let app = stage.open().await?;
        let window = &app.window;
        stage.say("welcome");
        window.ready().await?;
        shot(window, "welcome-light").await?;
        window.click("try-sandbox").await?;
        window.see("idea").await?;
        author(stage, window).await?;
        let videos = finished(stage, window).await?;
        plan(stage, window, &videos).await?;
        fill_queue(stage, window).await?;
        theme(window, "light").await?;
        screens(stage, window, "light").await?;
        theme(window, "dark").await?;
        screens(stage, window, "dark").await?;
        sign_out(window).await?;
        shot(window, "welcome-dark").await?;
        app.close().await
    });
}

/// Time to read, where somebody may be reading.
async fn read() {
    if std::env::var_os("TIKVOD_E2E_TOUR").is_some() {
        tokio::time::sleep(Duration::from_millis(1_200)).await;
    }
}

async fn shot(window: &Window, name: &str) -> Result<()> {
    window.gone(&id("toast")).await?;
    read().await;
    window.shot(name).await
}

/// Six videos: the first with two takes, the rest straight into the queue.
async fn author(stage: &Stage, window: &Window) -> Result<()> {
    stage.say("ideas");
    for (index, (style, idea)) in IDEAS.into_iter().enumerate() {
        describe(window, style, idea).await?;
        if index == 0 {
            window.click("preview-script").await?;
            window.see("take-tab-1").await?;
            read().await;
            window.click("new-take").await?;
            window.see("take-tab-2").await?;
        }
        add(window).await?;
    }
    Ok(())
}

async fn describe(window: &Window, style: &str, idea: &str) -> Result<()> {
    window.fill("idea", idea).await?;
    window.click(&format!("style-{style}")).await?;
    Ok(window.see("duration").await?.send_keys(&Key::Home).await?)
}

async fn add(window: &Window) -> Result<()> {
    read().await;
    // The button rests for a moment after each click.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    window.click("add-to-queue").await?;
    window.see("toast").await.map(drop)
}

/// A queue that is worth a picture, at the speed of a real render.
async fn fill_queue(stage: &Stage, window: &Window) -> Result<()> {
    stage.say("queue");
    window.click("nav-settings").await?;
    window.click("speed-real").await?;
    window.click("nav-create").await?;
    for (style, idea) in AT_TIKVOD {
        describe(window, style, idea).await?;
        add(window).await?;
    }
    window.click("nav-queue").await?;
    window.see_within("[data-testid=\"queue-item\"][data-state=\"processing\"]", RENDER).await?;
    window.client().active_element().await?.send_keys("p").await?;
    window.click("nav-create").await?;
    for (style, idea) in WAITING {
        describe(window, style, idea).await?;
        add(window).await?;
    }
    Ok(())
}

/// Waits for all videos; returns their ids.
async fn finished(stage: &Stage, window: &Window) -> Result<Vec<String>> {
    stage.say("library");
    window.click("nav-library").await?;
    let card = "[data-testid=\"video-card\"][data-status=\"completed\"][data-thumbnail=\"true\"]";
    let all = async || Ok((window.count(card).await? == IDEAS.len()).then_some(()));
    window.until("all videos", RENDER, all).await?;
    let script = "return [...document.querySelectorAll(arguments[0])].map((card) => card.dataset.id)";
    let ids = window.script(script, vec![card.into()]).await?;
    Ok(ids.as_array().into_iter().flatten().filter_map(|id| Some(id.as_str()?.to_owned())).collect())
}

async fn plan(stage: &Stage, window: &Window, videos: &[String]) -> Result<()> {
    window.click("nav-calendar").await?;
    let captions = ["Five of them. #deepsea", "Number two surprised us. #quiz", "He wrote back. #story"];
    for (nth, (video, caption)) in (0..).zip(videos.iter().zip(captions)) {
        // Past the horizon of twelve hours, a day and a bit apart.
        planning::compose(stage, window, video, 14 + 27 * nth).await?;
        if nth == 0 {
            planning::add_account(window).await?;
        }
        window.see("composer-account").await?;
        window.fill("composer-caption", caption).await?;
        read().await;
        window.click("composer-plan").await?;
        window.gone("[data-testid=\"composer\"]").await?;
    }
    Ok(())
}

/// Every screen, as it is now.
async fn screens(stage: &Stage, window: &Window, theme: &str) -> Result<()> {
    stage.say(theme);
    shot(window, &format!("settings-{theme}")).await?;
    window.click("nav-create").await?;
    window.fill("idea", IDEAS[0].1).await?;
    window.click("style-listicle").await?;
    window.see("duration").await?.send_keys(&format!("{}{}", Key::Home, Key::PageUp.repeat(6))).await?;
    window.click("preview-script").await?;
    window.gone("[data-testid=\"take-stale\"]").await?;
    window.click_css("[data-testid=\"take-line\"]:nth-of-type(4)").await?;
    shot(window, &format!("create-{theme}")).await?;
    window.client().active_element().await?.send_keys(&format!("{}k{}", Key::Control, Key::Null)).await?;
    window.see("palette").await?;
    shot(window, &format!("palette-{theme}")).await?;
    window.client().active_element().await?.send_keys(&Key::Escape).await?;
    window.click("nav-queue").await?;
    window.see("queue-item").await?;
    shot(window, &format!("queue-{theme}")).await?;
    window.click("nav-library").await?;
    window.see("video-card").await?;
    shot(window, &format!("library-{theme}")).await?;
    window.click("video-card").await?;
    window.see("video-drawer").await?;
    shot(window, &format!("detail-{theme}")).await?;
    window.client().active_element().await?.send_keys(&Key::Escape).await?;
    window.click("nav-calendar").await?;
    window.see("calendar-slot").await?;
    shot(window, &format!("calendar-{theme}")).await
}

async fn theme(window: &Window, theme: &str) -> Result<()> {
    window.click("nav-settings").await?;
    window.click(&format!("theme-{theme}")).await?;
    window.see_css(&format!("html[data-theme=\"{theme}\"]")).await.map(drop)
}

async fn sign_out(window: &Window) -> Result<()> {
    window.click("nav-settings").await?;
    window.click("sign-out").await?;
    window.click("sign-out-confirm").await?;
    window.see("paste-key").await.map(drop)
}
