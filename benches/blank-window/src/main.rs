//! A Tauri window with nothing in it, opened and timed as ours is: the floor of `cargo xtask bench`.

use tauri::webview::PageLoadEvent;

#[path = "../../../src-tauri/painted.rs"]
mod painted;

fn main() {
    let app = tauri::Builder::default().on_page_load(|webview, load| {
        if load.event() == PageLoadEvent::Finished {
            let _gone = webview.with_webview(|webview| painted::report(&webview));
        }
    });
    if let Err(error) = app.run(tauri::generate_context!()) {
        eprintln!("the blank window cannot be opened: {error}");
    }
}
