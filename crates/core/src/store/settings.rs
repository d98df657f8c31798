//! The person's settings, one JSON value.

use rusqlite::{Connection, OptionalExtension as _};

use super::{Cached as _, Json, Tx, failed};
use crate::error::Result;
use crate::view::{Entity, Settings};

/// The settings; defaults where none were saved. What an older version did not know has its default.
///
/// # Errors
/// When the database fails.
pub fn get(connection: &Connection) -> Result<Settings> {
    connection
        .row("SELECT value FROM setting WHERE name = 'settings'", [], |row| row.get::<_, Json<Settings>>(0))
        .optional()
        .map(|found| found.map(|json| json.0).unwrap_or_default())
        .map_err(failed("read the settings"))
}

/// Keeps the settings.
///
/// # Errors
/// When the database fails.
pub fn set(tx: &Tx<'_>, settings: &Settings) -> Result<()> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ('settings', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [Json(settings)],
    )
    .map_err(failed("keep the settings"))?;
    tx.changed(Entity::Settings, "");
    Ok(())
}
