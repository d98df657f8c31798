//! Keys and balances.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::account::{Account, Keys};
use crate::{clock, ids};

/// A balance.
pub(crate) struct Balance {
    pub(crate) credits: i64,
    pub(crate) updated_at: i64,
}

/// Reads the keys; in a new folder makes them, and both balances.
pub(crate) fn found_or_made(db: &mut Connection, credits: u32) -> rusqlite::Result<Keys> {
    let tx = db.transaction()?;
    let keys = Keys {
        live: secret(&tx, "live_key", "tv_live_")?,
        test: secret(&tx, "test_key", "tv_test_")?,
        webhook: secret(&tx, "webhook_secret", "whsec_")?,
        media: secret(&tx, "media_secret", "")?,
    };
    for account in [Account::Live, Account::Test] {
        tx.execute(
            "INSERT INTO account (name, credits, updated_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![account, credits, clock::now_ms()],
        )?;
    }
    tx.commit()?;
    Ok(keys)
}

fn secret(db: &Connection, name: &str, mark: &str) -> rusqlite::Result<String> {
    let found = db.query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0)).optional()?;
    if let Some(value) = found {
        return Ok(value);
    }
    let value = ids::secret(mark);
    db.execute("INSERT INTO secret (name, value) VALUES (?1, ?2)", [name, &value])?;
    Ok(value)
}

/// The balance of an account.
pub(crate) fn balance(db: &Connection, account: Account) -> rusqlite::Result<Balance> {
    db.prepare_cached("SELECT credits, updated_at FROM account WHERE name = ?1")?
        .query_row([account], |row| Ok(Balance { credits: row.get(0)?, updated_at: row.get(1)? }))
}

/// Adds to the balance, or takes from it.
pub(crate) fn add_credits(db: &Connection, account: Account, by: i64, now: i64) -> rusqlite::Result<()> {
    if by != 0 {
        db.prepare_cached("UPDATE account SET credits = credits + ?2, updated_at = ?3 WHERE name = ?1")?
            .execute(params![account, by, now])?;
    }
    Ok(())
}
