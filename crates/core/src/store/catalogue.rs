//! The cached catalogues of an account.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{CaptionStyle, Entity, StyleInfo, Voice};

/// What TikVod said, with the addresses of the voice samples (they never reach the window).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cached {
    pub(crate) voices: Vec<Voice>,
    pub(crate) styles: Vec<StyleInfo>,
    pub(crate) caption_styles: Vec<CaptionStyle>,
    /// Voice id and address of its sample.
    pub(crate) samples: Vec<(String, String)>,
}

/// The cached catalogues and when they were fetched.
pub(crate) fn get(connection: &Connection, account_id: &str) -> Result<Option<(Cached, DateTime<Utc>)>> {
    connection
        .row("SELECT content, fetched_at FROM catalogue WHERE account_id = ?1", [account_id], |row| {
            Ok((row.get::<_, Json<Cached>>(0)?.0, row.get::<_, Millis>(1)?.0))
        })
        .optional()
        .map_err(failed("read the catalogues"))
}

/// Keeps fetched catalogues.
pub(crate) fn set(tx: &Tx<'_>, account_id: &str, cached: &Cached, now: DateTime<Utc>) -> Result<()> {
    tx.execute(
        "INSERT INTO catalogue (account_id, content, fetched_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (account_id) DO UPDATE SET content = excluded.content, fetched_at = excluded.fetched_at",
        (account_id, Json(cached), Millis(now)),
    )
    .map_err(failed("keep the catalogues"))?;
    tx.changed(Entity::Catalogue, account_id);
    Ok(())
}
