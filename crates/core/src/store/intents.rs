//! Intents, their attempts, and the log of what happened to them.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Json, Millis, Named, Tx, failed, later_plans, ledger};
use crate::domain::intent::{Event, Kind, State};
use crate::error::{CoreError, Result};
use crate::view::{Entity, ErrorView};

/// A row of `intent`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct IntentRow {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) account_id: String,
    pub(crate) state: State,
    /// JSON: a `VideoForm` or a publish body.
    pub(crate) body: String,
    pub(crate) fingerprint: String,
    pub(crate) hook: Option<String>,
    pub(crate) attempts: u32,
    pub(crate) plan_id: Option<String>,
    pub(crate) video_id: Option<String>,
    pub(crate) problem: Option<ErrorView>,
    pub(crate) credits_used: Option<u32>,
    pub(crate) credits_refunded: Option<u32>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) sent_at: Option<DateTime<Utc>>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
    /// In doubt: when TikVod's list is looked at next; `None` when the looks are over.
    pub(crate) next_look_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, kind, account_id, state, body, fingerprint, hook, attempts, plan_id, video_id, problem, \
                       credits_used, credits_refunded, created_at, sent_at, finished_at, next_look_at";

fn intent(row: &Row<'_>) -> rusqlite::Result<IntentRow> {
    Ok(IntentRow {
        id: row.get(0)?,
        kind: row.get::<_, Named<Kind>>(1)?.0,
        account_id: row.get(2)?,
        state: row.get::<_, Named<State>>(3)?.0,
        body: row.get(4)?,
        fingerprint: row.get(5)?,
        hook: row.get(6)?,
        attempts: row.get(7)?,
        plan_id: row.get(8)?,
        video_id: row.get(9)?,
        problem: row.get::<_, Option<Json<_>>>(10)?.map(|json| json.0),
        credits_used: row.get(11)?,
        credits_refunded: row.get(12)?,
        created_at: row.get::<_, Millis>(13)?.0,
        sent_at: row.get::<_, Option<Millis>>(14)?.map(|m| m.0),
        finished_at: row.get::<_, Option<Millis>>(15)?.map(|m| m.0),
        next_look_at: row.get::<_, Option<Millis>>(16)?.map(|m| m.0),
    })
}

/// An intent to write down.
#[derive(Clone, Debug)]
pub(crate) struct NewIntent {
    pub(crate) id: String,
    pub(crate) click_id: String,
    pub(crate) kind: Kind,
    pub(crate) account_id: String,
    pub(crate) body: String,
    pub(crate) fingerprint: String,
    pub(crate) hook: Option<String>,
    pub(crate) plan_id: Option<String>,
    pub(crate) video_id: Option<String>,
    pub(crate) supersedes: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

/// Writes an intent, pending, behind all others.
pub(crate) fn insert(tx: &Tx<'_>, new: &NewIntent) -> Result<()> {
    tx.execute(
        "INSERT INTO intent (id, click_id, kind, account_id, state, body, fingerprint, hook, place, supersedes, plan_id,
             video_id, created_at)
         VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6, ?7, (SELECT coalesce(max(place), 0) + 1 FROM intent), ?8, ?9, ?10, ?11)",
        rusqlite::params![
            new.id,
            new.click_id,
            new.kind.as_str(),
            new.account_id,
            new.body,
            new.fingerprint,
            new.hook,
            new.supersedes,
            new.plan_id,
            new.video_id,
            Millis(new.created_at),
        ],
    )
    .map_err(failed("write an intent"))?;
    if let Some(old) = &new.supersedes {
        later_plans::hand_on(tx, old, &new.id)?;
    }
    tx.changed(Entity::Intent, &new.id);
    Ok(())
}

/// One intent.
pub(crate) fn get(connection: &Connection, id: &str) -> Result<Option<IntentRow>> {
    connection
        .row(&format!("SELECT {COLUMNS} FROM intent WHERE id = ?1"), [id], intent)
        .optional()
        .map_err(failed("read an intent"))
}

/// The intent of a click.
pub(crate) fn of_click(connection: &Connection, click_id: &str) -> Result<Option<IntentRow>> {
    connection
        .row(&format!("SELECT {COLUMNS} FROM intent WHERE click_id = ?1"), [click_id], intent)
        .optional()
        .map_err(failed("read an intent"))
}

