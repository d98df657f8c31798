//! The two windows: the main one, and the small one in which a key is typed.

use tauri::utils::config::WindowConfig;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::window::Color;
use tauri::{AppHandle, Manager as _, Runtime, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tikvod_core::view;

use crate::painted;

/// Label of the main window.
pub const MAIN: &str = "main";
/// Label of the window in which a key is typed.
pub const KEY_ENTRY: &str = "key-entry";

/// Background of the page in dark and in light (ui/src/styles/tokens.css), so that nothing flashes before it is painted.
const DARK: Color = Color(15, 13, 12, 255);
const LIGHT: Color = Color(246, 244, 242, 255);

/// Opens the main window as tauri.conf.json says, in the person's theme.
///
/// # Errors
/// When the window cannot be made.
pub fn open_main<R: Runtime>(app: &AppHandle<R>, theme: view::Theme) -> tauri::Result<WebviewWindow<R>> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN).cloned();
    let mut config = config.unwrap_or_else(|| WindowConfig { label: MAIN.to_owned(), ..WindowConfig::default() });
    // A private WebKitGTK profile cannot be driven by WebDriver. Only a test build gives privacy up, and only when asked.
    if cfg!(any(debug_assertions, feature = "webdriver"))
        && std::env::var("TAURI_WEBVIEW_AUTOMATION").as_deref() == Ok("true")
    {
        config.incognito = false;
    }
    let theme = native(theme);
    let mut builder = WebviewWindowBuilder::from_config(app, &config)?
        .theme(theme)
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .background_color(if theme == Some(Theme::Light) { LIGHT } else { DARK });
    if std::env::var_os(crate::BENCH).is_some() {
        builder = builder.on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                // A window that is gone already has nothing to report.
                let _gone = window.with_webview(|webview| painted::report(&webview));
            }
        });
    }
    let window = builder.build()?;
    // Which theme the system has is known only once there is a window.
    if theme.is_none() && window.theme().is_ok_and(|theme| theme == Theme::Light) {
        window.set_background_color(Some(LIGHT))?;
    }
    Ok(window)
}

/// Shows the main window's page in the person's text size, percent. The web view's own zoom, because a zoom in CSS
/// would leave media queries and the pointer's coordinates behind.
pub fn zoom<R: Runtime>(app: &AppHandle<R>, percent: u16) {
    if let Some(main) = app.get_webview_window(MAIN)
        && let Err(error) = main.set_zoom(f64::from(percent) / 100.0)
    {
        tracing::warn!(%error, "the text size was not taken");
    }
}

/// Opens the key window, or brings the open one to the front. Its page has one field; its only permission is
/// `set_api_key`, and it is destroyed once a key is accepted, and with it the process memory that held the text.
///
/// # Errors
/// When the window cannot be made.
pub fn open_key_entry<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(open) = app.get_webview_window(KEY_ENTRY) {
        return open.set_focus();
    }
    let main = app.get_webview_window(MAIN);
    let light = main.as_ref().is_some_and(|main| main.theme().is_ok_and(|theme| theme == Theme::Light));
    let mut builder = WebviewWindowBuilder::new(app, KEY_ENTRY, WebviewUrl::App("key.html".into()))
        .title("TikVod API key")
        .inner_size(480.0, 320.0)
        .resizable(false)
        .maximizable(false)
        .minimizable(false)
        .incognito(true)
        .devtools(false)
        .disable_drag_drop_handler()
        .center()
        .focused(true)
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .background_color(if light { LIGHT } else { DARK });
    if let Some(main) = &main {
        builder = builder.parent(main)?;
    }
    build_second_private(builder)
}

/// tauri-runtime-wry 2.12 remembers by data folder which protocols a web context knows, while on Linux each private window
/// gets a context of its own: a second private window shows "The URL can't be shown". A folder of its own makes it register
/// ours again. WebKit sets that folder up and, the window being private, keeps nothing of it there.
#[cfg(target_os = "linux")]
fn build_second_private<R: Runtime>(builder: WebviewWindowBuilder<'_, R, AppHandle<R>>) -> tauri::Result<()> {
    let profile = std::env::temp_dir().join(format!("tikvod-key-{}", uuid::Uuid::new_v4()));
    builder.data_directory(profile.clone()).build()?.on_window_event(move |event| {
        if matches!(event, tauri::WindowEvent::Destroyed) {
            let _ = std::fs::remove_dir_all(&profile);
        }
    });
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn build_second_private<R: Runtime>(builder: WebviewWindowBuilder<'_, R, AppHandle<R>>) -> tauri::Result<()> {
    builder.build().map(drop)
}

/// Lets the system's own parts of all windows follow the person's theme.
pub fn follow<R: Runtime>(app: &AppHandle<R>, theme: view::Theme) {
    for window in app.webview_windows().into_values() {
        if let Err(error) = window.set_theme(native(theme)) {
            tracing::warn!(%error, "the window keeps its theme");
        }
    }
}

fn native(theme: view::Theme) -> Option<Theme> {
    match theme {
        view::Theme::System => None,
        view::Theme::Light => Some(Theme::Light),
        view::Theme::Dark => Some(Theme::Dark),
    }
}

/// A window goes nowhere but to our own pages: not to a link, a dropped file, or a page that a script names.
fn is_own(url: &Url) -> bool {
    let served = match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => cfg!(not(windows)),
        ("http" | "https", Some("tauri.localhost")) => cfg!(windows),
        // The development server of tauri.conf.json; a bundled app has none.
        ("http", Some("127.0.0.1")) => tauri::is_dev() && url.port() == Some(5173),
        _ => false,
    };
    served && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_stays_at_home() {
        let own = |url: &str| is_own(&url.parse().expect("a URL"));
        let home = if cfg!(windows) { "http://tauri.localhost/" } else { "tauri://localhost/index.html" };
        assert!(own(home));
        for away in [
            "https://app.tikvod.com/",
            "tauri://evil.test/",
            "tauri://user@localhost/",
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:alert(1)",
            "tvmedia://localhost/thumb/vid_1",
        ] {
            assert!(!own(away), "{away}");
        }
    }
}
