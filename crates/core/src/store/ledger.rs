//! The credit ledger: append-only, one spend and one refund an intent, and the last comparison with TikVod's balance.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Millis, Named, Tx, failed};
use crate::domain::intent::UnknownName;
use crate::domain::title;
use crate::error::Result;
use crate::view::{Drift, Entity, LedgerEntry, LedgerKind};

impl LedgerKind {
    /// The name in the database and in the export.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Spend => "spend",
            Self::Refund => "refund",
            Self::Adjustment => "adjustment",
        }
    }
}

impl std::str::FromStr for LedgerKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        [Self::Opening, Self::Spend, Self::Refund, Self::Adjustment]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownName { what: "ledger kind", text: text.to_owned() })
    }
}

/// Enters what a video took; assumed unless TikVod's own answer named the price. Called where an intent is bound to its
/// video, so that no way to a video leads past it; the second call for an intent changes nothing.
pub(crate) fn spent(tx: &Tx<'_>, intent_id: &str, video_id: &str, assumed: bool) -> Result<()> {
    tx.execute(
        "INSERT INTO ledger (account_id, kind, credits, at, intent_id, video_id, request_id, assumed)
         SELECT account_id, 'spend', -credits_used, coalesce(sent_at, created_at), id, ?2,
             (SELECT request_id FROM attempt WHERE intent_id = intent.id ORDER BY number DESC LIMIT 1),
             ?3 OR coalesce((SELECT outcome FROM attempt WHERE intent_id = intent.id ORDER BY number DESC LIMIT 1), '') <> 'accepted'
         FROM intent WHERE id = ?1 AND kind = 'video' AND credits_used > 0
         ON CONFLICT (intent_id, kind) DO NOTHING",
        (intent_id, video_id, assumed),
    )
    .map_err(failed("enter a spend"))?;
    Ok(())
}

/// Enters what came back for a video; the second call for an intent changes nothing.
pub(crate) fn refunded(tx: &Tx<'_>, intent_id: &str, now: DateTime<Utc>) -> Result<()> {
    tx.execute(
        "INSERT INTO ledger (account_id, kind, credits, at, intent_id, video_id)
         SELECT account_id, 'refund', credits_refunded, ?2, id, video_id FROM intent
         WHERE id = ?1 AND kind = 'video' AND credits_refunded > 0
         ON CONFLICT (intent_id, kind) DO NOTHING",
        (intent_id, Millis(now)),
    )
    .map_err(failed("enter a refund"))?;
    Ok(())
}

/// Names the request that brought a refund.
pub(crate) fn name_refund(tx: &Tx<'_>, account_id: &str, video_id: &str, request_id: Option<&str>) -> Result<()> {
    tx.execute(
        "UPDATE ledger SET request_id = coalesce(?3, request_id)
         WHERE account_id = ?1 AND video_id = ?2 AND kind = 'refund'",
        (account_id, video_id, request_id),
    )
    .map_err(failed("name a refund"))?;
    Ok(())
}

/// What moves whenever a balance may move: a look at the balance is compared only if this was the same before the
/// question and after the answer, and nothing was under way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Mark {
    newest: i64,
    sending: u32,
}

/// The mark of now.
pub(crate) fn mark(connection: &Connection, account_id: &str) -> Result<Mark> {
    connection
        .row(
            "SELECT (SELECT coalesce(max(id), 0) FROM ledger WHERE account_id = ?1),
                    (SELECT count(*) FROM intent WHERE account_id = ?1 AND state = 'sending' AND kind = 'video')",
            [account_id],
            |row| Ok(Mark { newest: row.get(0)?, sending: row.get(1)? }),
        )
        .map_err(failed("read the ledger"))
}

/// Compares a balance with the ledger and keeps the outcome. `false` when credits moved meanwhile, so that it cannot be
/// compared.
pub(crate) fn check(tx: &Tx<'_>, account_id: &str, balance: i32, before: Mark, now: DateTime<Utc>) -> Result<bool> {
    let after = mark(tx, account_id)?;
    if after != before || after.sending > 0 {
        return Ok(false);
    }
    let Some(expected) = expected(tx, account_id)? else {
        tx.execute(
            "INSERT INTO ledger (account_id, kind, credits, at) VALUES (?1, 'opening', ?2, ?3)",
            (account_id, balance, Millis(now)),
        )
        .map_err(failed("open the ledger"))?;
        return check(tx, account_id, balance, mark(tx, account_id)?, now);
    };
    let drift = balance.saturating_sub(expected);
    let old = checked(tx, account_id)?;
    tx.execute(
        "INSERT INTO ledger_check (account_id, balance, checked_at, drift, drift_since)
         VALUES (?1, ?2, ?3, ?4, CASE WHEN ?4 <> 0 THEN ?3 END)
         ON CONFLICT (account_id) DO UPDATE SET balance = excluded.balance, checked_at = excluded.checked_at,
             drift_since = CASE WHEN excluded.drift = 0 THEN NULL ELSE coalesce(drift_since, excluded.drift_since) END,
             drift = excluded.drift",
        (account_id, balance, Millis(now), drift),
    )
    .map_err(failed("keep the comparison"))?;
    if old.map_or(0, |old| old.drift) != drift {
        tx.changed(Entity::Account, account_id);
    }
    Ok(true)
}

