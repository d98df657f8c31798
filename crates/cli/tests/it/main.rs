//! The command line as a person or a script meets it: a real process, a real sandbox over loopback, a real database.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod canary;
mod codes;
mod help;
mod inbox;
mod json;
mod keys;
mod support;
mod tables;
mod walk;
