//! What a plan must be like to be taken. The window asks the same in the field; these are the rules that count.

use chrono::{DateTime, Datelike as _, NaiveDateTime, SubsecRound as _, Utc};
use rusqlite::Connection;

use super::too_late;
use crate::domain::{form, horizon, wall_time};
use crate::error::{CoreError, Result};
use crate::store::plans::PlanRow;
use crate::store::videos::VideoRow;
use crate::store::{social_accounts, videos};
use crate::trials::{Bug, planted};
use crate::view::{FieldProblem, FieldRule, NewPlanArgs, UpdatePlanArgs};

/// Checks a new plan and returns the instant of its time.
pub(super) fn new_plan(
    connection: &Connection,
    account_id: &str,
    args: &NewPlanArgs,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>> {
    let mut problems = Vec::new();
    if uuid::Uuid::parse_str(&args.click_id).is_err() {
        problems.push(unknown("clickId"));
    }
    let video = videos::get(connection, account_id, &args.video_id)?;
    if video.is_none() {
        problems.push(unknown("videoId"));
    }
    problems.extend(destination(connection, account_id, &args.social_account, Some(&args.platform))?);
    problems.extend(caption(&args.caption));
    problems.extend(horizon::check(args.horizon));
    let at = time(&args.zone, args.local, now).map_err(|problem| problems.push(problem));
    match at {
        Ok(at) if problems.is_empty() => will_be_ready(video.as_ref()).map(|()| at),
        _ => Err(CoreError::Invalid(problems)),
    }
}

/// The plan with the changes of `args`, checked. What is absent stays, but the time must lie ahead in any case: what is
/// changed is planned anew.
pub(super) fn changed(
    connection: &Connection,
    old: &PlanRow,
    args: UpdatePlanArgs,
    now: DateTime<Utc>,
) -> Result<PlanRow> {
    let mut problems = Vec::new();
    if let Some(id) = &args.social_account {
        problems.extend(destination(connection, &old.account_id, id, None)?);
    }
    problems.extend(args.caption.as_deref().and_then(caption));
    problems.extend(args.horizon.and_then(horizon::check));
    let moved = args.local.is_some() || args.zone.is_some();
    let local = args.local.map_or(old.local, |local| local.trunc_subsecs(0));
    let zone = args.zone.unwrap_or_else(|| old.zone.clone());
    let at = if moved {
        time(&zone, local, now)
    } else if too_late(old.at, now) {
        Err(past())
    } else {
        Ok(old.at)
    };
    let at = at.map_err(|problem| problems.push(problem)).unwrap_or(old.at);
    if !problems.is_empty() {
        return Err(CoreError::Invalid(problems));
    }
    Ok(PlanRow {
        caption: args.caption.unwrap_or_else(|| old.caption.clone()),
        social_account_id: args.social_account.unwrap_or_else(|| old.social_account_id.clone()),
        horizon: args.horizon.unwrap_or(old.horizon),
        local,
        zone,
        at,
        planned_at: now,
        ..old.clone()
    })
}

/// Refuses a video that will never have a file.
pub(super) fn will_be_ready(video: Option<&VideoRow>) -> Result<()> {
    match video.map(|video| video.status.as_str()) {
        Some("failed") => Err(CoreError::NotNow("its video failed")),
        Some("cancelled") => Err(CoreError::NotNow("its video was cancelled")),
        _ => Ok(()),
    }
}

/// The account has to be in the book, and on the platform that the person saw.
fn destination(
    connection: &Connection,
    account_id: &str,
    id: &str,
    platform: Option<&str>,
) -> Result<Option<FieldProblem>> {
    let row = social_accounts::get(connection, account_id, id)?.filter(|row| row.removed_at.is_none());
    Ok(match row {
        None => Some(unknown("socialAccount")),
        Some(row) if platform.is_some_and(|platform| platform != row.platform) => Some(unknown("platform")),
        Some(_) => None,
    })
}

/// The caption's limit.
pub(crate) fn caption(text: &str) -> Option<FieldProblem> {
    let limit = form::limits().caption_chars;
    let count = text.chars().count();
    (count > limit as usize).then(|| FieldProblem {
        field: "caption".into(),
        rule: FieldRule::TooLong,
        limit: Some(limit.cast_signed()),
        actual: Some(i32::try_from(count).unwrap_or(i32::MAX)),
    })
}

/// The instant of a wall time that lies far enough ahead.
pub(crate) fn time(
    zone: &str,
    local: NaiveDateTime,
    now: DateTime<Utc>,
) -> std::result::Result<DateTime<Utc>, FieldProblem> {
    let zone = wall_time::zone(zone).ok_or_else(|| unknown("zone"))?;
    // Far outside of these years, adding an offset overflows; nobody plans there.
    if local.year() < 1970 {
        return Err(past());
    }
    if local.year() > 9_000 {
        return Err(problem("local", FieldRule::OutOfRange));
    }
    let local = local.trunc_subsecs(0);
    let at = if planted(Bug::NaiveLocalTime) { local.and_utc() } else { wall_time::instant(zone, local).0 };
    if too_late(at, now) { Err(past()) } else { Ok(at) }
}

fn past() -> FieldProblem {
    problem("local", FieldRule::Past)
}

fn unknown(field: &str) -> FieldProblem {
    problem(field, FieldRule::UnknownValue)
}

fn problem(field: &str, rule: FieldRule) -> FieldProblem {
    FieldProblem { field: field.to_owned(), rule, limit: None, actual: None }
}
