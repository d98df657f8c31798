//! Drafts and their takes.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{Draft, Entity, Take, VideoForm};

/// The draft that was worked on last.
pub(crate) fn newest(connection: &Connection, account_id: &str) -> Result<Option<Draft>> {
    let found = connection
        .row(
            "SELECT id, click_id, form, updated_at FROM draft WHERE account_id = ?1 ORDER BY updated_at DESC, id DESC LIMIT 1",
            [account_id],
            |row| {
                Ok(Draft {
                    id: row.get(0)?,
                    click_id: row.get(1)?,
                    form: row.get::<_, Json<VideoForm>>(2)?.0,
                    takes: Vec::new(),
                    updated_at: row.get::<_, Millis>(3)?.0,
                })
            },
        )
        .optional()
        .map_err(failed("read the draft"))?;
    found.map(|draft| Ok(Draft { takes: takes(connection, &draft.id)?, ..draft })).transpose()
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
        "INSERT INTO draft (id, account_id, click_id, form, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        (&draft.id, account_id, &draft.click_id, Json(&draft.form), Millis(draft.updated_at)),
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
