//! A table becomes videos and plans (product.md B2). Every row is taken whole or not at all; good rows go on, bad ones
//! say why. Checking makes no call; what is imported goes through the queue like every click.
//!
//! The click id of a row is derived from what the row asks for, so importing the same file again, whole or with its bad
//! rows mended, pays for no row twice. Rows that are alike within a file are told apart by their number.

mod columns;
mod row;
mod table;
mod text;
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::core::Core;
use crate::domain::intent::Kind;
use crate::domain::{form, wall_time};
use crate::error::{CoreError, Result};
use crate::fence;
use crate::store::intents::{self, NewIntent};
use crate::store::social_accounts::SocialAccountRow;
use crate::store::{Tx, accounts, catalogue, later_plans, social_accounts};
use crate::view::{AccountKind, FieldRule, ImportArgs, ImportProblem, ImportReport, ImportedRow, VideoForm};
use columns::{Columns, HeaderProblem};
pub(crate) use row::RowPlan;
use row::{Known, Row};
use table::Unreadable;

/// Largest file, bytes: far above a thousand rows with the longest texts.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The good rows, and what each would write.
struct Batch {
    rows: Vec<Row>,
    intents: Vec<NewIntent>,
    plan_ids: Vec<String>,
}

impl Core {
    /// Checks a table and, unless it is a dry run, queues its good rows in one transaction: one intent a row. A dry run
    /// makes no call and writes nothing.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`]; [`CoreError::Fence`] when the new rows would pass a fence that is not confirmed: then no
    /// row is queued; a zone that is not known. What is wrong with the file itself stands in the report.
    pub async fn import(&self, args: ImportArgs) -> Result<ImportReport> {
        let ImportArgs { csv, dry_run, zone, again, confirm_fence } = args;
        let zone = zone.or_else(|| iana_time_zone::get_timezone().ok()).unwrap_or_else(|| "UTC".into());
        if wall_time::zone(&zone).is_none() {
            return Err(CoreError::NotNow("there is no such time zone"));
        }
        let (id, now) = (self.account_id().await?, self.now());
        let account_id = id.clone();
        let (known, balance, free) =
            self.0.store.read("read what a table is checked against", move |c| known(c, &id, zone, now)).await?;
        let checked = tokio::task::spawn_blocking(move || check(&csv, &known));
        let (mut report, rows) = checked.await.map_err(|error| CoreError::Internal(error.to_string()))??;
        (report.balance, report.dry_run) = (balance, dry_run);
        let batch = self.batch(&account_id, again.as_deref().unwrap_or_default(), rows)?;
        if dry_run {
            let read = move |connection: &Connection| {
                let fresh = sort(connection, &batch, &mut report)?;
                report.credits = if free { 0 } else { count(fresh.len()) };
                Ok(report)
            };
            return self.0.store.read("look for rows that were imported before", read).await;
        }
        let report = self
            .0
            .store
            .write("import a table", move |tx| {
                let fresh = sort(tx, &batch, &mut report)?;
                report.credits = if free { 0 } else { count(fresh.len()) };
                fence::ask(tx, &account_id, count(fresh.len()), confirm_fence == Some(true), now)?;
                write(tx, &batch, &fresh, &mut report)?;
                Ok(report)
            })
            .await?;
        self.0.outbox.notify_one();
        Ok(report)
    }

    fn batch(&self, account_id: &str, again: &str, rows: Vec<Row>) -> Result<Batch> {
        let mut intents = Vec::with_capacity(rows.len());
        for row in &rows {
            let body = body_of(&row.form)?;
            intents.push(NewIntent {
                id: self.new_id(),
                click_id: click_id(account_id, again, &body, row.number),
                kind: Kind::Video,
                account_id: account_id.to_owned(),
                fingerprint: form::fingerprint(&row.form.idea, &row.form.style),
                body,
                hook: None,
                plan_id: None,
                video_id: None,
                supersedes: None,
                created_at: self.now(),
            });
        }
        Ok(Batch { plan_ids: rows.iter().map(|_| self.new_id()).collect(), rows, intents })
    }
}

/// What is sent for a row, and by which rows are alike.
fn body_of(form: &VideoForm) -> Result<String> {
    serde_json::to_string(form).map_err(|error| CoreError::Internal(error.to_string()))
}

