//! TikVod Desktop: the window around `tikvod-core`. The only crate that names Tauri.

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When Tauri cannot start.
pub fn run() -> anyhow::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let config = app.config().app.windows.first().cloned().unwrap_or_default();
            tauri::WebviewWindowBuilder::from_config(app.handle(), &config)?.build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
