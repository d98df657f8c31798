//! Whether there is a display to open a window on.

/// Looks for a display, so that a missing one gives a sentence and not GTK's panic.
///
/// # Errors
/// One clear sentence.
#[cfg(target_os = "linux")]
pub fn check() -> Result<(), String> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        return Err("TikVod Desktop needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set.".to_owned());
    }
    // The one in the environment may be gone. Tauri initialises GTK again, which then does nothing.
    gtk::init().map_err(|_| "TikVod Desktop cannot open the display that DISPLAY or WAYLAND_DISPLAY names.".to_owned())
}

/// Elsewhere there is always one.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn check() -> Result<(), String> {
    Ok(())
}
