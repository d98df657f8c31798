//! The TikVod API on loopback, with real state, real media and faults on demand.
//!
//! The sandbox is the double that everything else is tested against and the account-less mode of the app, so it holds
//! to the contract as strictly as it can and shares no code with the client: a mistake in a shared type would hide on
//! both sides.
//!
//! ```no_run
//! # async fn run() -> Result<(), tikvod_sandbox::SandboxError> {
//! let mut options = tikvod_sandbox::Options::new("sandbox-data".into());
//! options.time_scale = 60.0;
//! let sandbox = tikvod_sandbox::Sandbox::start(options).await?;
//! // … speak HTTP to sandbox.base_url() with sandbox.live_key() …
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! Beside the API under `/v1` there is control under `/_sandbox`, with the same bearer keys (see [`faults`]).

mod account;
mod api;
mod app;
mod clock;
mod control;
mod error;
mod fault;
mod folder;
mod hooks;
mod ids;
mod jobs;
mod ledger;
mod media;
mod net;
mod options;
mod rate;
mod refusal;
pub mod script;
mod server;
mod store;

pub use error::SandboxError;
pub use options::Options;
pub use server::Sandbox;

pub mod faults {
    //! Faults as data: what can be installed with `POST /_sandbox/faults`.
    //!
    //! The body is one fault, or `{"faults": [ … ]}`:
    //! ```json
    //! {"method": "POST", "path": "/v1/videos", "times": 1, "skip": 0, "action": {"type": "accept_then_drop"}}
    //! ```
    //! `method` left out matches every method, `path` is a prefix (left out: everything), `times` left out means until
    //! it is taken away with `DELETE /_sandbox/faults`, and `skip` lets that many matching requests pass first.
    //! Faults act on requests whose key is known and that are within the rate limit, and on media; never on control.
    pub use crate::fault::{Action, Answer, Fault, RateHeaders};
}