/// What all entries add up to; `None` before the first look at the balance.
pub(crate) fn expected(connection: &Connection, account_id: &str) -> Result<Option<i32>> {
    connection
        .row(
            "SELECT CASE WHEN max(kind = 'opening') THEN sum(credits) END FROM ledger WHERE account_id = ?1",
            [account_id],
            |row| row.get(0),
        )
        .map_err(failed("add up the ledger"))
}

/// The last comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Checked {
    pub(crate) balance: i32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) drift: i32,
    pub(crate) since: Option<DateTime<Utc>>,
}

/// The last comparison of an account.
pub(crate) fn checked(connection: &Connection, account_id: &str) -> Result<Option<Checked>> {
    connection
        .row(
            "SELECT balance, checked_at, drift, drift_since FROM ledger_check WHERE account_id = ?1",
            [account_id],
            |row| {
                Ok(Checked {
                    balance: row.get(0)?,
                    at: row.get::<_, Millis>(1)?.0,
                    drift: row.get(2)?,
                    since: row.get::<_, Option<Millis>>(3)?.map(|m| m.0),
                })
            },
        )
        .optional()
        .map_err(failed("read the comparison"))
}

/// A difference with all that may explain it.
pub(crate) fn drift(connection: &Connection, account_id: &str, checked: &Checked) -> Result<Option<Drift>> {
    let Some(since) = checked.since.filter(|_| checked.drift != 0) else { return Ok(None) };
    connection
        .row(
            "SELECT (SELECT count(*) FROM intent
                     WHERE account_id = ?1 AND kind = 'video' AND state IN ('ambiguous', 'needs_user')),
                    (SELECT count(*) FROM intent WHERE account_id = ?1 AND kind = 'video'
                         AND state IN ('accepted', 'adopted') AND finished_at IS NULL),
                    (SELECT count(*) FROM video WHERE account_id = ?1
                         AND created_at >= (SELECT min(at) FROM ledger WHERE account_id = ?1)
                         AND NOT EXISTS (SELECT 1 FROM intent WHERE intent.video_id = video.id
                             AND intent.account_id = ?1 AND intent.kind = 'video'))",
            [account_id],
            |row| {
                Ok(Some(Drift {
                    credits: checked.drift,
                    since,
                    in_doubt: row.get(0)?,
                    unfinished: row.get(1)?,
                    made_elsewhere: row.get(2)?,
                }))
            },
        )
        .map_err(failed("look for what explains a difference"))
}

/// Enters the difference as it is now; `false` where there is none.
pub(crate) fn adjust(tx: &Tx<'_>, account_id: &str, now: DateTime<Utc>) -> Result<bool> {
    let drift = match (checked(tx, account_id)?, expected(tx, account_id)?) {
        (Some(checked), Some(expected)) => checked.balance.saturating_sub(expected),
        _ => 0,
    };
    if drift != 0 {
        tx.execute(
            "INSERT INTO ledger (account_id, kind, credits, at) VALUES (?1, 'adjustment', ?2, ?3)",
            (account_id, drift, Millis(now)),
        )
        .map_err(failed("enter a difference"))?;
    }
    tx.execute("UPDATE ledger_check SET drift = 0, drift_since = NULL WHERE account_id = ?1", [account_id])
        .map_err(failed("keep the comparison"))?;
    tx.changed(Entity::Account, account_id);
    Ok(drift != 0)
}

/// Entries older than `before`, newest first.
pub(crate) fn entries(
    connection: &Connection,
    account_id: &str,
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<LedgerEntry>> {
    let sql = "SELECT ledger.id, ledger.kind, ledger.credits, ledger.at, ledger.intent_id, ledger.video_id,
                   ledger.request_id, ledger.assumed, coalesce(video.idea, json_extract(intent.body, '$.idea'))
               FROM ledger LEFT JOIN video ON video.account_id = ledger.account_id AND video.id = ledger.video_id
               LEFT JOIN intent ON intent.id = ledger.intent_id
               WHERE ledger.account_id = ?1 AND (?2 IS NULL OR ledger.id < ?2) ORDER BY ledger.id DESC LIMIT ?3";
    let read = || -> rusqlite::Result<Vec<_>> {
        connection.prepare_cached(sql)?.query_map((account_id, before, limit), entry)?.collect()
    };
    read().map_err(failed("read the ledger"))
}

fn entry(row: &Row<'_>) -> rusqlite::Result<LedgerEntry> {
    Ok(LedgerEntry {
        id: row.get(0)?,
        kind: row.get::<_, Named<LedgerKind>>(1)?.0,
        credits: row.get(2)?,
        at: row.get::<_, Millis>(3)?.0,
        intent_id: row.get(4)?,
        video_id: row.get(5)?,
        request_id: row.get(6)?,
        assumed: row.get(7)?,
        title: row.get::<_, Option<String>>(8)?.map(|idea| title::file_title(&idea)),
    })
}
