//! The shapes that cross a boundary: to the window today, to the command line and to assistants later.
//!
//! They are made for showing. Nothing in here can hold a key, a path that the window could use, or a URL that it
//! could fetch: media are named by id. TypeScript types are generated from these (`cargo xtask bindings`).

mod account;
mod create;
mod error;
mod library;
mod plan;
mod queue;

pub use account::*;
pub use create::*;
pub use error::*;
pub use library::*;
pub use plan::*;
pub use queue::*;
