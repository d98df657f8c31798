//! `tikvod inbox …`

use clap::Subcommand;

/// The webhook inbox.
#[derive(Debug, Subcommand)]
pub(crate) enum InboxCommand {
    /// Whether it is on, whether it answers, and what to register in TikVod's dashboard.
    #[command(after_help = "Example:\n  tikvod inbox status --json")]
    Status,
    /// Receive webhooks on this computer while the app or `tikvod queue run` sends.
    ///
    /// It listens on 127.0.0.1 only, on a port and a secret path that are chosen once. TikVod reaches it through a tunnel
    /// that you run; what comes without TikVod's signature is refused.
    #[command(after_help = "Example:\n  tikvod inbox on --tunnel abc.example.com")]
    On {
        /// Host of the tunnel; an empty one takes it away.
        #[arg(long, value_name = "HOST")]
        tunnel: Option<String>,
        /// Another port than the one that is chosen by itself.
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
        port: Option<u16>,
    },
    /// Receive no more. Port, path and secret stay for the next time.
    #[command(after_help = "Example:\n  tikvod inbox off")]
    Off,
    /// Keep the webhook secret of the account in use in the system's keychain.
    ///
    /// It comes from standard input, never from an argument: other programs of this computer can read arguments.
    #[command(after_help = "Example:\n  tikvod inbox secret < secret.txt")]
    Secret,
}
