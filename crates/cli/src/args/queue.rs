//! `tikvod queue …`

use clap::{Subcommand, ValueEnum};

use super::{Consent, FormArgs};

/// The queue.
#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    /// Write a video into the queue without sending it; the app or `tikvod queue run` sends it.
    #[command(
        after_help = "Example:\n  tikvod queue add --idea \"7 odd facts about bees\" --style Listicle --voice leo_uk --yes"
    )]
    Add {
        #[command(flatten)]
        form: FormArgs,
        #[command(flatten)]
        consent: Consent,
    },
    /// Everything unfinished, and what finished today.
    #[command(after_help = "Example:\n  tikvod queue list --json")]
    List,
    /// Send, follow, settle and save what is in the queue, as the app does. One program at a time sends.
    ///
    /// What is in the queue was agreed to when it was put there, so nothing is asked here.
    #[command(
        after_help = "Examples:\n  tikvod queue run --until-idle\n  tikvod queue run --until-idle --json | jq .item.state"
    )]
    Run {
        /// End when nothing is left to do.
        #[arg(long)]
        until_idle: bool,
        /// Seconds to run at most.
        #[arg(long)]
        timeout: Option<u64>,
    },
    /// Send no more videos until `resume`.
    #[command(after_help = "Example:\n  tikvod queue pause")]
    Pause,
    /// Send again.
    #[command(after_help = "Example:\n  tikvod queue resume")]
    Resume,
    /// Move a waiting item.
    #[command(after_help = "Example:\n  tikvod queue move 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f 1")]
    Move {
        /// The item.
        id: String,
        /// Its new place among the waiting ones, from 1.
        position: u32,
    },
    /// Take an item back. One that TikVod has is cancelled there, if it has not begun; the credit comes back.
    #[command(after_help = "Example:\n  tikvod queue cancel 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f --yes")]
    Cancel {
        /// The item.
        id: String,
        /// Do not ask.
        #[arg(long, short)]
        yes: bool,
    },
    /// Say what became of an item that could not be confirmed.
    #[command(
        after_help = "Examples:\n  tikvod queue decide 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f seen-there\n  tikvod queue decide 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f send-again --yes"
    )]
    Decide {
        /// The item.
        id: String,
        /// What to do.
        decision: DecisionArg,
        #[command(flatten)]
        consent: Consent,
    },
}

/// What the person decides about an item in doubt.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum DecisionArg {
    /// It is at TikVod; nothing more is sent.
    SeenThere,
    /// Send it once more; this may cost a second credit.
    SendAgain,
}
