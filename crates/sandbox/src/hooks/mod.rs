//! Webhooks: signing events and taking them to their receivers.

mod courier;
mod post;

pub(crate) use courier::{acceptable, carry};