/// The click of a row. Made of what is paid for, not of the file or the line: a file that is mended, sorted or saved in
/// another encoding asks for the same videos. The post plan is left out, because moving a post must not make a second
/// video. Another account is another click.
fn click_id(account_id: &str, again: &str, body: &str, number: u32) -> String {
    let mut digest = Sha256::new();
    for part in [account_id, again, body] {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    digest.update(number.to_be_bytes());
    let digest = hex::encode(digest.finalize());
    format!("import:{}", digest.get(..32).unwrap_or(&digest))
}

fn known(
    connection: &Connection,
    account_id: &str,
    zone: String,
    now: DateTime<Utc>,
) -> Result<(Known, Option<i32>, bool)> {
    let cached = catalogue::get(connection, account_id)?.map(|(cached, _)| cached);
    let account = accounts::get(connection, account_id)?;
    let voices = cached.iter().flat_map(|cached| cached.voices.iter().map(|voice| voice.id.clone())).collect();
    let captions =
        cached.iter().flat_map(|cached| cached.caption_styles.iter().map(|style| style.id.clone())).collect();
    let accounts = social_accounts::list(connection, account_id)?.into_iter().map(SocialAccountRow::view).collect();
    let known = Known { voices, captions, accounts, zone, now };
    let free = account.as_ref().is_some_and(|account| account.kind == AccountKind::Test);
    Ok((known, account.and_then(|account| account.credits).map(|credits| credits.credits), free))
}

/// Tells new rows from those that an earlier import made, and returns the places of the new ones.
fn sort(connection: &Connection, batch: &Batch, report: &mut ImportReport) -> Result<Vec<usize>> {
    let mut fresh = Vec::new();
    for (place, (row, intent)) in batch.rows.iter().zip(&batch.intents).enumerate() {
        let planned = row.plan.is_some();
        if let Some(known) = intents::of_click(connection, &intent.click_id)? {
            report.already.push(ImportedRow { line: row.line, intent_id: Some(known.id), planned });
        } else {
            fresh.push(place);
            report.queued.push(ImportedRow { line: row.line, intent_id: None, planned });
        }
    }
    Ok(fresh)
}

fn write(tx: &Tx<'_>, batch: &Batch, fresh: &[usize], report: &mut ImportReport) -> Result<()> {
    for (entry, place) in report.queued.iter_mut().zip(fresh) {
        let row = (batch.rows.get(*place), batch.intents.get(*place), batch.plan_ids.get(*place));
        let (Some(row), Some(intent), Some(plan_id)) = row else { continue };
        intents::insert(tx, intent)?;
        if let Some(plan) = &row.plan {
            later_plans::insert(tx, &intent.id, plan_id, plan, intent.created_at)?;
        }
        entry.intent_id = Some(intent.id.clone());
    }
    Ok(())
}

/// Reads and checks a whole file. Pure, and the only slow part: it runs on a thread of its own.
fn check(csv: &[u8], known: &Known) -> Result<(ImportReport, Vec<Row>)> {
    let mut report = ImportReport::default();
    if csv.len() > MOST_BYTES {
        report.problems.push(whole(1, FieldRule::TooLong, "The file is larger than 64 MiB.".to_owned()));
        return Ok((report, Vec::new()));
    }
    let text = text::decode(csv);
    let mut records = table::records(&text, text::separator(&text)).into_iter();
    let columns = match header(records.next()) {
        Ok(columns) => columns,
        Err(problem) => {
            report.problems.push(problem);
            return Ok((report, Vec::new()));
        }
    };
    report.unknown_columns = columns.unknown();
    let mut rows = Vec::new();
    // A row whose plan is bad counts too: mended later, it must not pass its number, and with it another row's post, on.
    let mut alike: BTreeMap<String, u32> = BTreeMap::new();
    let mut number = |form: &VideoForm| -> Result<u32> {
        let next = alike.entry(body_of(form)?).or_default();
        *next += 1;
        Ok(*next - 1)
    };
    for record in records {
        match record.cells {
            Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => continue,
            Ok(cells) => match row::read(record.line, &cells, &columns, known) {
                Ok(row) => rows.push(Row { number: number(&row.form)?, ..row }),
                Err(bad) => {
                    bad.form.as_deref().map(&mut number).transpose()?;
                    report.problems.extend(bad.problems);
                }
            },
            Err(why) => report.problems.push(unreadable(record.line, &why, &columns)),
        }
        report.rows += 1;
    }
    Ok((report, rows))
}

fn header(record: Option<table::Record>) -> std::result::Result<Columns, ImportProblem> {
    let record = record.ok_or_else(|| whole(1, FieldRule::Required, "The file is empty.".to_owned()))?;
    let line = record.line;
    let cells = record.cells.map_err(|why| unreadable(line, &why, &Columns::default()))?;
    Columns::of(cells.iter().map(String::as_str)).map_err(|problem| match problem {
        HeaderProblem::Missing(name) => {
            whole(line, FieldRule::Required, format!("The first line names no column “{name}”."))
        }
        HeaderProblem::Twice(name) => {
            whole(line, FieldRule::Duplicate, format!("Two columns mean the same: {}.", words::quote(&name)))
        }
    })
}

fn unreadable(line: u32, why: &Unreadable, columns: &Columns) -> ImportProblem {
    let message = match why {
        Unreadable::NotUtf8(_) => "This is not UTF-8: save the file as “CSV UTF-8” and import it again.",
        Unreadable::OpenQuote => "A quote that begins in this row is never closed.",
        Unreadable::TooMuch => "What comes from here on was not read: split the file.",
    };
    let column = match why {
        Unreadable::NotUtf8(place) => columns.all.get(*place).map(|(name, _)| name.clone()),
        _ => None,
    };
    ImportProblem { column, ..whole(line, FieldRule::Unreadable, message.to_owned()) }
}

/// A reason that is about a row, or the file, as a whole.
fn whole(line: u32, rule: FieldRule, message: String) -> ImportProblem {
    ImportProblem { line, column: None, rule, message }
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
