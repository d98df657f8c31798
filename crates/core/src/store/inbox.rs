//! The webhook inbox: what was chosen for it, and the events that came, each once.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::inbox::Event;
use crate::view::Entity;

/// What was chosen. The secret is not among it: it stands in the keychain.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    /// Off until the person says otherwise.
    pub(crate) on: bool,
    /// Chosen once, so that a tunnel finds it again. 0 = not yet.
    pub(crate) port: u16,
    /// Chosen once, begins with `/`. Empty = not yet.
    pub(crate) path: String,
    /// Host that the tunnel is reached by, in lower case.
    pub(crate) tunnel: Option<String>,
    /// The account whose webhook secret is in the keychain.
    pub(crate) account_id: Option<String>,
    /// Counts the secrets, so that a running receiver notices a new one.
    pub(crate) secret_number: u32,
}

/// An event that was not acted upon yet.
pub(crate) struct Waiting {
    pub(crate) event: Event,
    pub(crate) received_at: DateTime<Utc>,
}

/// How many events came, how many of them wait, and when the newest came.
pub(crate) type Count = (u32, u32, Option<DateTime<Utc>>);

/// What was chosen; nothing is, by default.
pub(crate) fn choice(connection: &Connection) -> Result<Choice> {
    connection
        .row("SELECT value FROM setting WHERE name = 'inbox'", [], |row| row.get::<_, Json<Choice>>(0))
        .optional()
        .map(|found| found.map(|json| json.0).unwrap_or_default())
        .map_err(failed("read what was chosen for the inbox"))
}

/// Keeps what was chosen, and lets other programs on the folder hear of it.
pub(crate) fn choose(tx: &Tx<'_>, choice: &Choice) -> Result<()> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ('inbox', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [Json(choice)],
    )
    .map_err(failed("keep what was chosen for the inbox"))?;
    tx.changed(Entity::Settings, "");
    Ok(())
}

/// Keeps an event. False when it was here before: a delivery is repeated until it is answered with 2xx.
pub(crate) fn keep(tx: &Tx<'_>, account_id: &str, event: &Event, now: DateTime<Utc>) -> Result<bool> {
    let kept = tx
        .execute(
            "INSERT INTO inbox (event_id, account_id, event, received_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            (&event.id, account_id, Json(event), Millis(now)),
        )
        .map_err(failed("keep an event"))?;
    Ok(kept == 1)
}

/// Events of an account that were not acted upon yet, in the order in which they came.
pub(crate) fn waiting(connection: &Connection, account_id: &str) -> Result<Vec<Waiting>> {
    let sql = "SELECT event, received_at FROM inbox WHERE account_id = ?1 AND done_at IS NULL
               ORDER BY received_at, rowid LIMIT 200";
    let read = || {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([account_id], |row| {
            Ok(Waiting { event: row.get::<_, Json<Event>>(0)?.0, received_at: row.get::<_, Millis>(1)?.0 })
        })?;
        rows.collect::<rusqlite::Result<_>>()
    };
    read().map_err(failed("read the events"))
}

/// An event was acted upon. Its id stays, so that a replay is none.
pub(crate) fn done(tx: &Tx<'_>, event_id: &str, now: DateTime<Utc>) -> Result<()> {
    tx.execute("UPDATE inbox SET done_at = ?2 WHERE event_id = ?1", (event_id, Millis(now)))
        .map_err(failed("settle an event"))?;
    Ok(())
}

/// Counts the events of an account.
pub(crate) fn count(connection: &Connection, account_id: &str) -> Result<Count> {
    connection
        .row(
            "SELECT count(*), count(*) - count(done_at), max(received_at) FROM inbox WHERE account_id = ?1",
            [account_id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<Millis>>(2)?.map(|at| at.0))),
        )
        .map_err(failed("count the events"))
}
