//! The shapes that cross a boundary: to the window today, to the command line and to assistants later.
//!
//! They are made for showing. Nothing in here can hold a key, a path that the window could use, or a URL that it
//! could fetch: media are named by id. TypeScript types are generated from these (`cargo xtask bindings`).

mod account;
mod backup;
mod create;
mod error;
mod import;
mod inbox;
mod launch;
mod ledger;
mod library;
mod plan;
mod preset;
mod queue;

pub use account::*;
pub use backup::*;
pub use create::*;
pub use error::*;
pub use import::*;
pub use inbox::*;
pub use launch::*;
pub use ledger::*;
pub use library::*;
pub use plan::*;
pub use preset::*;
pub use queue::*;
