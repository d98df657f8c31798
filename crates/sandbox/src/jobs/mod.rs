//! Jobs on their way: the conductor moves them when their time comes, the studio renders their files.

mod conductor;
pub(crate) mod screenplay;
mod steps;
mod studio;
mod timing;

pub(crate) use conductor::conduct;
pub(crate) use studio::Studio;
pub(crate) use timing::{Times, go_live_after};
