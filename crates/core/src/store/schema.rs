//! The schema and its migrations. A migration is one transaction, after a copy of the file; a newer file is refused.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::failed;
use crate::error::{CoreError, Result};

/// Format n is reached by running `MIGRATIONS[n - 1]` on format n - 1. Never edit one that has shipped.
const MIGRATIONS: &[&str] = &[include_str!("schema-1.sql")];

/// Brings the file to the newest format.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found = format(connection).map_err(failed("read the format of the database"))?;
    if found > known {
        return Err(CoreError::DatabaseNewer { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        let copy = path.with_extension(format!("before-{known}.sqlite3"));
        connection
            .execute("VACUUM INTO ?1", [copy.to_string_lossy()])
            .map_err(failed("copy the database before a new format"))?;
    }
    let update = failed("bring the database to its new format");
    let result = (|| {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        // Read anew: another program may have been faster.
        let steps = usize::try_from(format(&tx)?).unwrap_or_default();
        for sql in MIGRATIONS.iter().skip(steps) {
            tx.execute_batch(sql)?;
        }
        tx.pragma_update(None, "user_version", known)?;
        tx.commit()
    })();
    result.map_err(update)
}

fn format(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
