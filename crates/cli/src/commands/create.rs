//! `tikvod videos create`, `tikvod queue add`: everything that costs goes through the outbox.

use std::time::Duration;

use serde_json::json;
use tikvod_core::domain::form;
use tikvod_core::view::{Code, IdArgs, MetadataPair, QueueItem, QueueState, QueueVideoArgs, VideoForm};
use tikvod_core::{Core, CoreError};

use super::{click_id, is_test};
use crate::args::{Consent, CreateArgs, FormArgs};
use crate::context::Context;
use crate::failure::Result;
use crate::print::{Answer, document, short, word};
use crate::wait::{self, Stopped, Until};
use crate::{ask, failure};

fn form_of(args: FormArgs) -> VideoForm {
    VideoForm {
        idea: args.idea,
        style: args.style,
        voice: args.voice,
        language: args.language,
        duration: args.duration,
        resolution: args.resolution,
        caption_style: args.caption_style,
        music: args.music,
        metadata: args.metadata.into_iter().map(|(key, value)| MetadataPair { key, value }).collect(),
    }
}

/// Writes a video into the queue and nothing more.
pub(crate) async fn add(context: &Context, fields: FormArgs, consent: Consent) -> Result<()> {
    let core = context.local().await?;
    let form = form_of(fields);
    if consent.dry_run {
        return rehearse(context, core, &form).await;
    }
    let item = enqueue(core, form, consent).await?;
    show(context, &item)
}

/// Makes a video: writes it down, sends it, and waits as long as was asked.
pub(crate) async fn create(context: &Context, args: CreateArgs) -> Result<()> {
    let core = if args.no_wait || args.consent.dry_run { context.local().await? } else { context.online().await? };
    let form = form_of(args.form);
    if args.consent.dry_run {
        return rehearse(context, core, &form).await;
    }
    let named = args.consent.click_id.is_some();
    let item = enqueue(core, form, args.consent).await?;
    if args.no_wait {
        return show(context, &item);
    }
    core.start();
    let until = if args.wait { Until::Ready } else { Until::Taken };
    let mut limit = Duration::from_secs(args.timeout);
    loop {
        let (item, waited) = wait::item(core, &item.id, until, limit).await?;
        match waited {
            Ok(()) => return show(context, &item),
            Err(Stopped::Ended(failure)) => return Err(failure),
            // An id of the person's own is asked for again with the same id; without one, asking again would make two.
            Err(Stopped::Stuck(failure)) if named => return Err(failure),
            Err(Stopped::Stuck(failure)) => {
                if core.take_back_item(IdArgs { id: item.id.clone() }).await? {
                    return Err(failure);
                }
                // It was being sent in this very moment: then what became of that counts. It may be stuck again.
                limit = Duration::from_secs(90);
            }
        }
    }
}

/// Says what it would cost, checked like the real thing.
async fn rehearse(context: &Context, core: &Core, form: &VideoForm) -> Result<()> {
    let problems = form::check(form);
    if !problems.is_empty() {
        return Err(CoreError::Invalid(problems).into());
    }
    let cost = u32::from(!is_test(core).await?);
    let balance = core.status().await?.credits.map(|credits| credits.credits);
    let value = json!({"dry_run": true, "cost": cost, "balance": balance, "form": document(form)});
    let text = match balance {
        Some(balance) => format!("Valid. It would cost {cost} credit of {balance}. Nothing was queued."),
        None => format!("Valid. It would cost {cost} credit. Nothing was queued."),
    };
    context.out.answer(&Answer::new(&value, text))
}

/// Asks, then writes the intent. A fence of the person is asked about at a terminal and never passed without one.
async fn enqueue(core: &Core, form: VideoForm, consent: Consent) -> Result<QueueItem> {
    let problems = form::check(&form);
    if !problems.is_empty() {
        return Err(CoreError::Invalid(problems).into());
    }
    if !is_test(core).await? {
        ask::agree(consent.yes, &format!("“{}” costs 1 credit.", short(&form.idea, 60)))?;
    }
    let mut args = QueueVideoArgs {
        click_id: click_id(consent.click_id),
        draft_id: String::new(),
        form,
        hook: None,
        confirm_fence: None,
    };
    match core.queue_video(args.clone()).await {
        Err(error) if error.view().code == Code::Fence => {
            let fence = failure::Failure::from(error);
            if !ask::asked(&format!("{} Go on this time?", fence.message))? {
                return Err(fence);
            }
            args.confirm_fence = Some(true);
            Ok(core.queue_video(args).await?)
        }
        other => Ok(other?),
    }
}

/// An item for people and machines.
pub(crate) fn show(context: &Context, item: &QueueItem) -> Result<()> {
    context.out.answer(&Answer::new(&json!({"item": document(item)}), line(item)))
}

/// One item on one line.
pub(crate) fn line(item: &QueueItem) -> String {
    let state = match (item.state, item.held) {
        (QueueState::Held, Some(reason)) => format!("held: {}", word(&reason)),
        (state, _) => word(&state),
    };
    let id = item.video_id.as_deref().unwrap_or(&item.id);
    format!("{id}  {state}  {}", short(&item.idea, 60))
}
