//! `tikvod`: the command line over the same core and database as the app.
//!
//! Commands are thin: parse (`args`) → call the core once (`commands`) → print (`print`). Whatever costs or posts goes
//! through the core's outbox, so a lost answer is "not confirmed" here too, and never sent again by itself.

mod args;
mod ask;
mod commands;
mod context;
mod failure;
mod place;
mod print;
mod wait;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;

use args::Cli;
use context::Context;
use failure::{Exit, Failure, Result};
use place::Place;
use print::Out;

fn main() -> ExitCode {
    #[cfg(feature = "kill-points")]
    tikvod_core::kill::arm();
    let args: Vec<OsString> = std::env::args_os().collect();
    // A machine gets its document also when what it typed cannot be read.
    let out = Out { json: args.iter().any(|arg| arg == "--json") };
    match start(out, &args) {
        Ok(()) => ExitCode::SUCCESS,
        // `| head` has what it wanted.
        Err(failure) if failure.closed && failure.code == "output" => ExitCode::SUCCESS,
        Err(failure) => {
            out.failure(&failure);
            ExitCode::from(failure.exit as u8)
        }
    }
}

fn start(out: Out, args: &[OsString]) -> Result<()> {
    place::refuse_keys(args)?;
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            let text = error.render().to_string();
            let words = text.trim().strip_prefix("error: ").unwrap_or(text.trim()).to_owned();
            return Err(Failure::new(Exit::Usage, "usage", words));
        }
        Err(help) => {
            let plain = !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            let text = if plain { help.render().to_string() } else { help.render().ansi().to_string() };
            return print::write(text.trim_end());
        }
    };
    // reqwest is built without a provider of its own; without this line it panics at the first client.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        print::note("tikvod: TLS was set up twice");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let done = runtime.block_on(run(out, cli));
    // A keychain that hangs must not hold the end.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

async fn run(out: Out, cli: Cli) -> Result<()> {
    let context = Context::new(out, Place::of_environment()?);
    let done = tokio::select! {
        done = commands::run(&context, cli.command) => done,
        () = interrupted() => Err(Failure::new(Exit::Interrupted, "interrupted", String::new())),
    };
    context.close().await;
    match done {
        Err(failure) if failure.code == "interrupted" => Err(commands::settle_interrupted(&context).await),
        other => other,
    }
}

/// Ctrl+C, or the system wants us to go.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
