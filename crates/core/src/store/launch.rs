//! The count of launches, and what waits while sending is frozen.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Millis, Named, Tx, failed};
use crate::domain::launch::{InDatabase, Why};
use crate::domain::title;
use crate::error::Result;
use crate::view::{Entity, FrozenItem, FrozenKind};

/// The id of this database, under which the keychain knows it, and what it knows of its launches. Made with `new_id` the
/// first time.
pub(crate) fn of(tx: &Tx<'_>, new_id: &str) -> Result<(String, InDatabase)> {
    tx.execute("INSERT INTO launch (one, database_id) VALUES (1, ?1) ON CONFLICT DO NOTHING", [new_id])
        .map_err(failed("number the launches"))?;
    tx.row("SELECT database_id, launch_no, device_id, proposed_device_id, frozen_why FROM launch", [], |row| {
        Ok((
            row.get(0)?,
            InDatabase {
                launch_no: row.get::<_, i64>(1)?.unsigned_abs(),
                device_id: row.get(2)?,
                proposed: row.get(3)?,
                frozen: row.get::<_, Option<Named<Why>>>(4)?.map(|why| why.0),
            },
        ))
    })
    .map_err(failed("read the launches"))
}

/// Notes the device id that goes into the keychain next. Until it was seen there, no keychain counts along.
pub(crate) fn propose(tx: &Tx<'_>, device_id: &str) -> Result<()> {
    set(tx, "UPDATE launch SET proposed_device_id = ?1, device_id = NULL, launch_no = 0", [device_id])
}

/// Notes that the keychain of `device_id` counts along from `launch_no`.
pub(crate) fn count(tx: &Tx<'_>, device_id: &str, launch_no: u64) -> Result<()> {
    set(
        tx,
        "UPDATE launch SET device_id = ?1, launch_no = ?2, proposed_device_id = NULL",
        (device_id, i64::try_from(launch_no).unwrap_or(i64::MAX)),
    )
}

/// Freezes sending until the person decides.
pub(crate) fn freeze(tx: &Tx<'_>, why: Why, now: DateTime<Utc>) -> Result<()> {
    set(tx, "UPDATE launch SET frozen_why = ?1, frozen_at = coalesce(frozen_at, ?2)", (why.as_str(), Millis(now)))?;
    tx.changed(Entity::Account, "");
    Ok(())
}

/// The person decided.
pub(crate) fn thaw(tx: &Tx<'_>) -> Result<()> {
    set(tx, "UPDATE launch SET frozen_why = NULL, frozen_at = NULL", [])?;
    tx.changed(Entity::Account, "");
    Ok(())
}

fn set(tx: &Tx<'_>, sql: &str, values: impl rusqlite::Params) -> Result<()> {
    tx.execute(sql, values).map_err(failed("number the launches"))?;
    Ok(())
}

/// Whether the database has its name.
pub(crate) fn is_named(connection: &Connection) -> Result<bool> {
    connection
        .row("SELECT EXISTS (SELECT 1 FROM launch)", [], |row| row.get(0))
        .map_err(failed("read the name of the database"))
}

/// Why and since when sending is frozen, if it is.
pub(crate) fn frozen(connection: &Connection) -> Result<Option<(Why, DateTime<Utc>)>> {
    connection
        .row("SELECT frozen_why, frozen_at FROM launch WHERE frozen_why IS NOT NULL", [], |row| {
            Ok((row.get::<_, Named<Why>>(0)?.0, row.get::<_, Millis>(1)?.0))
        })
        .optional()
        .map_err(failed("read whether sending is frozen"))
}

/// All that another copy of this data may have sent: what waits in the outbox, and every plan that is still ours.
pub(crate) fn waiting(connection: &Connection) -> Result<Vec<FrozenItem>> {
    let sql = "SELECT 'video' AS kind, intent.id, json_extract(intent.body, '$.idea'), intent.created_at,
                   (SELECT video.id FROM video WHERE video.account_id = intent.account_id
                        AND video.idea = json_extract(intent.body, '$.idea')
                        AND video.style = json_extract(intent.body, '$.style')
                        AND video.created_at >= intent.created_at - 60000
                        AND NOT EXISTS (SELECT 1 FROM intent AS other WHERE other.account_id = video.account_id
                            AND other.video_id = video.id AND other.kind = 'video')
                    ORDER BY video.created_at LIMIT 1)
               FROM intent WHERE intent.state = 'pending' AND intent.kind = 'video'
               UNION ALL
               SELECT 'post', plan.id, coalesce(video.idea, plan.caption), plan.at, NULL
               FROM plan LEFT JOIN video ON video.account_id = plan.account_id AND video.id = plan.video_id
               WHERE plan.state IN ('planned', 'handing_over')
               ORDER BY kind DESC, 4, 2";
    let read = || connection.prepare(sql)?.query_map([], item)?.collect::<rusqlite::Result<_>>();
    read().map_err(failed("read what another copy may have sent"))
}

fn item(row: &Row<'_>) -> rusqlite::Result<FrozenItem> {
    let kind: String = row.get(0)?;
    let idea: Option<String> = row.get(2)?;
    Ok(FrozenItem {
        kind: if kind == "video" { FrozenKind::Video } else { FrozenKind::Post },
        id: row.get(1)?,
        title: title::file_title(idea.as_deref().unwrap_or_default()),
        at: row.get::<_, Millis>(3)?.0,
        seen_there: row.get(4)?,
    })
}
