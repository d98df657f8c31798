//! `tikvod plan …`

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use serde_json::json;
use tikvod_core::view::{IdArgs, NewPlanArgs, PlanRangeArgs, PlanVerdict, PlanView, SettlePlanArgs, UpdatePlanArgs};

use super::{click_id, publish};
use crate::args::{PlanCommand, Verdict};
use crate::context::Context;
use crate::failure::Result;
use crate::print::{Answer, document, short, table, time, word};
use crate::{ask, wait};

pub(crate) async fn run(context: &Context, command: PlanCommand) -> Result<()> {
    match command {
        PlanCommand::Add { id, to, at, zone, horizon, click_id: typed, yes } => {
            let core = context.local().await?;
            let zone = match zone {
                Some(zone) => zone,
                None => core.status().await?.time_zone,
            };
            let words = format!("It will be posted on {} at {at} ({zone}) without asking again.", to.platform);
            ask::agree(yes, &words)?;
            let args = NewPlanArgs {
                click_id: click_id(typed),
                video_id: id,
                social_account: publish::social_account(core, &to).await?,
                platform: to.platform,
                caption: to.caption,
                local: at,
                zone,
                horizon,
            };
            let plan = core.create_plan(args).await?;
            show(context, &plan)
        }
        PlanCommand::List { from, to } => {
            let range = PlanRangeArgs {
                from: from.unwrap_or_else(|| Utc::now() - TimeDelta::days(1)),
                to: to.unwrap_or_else(|| Utc::now() + TimeDelta::days(30)),
            };
            let plans = context.local().await?.plans(range).await?;
            let rows: Vec<_> = plans
                .iter()
                .map(|p| {
                    let to = format!("{} {}", p.platform, p.account_name);
                    [p.id.clone(), word(&p.state), time(p.at), to, short(&p.title, 40)]
                })
                .collect();
            let text = table(["ID", "STATE", "TIME", "TO", "VIDEO"], &rows);
            context.out.answer(&Answer::new(&json!({"data": document(&plans)}), text))
        }
        PlanCommand::Move { id, at, zone } => {
            let args = UpdatePlanArgs { id, local: Some(at), zone, ..UpdatePlanArgs::default() };
            let plan = context.local().await?.update_plan(args).await?;
            show(context, &plan)
        }
        PlanCommand::HandOver { id, yes, timeout } => {
            let core = context.online().await?;
            ask::agree(yes, "From then on TikVod posts it, and it cannot be taken back.")?;
            let plan = core.hand_over_plan(IdArgs { id }).await?;
            core.start();
            let plan = wait::handed_over(core, plan, Duration::from_secs(timeout)).await?;
            show(context, &plan)
        }
        PlanCommand::Drop { id, yes } => {
            let core = context.local().await?;
            ask::agree(yes, "The plan will be taken off the calendar.")?;
            core.drop_plan(IdArgs { id: id.clone() }).await?;
            context.out.answer(&Answer::new(&json!({"id": id, "dropped": true}), format!("{id}  dropped")))
        }
        PlanCommand::Settle { id, verdict } => {
            let verdict = match verdict {
                Verdict::Appeared => PlanVerdict::Appeared,
                Verdict::DidNotAppear => PlanVerdict::DidNotAppear,
            };
            let plan = context.local().await?.settle_plan(SettlePlanArgs { id, verdict }).await?;
            show(context, &plan)
        }
    }
}

fn show(context: &Context, plan: &PlanView) -> Result<()> {
    context.out.answer(&Answer::new(&json!({"plan": document(plan)}), line(plan)))
}

/// One plan on one line.
pub(super) fn line(plan: &PlanView) -> String {
    let id = plan.publish_id.as_deref().unwrap_or(&plan.id);
    format!("{id}  {}  {}  {} {}", word(&plan.state), time(plan.at), plan.platform, plan.account_name)
}