/// The intent that a video was made by.
pub(crate) fn of_video(connection: &Connection, account_id: &str, video_id: &str) -> Result<Option<IntentRow>> {
    connection
        .row(
            &format!("SELECT {COLUMNS} FROM intent WHERE account_id = ?1 AND video_id = ?2 AND kind = 'video'"),
            [account_id, video_id],
            intent,
        )
        .optional()
        .map_err(failed("read an intent"))
}

fn list(connection: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Vec<IntentRow>> {
    let sql = format!("SELECT {COLUMNS} FROM intent WHERE {condition}");
    let read = || -> rusqlite::Result<Vec<_>> { connection.prepare_cached(&sql)?.query_map(values, intent)?.collect() };
    read().map_err(failed("read the intents"))
}

/// Intents to send, posts first (they have a time), then videos in the person's order.
pub(crate) fn pending(connection: &Connection, account_id: &str) -> Result<Vec<IntentRow>> {
    list(connection, "account_id = ?1 AND state = 'pending' ORDER BY kind = 'video', place LIMIT 200", [account_id])
}

/// Videos that are not finished, and those that finished since `since`, in the person's order.
pub(crate) fn shown(connection: &Connection, account_id: &str, since: DateTime<Utc>) -> Result<Vec<IntentRow>> {
    list(
        connection,
        "account_id = ?1 AND kind = 'video' AND state <> 'settled' AND (finished_at IS NULL OR finished_at >= ?2) ORDER BY place",
        (account_id, Millis(since)),
    )
}

/// Intents in a state, whatever the account.
pub(crate) fn in_state(connection: &Connection, state: State) -> Result<Vec<IntentRow>> {
    list(connection, "state = ?1 ORDER BY place", [state.as_str()])
}

/// Intents of an account in a state, in the order in which they were queued.
pub(crate) fn of_state(connection: &Connection, account_id: &str, kind: Kind, state: State) -> Result<Vec<IntentRow>> {
    let condition = "account_id = ?1 AND kind = ?2 AND state = ?3 ORDER BY place";
    list(connection, condition, [account_id, kind.as_str(), state.as_str()])
}

/// Videos that the person settled and did not have sent again, sent since `since`.
pub(crate) fn settled_without_successor(
    connection: &Connection,
    account_id: &str,
    since: DateTime<Utc>,
) -> Result<Vec<IntentRow>> {
    let condition = "account_id = ?1 AND kind = 'video' AND state = 'settled' AND sent_at >= ?2
         AND NOT EXISTS (SELECT 1 FROM intent AS later WHERE later.supersedes = intent.id)";
    list(connection, condition, (account_id, Millis(since)))
}

/// How many intents of an account are in a state.
pub(crate) fn count(connection: &Connection, account_id: &str, kind: Kind, state: State) -> Result<u32> {
    connection
        .row(
            "SELECT count(*) FROM intent WHERE account_id = ?1 AND kind = ?2 AND state = ?3",
            [account_id, kind.as_str(), state.as_str()],
            |row| row.get(0),
        )
        .map_err(failed("count the intents"))
}

/// Moves an intent along its table and logs it. The row is read in the same transaction, so nothing can come between.
pub(crate) fn apply(tx: &Tx<'_>, id: &str, event: Event, now: DateTime<Utc>) -> Result<State> {
    let row = get(tx, id)?.ok_or(CoreError::NotFound("item"))?;
    let to = row.state.after(event)?;
    let finished = matches!(to, State::Rejected | State::Settled | State::Cancelled)
        || (row.kind == Kind::Publish && to.is_final());
    let changed = tx
        .execute(
            "UPDATE intent SET state = ?2, finished_at = CASE WHEN ?3 THEN ?4 ELSE finished_at END WHERE id = ?1 AND state = ?5",
            (id, to.as_str(), finished, Millis(now), row.state.as_str()),
        )
        .map_err(failed("move an intent"))?;
    if changed != 1 {
        return Err(CoreError::Internal("an intent changed under its transaction".into()));
    }
    tx.execute(
        "INSERT INTO event (subject, subject_id, at, from_state, to_state) VALUES ('intent', ?1, ?2, ?3, ?4)",
        (id, Millis(now), row.state.as_str(), to.as_str()),
    )
    .map_err(failed("log a move"))?;
    tx.changed(Entity::Intent, id);
    Ok(to)
}

/// `pending → sending`, with the attempt. Only after this is committed may a byte be sent. `offset` is how far TikVod's
/// clock is ahead of ours, as far as is known: a lost answer will not tell.
pub(crate) fn begin_attempt(tx: &Tx<'_>, id: &str, now: DateTime<Utc>, offset: Option<TimeDelta>) -> Result<u32> {
    apply(tx, id, Event::Send, now)?;
    let number: u32 = tx
        .row(
            "UPDATE intent SET attempts = attempts + 1, sent_at = ?2, problem = NULL WHERE id = ?1 RETURNING attempts",
            (id, Millis(now)),
            |row| row.get(0),
        )
        .map_err(failed("count an attempt"))?;
    tx.execute(
        "INSERT INTO attempt (intent_id, number, started_at, server_offset_ms) VALUES (?1, ?2, ?3, ?4)",
        (id, number, Millis(now), offset.map(|offset| offset.num_milliseconds())),
    )
    .map_err(failed("write an attempt"))?;
    Ok(number)
}

/// What an attempt came to.
#[derive(Clone, Debug)]
pub(crate) struct AttemptEnd {
    pub(crate) outcome: &'static str,
    pub(crate) http_status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) server_offset_ms: Option<i64>,
    pub(crate) body_polled: bool,
}

