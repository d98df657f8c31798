//! What a signed event proves by itself (reliability.md N14): whose video it is, and that a post is live. Everything else
//! that it says is only a reason to ask TikVod.

use chrono::{DateTime, Utc};

use super::event::{Event, Said};
use crate::domain::intent::{self, Kind, State as IntentState};
use crate::domain::plan::{self, State as PlanState};
use crate::error::Result;
use crate::reconcile::adopt;
use crate::store::plans::PlanRow;
use crate::store::{Tx, intents, plans, social_accounts, videos};
use crate::view::AccountKind;

/// What is left to do for an event.
#[derive(Debug, PartialEq)]
pub(super) enum Left {
    /// Nothing.
    Nothing,
    /// An answer that settles it may be on its way: looked at again later.
    Wait,
    /// TikVod is asked for this video now. `adopted` when an intent in doubt was settled by the event.
    Look { video: String, adopted: bool },
}

/// Takes what an event proves, in the transaction in which it is looked at. Idempotent.
pub(super) fn take(tx: &Tx<'_>, account: &str, kind: AccountKind, event: &Event, now: DateTime<Utc>) -> Result<Left> {
    match &event.said {
        Said::Video { id, status, intent } => {
            let adopted = match intent {
                None => false,
                Some(intent) => match claim(tx, account, kind, intent, id, now)? {
                    Claim::NotYet => return Ok(Left::Wait),
                    Claim::Adopted => true,
                    Claim::None => false,
                },
            };
            let news = adopted || videos::is_news(videos::get(tx, account, id)?.as_ref(), status);
            Ok(if news { Left::Look { video: id.clone(), adopted } } else { Left::Nothing })
        }
        Said::Post { id, video, platform, at } => {
            let plan = match plans::of_publish_id(tx, account, id)? {
                Some(plan) => Fit::One(Box::new(plan)),
                None => match (video, platform, at) {
                    (Some(video), Some(platform), Some(at)) => fitting(tx, account, video, platform, *at)?,
                    _ => Fit::None,
                },
            };
            match plan {
                Fit::One(plan) => appear(tx, &plan, id, now).map(|()| Left::Nothing),
                Fit::NotYet => Ok(Left::Wait),
                Fit::None => Ok(Left::Nothing),
            }
        }
        Said::Else => Ok(Left::Nothing),
    }
}

/// What became of an intent that an event names.
enum Claim {
    Adopted,
    NotYet,
    None,
}

fn claim(
    tx: &Tx<'_>,
    account: &str,
    kind: AccountKind,
    intent: &str,
    video: &str,
    now: DateTime<Utc>,
) -> Result<Claim> {
    let named = intents::get(tx, intent)?.filter(|row| row.account_id == account && row.kind == Kind::Video);
    let Some(row) = named else { return Ok(Claim::None) };
    if row.state == IntentState::Sending {
        // Its answer is awaited, and may be lost yet.
        return Ok(Claim::NotYet);
    }
    // One video is one intent's, whatever is signed.
    if !row.state.is_doubtful() || intents::of_video(tx, account, video)?.is_some() {
        return Ok(Claim::None);
    }
    adopt(tx, account, kind, &row.id, video, now)?;
    Ok(Claim::Adopted)
}

/// Which plan a post without a known id is.
enum Fit {
    One(Box<PlanRow>),
    /// It may be one whose hand-over is under way; the answer has its id.
    NotYet,
    /// None, or more than one: the person is asked when its time has come, as without the inbox.
    None,
}

fn fitting(tx: &Tx<'_>, account: &str, video: &str, platform: &str, at: DateTime<Utc>) -> Result<Fit> {
    let mut fits = Vec::new();
    for plan in plans::of_video(tx, account, video)? {
        let there = social_accounts::get(tx, account, &plan.social_account_id)?.is_some_and(|a| a.platform == platform);
        // One with an id of its own is another post.
        let open = matches!(plan.state, PlanState::HandingOver | PlanState::HandedOver | PlanState::Unconfirmed);
        if there && open && plan.publish_id.is_none() && plan.at.timestamp() == at.timestamp() {
            fits.push(plan);
        }
    }
    if fits.iter().any(|plan| plan.state == PlanState::HandingOver) {
        return Ok(Fit::NotYet);
    }
    let (first, more) = (fits.pop(), !fits.is_empty());
    Ok(first.filter(|_| !more).map_or(Fit::None, |plan| Fit::One(Box::new(plan))))
}

/// The post is live. A plan that is settled already stays as it is.
fn appear(tx: &Tx<'_>, plan: &PlanRow, publish_id: &str, now: DateTime<Utc>) -> Result<()> {
    if !matches!(plan.state, PlanState::HandedOver | PlanState::Unconfirmed) {
        return Ok(());
    }
    plans::apply(tx, &plan.id, plan::Event::Appear, now)?;
    plans::set_publish_id(tx, &plan.id, Some(publish_id))?;
    plans::set_problem(tx, &plan.id, None)?;
    if let (_, Some(sent)) = plans::hand_overs(tx, plan)?
        && sent.state.is_doubtful()
    {
        intents::apply(tx, &sent.id, intent::Event::Settle, now)?;
    }
    Ok(())
}
