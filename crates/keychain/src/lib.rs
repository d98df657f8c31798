//! The keychain of the operating system behind the core's [`SecretStore`](tikvod_core::ports::SecretStore), for both
//! programs: the window and the command line find the same entries.
//!
//! With it comes [`OwnThread`], on which every call runs that the system may never answer.

mod keychain;
mod own_thread;

pub use keychain::{Keychain, Patience, SERVICE};
pub use own_thread::{OwnThread, Stuck};
