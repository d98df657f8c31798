//! Each command: parse → call the core once → print.

mod account;
mod backup;
mod catalogue;
mod create;
mod doctor;
mod follow;
mod import;
mod inbox;
mod plan;
mod publish;
mod queue;
mod videos;

use clap::CommandFactory as _;
use tikvod_core::Core;

use crate::args::{AuthCommand, Cli, Command, HistoryCommand};
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};

pub(crate) use follow::settle_interrupted;

/// Does what was typed.
pub(crate) async fn run(context: &Context, command: Command) -> Result<()> {
    match command {
        Command::Auth(AuthCommand::Login { key_stdin }) => account::login(context, key_stdin).await,
        Command::Auth(AuthCommand::Status) => account::status(context).await,
        Command::Auth(AuthCommand::Logout) => account::logout(context).await,
        Command::Credits => account::credits(context).await,
        Command::Voices => catalogue::voices(context).await,
        Command::Styles => catalogue::styles(context).await,
        Command::Captions => catalogue::captions(context).await,
        Command::Preview(args) => catalogue::preview(context, args).await,
        Command::Videos(command) => videos::run(context, command).await,
        Command::Queue(command) => queue::run(context, command).await,
        Command::Plan(command) => plan::run(context, command).await,
        Command::Import(args) => import::run(context, args).await,
        Command::Backup { file } => backup::make(context, file).await,
        Command::Restore { file, yes } => backup::restore(context, file, yes).await,
        Command::Inbox(command) => inbox::run(context, command).await,
        Command::History(HistoryCommand::Sync) => videos::sync(context).await,
        Command::Doctor => doctor::run(context).await,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "tikvod", &mut script);
            crate::print::write(String::from_utf8_lossy(&script).trim_end())
        }
    }
}

/// A click id as it was typed, or a new one.
fn click_id(typed: Option<String>) -> String {
    typed.unwrap_or_else(|| uuid::Uuid::now_v7().to_string())
}

/// Whether the open account spends credits and posts in earnest.
async fn is_test(core: &Core) -> Result<bool> {
    let account = core.status().await?.account;
    Ok(account.is_some_and(|account| account.kind == tikvod_core::view::AccountKind::Test))
}

/// "Not now", for what only a person at a terminal can mend.
fn refused(code: &str, words: &str) -> Failure {
    Failure::new(Exit::Failed, code, words.to_owned())
}
