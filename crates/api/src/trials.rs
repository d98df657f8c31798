//! For the test programme only (feature `trials`): a TikVod in memory in place of the network, below everything that
//! decides. What this thread installs, the clients on this thread speak to; the rest of the process is not touched.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::HeaderMap;
use reqwest::Method;
use serde_json::Value;

#[cfg(not(debug_assertions))]
compile_error!("the feature `trials` is for the test programme and never for a release");

/// A request as it leaves.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Behind the base URL, such as `videos/vid_1`.
    pub path: String,
    /// The query as an object, or null.
    pub query: Value,
    /// The body.
    pub body: Option<Vec<u8>>,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Reply {
    /// An answer; `whole` is false where the connection broke within its body.
    Answer {
        /// The status.
        status: u16,
        /// The headers.
        headers: HeaderMap,
        /// The body, as far as it came.
        body: Vec<u8>,
        /// Whether all of it came.
        whole: bool,
    },
    /// No connection: nothing was sent.
    NoConnection,
    /// The connection broke before an answer.
    Lost,
    /// No answer in time.
    TimedOut,
}

/// The network, and what else of the outside the client looks at.
pub trait Network: Send + Sync {
    /// Carries a request.
    fn exchange(&self, request: Request) -> Pin<Box<dyn Future<Output = Reply> + Send>>;
    /// A number in 0..=1 for jitter.
    fn chance(&self) -> f64;
    /// The computer's clock.
    fn now(&self) -> DateTime<Utc>;
    /// Whether a lost request is sent once more below our own code, as reqwest does after a GOAWAY. A seeded bug.
    fn repeats_lost(&self) -> bool;
}

thread_local! {
    static NETWORK: RefCell<Option<Arc<dyn Network>>> = const { RefCell::new(None) };
}

/// Puts a network in place for this thread, or takes it away.
pub fn install(network: Option<Arc<dyn Network>>) {
    NETWORK.with(|place| *place.borrow_mut() = network);
}

pub(crate) fn network() -> Option<Arc<dyn Network>> {
    NETWORK.with(|place| place.borrow().clone())
}
