//! `tikvod import`

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use tikvod_core::Core;
use tikvod_core::view::{Code, ImportArgs as Import, ImportReport};

use super::is_test;
use crate::args::ImportArgs;
use crate::ask;
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::print::{Answer, clean};

/// Bytes that are read at most; the core takes fewer, and says so.
const MOST: u64 = 65 * 1024 * 1024;

pub(crate) async fn run(context: &Context, args: ImportArgs) -> Result<()> {
    let csv = read(&args.file)?;
    let core = context.local().await?;
    let wish = |dry_run, confirm_fence| Import {
        csv: csv.clone(),
        dry_run,
        zone: args.time_zone.clone(),
        again: args.again.clone(),
        confirm_fence,
    };
    let rehearsed = core.import(wish(true, None)).await?;
    if args.dry_run || rehearsed.queued.is_empty() {
        return show(context, &rehearsed);
    }
    agree(core, &rehearsed, args.yes).await?;
    let report = match core.import(wish(false, None)).await {
        Err(error) if error.view().code == Code::Fence => {
            let fence = Failure::from(error);
            if !ask::asked(&format!("{} Go on this time?", fence.message))? {
                return Err(fence);
            }
            core.import(wish(false, Some(true))).await?
        }
        other => other?,
    };
    show(context, &report)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let mut csv = Vec::new();
    let done = if file.as_os_str() == "-" {
        io::stdin().lock().take(MOST).read_to_end(&mut csv)
    } else {
        File::open(file).and_then(|file| file.take(MOST).read_to_end(&mut csv))
    };
    match done {
        Ok(_) => Ok(csv),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Failure::new(Exit::NotFound, "not_found", format!("There is no file {}.", file.display())))
        }
        Err(error) => {
            Err(Failure::new(Exit::Failed, "unreadable", format!("{} cannot be read: {error}.", file.display())))
        }
    }
}

async fn agree(core: &Core, rehearsed: &ImportReport, yes: bool) -> Result<()> {
    if is_test(core).await? {
        return Ok(());
    }
    let (videos, credits) = (rehearsed.queued.len(), rehearsed.credits);
    let balance = rehearsed.balance.map(|balance| format!(" of {balance}")).unwrap_or_default();
    ask::agree(yes, &format!("{videos} videos cost {credits} credits{balance}."))
}

/// The report, and number 5 where a row is bad: a script must not take half a table for a whole one.
fn show(context: &Context, report: &ImportReport) -> Result<()> {
    let mut lines = Vec::new();
    for problem in &report.problems {
        let column = problem.column.as_ref().map(|column| format!(", {}", clean(column))).unwrap_or_default();
        lines.push(format!("line {}{column}: {}", problem.line, clean(&problem.message)));
    }
    if !report.unknown_columns.is_empty() {
        lines.push(format!("left out: {}", clean(&report.unknown_columns.join(", "))));
    }
    let (queued, again) = (report.queued.len(), report.already.len());
    let verb = if report.dry_run { "would be queued" } else { "queued" };
    lines.push(format!(
        "{} rows: {queued} {verb} for {} credits, {again} were imported before, {} problems.",
        report.rows,
        report.credits,
        report.problems.len()
    ));
    context.out.answer(&Answer::new(report, lines.join("\n")))?;
    if report.problems.is_empty() {
        return Ok(());
    }
    Err(Failure { closed: true, ..Failure::new(Exit::Invalid, "rows", String::new()) })
}
