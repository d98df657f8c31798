//! The book of social accounts. Connected in TikVod's dashboard; what is removed here keeps its history.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{Entity, SocialAccount};

/// A row of `social_account`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SocialAccountRow {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) platform: String,
    /// Id from the dashboard.
    pub(crate) remote_id: String,
    pub(crate) name: String,
    pub(crate) created_at: DateTime<Utc>,
    /// Taken out of the book then; plans that went to it still show it.
    pub(crate) removed_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, account_id, platform, remote_id, name, created_at, removed_at";

fn social_account(row: &Row<'_>) -> rusqlite::Result<SocialAccountRow> {
    Ok(SocialAccountRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        platform: row.get(2)?,
        remote_id: row.get(3)?,
        name: row.get(4)?,
        created_at: row.get::<_, Millis>(5)?.0,
        removed_at: row.get::<_, Option<Millis>>(6)?.map(|at| at.0),
    })
}

impl SocialAccountRow {
    /// For the window.
    pub(crate) fn view(self) -> SocialAccount {
        SocialAccount { id: self.id, platform: self.platform, account_id: self.remote_id, name: self.name }
    }
}

/// The book, by platform and name, without removed ones.
pub(crate) fn list(connection: &Connection, account_id: &str) -> Result<Vec<SocialAccountRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM social_account WHERE account_id = ?1 AND removed_at IS NULL
         ORDER BY platform, name COLLATE NOCASE, id"
    );
    let read =
        || connection.prepare_cached(&sql)?.query_map([account_id], social_account)?.collect::<rusqlite::Result<_>>();
    read().map_err(failed("read the social accounts"))
}

/// One social account, removed or not.
pub(crate) fn get(connection: &Connection, account_id: &str, id: &str) -> Result<Option<SocialAccountRow>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM social_account WHERE account_id = ?1 AND id = ?2"))
        .and_then(|mut statement| statement.query_row((account_id, id), social_account).optional())
        .map_err(failed("read a social account"))
}

/// The row of an id from the dashboard, removed or not.
pub(crate) fn of_remote(
    connection: &Connection,
    account_id: &str,
    platform: &str,
    remote_id: &str,
) -> Result<Option<SocialAccountRow>> {
    connection
        .row(
            &format!("SELECT {COLUMNS} FROM social_account WHERE account_id = ?1 AND platform = ?2 AND remote_id = ?3"),
            (account_id, platform, remote_id),
            social_account,
        )
        .optional()
        .map_err(failed("read a social account"))
}

/// Writes a new row, or a known one as it is now.
pub(crate) fn put(tx: &Tx<'_>, row: &SocialAccountRow) -> Result<()> {
    tx.execute(
        "INSERT INTO social_account (id, account_id, platform, remote_id, name, created_at, removed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, removed_at = excluded.removed_at",
        (
            &row.id,
            &row.account_id,
            &row.platform,
            &row.remote_id,
            &row.name,
            Millis(row.created_at),
            row.removed_at.map(Millis),
        ),
    )
    .map_err(failed("keep a social account"))?;
    tx.changed(Entity::SocialAccount, &row.id);
    Ok(())
}
