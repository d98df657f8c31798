//! Post plans, and the log of what happened to them.

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::intents::{self, IntentRow};
use super::{Cached as _, Json, Millis, Named, Tx, failed};
use crate::domain::plan::{Event, State};
use crate::error::{CoreError, Result};
use crate::view::{Entity, ErrorView, Horizon};

/// A row of `plan`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlanRow {
    pub(crate) id: String,
    pub(crate) click_id: String,
    pub(crate) account_id: String,
    pub(crate) video_id: String,
    /// Id in the book.
    pub(crate) social_account_id: String,
    pub(crate) caption: String,
    pub(crate) local: NaiveDateTime,
    pub(crate) zone: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) horizon: Horizon,
    /// When the person last said what it is to be.
    pub(crate) planned_at: DateTime<Utc>,
    pub(crate) state: State,
    pub(crate) publish_id: Option<String>,
    pub(crate) problem: Option<ErrorView>,
    /// Whether the person was told that its video may not be there in time.
    pub(crate) warned: bool,
}

const COLUMNS: &str = "id, click_id, account_id, video_id, social_account_id, caption, local, zone, at, horizon, \
                       planned_at, state, publish_id, problem, warned";

/// How a wall time stands in a row.
pub(super) const LOCAL: &str = "%Y-%m-%dT%H:%M:%S";

fn plan(row: &Row<'_>) -> rusqlite::Result<PlanRow> {
    let local: String = row.get(6)?;
    let local = NaiveDateTime::parse_from_str(&local, LOCAL)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(6, Type::Text, error.into()))?;
    Ok(PlanRow {
        id: row.get(0)?,
        click_id: row.get(1)?,
        account_id: row.get(2)?,
        video_id: row.get(3)?,
        social_account_id: row.get(4)?,
        caption: row.get(5)?,
        local,
        zone: row.get(7)?,
        at: row.get::<_, Millis>(8)?.0,
        horizon: row.get::<_, Json<Horizon>>(9)?.0,
        planned_at: row.get::<_, Millis>(10)?.0,
        state: row.get::<_, Named<State>>(11)?.0,
        publish_id: row.get(12)?,
        problem: row.get::<_, Option<Json<_>>>(13)?.map(|json| json.0),
        warned: row.get(14)?,
    })
}

fn one(connection: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Option<PlanRow>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM plan WHERE {condition}"))
        .and_then(|mut statement| statement.query_row(values, plan).optional())
        .map_err(failed("read a plan"))
}

