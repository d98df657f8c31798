//! The core over a real SQLite file and the real sandbox on loopback. Only the keychain, notifications and the way to
//! the sandbox are doubles.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod accounts;
mod beside;
mod by_hand;
mod downloads;
mod drafts;
mod fences;
mod import;
mod inbox;
mod keychain;
mod ledger;
mod lost;
mod money;
mod opening;
mod plans;
mod polling;
mod rollback;
mod start;
mod support;
