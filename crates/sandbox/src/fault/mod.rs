//! Faults as data.

mod board;
mod model;
mod plan;

pub(crate) use board::{Board, Installed};
pub use model::{Action, Answer, Fault, RateHeaders};
pub(crate) use plan::{Before, Plan, Reply};