fn list(connection: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Vec<PlanRow>> {
    let sql = format!("SELECT {COLUMNS} FROM plan WHERE {condition} ORDER BY at, id");
    let read = || connection.prepare_cached(&sql)?.query_map(values, plan)?.collect::<rusqlite::Result<_>>();
    read().map_err(failed("read the plans"))
}

/// One plan, whatever the account.
pub(crate) fn get(connection: &Connection, id: &str) -> Result<Option<PlanRow>> {
    one(connection, "id = ?1", [id])
}

/// One plan of an account.
///
/// # Errors
/// [`CoreError::NotFound`] where the account has none.
pub(crate) fn of_account(connection: &Connection, account_id: &str, id: &str) -> Result<PlanRow> {
    get(connection, id)?.filter(|row| row.account_id == account_id).ok_or(CoreError::NotFound("plan"))
}

/// The plan of a click.
pub(crate) fn of_click(connection: &Connection, click_id: &str) -> Result<Option<PlanRow>> {
    one(connection, "click_id = ?1", [click_id])
}

/// The plan of a post that TikVod named.
pub(crate) fn of_publish_id(connection: &Connection, account_id: &str, publish_id: &str) -> Result<Option<PlanRow>> {
    one(connection, "account_id = ?1 AND publish_id = ?2", [account_id, publish_id])
}

/// Plans of a stretch of time, without dropped ones.
pub(crate) fn between(
    connection: &Connection,
    account_id: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<PlanRow>> {
    let condition = "account_id = ?1 AND at >= ?2 AND at < ?3 AND state <> 'dropped'";
    list(connection, condition, (account_id, Millis(from), Millis(to)))
}

/// Plans of a video, without dropped ones.
pub(crate) fn of_video(connection: &Connection, account_id: &str, video_id: &str) -> Result<Vec<PlanRow>> {
    list(connection, "video_id = ?2 AND account_id = ?1 AND state <> 'dropped'", (account_id, video_id))
}

/// Plans of all accounts that TikVod does not have yet.
pub(crate) fn open_ends(connection: &Connection) -> Result<Vec<PlanRow>> {
    list(connection, "state IN ('planned', 'handing_over')", [])
}

/// Platforms that a video was or will be posted to.
pub(crate) fn platforms(connection: &Connection, account_id: &str, video_id: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT social_account.platform FROM plan
               JOIN social_account ON social_account.id = plan.social_account_id
               WHERE plan.video_id = ?2 AND plan.account_id = ?1 AND plan.state <> 'dropped' ORDER BY 1";
    let read = || {
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_map((account_id, video_id), |row| row.get(0))?.collect::<rusqlite::Result<_>>()
    };
    read().map_err(failed("read the platforms"))
}

/// Writes a new plan.
pub(crate) fn insert(tx: &Tx<'_>, row: &PlanRow) -> Result<()> {
    tx.execute(
        "INSERT INTO plan (id, click_id, account_id, video_id, social_account_id, caption, local, zone, at, horizon,
             planned_at, state, publish_id, problem)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        rusqlite::params![
            row.id,
            row.click_id,
            row.account_id,
            row.video_id,
            row.social_account_id,
            row.caption,
            row.local.format(LOCAL).to_string(),
            row.zone,
            Millis(row.at),
            Json(row.horizon),
            Millis(row.planned_at),
            row.state.as_str(),
            row.publish_id,
            row.problem.as_ref().map(Json),
        ],
    )
    .map_err(failed("write a plan"))?;
    tx.changed(Entity::Plan, &row.id);
    Ok(())
}

/// Keeps what the person changed: text, time, horizon, account. State and outcome have ways of their own.
pub(crate) fn rewrite(tx: &Tx<'_>, row: &PlanRow) -> Result<()> {
    tx.execute(
        "UPDATE plan SET social_account_id = ?2, caption = ?3, local = ?4, zone = ?5, at = ?6, horizon = ?7, planned_at = ?8,
             warned = CASE WHEN at = ?6 THEN warned ELSE 0 END
         WHERE id = ?1",
        (
            &row.id,
            &row.social_account_id,
            &row.caption,
            row.local.format(LOCAL).to_string(),
            &row.zone,
            Millis(row.at),
            Json(row.horizon),
            Millis(row.planned_at),
        ),
    )
    .map_err(failed("change a plan"))?;
    tx.changed(Entity::Plan, &row.id);
    Ok(())
}

/// Moves a plan along its table and logs it. The row is read in the same transaction, so nothing can come between.
///
/// # Errors
/// [`CoreError::NotNow`] where the table has no such edge.
pub(crate) fn apply(tx: &Tx<'_>, id: &str, event: Event, now: DateTime<Utc>) -> Result<State> {
    let row = get(tx, id)?.ok_or(CoreError::NotFound("plan"))?;
    let to = row.state.after(event)?;
    tx.execute("UPDATE plan SET state = ?2 WHERE id = ?1", (id, to.as_str())).map_err(failed("move a plan"))?;
    tx.execute(
        "INSERT INTO event (subject, subject_id, at, from_state, to_state) VALUES ('plan', ?1, ?2, ?3, ?4)",
        (id, Millis(now), row.state.as_str(), to.as_str()),
    )
    .map_err(failed("log a move"))?;
    tx.changed(Entity::Plan, id);
    Ok(to)
}

/// Keeps that the person was told of a render that may be late; a new time makes that undone.
pub(crate) fn set_warned(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute("UPDATE plan SET warned = 1 WHERE id = ?1", [id]).map_err(failed("keep a warning"))?;
    tx.changed(Entity::Plan, id);
    Ok(())
}

/// Says why a plan is where it is.
pub(crate) fn set_problem(tx: &Tx<'_>, id: &str, problem: Option<&ErrorView>) -> Result<()> {
    tx.execute("UPDATE plan SET problem = ?2 WHERE id = ?1", (id, problem.map(Json)))
        .map_err(failed("keep a problem"))?;
    tx.changed(Entity::Plan, id);
    Ok(())
}

/// Keeps TikVod's id of the post.
pub(crate) fn set_publish_id(tx: &Tx<'_>, id: &str, publish_id: Option<&str>) -> Result<()> {
    tx.execute("UPDATE plan SET publish_id = ?2 WHERE id = ?1", (id, publish_id))
        .map_err(failed("keep the id of a post"))?;
    tx.changed(Entity::Plan, id);
    Ok(())
}

/// The state that a dropped plan was dropped from.
pub(crate) fn dropped_from(connection: &Connection, id: &str) -> Result<Option<State>> {
    connection
        .row(
            "SELECT from_state FROM event WHERE subject_id = ?1 AND subject = 'plan' AND to_state = 'dropped'
             ORDER BY id DESC LIMIT 1",
            [id],
            |row| row.get::<_, Named<State>>(0),
        )
        .optional()
        .map(|found| found.map(|state| state.0))
        .map_err(failed("read what happened to a plan"))
}

/// How often a plan was given to the outbox, and the newest of these intents.
pub(crate) fn hand_overs(connection: &Connection, plan: &PlanRow) -> Result<(u32, Option<IntentRow>)> {
    // By the video, because that has an index.
    let sql = "SELECT count(*) OVER (), id FROM intent WHERE video_id = ?1 AND plan_id = ?2 AND kind = 'publish'
               ORDER BY place DESC LIMIT 1";
    let found: Option<(u32, String)> = connection
        .prepare_cached(sql)
        .and_then(|mut statement| {
            statement.query_row((&plan.video_id, &plan.id), |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
        .map_err(failed("read the hand-overs of a plan"))?;
    match found {
        Some((count, id)) => Ok((count, intents::get(connection, &id)?)),
        None => Ok((0, None)),
    }
}
