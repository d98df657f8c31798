//! The keychain in every state that it can be in (reliability.md T15): absent, locked, hung, denied, ambiguous, gone in
//! the middle, too small. Which keychain is used is a matter of the whole process, so each test runs this binary again,
//! for itself alone, with a bus, a home and a temporary folder of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used)]

mod alone;
mod calls;
mod fake;
mod library;
mod secret_service;
mod states;
