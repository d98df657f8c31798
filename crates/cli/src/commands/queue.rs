//! `tikvod queue …`

use serde_json::json;
use tikvod_core::view::{Code, DecideArgs, Decision, IdArgs, MoveItemArgs, SettingsPatch};

use super::{click_id, create, follow, videos};
use crate::args::{Consent, DecisionArg, QueueCommand};
use crate::ask;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::print::{Answer, document, short, table, time, word};

pub(crate) async fn run(context: &Context, command: QueueCommand) -> Result<()> {
    match command {
        QueueCommand::Add { form, consent } => create::add(context, form, consent).await,
        QueueCommand::List => list(context).await,
        QueueCommand::Run { until_idle, timeout } => follow::run(context, until_idle, timeout).await,
        QueueCommand::Pause => pause(context, true).await,
        QueueCommand::Resume => pause(context, false).await,
        QueueCommand::Move { id, position } => {
            let core = context.local().await?;
            core.move_item(MoveItemArgs { id: id.clone(), position }).await?;
            let item = core.item(IdArgs { id }).await?;
            create::show(context, &item)
        }
        QueueCommand::Cancel { id, yes } => cancel(context, id, yes).await,
        QueueCommand::Decide { id, decision, consent } => decide(context, id, decision, consent).await,
    }
}

async fn list(context: &Context) -> Result<()> {
    let queue = context.local().await?.queue().await?;
    let rows: Vec<_> = queue
        .items
        .iter()
        .map(|item| {
            let place = item.position.map(|place| place.to_string()).unwrap_or_default();
            let state = item.held.map_or_else(|| word(&item.state), |why| format!("held: {}", word(&why)));
            let video = item.video_id.clone().unwrap_or_default();
            let about = item.expected_at.or(item.estimated_ready_at).map(time).unwrap_or_default();
            [item.id.clone(), place, state, about, video, time(item.created_at), short(&item.idea, 40)]
        })
        .collect();
    let mut text = table(["ITEM", "PLACE", "STATE", "ABOUT", "VIDEO", "QUEUED", "IDEA"], &rows);
    if queue.paused {
        text.push_str("\nPaused.");
    }
    context.out.answer(&Answer::new(&queue, text))
}

async fn pause(context: &Context, paused: bool) -> Result<()> {
    let patch = SettingsPatch { paused: Some(paused), ..SettingsPatch::default() };
    context.core().await?.update_settings(patch).await?;
    let text = if paused { "Paused: no video is sent until `tikvod queue resume`." } else { "Sending goes on." };
    context.out.answer(&Answer::new(&json!({"paused": paused}), text.to_owned()))
}

async fn cancel(context: &Context, id: String, yes: bool) -> Result<()> {
    let core = context.local().await?;
    ask::agree(yes, "The item will be taken back.")?;
    // What waits here needs no key and no connection.
    if !core.take_back_item(IdArgs { id: id.clone() }).await? {
        let core = context.online().await?;
        let cancelled = core.cancel_item(IdArgs { id: id.clone() }).await;
        cancelled.map_err(|error| videos::not_cancelled(error.into()))?;
    }
    let item = core.item(IdArgs { id }).await?;
    create::show(context, &item)
}

async fn decide(context: &Context, id: String, decision: DecisionArg, consent: Consent) -> Result<()> {
    let core = context.local().await?;
    let again = decision == DecisionArg::SendAgain;
    let item = core.item(IdArgs { id: id.clone() }).await?;
    if consent.dry_run {
        let value = json!({"dry_run": true, "cost": u32::from(again), "item": document(&item)});
        let text = if again { "It may cost a second credit." } else { "It costs nothing." };
        return context.out.answer(&Answer::new(&value, text.to_owned()));
    }
    if again {
        ask::agree(consent.yes, "Sending it again may cost a second credit.")?;
    }
    let decision = if again { Decision::SendAgain } else { Decision::SeenThere };
    let mut args = DecideArgs { id, decision, click_id: click_id(consent.click_id), confirm_fence: None };
    let item = match core.decide_item(args.clone()).await {
        Err(error) if error.view().code == Code::Fence => {
            let fence = Failure::from(error);
            if !ask::asked(&format!("{} Go on this time?", fence.message))? {
                return Err(fence);
            }
            args.confirm_fence = Some(true);
            core.decide_item(args).await?
        }
        other => other?,
    };
    create::show(context, &item)
}
