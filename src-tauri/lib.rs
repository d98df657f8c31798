//! TikVod Desktop: the window around `tikvod-core`. The only crate that names Tauri.

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When Tauri cannot start.
pub fn run() -> anyhow::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let mut config = app.config().app.windows.first().cloned().unwrap_or_default();
            // A private WebKitGTK profile cannot be driven by WebDriver. Only a test build gives privacy up, and only
            // when asked.
            if cfg!(debug_assertions) && std::env::var("TAURI_WEBVIEW_AUTOMATION").as_deref() == Ok("true") {
                config.incognito = false;
            }
            tauri::WebviewWindowBuilder::from_config(app.handle(), &config)?.build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
