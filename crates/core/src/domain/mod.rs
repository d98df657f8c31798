//! Plain data and state machines. No IO, no clock: whatever depends on time gets it as an argument.

pub mod breaker;
pub mod estimate;
pub mod fence;
pub mod form;
pub mod horizon;
pub mod intent;
pub mod languages;
pub mod launch;
pub mod plan;
pub mod reconcile;
pub mod script;
pub mod title;
pub mod wall_time;
