//! Tells Tauri where our capabilities are and which commands exist, so that each needs its own permission.

use std::path::Path;

#[expect(unreachable_pub, reason = "the library shows these names to its tests")]
#[path = "ipc/names.rs"]
mod names;

fn main() {
    // `generate_context!` does not compile without the front end's folder. `cargo xtask` builds the real one first; a
    // plain `cargo check` on a fresh clone gets a page that says what to do.
    let dist = Path::new("ui/dist");
    if !dist.join("index.html").exists() {
        let page = "<!doctype html><title>TikVod</title><p>The interface is not built. Run: cargo xtask run</p>";
        if std::fs::create_dir_all(dist).and_then(|()| std::fs::write(dist.join("index.html"), page)).is_err() {
            println!("cargo::warning=ui/dist cannot be written");
        }
    }
    println!("cargo::rerun-if-changed=ui/dist");
    println!("cargo::rerun-if-changed=capabilities");
    println!("cargo::rerun-if-changed=tauri.conf.json");
    let commands: Vec<&str> = names::MAIN.iter().chain(names::KEY_ENTRY).copied().collect();
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(commands.leak()));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
