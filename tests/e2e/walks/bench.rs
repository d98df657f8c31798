//! What a click costs, for `cargo xtask bench`; `cargo xtask test` leaves it out.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::video;
use crate::stage::{Stage, walk};
use crate::window::{Window, id};

const CLICKS: usize = 9;

#[test]
fn bench_click_to_row() {
    walk("bench-click", Duration::from_secs(180), async |stage| {
        let app = stage.open().await?;
        video::welcome(stage, &app.window).await?;
        app.window.fill("idea", "5 facts about deep-sea creatures that sound made up").await?;
        let mut taken = Vec::new();
        for rows in 0..CLICKS {
            taken.push(click(&app.window, rows).await?);
            app.window.click("nav-create").await?;
        }
        tell(stage, taken)?;
        app.close().await
    });
}

/// Clicks "Add to queue", goes to the queue at once, and waits for one row more. The page takes the time, from the
/// click's event to the frame after the row appeared, so that the driver's own way does not count.
async fn click(window: &Window, rows: usize) -> Result<f64> {
    // The button rests for a moment after a click, so that a second one by accident does nothing.
    let add = id("add-to-queue");
    window.see_css(&format!("{add}:not([disabled]):not([aria-disabled=\"true\"])")).await?;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let script = "
        const [add, nav, row, rows] = arguments;
        window.__took = null;
        setTimeout(() => {
            const begun = performance.now();
            document.querySelector(add).click();
            document.querySelector(nav).click();
            const look = () => {
                if (document.querySelectorAll(row).length > rows) {
                    requestAnimationFrame(() => setTimeout(() => { window.__took = performance.now() - begun; }));
                } else if (performance.now() - begun < 10000) {
                    requestAnimationFrame(look);
                }
            };
            look();
        });";
    let words = [add, id("nav-queue"), id("queue-item")].map(Value::from);
    window.script(script, [&words[..], &[json!(rows)]].concat()).await?;
    let took = async || Ok(window.script("return window.__took", vec![]).await?.as_f64());
    window.until("the row of the click", Duration::from_secs(15), took).await
}

fn tell(stage: &Stage, mut taken: Vec<f64>) -> Result<()> {
    taken.sort_by(f64::total_cmp);
    let (least, most) = (taken.first().context("a first")?, taken.last().context("a last")?);
    let middle = taken.get(taken.len() / 2).context("a middle")?;
    ensure!(*least > 0.0, "a row cannot be there before its click");
    stage.say(&format!("click to row: {middle:.0} ms ({least:.0}–{most:.0}), median of {CLICKS} (goal < 100 ms)"));
    Ok(())
}
