//! The app in a real window, driven as a person would: real clicks, keys and drags, through WebKitWebDriver under
//! Xvfb, with a real Secret Service on a private bus and the real sandbox. Run with `cargo xtask e2e`, which brings
//! the session.

mod canary;
mod drag;
mod driver;
mod hand;
mod marked;
mod sandbox;
mod stage;
mod walks;
mod window;
