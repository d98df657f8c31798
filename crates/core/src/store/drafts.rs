//! Drafts and their takes.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{Draft, DraftCard, Entity, Take, VideoForm};

/// Characters of an idea in the list.
const IDEA_CHARS: usize = 200;

const COLUMNS: &str = "id, click_id, name, form, updated_at";
/// How long a removed draft stays, days: the undo of the window is long gone then.
const REMOVED_FOR: TimeDelta = TimeDelta::days(30);

fn draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        id: row.get(0)?,
        click_id: row.get(1)?,
        name: row.get(2)?,
        form: row.get::<_, Json<VideoForm>>(3)?.0,
        takes: Vec::new(),
        updated_at: row.get::<_, Millis>(4)?.0,
    })
}

/// The draft that was opened last.
pub(crate) fn newest(connection: &Connection, account_id: &str) -> Result<Option<Draft>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM draft WHERE account_id = ?1 AND removed_at IS NULL
         ORDER BY opened_at DESC, id DESC LIMIT 1"
    );
    let found = connection.row(&sql, [account_id], draft).optional().map_err(failed("read the draft"))?;
    found.map(|draft| Ok(Draft { takes: takes(connection, &draft.id)?, ..draft })).transpose()
}

/// One draft, unless it was removed.
pub(crate) fn get(connection: &Connection, account_id: &str, id: &str) -> Result<Option<Draft>> {
    let sql = format!("SELECT {COLUMNS} FROM draft WHERE account_id = ?1 AND id = ?2 AND removed_at IS NULL");
    let found = connection.row(&sql, [account_id, id], draft).optional().map_err(failed("read the draft"))?;
    found.map(|draft| Ok(Draft { takes: takes(connection, &draft.id)?, ..draft })).transpose()
}

/// All drafts, the one that was changed last first.
pub(crate) fn list(connection: &Connection, account_id: &str) -> Result<Vec<DraftCard>> {
    let read = || -> rusqlite::Result<Vec<_>> {
        connection
            .prepare_cached(
                "SELECT id, name, form, updated_at, (SELECT count(*) FROM take WHERE draft_id = draft.id) FROM draft
                 WHERE account_id = ?1 AND removed_at IS NULL ORDER BY updated_at DESC, id DESC",
            )?
            .query_map([account_id], card)?
            .collect()
    };
    read().map_err(failed("list the drafts"))
}

fn card(row: &Row<'_>) -> rusqlite::Result<DraftCard> {
    let form = row.get::<_, Json<VideoForm>>(2)?.0;
    Ok(DraftCard {
        id: row.get(0)?,
        name: row.get(1)?,
        idea: form.idea.chars().take(IDEA_CHARS).collect(),
        style: form.style,
        duration: form.duration,
        takes: row.get(4)?,
        updated_at: row.get::<_, Millis>(3)?.0,
    })
}

/// Has a draft be the one that comes back at the start: opened after all others, whatever the clock shows.
pub(crate) fn opened(tx: &Tx<'_>, id: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE draft SET opened_at = max(?2, 1 + (SELECT max(opened_at) FROM draft)) WHERE id = ?1";
    tx.execute(sql, (id, Millis(now))).map_err(failed("open a draft"))?;
    Ok(())
}

/// Names a draft. False when there is none.
pub(crate) fn rename(tx: &Tx<'_>, account_id: &str, id: &str, name: Option<&str>) -> Result<bool> {
    let sql = "UPDATE draft SET name = ?3 WHERE account_id = ?1 AND id = ?2 AND removed_at IS NULL";
    let rows = tx.execute(sql, (account_id, id, name)).map_err(failed("rename a draft"))?;
    Ok(touched(tx, id, rows))
}

/// Removes a draft, or brings it back (`None`). False when there is none.
pub(crate) fn set_removed(tx: &Tx<'_>, account_id: &str, id: &str, at: Option<DateTime<Utc>>) -> Result<bool> {
    let sql = "UPDATE draft SET removed_at = ?3 WHERE account_id = ?1 AND id = ?2 AND (removed_at IS NULL) = (?3 IS NOT NULL)";
    let rows = tx.execute(sql, (account_id, id, at.map(Millis))).map_err(failed("remove a draft"))?;
    Ok(touched(tx, id, rows))
}

/// Forgets what was removed long ago.
pub(crate) fn sweep(tx: &Tx<'_>, now: DateTime<Utc>) -> Result<()> {
    tx.execute("DELETE FROM draft WHERE removed_at < ?1", [Millis(now - REMOVED_FOR)])
        .map_err(failed("forget removed drafts"))?;
    Ok(())
}

fn touched(tx: &Tx<'_>, id: &str, rows: usize) -> bool {
    if rows > 0 {
        tx.changed(Entity::Draft, id);
    }
    rows > 0
}

fn takes(connection: &Connection, draft_id: &str) -> Result<Vec<Take>> {
    let read = || -> rusqlite::Result<Vec<_>> {
        connection
            .prepare_cached("SELECT content FROM take WHERE draft_id = ?1 ORDER BY number")?
            .query_map([draft_id], |row| Ok(row.get::<_, Json<Take>>(0)?.0))?
            .collect()
    };
    read().map_err(failed("read the takes"))
}

/// Writes a new draft.
pub(crate) fn insert(tx: &Tx<'_>, account_id: &str, draft: &Draft) -> Result<()> {
    tx.execute(
        "INSERT INTO draft (id, account_id, click_id, name, form, created_at, updated_at, opened_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, max(?6, 1 + coalesce((SELECT max(opened_at) FROM draft), 0)))",
        (&draft.id, account_id, &draft.click_id, &draft.name, Json(&draft.form), Millis(draft.updated_at)),
    )
    .map_err(failed("keep the draft"))?;
    tx.changed(Entity::Draft, &draft.id);
    Ok(())
}

/// Keeps a draft's form. The window that typed it has it already, so this is no change for the log.
pub(crate) fn save(tx: &Tx<'_>, id: &str, form: &VideoForm, now: DateTime<Utc>) -> Result<bool> {
    tx.execute("UPDATE draft SET form = ?2, updated_at = ?3 WHERE id = ?1", (id, Json(form), Millis(now)))
        .map(|rows| rows == 1)
        .map_err(failed("keep the draft"))
}

/// Gives a submitted draft a new click id: queued again on purpose is possible, by accident not (product.md E12).
pub(crate) fn renew_click(tx: &Tx<'_>, id: &str, click_id: &str) -> Result<()> {
    tx.execute("UPDATE draft SET click_id = ?2 WHERE id = ?1", (id, click_id)).map_err(failed("renew the draft"))?;
    tx.changed(Entity::Draft, id);
    Ok(())
}

/// Number for the next take; `None` when there is no such draft.
pub(crate) fn next_take(tx: &Tx<'_>, draft_id: &str) -> Result<Option<u32>> {
    tx.row(
        "SELECT (SELECT coalesce(max(number), 0) + 1 FROM take WHERE draft_id = draft.id) FROM draft WHERE id = ?1",
        [draft_id],
        |row| row.get(0),
    )
    .optional()
    .map_err(failed("count the takes"))
}

/// Keeps a take.
pub(crate) fn add_take(tx: &Tx<'_>, draft_id: &str, take: &Take) -> Result<()> {
    tx.execute(
        "INSERT INTO take (id, draft_id, number, content, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        (&take.id, draft_id, take.number, Json(take), Millis(take.created_at)),
    )
    .map_err(failed("keep the take"))?;
    tx.changed(Entity::Draft, draft_id);
    Ok(())
}
