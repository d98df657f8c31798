//! Post plans: made, moved, dropped, handed over, settled. A plan is ours until it is handed over and TikVod's from then
//! on (product.md C5); the hand-over itself is an intent in the outbox, like everything that cannot be taken back.

#[cfg(test)]
pub(crate) mod bench;
mod check;
mod hand_over;
mod show;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

pub(crate) use check::{caption as check_caption, time as check_time};
pub(crate) use hand_over::{PublishBody, PublishOutcome, apply_outcome, fail, hand_over, take_back, too_late};
pub(crate) use show::{of_video, platforms_of, rendered, view_of};

use crate::core::Core;
use crate::domain::intent;
use crate::domain::plan::{Event, State};
use crate::domain::wall_time;
use crate::error::{CoreError, Result};
use crate::store::plans::{self, PlanRow};
use crate::store::{Tx, intents, videos};
use crate::view::{Horizon, IdArgs, NewPlanArgs, PlanRangeArgs, PlanVerdict, PlanView, SettlePlanArgs, UpdatePlanArgs};

/// How far ahead a missed post is put when the person says "hand over now": time to send it, and to see it coming.
const SOON: TimeDelta = TimeDelta::minutes(5);

impl Core {
    /// Plans and posts whose time lies in a stretch, by time.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn plans(&self, args: PlanRangeArgs) -> Result<Vec<PlanView>> {
        let (account, now) = (self.account_id().await?, self.now());
        self.0
            .store
            .read("read the plans", move |connection| {
                let rows = plans::between(connection, &account, args.from, args.to)?;
                rows.into_iter().map(|row| view_of(connection, &account, row, now)).collect()
            })
            .await
    }

    /// Plans a post. The same click id is the same plan, however often.
    ///
    /// # Errors
    /// [`CoreError::Invalid`] with every field outside its rule; [`CoreError::NotNow`] for a video that failed.
    pub async fn create_plan(&self, args: NewPlanArgs) -> Result<PlanView> {
        let (account_id, id, now) = (self.account_id().await?, self.new_id(), self.now());
        self.change(now, "plan a post", move |tx| {
            if let Some(known) = plans::of_click(tx, &args.click_id)? {
                return plans::of_account(tx, &account_id, &known.id);
            }
            let at = check::new_plan(tx, &account_id, &args, now)?;
            let row = PlanRow {
                id,
                click_id: args.click_id,
                account_id,
                video_id: args.video_id,
                social_account_id: args.social_account,
                caption: args.caption,
                local: args.local.trunc_subsecs(0),
                zone: args.zone,
                at,
                horizon: args.horizon,
                planned_at: now,
                state: State::Planned,
                publish_id: None,
                problem: None,
                warned: false,
            };
            plans::insert(tx, &row)?;
            Ok(row)
        })
        .await
    }

    /// Changes a plan that is still ours. One that was missed or failed is planned anew by it.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] once TikVod has it or may have it, [`CoreError::Invalid`].
    pub async fn update_plan(&self, args: UpdatePlanArgs) -> Result<PlanView> {
        let (account_id, now) = (self.account_id().await?, self.now());
        self.change(now, "change a plan", move |tx| {
            let old = take_back(tx, plans::of_account(tx, &account_id, &args.id)?, now)?;
            // Asked first: a plan that TikVod has is locked, whatever the new values are.
            old.state.after(Event::Change)?;
            let new = check::changed(tx, &old, args, now)?;
            begin_anew(tx, &new, now)?;
            Ok(new)
        })
        .await
    }

    /// Takes a plan off the calendar; [`Core::restore_plan`] undoes it.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] once TikVod has it or may have it.
    pub async fn drop_plan(&self, args: IdArgs) -> Result<()> {
        let (account_id, now) = (self.account_id().await?, self.now());
        self.change(now, "drop a plan", move |tx| {
            let row = take_back(tx, plans::of_account(tx, &account_id, &args.id)?, now)?;
            if row.state != State::Dropped {
                plans::apply(tx, &row.id, Event::Drop, now)?;
            }
            Ok(row)
        })
        .await
        .map(drop)
    }

    /// Puts a dropped plan back as it was.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] when it was not dropped.
    pub async fn restore_plan(&self, args: IdArgs) -> Result<PlanView> {
        let (account_id, now) = (self.account_id().await?, self.now());
        self.change(now, "restore a plan", move |tx| {
            let row = plans::of_account(tx, &account_id, &args.id)?;
            let before = plans::dropped_from(tx, &row.id)?;
            plans::apply(tx, &row.id, Event::Restore, now)?;
            // An undo may not do more than undo: what had failed or was missed would else be sent by itself.
            match before {
                Some(State::Missed) => drop(plans::apply(tx, &row.id, Event::Miss, now)?),
                Some(State::Failed) => fail(tx, &row.id, row.problem.as_ref(), now)?,
                _ => {}
            }
            Ok(row)
        })
        .await
    }

    /// Hands a plan over at once, or as soon as its video is rendered, whatever its horizon said. A plan whose time has
    /// passed gets the next time that can be met.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] once TikVod has it or may have it, or when its video failed.
    pub async fn hand_over_plan(&self, args: IdArgs) -> Result<PlanView> {
        let (account_id, intent_id, now) = (self.account_id().await?, self.new_id(), self.now());
        let view = self
            .change(now, "hand over a plan", move |tx| {
                let mut row = plans::of_account(tx, &account_id, &args.id)?;
                let video = videos::get(tx, &account_id, &row.video_id)?;
                check::will_be_ready(video.as_ref())?;
                if too_late(row.at, now) {
                    (row.local, row.at) = soon(&row.zone, now)?;
                }
                row.horizon = Horizon::Now;
                row.planned_at = now;
                begin_anew(tx, &row, now)?;
                if rendered(video.as_ref()).is_some() {
                    hand_over(tx, &row, intent_id, now)?;
                }
                Ok(row)
            })
            .await?;
        self.0.outbox.notify_one();
        Ok(view)
    }

    /// Keeps what the person saw. Nothing is ever sent by it.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] when there is nothing to settle, or before its time has come; one in doubt can be settled
    /// before, for TikVod's calendar shows whether it is planned there.
    pub async fn settle_plan(&self, args: SettlePlanArgs) -> Result<PlanView> {
        let (account_id, now) = (self.account_id().await?, self.now());
        self.change(now, "settle a plan", move |tx| {
            let row = plans::of_account(tx, &account_id, &args.id)?;
            let event = match (args.verdict, row.state) {
                // In doubt is not posted: TikVod's calendar may be looked at before the time has come.
                (PlanVerdict::DidNotAppear, State::Unconfirmed | State::Missed) => Event::NotAppear,
                (PlanVerdict::Appeared, State::Unconfirmed) if row.at > now => Event::SeenScheduled,
                _ if row.at > now => return Err(CoreError::NotNow("its time has not come yet")),
                (PlanVerdict::DidNotAppear, _) => Event::NotAppear,
                (PlanVerdict::Appeared, _) => Event::Appear,
            };
            plans::apply(tx, &row.id, event, now)?;
            plans::set_problem(tx, &row.id, None)?;
            if let (_, Some(sent)) = plans::hand_overs(tx, &row)?
                && sent.state.is_doubtful()
            {
                intents::apply(tx, &sent.id, intent::Event::Settle, now)?;
            }
            Ok(row)
        })
        .await
    }

    /// Runs a change of one plan, wakes the planner, and shows the plan as it is then.
    async fn change(
        &self,
        now: DateTime<Utc>,
        operation: &'static str,
        body: impl FnOnce(&Tx<'_>) -> Result<PlanRow> + Send + 'static,
    ) -> Result<PlanView> {
        let view = self
            .0
            .store
            .write(operation, move |tx| {
                let row = body(tx)?;
                let row = plans::of_account(tx, &row.account_id, &row.id)?;
                view_of(tx, &row.account_id.clone(), row, now)
            })
            .await?;
        self.0.planner.notify_one();
        Ok(view)
    }
}

/// Writes a plan as the person wants it now; what became of it before is history.
fn begin_anew(tx: &Tx<'_>, row: &PlanRow, now: DateTime<Utc>) -> Result<()> {
    plans::apply(tx, &row.id, Event::Change, now)?;
    plans::rewrite(tx, row)?;
    plans::set_problem(tx, &row.id, None)?;
    plans::set_publish_id(tx, &row.id, None)
}

/// The next whole minute that leaves [`SOON`], on the wall of `zone` and as an instant.
fn soon(zone: &str, now: DateTime<Utc>) -> Result<(chrono::NaiveDateTime, DateTime<Utc>)> {
    let zone = wall_time::zone(zone).ok_or(CoreError::NotNow("its time zone is not known any more"))?;
    let minutes = (now + SOON).timestamp().div_euclid(60) + 1;
    let at = DateTime::from_timestamp(minutes * 60, 0).unwrap_or(now + SOON);
    Ok((at.with_timezone(&zone).naive_local(), at))
}

#[cfg(test)]
mod tests;
