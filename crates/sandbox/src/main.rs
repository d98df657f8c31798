//! The stand-alone sandbox: `tikvod-sandbox --data DIR` serves the whole API on loopback until it is told to stop.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use serde::Serialize;
use tikvod_sandbox::{Options, Sandbox, SandboxError};

/// The TikVod API on loopback, with real state, real media and faults on demand.
#[derive(Parser)]
#[command(name = "tikvod-sandbox", version)]
struct Arguments {
    /// Where to listen; a loopback address. Port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The folder that holds database, keys and media.
    #[arg(long)]
    data: PathBuf,
    /// How many times faster than real time jobs run.
    #[arg(long, default_value_t = 1.0)]
    time_scale: f64,
    /// Balance of each key in a new folder.
    #[arg(long, default_value_t = 24)]
    credits: u32,
    /// Requests per minute and key.
    #[arg(long, default_value_t = 60)]
    rate_limit: u32,
    /// Jobs of one key that may be queued or processing at once.
    #[arg(long, default_value_t = 10)]
    concurrency: u32,
    /// How many finished videos there are from the start.
    #[arg(long, default_value_t = 0)]
    seed_videos: u32,
    /// Seconds that a signed URL works.
    #[arg(long, default_value_t = 3_600)]
    url_ttl: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let logs = tracing_subscriber::EnvFilter::try_from_env("TIKVOD_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(logs).with_writer(io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(arguments)).map_err(|error| error.to_string()),
        Err(error) => Err(format!("Cannot start the runtime: {error}.")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            let _ = writeln!(io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The line that says where to go, for whoever started us.
#[derive(Serialize)]
struct Ready<'a> {
    base_url: &'a str,
    test_key: &'a str,
    live_key: &'a str,
    webhook_secret: &'a str,
}

async fn run(arguments: Arguments) -> Result<(), SandboxError> {
    let options = Options {
        listen: arguments.listen,
        data: arguments.data,
        time_scale: arguments.time_scale,
        credits: arguments.credits,
        rate_limit: arguments.rate_limit,
        concurrency: arguments.concurrency,
        seed_videos: arguments.seed_videos,
        url_ttl: Duration::from_secs(arguments.url_ttl),
    };
    let sandbox = Sandbox::start(options).await?;
    let ready = Ready {
        base_url: sandbox.base_url(),
        test_key: sandbox.test_key(),
        live_key: sandbox.live_key(),
        webhook_secret: sandbox.webhook_secret(),
    };
    let ready = serde_json::to_string(&ready).unwrap_or_default();
    let mut out = io::stdout().lock();
    // Whoever started us may not read; that is no reason to stop.
    let _ = writeln!(out, "{ready}").and_then(|()| out.flush());
    drop(out);
    told_to_stop().await;
    sandbox.shutdown().await;
    Ok(())
}

/// Waits for SIGINT or, where there is one, SIGTERM.
async fn told_to_stop() {
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
