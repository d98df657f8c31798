//! The webhook inbox, for the one who registers its address in TikVod's dashboard.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The inbox as it is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InboxView {
    /// Whether it is to be open while this program, or the app, sends.
    pub on: bool,
    /// Whether something answers on its port right now.
    pub listening: bool,
    /// Whether the keychain was given the webhook secret of the account in use.
    pub secret_kept: bool,
    /// Where a tunnel ends: an address of this computer. `None` until it was first switched on.
    pub address: Option<String>,
    /// What to register in TikVod's dashboard. `None` without a tunnel.
    pub public_address: Option<String>,
    /// Signed events so far, each once.
    pub events: u32,
    /// Events that were not acted upon yet.
    pub waiting: u32,
    /// When the newest of them came.
    pub last_event_at: Option<DateTime<Utc>>,
}

/// How the inbox is switched on.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InboxOnArgs {
    /// Host of the tunnel, such as `abc.example.com`. `None` leaves it as it is, an empty text takes it away.
    #[ts(optional)]
    pub tunnel: Option<String>,
    /// Port on loopback. `None` keeps the one that was chosen, or chooses one.
    #[ts(optional)]
    pub port: Option<u16>,
}
