//! The client against servers that misbehave in every way we know of, and against the real sandbox.
#![allow(clippy::unwrap_used)]

mod raw;

mod cut;
mod hostile;
mod media;
mod once;
mod pages;
mod reads;
mod sandbox;
mod secrets;
mod wire;
