//! Post plans of videos that TikVod does not have yet: they wait with their intent and become plans in the transaction
//! in which it gets its video.

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::OptionalExtension as _;
use rusqlite::types::Type;

use super::plans::{self, LOCAL, PlanRow};
use super::{Cached as _, Json, Millis, Tx, failed};
use crate::domain::plan::State;
use crate::error::Result;
use crate::importer::RowPlan;
use crate::view::Horizon;

/// Keeps a plan with its intent.
pub(crate) fn insert(tx: &Tx<'_>, intent_id: &str, id: &str, plan: &RowPlan, now: DateTime<Utc>) -> Result<()> {
    tx.execute(
        "INSERT INTO later_plan (intent_id, id, social_account_id, caption, local, zone, at, horizon, planned_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            intent_id,
            id,
            &plan.social_account,
            &plan.caption,
            plan.local.format(LOCAL).to_string(),
            &plan.zone,
            Millis(plan.at),
            Json(plan.horizon),
            Millis(now),
        ),
    )
    .map_err(failed("keep a plan for later"))?;
    Ok(())
}

/// An intent goes on as another one, which takes the plan along.
pub(crate) fn hand_on(tx: &Tx<'_>, from: &str, to: &str) -> Result<()> {
    tx.execute("UPDATE later_plan SET intent_id = ?2 WHERE intent_id = ?1", [from, to])
        .map_err(failed("keep a plan for later"))?;
    Ok(())
}

/// The intent has its video: its plan becomes one of the calendar. One whose time has passed meanwhile comes too, so that
/// the planner says that it was missed.
pub(crate) fn arrive(tx: &Tx<'_>, intent_id: &str, account_id: &str, video_id: &str) -> Result<()> {
    let row = tx
        .row(
            "DELETE FROM later_plan WHERE intent_id = ?1
             RETURNING id, social_account_id, caption, local, zone, at, horizon, planned_at",
            [intent_id],
            |row| {
                let id: String = row.get(0)?;
                let local: String = row.get(3)?;
                let local = NaiveDateTime::parse_from_str(&local, LOCAL)
                    .map_err(|error| rusqlite::Error::FromSqlConversionFailure(3, Type::Text, error.into()))?;
                Ok(PlanRow {
                    click_id: id.clone(),
                    id,
                    account_id: account_id.to_owned(),
                    video_id: video_id.to_owned(),
                    social_account_id: row.get(1)?,
                    caption: row.get(2)?,
                    local,
                    zone: row.get(4)?,
                    at: row.get::<_, Millis>(5)?.0,
                    horizon: row.get::<_, Json<Horizon>>(6)?.0,
                    planned_at: row.get::<_, Millis>(7)?.0,
                    state: State::Planned,
                    publish_id: None,
                    problem: None,
                    warned: false,
                })
            },
        )
        .optional()
        .map_err(failed("plan what waited for its video"))?;
    row.map_or(Ok(()), |row| plans::insert(tx, &row))
}
