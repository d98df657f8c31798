//! Intents in doubt, as reconciliation needs them: with what was asked for and when the request was under way.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::intents::IntentRow;
use super::{Cached as _, Millis, Tx, failed, intents};
use crate::domain::intent::{Kind, State};
use crate::domain::reconcile::Wanted;
use crate::error::{CoreError, Result};
use crate::view::{Entity, VideoForm};

/// When the newest attempt of an intent was under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct UnderWay {
    pub(crate) started: DateTime<Utc>,
    pub(crate) ended: DateTime<Utc>,
    /// How far TikVod's clock was ahead of ours.
    pub(crate) offset: Option<TimeDelta>,
}

/// An intent in doubt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Doubt {
    pub(crate) row: IntentRow,
    pub(crate) wanted: Wanted,
    pub(crate) under_way: UnderWay,
}

/// What an intent asked for.
pub(crate) fn wanted(row: &IntentRow) -> Result<Wanted> {
    let form: VideoForm = serde_json::from_str(&row.body).map_err(|error| CoreError::Internal(error.to_string()))?;
    Ok(Wanted {
        idea: form.idea,
        style: form.style,
        voice: form.voice,
        resolution: form.resolution,
        duration: form.duration.into(),
    })
}

/// Videos of an account in doubt, also those that the person is asked about.
pub(crate) fn open(connection: &Connection, account_id: &str) -> Result<Vec<Doubt>> {
    let mut rows = intents::of_state(connection, account_id, Kind::Video, State::Ambiguous)?;
    rows.extend(intents::of_state(connection, account_id, Kind::Video, State::NeedsUser)?);
    with_attempts(connection, rows)
}

/// Videos of which the person said that they are at TikVod, without saying which they are: each of them accounts for a
/// video there.
pub(crate) fn seen_there(connection: &Connection, account_id: &str, since: DateTime<Utc>) -> Result<Vec<Doubt>> {
    let rows = intents::settled_without_successor(connection, account_id, since)?;
    with_attempts(connection, rows)
}

fn with_attempts(connection: &Connection, rows: Vec<IntentRow>) -> Result<Vec<Doubt>> {
    rows.into_iter()
        .map(|row| Ok(Doubt { wanted: wanted(&row)?, under_way: under_way(connection, &row)?, row }))
        .collect()
}

fn under_way(connection: &Connection, row: &IntentRow) -> Result<UnderWay> {
    connection
        .row(
            "SELECT started_at, coalesce(ended_at, started_at), server_offset_ms FROM attempt
             WHERE intent_id = ?1 ORDER BY number DESC LIMIT 1",
            [&row.id],
            |found| {
                Ok(UnderWay {
                    started: found.get::<_, Millis>(0)?.0,
                    ended: found.get::<_, Millis>(1)?.0,
                    offset: found.get::<_, Option<i64>>(2)?.and_then(TimeDelta::try_milliseconds),
                })
            },
        )
        .map_err(failed("read an attempt"))
}

/// Says when an intent is looked for next; `None` when the looks are over.
pub(crate) fn look_next(tx: &Tx<'_>, id: &str, at: Option<DateTime<Utc>>) -> Result<()> {
    tx.execute("UPDATE intent SET next_look_at = ?2 WHERE id = ?1", (id, at.map(Millis)))
        .map_err(failed("keep when to look next"))?;
    tx.changed(Entity::Intent, id);
    Ok(())
}

/// Has everything in doubt looked for at once, as at each start.
pub(crate) fn look_now(tx: &Tx<'_>, now: DateTime<Utc>) -> Result<()> {
    let mut rows = intents::in_state(tx, State::Ambiguous)?;
    rows.extend(intents::in_state(tx, State::NeedsUser)?);
    for row in rows.iter().filter(|row| row.kind == Kind::Video) {
        look_next(tx, &row.id, Some(now))?;
    }
    Ok(())
}

/// An attempt whose end nobody saw ended, at the latest, `longest` after it began.
pub(crate) fn close_attempt(tx: &Tx<'_>, id: &str, longest: TimeDelta, now: DateTime<Utc>) -> Result<()> {
    tx.execute(
        "UPDATE attempt SET ended_at = max(started_at, min(started_at + ?2, ?3)), outcome = 'lost'
         WHERE intent_id = ?1 AND ended_at IS NULL",
        (id, longest.num_milliseconds(), Millis(now)),
    )
    .map_err(failed("close an attempt"))?;
    Ok(())
}
