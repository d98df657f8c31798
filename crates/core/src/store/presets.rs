//! Presets.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{Entity, Preset, PresetOptions};

fn preset(row: &Row<'_>) -> rusqlite::Result<Preset> {
    Ok(Preset { id: row.get(0)?, name: row.get(1)?, options: row.get::<_, Json<PresetOptions>>(2)?.0 })
}

/// All presets, by name.
pub(crate) fn list(connection: &Connection) -> Result<Vec<Preset>> {
    let read = || -> rusqlite::Result<Vec<_>> {
        connection
            .prepare_cached("SELECT id, name, options FROM preset ORDER BY name")?
            .query_map([], preset)?
            .collect()
    };
    read().map_err(failed("list the presets"))
}

/// The preset of a name, whatever its case.
pub(crate) fn named(connection: &Connection, name: &str) -> Result<Option<Preset>> {
    connection
        .row("SELECT id, name, options FROM preset WHERE name = ?1", [name], preset)
        .optional()
        .map_err(failed("read a preset"))
}

/// Writes a preset, new or changed.
pub(crate) fn put(tx: &Tx<'_>, preset: &Preset, now: DateTime<Utc>) -> Result<()> {
    tx.execute(
        "INSERT INTO preset (id, name, options, updated_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, options = excluded.options, updated_at = excluded.updated_at",
        (&preset.id, &preset.name, Json(&preset.options), Millis(now)),
    )
    .map_err(failed("keep a preset"))?;
    tx.changed(Entity::Preset, &preset.id);
    Ok(())
}

/// Removes a preset. False when there is none.
pub(crate) fn remove(tx: &Tx<'_>, id: &str) -> Result<bool> {
    let rows = tx.execute("DELETE FROM preset WHERE id = ?1", [id]).map_err(failed("remove a preset"))?;
    if rows > 0 {
        tx.changed(Entity::Preset, id);
    }
    Ok(rows > 0)
}
