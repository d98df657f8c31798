//! Hands plans over when their horizon comes, and says in time when one will not make it. Driven by the wall clock: a timer
//! that stops while the computer sleeps would miss what was due meanwhile (reliability.md F12).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use crate::core::Core;
use crate::domain::plan::{Event, LAST_CALL, State};
use crate::domain::{horizon, intent, title};
use crate::error::{CoreError, Result};
use crate::plans::{self, too_late};
use crate::ports::{Notice, NoticeKind};
use crate::store::plans::{self as rows, PlanRow};
use crate::store::{Tx, intents, videos};
use crate::trials::{Bug, planted};
use crate::view::{ErrorView, Horizon};

/// The longest sleep: after the computer wakes up, a plan waits no longer than this.
const TICK: Duration = Duration::from_secs(20);

const MISSED: &str = "A post was missed";
const MISSED_BODY: &str = "Its time came before TikVod had it. Nothing was posted.";
const MISSED_MANY: &str = "posts were missed";
const MISSED_MANY_BODY: &str =
    "Their time came before TikVod had them. Nothing was posted: choose what becomes of them.";
const IN_DANGER: &str = "A planned post may not go out in time";
const IN_DANGER_BODY: &str = "Its video is still being made. Choose a later time to be sure.";
const FAILED: &str = "A planned post will not go out";
const FAILED_BODY: &str = "Its video was not made.";

/// What the video of a plan can give.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Film {
    /// Still being made, or not known here yet.
    ToCome,
    /// Rendered then.
    Ready(DateTime<Utc>),
    /// Failed or cancelled: there will be none.
    Never,
}

/// All that the next step of a plan depends on.
#[derive(Clone, Copy, Debug)]
struct Facts {
    state: State,
    at: DateTime<Utc>,
    horizon: Horizon,
    planned_at: DateTime<Utc>,
    film: Film,
    /// State of its newest intent.
    intent: Option<intent::State>,
    /// TikVod's estimate, while the video is being made.
    ready_at: Option<DateTime<Utc>>,
    /// Whether the person was told that it may not make it.
    warned: bool,
    /// Whether its account is the one that is open.
    account_open: bool,
}

/// The next step of a plan.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Step {
    /// Nothing to do; look again then at the latest, or when something changes.
    Wait(Option<DateTime<Utc>>),
    /// Its horizon has come.
    HandOver,
    /// Too late; never posted by itself (product.md C7).
    Miss,
    /// Too late, and its intent still waits: that one is taken back first.
    CancelAndMiss,
    /// Its intent is gone; it is ours again.
    TakeBack,
    /// Its video will never be there.
    Fail,
    /// Its video will probably not be there in time (product.md C6): said once.
    Warn,
}

/// What to do next with a plan. Total and pure: the same facts always give the same step.
fn decide(facts: &Facts, now: DateTime<Utc>) -> Step {
    let late = too_late(facts.at, now);
    let last_call = facts.at - LAST_CALL + TimeDelta::milliseconds(1);
    match (facts.state, facts.film) {
        (State::Planned, Film::Never) => Step::Fail,
        (State::Planned, _) if late => Step::Miss,
        (State::Planned, Film::ToCome) if !facts.warned && horizon::in_danger(facts.at, facts.ready_at, now) => {
            Step::Warn
        }
        (State::Planned, Film::ToCome) => Step::Wait(Some(last_call)),
        (State::Planned, Film::Ready(rendered)) => {
            let due = horizon::hand_over_at(facts.horizon, facts.at, facts.planned_at, Some(rendered));
            match due {
                Some(due) if due <= now && facts.account_open => Step::HandOver,
                Some(due) if due > now => Step::Wait(Some(due.min(last_call))),
                _ => Step::Wait(Some(last_call)),
            }
        }
        (State::HandingOver, _) => match facts.intent {
            Some(intent::State::Pending) if late => Step::CancelAndMiss,
            Some(intent::State::Pending) => Step::Wait(Some(last_call)),
            None | Some(intent::State::Cancelled) => Step::TakeBack,
            // Under way: the outbox says what became of it, also after a crash.
            Some(_) => Step::Wait(None),
        },
        _ => Step::Wait(None),
    }
}

/// What a step has come to, for the person.
enum News {
    Missed(String),
    Failed(String, Option<ErrorView>),
    InDanger(String),
}

