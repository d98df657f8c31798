//! The account's balance (section "GET /account/credits").

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::wire::{date, lenient};

/// The answer of `GET /account/credits`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Credits {
    /// Videos that the balance pays for. A balance that is not a whole number is rounded.
    #[serde(deserialize_with = "balance")]
    pub credits: i64,
    /// As `usd`.
    #[serde(default, deserialize_with = "lenient")]
    pub currency: Option<String>,
    /// Money for one credit: shown as "about $1.00", never reckoned with.
    #[serde(default, deserialize_with = "lenient")]
    pub cost_per_video: Option<f64>,
    /// By the server's clock.
    #[serde(default, deserialize_with = "date")]
    pub updated_at: Option<DateTime<Utc>>,
    /// Everything else that the answer held.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The one field without which the answer says nothing.
fn balance<'de, D: serde::Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    crate::wire::whole(from)?.ok_or_else(|| serde::de::Error::custom("credits is not a number"))
}
