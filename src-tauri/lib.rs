//! TikVod Desktop: the window around `tikvod-core`. The only crate that names Tauri.
//!
//! `app` puts everything together, `ipc` is the boundary to the windows, `commands` what they can ask for, and
//! `platform` what the operating system owns.
//!
//! With `TIKVOD_BENCH` set, one line on stderr, `tikvod: painted`, says when the first page is on the screen; that is
//! what `cargo xtask bench` and `cargo xtask run --screenshot-and-quit` wait for.

pub mod app;
mod commands;
pub mod ipc;
mod painted;
pub mod platform;
pub mod state;
pub mod window;

pub use app::{Wishes, run};

/// Set by `cargo xtask bench`.
pub(crate) const BENCH: &str = "TIKVOD_BENCH";