/// Keeps what an attempt came to.
pub(crate) fn end_attempt(tx: &Tx<'_>, id: &str, number: u32, end: &AttemptEnd, now: DateTime<Utc>) -> Result<()> {
    tx.execute(
        "UPDATE attempt SET ended_at = ?3, outcome = ?4, http_status = ?5, request_id = ?6,
             server_offset_ms = coalesce(server_offset_ms, ?7),
             body_polled = ?8
         WHERE intent_id = ?1 AND number = ?2",
        (id, number, Millis(now), end.outcome, end.http_status, &end.request_id, end.server_offset_ms, end.body_polled),
    )
    .map_err(failed("keep an attempt"))?;
    Ok(())
}

/// Request ids of all attempts, for support.
pub(crate) fn request_ids(connection: &Connection, id: &str) -> Result<Vec<String>> {
    let read = || -> rusqlite::Result<Vec<_>> {
        connection
            .prepare_cached(
                "SELECT request_id FROM attempt WHERE intent_id = ?1 AND request_id IS NOT NULL ORDER BY number",
            )?
            .query_map([id], |row| row.get(0))?
            .collect()
    };
    read().map_err(failed("read the request ids"))
}

/// Binds an intent to its video.
pub(crate) fn bind(tx: &Tx<'_>, id: &str, video_id: &str, credits_used: Option<u32>) -> Result<()> {
    // A video that was found, not answered for, names no price: the documented one, 1 credit; a test key pays nothing.
    let (account_id, assumed): (String, bool) = tx
        .row(
            "UPDATE intent SET video_id = ?2, credits_used = coalesce(?3, credits_used,
                 (SELECT account.kind <> 'test' FROM account WHERE account.id = intent.account_id))
             WHERE id = ?1 RETURNING account_id, ?3 IS NULL",
            (id, video_id, credits_used),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .map_err(failed("bind an intent to its video"))?;
    ledger::spent(tx, id, video_id, assumed)?;
    later_plans::arrive(tx, id, &account_id, video_id)?;
    tx.changed(Entity::Intent, id);
    Ok(())
}

/// Says why an intent is where it is.
pub(crate) fn set_problem(tx: &Tx<'_>, id: &str, problem: Option<&ErrorView>) -> Result<()> {
    tx.execute("UPDATE intent SET problem = ?2 WHERE id = ?1", (id, problem.map(Json)))
        .map_err(failed("keep a problem"))?;
    tx.changed(Entity::Intent, id);
    Ok(())
}

