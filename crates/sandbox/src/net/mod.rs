//! From the socket to the router and back.

mod bodies;
mod front;
mod host;
mod leave;
mod listen;
mod visit;
mod wire;

pub(crate) use listen::{bind, serve};
pub(crate) use visit::Visit;
