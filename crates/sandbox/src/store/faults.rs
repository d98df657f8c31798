//! Installed faults, so that they outlive a restart.

use rusqlite::{Connection, params};

use super::StoreError;
use crate::fault::{Fault, Installed};

/// The faults that have something left.
pub(crate) fn load(db: &Connection) -> Result<Vec<Installed>, StoreError> {
    let mut statement = db.prepare(
        "SELECT id, fault, skip_left, times_left FROM fault WHERE times_left IS NULL OR times_left > 0 ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(1)?;
        faults.push(Installed {
            id: row.get(0)?,
            fault: serde_json::from_str(&text)?,
            skip_left: row.get(2)?,
            times_left: row.get(3)?,
        });
    }
    Ok(faults)
}

pub(crate) fn install(db: &mut Connection, faults: Vec<Fault>) -> Result<Vec<Installed>, StoreError> {
    let tx = db.transaction()?;
    let mut installed = Vec::new();
    for fault in faults {
        let text = serde_json::to_string(&fault)?;
        tx.execute(
            "INSERT INTO fault (fault, skip_left, times_left) VALUES (?1, ?2, ?3)",
            params![text, fault.skip, fault.times],
        )?;
        installed.push(Installed::new(tx.last_insert_rowid(), fault));
    }
    tx.commit()?;
    Ok(installed)
}

/// Writes down what is left of the faults that were used.
pub(crate) fn remember(db: &mut Connection, used: &[Installed]) -> Result<(), StoreError> {
    let tx = db.transaction()?;
    for fault in used {
        // Two requests may write in either order; what is left only ever falls.
        tx.execute(
            "UPDATE fault SET skip_left = min(skip_left, ?2), times_left = min(times_left, ?3) WHERE id = ?1",
            params![fault.id, fault.skip_left, fault.times_left],
        )?;
    }
    Ok(tx.commit()?)
}

pub(crate) fn clear(db: &Connection) -> Result<(), StoreError> {
    db.execute("DELETE FROM fault", [])?;
    Ok(())
}
