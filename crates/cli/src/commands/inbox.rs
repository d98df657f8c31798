//! `tikvod inbox …`

use tikvod_core::view::{InboxOnArgs, InboxView};

use crate::args::InboxCommand;
use crate::ask;
use crate::context::Context;
use crate::failure::Result;
use crate::print::{Answer, pairs, time};

pub(crate) async fn run(context: &Context, command: InboxCommand) -> Result<()> {
    let inbox = match command {
        InboxCommand::Status => context.local().await?.inbox().await?,
        InboxCommand::On { tunnel, port } => context.local().await?.inbox_on(InboxOnArgs { tunnel, port }).await?,
        InboxCommand::Off => context.local().await?.inbox_off().await?,
        InboxCommand::Secret => {
            let secret = ask::webhook_secret()?;
            context.local().await?.inbox_secret(secret).await?
        }
    };
    show(context, &inbox)
}

fn show(context: &Context, inbox: &InboxView) -> Result<()> {
    let yes = |it: bool, yes: &str, no: &str| if it { yes } else { no }.to_owned();
    let text = pairs(&[
        ("inbox", yes(inbox.on, "on", "off")),
        ("answers", yes(inbox.listening, "yes", "no; it does while the app or `tikvod queue run` sends")),
        ("secret", yes(inbox.secret_kept, "in the keychain", "none; give it with `tikvod inbox secret`")),
        ("here", inbox.address.clone().unwrap_or_default()),
        ("register", inbox.public_address.clone().unwrap_or_default()),
        ("events", format!("{} ({} waiting)", inbox.events, inbox.waiting)),
        ("last", inbox.last_event_at.map(time).unwrap_or_default()),
    ]);
    context.out.answer(&Answer::new(inbox, text))
}
