//! What the operating system owns: keychain, clipboard, notifications, folders, the display, media over loopback.

pub mod clipboard;
pub mod desktop;
pub mod display;
pub mod hardening;
pub mod keychain;
pub mod logging;
pub mod media;
pub mod notifications;
mod own_thread;
pub mod paths;
pub mod sandbox;