/// The video of an accepted intent reached its end.
pub(crate) fn finish(
    tx: &Tx<'_>,
    account_id: &str,
    video_id: &str,
    refunded: Option<u32>,
    now: DateTime<Utc>,
) -> Result<()> {
    let id: Option<String> = tx
        .row(
            "UPDATE intent SET finished_at = coalesce(finished_at, ?3), credits_refunded = coalesce(?4, credits_refunded)
             WHERE account_id = ?1 AND video_id = ?2 AND kind = 'video' RETURNING id",
            (account_id, video_id, Millis(now), refunded),
            |row| row.get(0),
        )
        .optional()
        .map_err(failed("finish an intent"))?;
    if let Some(id) = id {
        ledger::refunded(tx, &id, now)?;
        tx.changed(Entity::Intent, &id);
    }
    Ok(())
}

/// Cancels an intent if it was not sent yet.
pub(crate) fn cancel_pending(tx: &Tx<'_>, id: &str, now: DateTime<Utc>) -> Result<bool> {
    let pending = get(tx, id)?.is_some_and(|row| row.state == State::Pending);
    if pending {
        apply(tx, id, Event::Cancel, now)?;
    }
    Ok(pending)
}

/// Puts a waiting video at `position` (from 1) among the waiting ones.
pub(crate) fn move_to(tx: &Tx<'_>, account_id: &str, id: &str, position: u32) -> Result<()> {
    let mut order: Vec<String> =
        list(tx, "account_id = ?1 AND state = 'pending' AND kind = 'video' ORDER BY place", [account_id])?
            .into_iter()
            .map(|row| row.id)
            .collect();
    let from = order.iter().position(|other| other == id).ok_or(CoreError::NotNow("it is not waiting any more"))?;
    let moved = order.remove(from);
    let to = (position.max(1) as usize - 1).min(order.len());
    order.insert(to, moved);
    // New places lie after every other one, in the new order: no two rows ever share a place.
    for other in &order {
        tx.execute("UPDATE intent SET place = (SELECT max(place) + 1 FROM intent) WHERE id = ?1", [other])
            .map_err(failed("move an item"))?;
        tx.changed(Entity::Intent, other);
    }
    Ok(())
}

/// Credits taken and given back since `since`.
pub(crate) fn spent(connection: &Connection, account_id: &str, since: DateTime<Utc>) -> Result<(u32, u32)> {
    connection
        .row(
            "SELECT coalesce(sum(CASE WHEN sent_at >= ?2 THEN credits_used ELSE 0 END), 0),
                    coalesce(sum(CASE WHEN finished_at >= ?2 THEN credits_refunded ELSE 0 END), 0)
             FROM intent WHERE account_id = ?1 AND kind = 'video'",
            (account_id, Millis(since)),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .map_err(failed("add up the credits"))
}

/// Credits of the day that began at `today`: what was taken and not given back, and what the queue will take. What may
/// have been charged counts, and an unknown price is the documented one (tikvod-api.md: 1 credit).
pub(crate) fn promised(connection: &Connection, account_id: &str, today: DateTime<Utc>) -> Result<u32> {
    connection
        .row(
            "SELECT coalesce(sum(CASE
                 WHEN state = 'pending' THEN 1
                 WHEN state IN ('rejected', 'cancelled') OR sent_at < ?2 THEN 0
                 ELSE max(0, coalesce(credits_used, 1) - coalesce(credits_refunded, 0)) END), 0)
             FROM intent WHERE account_id = ?1 AND kind = 'video'",
            (account_id, Millis(today)),
            |row| row.get(0),
        )
        .map_err(failed("add up the day's credits"))
}

/// A row for tests that do not look at it.
#[cfg(test)]
pub(crate) fn sample(next_look_at: Option<DateTime<Utc>>) -> IntentRow {
    IntentRow {
        id: String::new(),
        kind: Kind::Video,
        account_id: String::new(),
        state: State::Ambiguous,
        body: String::new(),
        fingerprint: String::new(),
        hook: None,
        attempts: 1,
        plan_id: None,
        video_id: None,
        problem: None,
        credits_used: None,
        credits_refunded: None,
        created_at: DateTime::UNIX_EPOCH,
        sent_at: None,
        finished_at: None,
        next_look_at,
    }
}
