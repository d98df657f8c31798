//! The boundary to the windows, on Tauri's mock runtime: the real commands, the real capability files, the real core on a
//! folder of its own, the real sandbox. Doubles only for what the operating system owns.

mod bench;
mod bindings;
mod canary;
mod commands;
mod keychain;
mod media;
mod notifications;
mod refusals;
mod table;