impl Core {
    /// Hands over and gives up for as long as the app runs.
    pub(crate) async fn run_planner(&self) {
        loop {
            let wait = match self.plan_once().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::error!(%error, "the planner cannot go on for now");
                    TICK
                }
            };
            tokio::select! {
                biased;
                () = self.0.planner.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Takes every step that is due and returns how long nothing is.
    async fn plan_once(&self) -> Result<Duration> {
        // Another copy of this data may have handed over, or missed, what still waits here.
        if !self.may_send().await? {
            return Ok(TICK);
        }
        let now = self.now();
        let open = self.session().map(|session| session.account.id.clone());
        let account = open.clone();
        let steps: Vec<(PlanRow, Step)> = self
            .0
            .store
            .read("look at the plans", move |connection| {
                let decided = rows::open_ends(connection)?.into_iter().map(|row| {
                    // One plan that cannot be read does not hold up the others.
                    let step = facts(connection, &row, account.as_deref()).map_or_else(
                        |error| {
                            tracing::error!(plan = row.id, %error, "a plan cannot be read");
                            Step::Wait(None)
                        },
                        |facts| decide(&facts, now),
                    );
                    (row, step)
                });
                Ok(decided.collect())
            })
            .await?;
        let tick = if planted(Bug::SchedulerOnInstant) { Duration::from_secs(86_400) } else { TICK };
        let (mut news, mut wait) = (Vec::new(), tick);
        for (row, step) in steps {
            if let Step::Wait(until) = step {
                wait = wait.min(until.map_or(tick, |until| (until - now).to_std().unwrap_or_default()));
                continue;
            }
            // One transaction a plan: one that cannot be moved does not hold up the others.
            match self.take_step(&row, open.clone()).await {
                Ok(found) => news.extend(found),
                Err(error) => tracing::error!(plan = row.id, %error, "a plan cannot be moved"),
            }
        }
        for notice in notices(news) {
            self.notify(notice).await;
        }
        Ok(wait)
    }

    async fn take_step(&self, plan: &PlanRow, open: Option<String>) -> Result<Option<News>> {
        let (id, intent_id, now) = (plan.id.clone(), self.new_id(), self.now());
        let news = self
            .0
            .store
            .write("move a plan", move |tx| {
                let row = rows::get(tx, &id)?.ok_or(CoreError::NotFound("plan"))?;
                // Decided again within the transaction: the person or the outbox may have been faster.
                let step = decide(&facts(tx, &row, open.as_deref())?, now);
                act(tx, row, step, intent_id, now)
            })
            .await?;
        self.0.outbox.notify_one();
        Ok(news)
    }
}

fn act(tx: &Tx<'_>, row: PlanRow, step: Step, intent_id: String, now: DateTime<Utc>) -> Result<Option<News>> {
    match step {
        Step::Wait(_) => Ok(None),
        Step::HandOver => plans::hand_over(tx, &row, intent_id, now).map(|()| None),
        Step::TakeBack => plans::take_back(tx, row, now).map(|_| None),
        Step::Miss => miss(tx, &row, now).map(Some),
        Step::Warn => {
            rows::set_warned(tx, &row.id)?;
            Ok(Some(News::InDanger(idea(tx, &row)?)))
        }
        Step::CancelAndMiss => {
            let (_, intent) = rows::hand_overs(tx, &row)?;
            match intent {
                Some(intent) if intents::cancel_pending(tx, &intent.id, now)? => miss(tx, &row, now).map(Some),
                _ => Ok(None),
            }
        }
        Step::Fail => {
            let video = videos::get(tx, &row.account_id, &row.video_id)?;
            let problem = video.as_ref().and_then(|video| video.problem.clone());
            let problem = problem.unwrap_or_else(|| CoreError::NotNow("its video was not made").view());
            plans::fail(tx, &row.id, Some(&problem), now)?;
            Ok(Some(News::Failed(idea(tx, &row)?, Some(problem))))
        }
    }
}

fn miss(tx: &Tx<'_>, row: &PlanRow, now: DateTime<Utc>) -> Result<News> {
    rows::apply(tx, &row.id, Event::Miss, now)?;
    Ok(News::Missed(idea(tx, row)?))
}

fn idea(connection: &Connection, row: &PlanRow) -> Result<String> {
    let video = videos::get(connection, &row.account_id, &row.video_id)?;
    Ok(title::file_title(video.as_ref().map_or("", |video| video.idea.as_str())))
}

fn facts(connection: &Connection, row: &PlanRow, open: Option<&str>) -> Result<Facts> {
    let video = videos::get(connection, &row.account_id, &row.video_id)?;
    let film = match (plans::rendered(video.as_ref()), video.as_ref().map(|video| video.status.as_str())) {
        (Some(at), _) => Film::Ready(at),
        (None, Some("failed" | "cancelled")) => Film::Never,
        (None, _) => Film::ToCome,
    };
    let intent = match row.state {
        State::HandingOver => rows::hand_overs(connection, row)?.1.map(|intent| intent.state),
        _ => None,
    };
    Ok(Facts {
        state: row.state,
        at: row.at,
        horizon: row.horizon,
        planned_at: row.planned_at,
        film,
        intent,
        ready_at: video.as_ref().and_then(|video| video.estimated_ready_at),
        warned: row.warned,
        account_open: open == Some(row.account_id.as_str()),
    })
}

/// One notification for each failure, and one for all that were missed: after three days off, five at once would only be
/// noise.
fn notices(news: Vec<News>) -> Vec<Notice> {
    let mut missed = Vec::new();
    let mut notices = Vec::new();
    for item in news {
        match item {
            News::Missed(title) => missed.push(title),
            News::InDanger(title) => notices.push(notice(IN_DANGER.to_owned(), format!("{title}. {IN_DANGER_BODY}"))),
            News::Failed(title, problem) => {
                let why = problem.map_or_else(|| FAILED_BODY.to_owned(), |problem| problem.message);
                notices.push(notice(FAILED.to_owned(), format!("{title}. {why}")));
            }
        }
    }
    match missed.as_slice() {
        [] => {}
        [title] => notices.push(notice(MISSED.to_owned(), format!("{title}. {MISSED_BODY}"))),
        many => notices.push(notice(format!("{} {MISSED_MANY}", many.len()), MISSED_MANY_BODY.to_owned())),
    }
    notices
}

fn notice(title: String, body: String) -> Notice {
    Notice { kind: NoticeKind::PostFailed, title, body }
}

#[cfg(test)]
mod tests;
