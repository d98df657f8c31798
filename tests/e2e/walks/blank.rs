//! The window opens at all, paints, and carries its name.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::stage::walk;

#[test]
fn window_opens() {
    walk("window-opens", Duration::from_secs(90), async |stage| -> Result<()> {
        let app = stage.open().await?;
        let title = app.window.client().title().await?;
        ensure!(title.contains("TikVod"), "the title is {title:?}");
        app.window.see_css("body").await?;
        app.window.shot("open").await?;
        app.close().await
    });
}
