//! Everything TikVod Desktop is, without a window: what the person asked for, what TikVod said, and what to do next.
//!
//! [`Core`] is the surface. Behind it stand four workers (outbox, poller, planner, downloads) over one SQLite file; every
//! change is one transaction, and the window hears of it through [`Core::subscribe`].

mod backup;
mod blocking;
mod budget;
mod by_hand;
mod core;
mod create;
pub mod domain;
mod downloads;
mod drafts;
mod error;
mod fence;
mod importer;
mod inbox;
#[cfg(feature = "kill-points")]
pub mod kill;
#[cfg(not(feature = "kill-points"))]
mod kill;
mod launch;
mod ledger;
mod library;
mod lock;
mod media;
mod outbox;
mod pace;
mod planner;
mod plans;
mod poller;
pub mod ports;
mod presets;
mod queue;
mod reconcile;
mod server_clock;
mod session;
mod social;
mod status;
pub mod store;
#[cfg(feature = "trials")]
pub mod trials;
#[cfg(not(feature = "trials"))]
mod trials;
pub mod view;

pub use crate::backup::{inspect_backup, restore};
pub use crate::core::{Core, CoreOptions, Front, Ports};
pub use crate::error::{CoreError, Result};
pub use crate::media::{MediaFile, RemoteBody, RemoteVideo, VideoSource};
pub use crate::pace::Pace;
pub use crate::session::time_scale;
