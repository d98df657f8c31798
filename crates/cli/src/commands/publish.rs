//! `tikvod videos publish`: a plan that is handed over at once, sent at most once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tikvod_core::Core;
use tikvod_core::view::{AddSocialAccountArgs, Horizon, IdArgs, NewPlanArgs, PlanView};

use super::{click_id, plan, refused};
use crate::args::{PostTo, PublishArgs};
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::print::{Answer, clean, document, time};
use crate::{ask, wait};

/// How far ahead a post without a time is put: time to send it, and to see it coming.
const SOON: TimeDelta = TimeDelta::minutes(5);

pub(crate) async fn publish(context: &Context, args: PublishArgs) -> Result<()> {
    let at = match &args.scheduled_at {
        None => soon(Utc::now()),
        Some(text) => DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| {
            let words = "--scheduled-at is ISO 8601 with an offset, such as 2026-12-01T09:00:00+01:00.";
            Failure::new(Exit::Invalid, "invalid_input", words.to_owned())
        })?,
    };
    let core = context.online().await?;
    let video = core.video_now(IdArgs { id: args.id.clone() }).await?;
    if video.card.status != "completed" {
        return Err(refused("not_now", "The video is not rendered. `tikvod plan add` posts it once it is."));
    }
    let to = PostTo { platform: args.platform, account_id: args.account_id, caption: args.caption };
    if args.consent.dry_run {
        let value = json!({"dry_run": true, "cost": 0, "at": at, "video_id": args.id, "platform": to.platform,
            "account_id": to.account_id, "caption": to.caption});
        let text = format!("Would be posted to {} at {}. Costs no credit. Nothing was sent.", to.platform, time(at));
        return context.out.answer(&Answer::new(&value, text));
    }
    let what = format!(
        "{} will appear on {} at {}; TikVod cannot take that back.",
        clean(&args.id),
        clean(&to.platform),
        time(at)
    );
    ask::agree(args.consent.yes, &what)?;
    let wish = Wish { click_id: click_id(args.consent.click_id), video_id: args.id, to, at, horizon: Horizon::Now };
    let plan = write_down(core, wish).await?;
    if args.no_wait {
        return show(context, &plan);
    }
    core.start();
    let plan = wait::handed_over(core, plan, Duration::from_secs(args.timeout)).await?;
    show(context, &plan)
}

/// A post that is wanted, at an instant.
struct Wish {
    click_id: String,
    video_id: String,
    to: PostTo,
    at: DateTime<Utc>,
    horizon: Horizon,
}

async fn write_down(core: &Core, wish: Wish) -> Result<PlanView> {
    let account = social_account(core, &wish.to).await?;
    let args = NewPlanArgs {
        click_id: wish.click_id,
        video_id: wish.video_id,
        platform: wish.to.platform,
        social_account: account,
        caption: wish.to.caption,
        local: wish.at.naive_utc(),
        zone: "UTC".to_owned(),
        horizon: wish.horizon,
    };
    Ok(core.create_plan(args).await?)
}

/// The entry of the account in the book; made if there is none.
pub(super) async fn social_account(core: &Core, to: &PostTo) -> Result<String> {
    if !["tiktok", "youtube_shorts", "instagram_reels", "snapchat"].contains(&to.platform.as_str()) {
        let words = "--platform is tiktok, youtube_shorts, instagram_reels or snapchat.";
        return Err(Failure::new(Exit::Invalid, "invalid_input", words.to_owned()));
    }
    let args =
        AddSocialAccountArgs { platform: to.platform.clone(), account_id: to.account_id.clone(), name: String::new() };
    Ok(core.add_social_account(args).await?.id)
}

fn show(context: &Context, plan: &PlanView) -> Result<()> {
    context.out.answer(&Answer::new(&json!({"plan": document(plan)}), plan::line(plan)))
}

/// The first full minute that leaves [`SOON`].
fn soon(now: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = (now + SOON).timestamp().div_euclid(60) + 1;
    DateTime::from_timestamp(minutes * 60, 0).unwrap_or(now + SOON)
}
