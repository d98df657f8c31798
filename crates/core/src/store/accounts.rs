//! Accounts: what is known of each key, never the key.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{AccountKind, Credits, Entity, KeyStorage};

/// A row of `account`.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// UUIDv7; also the name of its key in the keychain.
    pub id: String,
    /// Sandbox, live or test.
    pub kind: AccountKind,
    /// The only base URL that the key goes to.
    pub base_url: String,
    /// `tv_live_…3f9a`.
    pub key_hint: String,
    /// Where the key is.
    pub storage: KeyStorage,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// Last known balance.
    pub credits: Option<Credits>,
}

const COLUMNS: &str = "id, kind, base_url, key_hint, storage, created_at, credits";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        kind: text_enum(row, 1)?,
        base_url: row.get(2)?,
        key_hint: row.get(3)?,
        storage: text_enum(row, 4)?,
        created_at: row.get::<_, Millis>(5)?.0,
        credits: row.get::<_, Option<Json<Credits>>>(6)?.map(|json| json.0),
    })
}

/// Enums of the view stand as their plain snake_case name.
fn text_enum<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text))
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}

fn name<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// The account in use.
///
/// # Errors
/// When the database fails.
pub fn active(connection: &Connection) -> Result<Option<Account>> {
    connection
        .row(&format!("SELECT {COLUMNS} FROM account WHERE active = 1"), [], account)
        .optional()
        .map_err(failed("read the account"))
}

/// One account.
///
/// # Errors
/// When the database fails.
pub fn get(connection: &Connection, id: &str) -> Result<Option<Account>> {
    connection
        .row(&format!("SELECT {COLUMNS} FROM account WHERE id = ?1"), [id], account)
        .optional()
        .map_err(failed("read the account"))
}

/// Accounts of one kind and address, newest first.
///
/// # Errors
/// When the database fails.
pub fn like(connection: &Connection, kind: AccountKind, base_url: Option<&str>) -> Result<Vec<Account>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM account WHERE kind = ?1 AND (?2 IS NULL OR base_url = ?2) ORDER BY created_at DESC, id DESC"
    );
    let read = || -> rusqlite::Result<Vec<_>> {
        let mut statement = connection.prepare_cached(&sql)?;
        statement.query_map((name(&kind), base_url), account)?.collect()
    };
    read().map_err(failed("read the accounts"))
}

/// The account of a key that is told by its kind, address and hint; never a sandbox's.
///
/// # Errors
/// When the database fails.
pub fn of_key(connection: &Connection, kind: AccountKind, base_url: &str, hint: &str) -> Result<Option<Account>> {
    let known = like(connection, kind, Some(base_url))?;
    Ok(known.into_iter().find(|account| account.key_hint == hint))
}

/// Writes an account that is not known yet, without making it the one in use, and returns its row. The same key met
/// twice is one account.
///
/// # Errors
/// When the database fails.
pub fn note(tx: &Tx<'_>, new: Account) -> Result<Account> {
    if let Some(known) = of_key(tx, new.kind, &new.base_url, &new.key_hint)? {
        return Ok(known);
    }
    tx.execute(
        "INSERT INTO account (id, kind, base_url, key_hint, storage, created_at, active, credits)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7) ON CONFLICT (id) DO NOTHING",
        (
            &new.id,
            name(&new.kind),
            &new.base_url,
            &new.key_hint,
            name(&new.storage),
            Millis(new.created_at),
            new.credits.as_ref().map(Json),
        ),
    )
    .map_err(failed("keep the account"))?;
    Ok(new)
}

/// Writes an account, new or known, and makes it the one in use.
///
/// # Errors
/// When the database fails.
pub fn activate(tx: &Tx<'_>, account: &Account) -> Result<()> {
    deactivate(tx)?;
    tx.execute(
        "INSERT INTO account (id, kind, base_url, key_hint, storage, created_at, active, credits)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)
         ON CONFLICT (id) DO UPDATE SET base_url = excluded.base_url, key_hint = excluded.key_hint,
             storage = excluded.storage, created_at = excluded.created_at, active = 1, credits = excluded.credits",
        (
            &account.id,
            name(&account.kind),
            &account.base_url,
            &account.key_hint,
            name(&account.storage),
            Millis(account.created_at),
            account.credits.as_ref().map(Json),
        ),
    )
    .map_err(failed("keep the account"))?;
    tx.changed(Entity::Account, &account.id);
    Ok(())
}

/// No account is in use any more; its rows stay.
///
/// # Errors
/// When the database fails.
pub fn deactivate(tx: &Tx<'_>) -> Result<()> {
    tx.execute("UPDATE account SET active = 0 WHERE active = 1", []).map_err(failed("close the account"))?;
    tx.changed(Entity::Account, "");
    Ok(())
}

/// Keeps a new balance.
///
/// # Errors
/// When the database fails.
pub fn set_credits(tx: &Tx<'_>, id: &str, credits: &Credits) -> Result<()> {
    tx.execute("UPDATE account SET credits = ?2 WHERE id = ?1", (id, Json(credits)))
        .map_err(failed("keep the balance"))?;
    tx.changed(Entity::Account, id);
    Ok(())
}

/// How far the history of an account has been read: where to go on, and whether it is whole.
///
/// # Errors
/// When the database fails.
pub fn history(connection: &Connection, id: &str) -> Result<(Option<String>, bool)> {
    connection
        .row("SELECT history_cursor, history_done FROM account WHERE id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(failed("read how far the history is"))
}

/// Keeps how far the history has been read.
///
/// # Errors
/// When the database fails.
pub fn set_history(tx: &Tx<'_>, id: &str, cursor: Option<&str>, done: bool) -> Result<()> {
    tx.execute("UPDATE account SET history_cursor = ?2, history_done = ?3 WHERE id = ?1", (id, cursor, done))
        .map_err(failed("keep how far the history is"))?;
    Ok(())
}
