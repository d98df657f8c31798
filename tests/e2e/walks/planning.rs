//! The calendar: a finished video dragged onto a day and an hour, composed, planned, handed over.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::window::Window;

/// The button that turns to the next week.
const LATER: &str = "button[aria-keyshortcuts=\"Shift+ArrowRight\"]";

/// Drags the video onto a free hour, fills the composer, plans, hands over. Returns the plan's id.
pub(super) async fn plan_and_hand_over(stage: &Stage, window: &Window, video: &str) -> Result<String> {
    stage.say("calendar");
    window.click("nav-calendar").await?;
    // Past the default horizon of twelve hours, so that nothing is handed over by itself.
    compose(stage, window, video, 14).await?;
    stage.say("composer");
    add_account(window).await?;
    window.fill("composer-caption", "Five of them. #deepsea").await?;
    window.shot("10-composer").await?;
    window.click("composer-plan").await?;
    window.gone("[data-testid=\"composer\"]").await?;
    let plan = window.attr("[data-testid=\"plan-mark\"]", "data-id").await?;
    see_plan(window, &plan, "planned").await?;
    window.shot("10-planned").await?;

    stage.say("hand over now");
    window.click("plan-mark").await?;
    window.see("plan-popover").await?;
    window.click("hand-over-now").await?;
    see_plan(window, &plan, "handed_over").await?;
    window.shot("10-handed-over").await?;
    Ok(plan)
}

/// Drags the video onto a free hour so many hours ahead: the composer opens for that hour.
pub(super) async fn compose(stage: &Stage, window: &Window, video: &str, ahead: u32) -> Result<()> {
    let item = format!("[data-testid=\"ready-item\"][data-id=\"{video}\"]");
    window.see_css(&item).await?;
    let (to, local) = free_slot(window, ahead).await?;
    let from = window.middle(&item).await?;
    stage.say(&format!("drag onto {local}"));
    window.drag(from, to).await?;
    window.see("composer").await?;
    let (date, time) = local.split_once('T').context("a slot's data-local has date and time")?;
    let shown = (field(window, "composer-date").await?, field(window, "composer-time").await?);
    ensure!(shown == (date.to_owned(), time.to_owned()), "dropped on {local}, the composer says {shown:?}");
    Ok(())
}

/// Adds the first account, in the composer.
pub(super) async fn add_account(window: &Window) -> Result<()> {
    window.choose("account-platform", "tiktok").await?;
    window.fill("account-id", "acc_e2e").await?;
    window.fill("account-name", "@fivefactsdaily").await?;
    window.click("account-add").await?;
    window.see("composer-account").await.map(drop)
}

/// Waits until the plan stands on the calendar in this state; in the next week where it is not in this one.
pub(super) async fn see_plan(window: &Window, plan: &str, state: &str) -> Result<()> {
    let mark = format!("[data-testid=\"plan-mark\"][data-id=\"{plan}\"]");
    if window.see_within(&mark, Duration::from_secs(5)).await.is_err() {
        window.click_css(LATER).await?;
    }
    window.see_css(&format!("{mark}[data-state=\"{state}\"]")).await.map(drop)
}

async fn field(window: &Window, testid: &str) -> Result<String> {
    Ok(window.see(testid).await?.prop("value").await?.unwrap_or_default())
}

/// A slot at least so many hours ahead, brought into view: where it is, and which hour it is.
async fn free_slot(window: &Window, ahead: u32) -> Result<((f64, f64), String)> {
    let script = "
        const earliest = Date.now() + arguments[0] * 3600e3;
        const slots = [...document.querySelectorAll('[data-testid=\"calendar-slot\"]')]
            .filter((slot) => new Date(slot.dataset.local).getTime() > earliest && /T(09|1[0-9]):/.test(slot.dataset.local));
        for (const slot of slots) {
            slot.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
            const box = slot.getBoundingClientRect();
            const at = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 10)];
            if (slot.contains(document.elementFromPoint(...at)) || document.elementsFromPoint(...at).includes(slot)) {
                return { at, local: slot.dataset.local };
            }
        }
        return null;";
    window.see("calendar-slot").await?;
    for _ in 0..2 {
        let found = window.script(script, vec![json!(ahead)]).await?;
        if found == json!(null) {
            // Late in the week every hour that is far enough ahead lies in the next one.
            window.click_css(LATER).await?;
            window.see("calendar-slot").await?;
            continue;
        }
        let at = |index: usize| found.pointer(&format!("/at/{index}")).and_then(Value::as_f64);
        let local = found.get("local").and_then(Value::as_str).context("data-local")?.to_owned();
        return Ok(((at(0).context("x")?, at(1).context("y")?), local));
    }
    bail!("no free hour can be reached, in this week or the next")
}
