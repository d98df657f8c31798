//! For `cargo xtask bench`: says when a page is on the screen. The blank window that ours is compared with compiles this
//! very file.

use tauri::webview::PlatformWebview;

/// Writes `tikvod: painted` to stderr once the loaded page is on the screen: at the second tick of the widget's frame
/// clock after the load, when what the first tick drew is out.
#[cfg(target_os = "linux")]
pub(crate) fn report(webview: &PlatformWebview) {
    use std::cell::Cell;

    use gtk::glib::ControlFlow;
    use gtk::prelude::{WidgetExt as _, WidgetExtManual as _};

    let widget = webview.inner();
    let drawn = Cell::new(false);
    widget.queue_draw();
    widget.add_tick_callback(move |_, _| {
        if drawn.replace(true) {
            eprintln!("tikvod: painted");
            return ControlFlow::Break;
        }
        ControlFlow::Continue
    });
}

/// Elsewhere the end of the load has to do.
#[cfg(not(target_os = "linux"))]
pub(crate) fn report(_webview: &PlatformWebview) {
    eprintln!("tikvod: painted");
}
