//! What the operating system owns: clipboard, notifications, folders, the display, media over loopback.

pub mod clipboard;
pub mod desktop;
pub mod display;
pub mod hardening;
pub mod logging;
pub mod media;
pub mod notifications;
pub mod painting;
pub mod paths;
pub mod sandbox;
