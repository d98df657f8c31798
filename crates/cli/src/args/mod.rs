//! What can be typed. Options that go to TikVod are named as the API names its fields.

mod inbox;
mod plan;
mod queue;
mod videos;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use inbox::InboxCommand;
pub(crate) use plan::{PlanCommand, PostTo, Verdict};
pub(crate) use queue::{DecisionArg, QueueCommand};
pub(crate) use videos::{Consent, CreateArgs, FormArgs, ListArgs, PublishArgs, VideosCommand};

const AFTER: &str = "\
Environment:
  TIKVOD_API_KEY   key for this run; written nowhere. Before the one in the keychain
  TIKVOD_BASE_URL  another address than TikVod's. A key in the keychain never follows it
  TIKVOD_DATA_DIR  another data folder than the app's
  NO_COLOR         no colours in the help

Exit codes:
  0 done                  5 not valid             9 the job failed
  1 failed                6 too many requests    10 not confirmed: may have been charged or
  2 wrong usage           7 not enough credits      posted, do not repeat
  3 key                   8 no connection or     130 interrupted
  4 not found               time-out, nothing sent

Examples:
  tikvod auth login < key.txt
  tikvod preview --idea \"5 habits of calm people\" --style Listicle
  tikvod videos create --idea \"5 habits of calm people\" --style Listicle --voice aria_us --yes --wait
  tikvod queue run --until-idle --json";

/// TikVod on the command line, over the same queue, library and plans as the app.
#[derive(Debug, Parser)]
#[command(name = "tikvod", version = env!("TIKVOD_VERSION"), after_help = AFTER, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// One JSON document on standard output (a line for each event where it streams); words go to standard error.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The key: enter, check, forget.
    #[command(subcommand)]
    Auth(AuthCommand),
    /// Credits left.
    #[command(after_help = "Example:\n  tikvod credits --json")]
    Credits,
    /// Voices.
    #[command(after_help = "Example:\n  tikvod voices")]
    Voices,
    /// Formats, for --style.
    #[command(after_help = "Example:\n  tikvod styles")]
    Styles,
    /// Caption presets, for --caption-style.
    #[command(after_help = "Example:\n  tikvod captions")]
    Captions,
    /// Let TikVod write a script. Free; renders nothing.
    #[command(
        after_help = "Example:\n  tikvod preview --idea \"why cats land on their feet\" --style Quiz --duration 30"
    )]
    Preview(PreviewArgs),
    /// Make, find, save and publish videos.
    #[command(subcommand)]
    Videos(VideosCommand),
    /// What waits, renders or needs a decision.
    #[command(subcommand)]
    Queue(QueueCommand),
    /// Posts that are planned.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Queue the rows of a table, each a video and, where its columns say so, a planned post.
    ///
    /// Columns are named as the API names its fields; `platform`, `account_id`, `caption` and `scheduled_at` plan a
    /// post. Bad rows say why and stay out; good rows go on. The same row again is never paid for twice.
    #[command(after_help = "Examples:\n  tikvod import ideas.csv --dry-run\n  tikvod import ideas.csv --yes")]
    Import(ImportArgs),
    /// Write everything that this computer knows, but no key, into one new file.
    #[command(after_help = "Example:\n  tikvod backup tikvod-2026-12-01.backup")]
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Put a backup in the place of what is here. Nothing of it is sent until you have decided what the other copy did.
    #[command(after_help = "Example:\n  tikvod restore tikvod-2026-12-01.backup --yes")]
    Restore {
        /// The backup.
        file: PathBuf,
        /// Do not ask. Needed where there is no terminal to ask at.
        #[arg(long, short)]
        yes: bool,
    },
    /// Webhooks from TikVod through a tunnel of yours. Off unless you switch it on; nothing depends on it.
    #[command(subcommand)]
    Inbox(InboxCommand),
    /// The account's history at TikVod.
    #[command(subcommand)]
    History(HistoryCommand),
    /// Look whether folder, database, keychain, key and connection work.
    #[command(after_help = "Example:\n  tikvod doctor")]
    Doctor,
    /// Print completions for a shell.
    #[command(after_help = "Example:\n  tikvod completions bash > ~/.local/share/bash-completion/completions/tikvod")]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// The key.
#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    /// Check a key and keep it in the system's keychain.
    ///
    /// The key comes from standard input or from `TIKVOD_API_KEY`, never from an argument: other programs of this
    /// computer can read arguments.
    #[command(after_help = "Examples:\n  tikvod auth login < key.txt\n  pass tikvod | tikvod auth login --key-stdin")]
    Login {
        /// Read standard input even if `TIKVOD_API_KEY` is set.
        #[arg(long)]
        key_stdin: bool,
    },
    /// Which account is in use, and whether TikVod knows its key.
    #[command(after_help = "Example:\n  tikvod auth status --json")]
    Status,
    /// Take the key out of the keychain. Queue, library and plans stay.
    #[command(after_help = "Example:\n  tikvod auth logout")]
    Logout,
}

/// Options of `preview`.
#[derive(Args, Debug)]
pub(crate) struct PreviewArgs {
    /// Topic, prompt or URL; at most 2,000 characters.
    #[arg(long)]
    pub(crate) idea: String,
    /// Name of the format, as `tikvod styles` prints it.
    #[arg(long)]
    pub(crate) style: String,
    /// Target seconds, 15 to 90.
    #[arg(long, default_value_t = 45)]
    pub(crate) duration: u16,
}

/// The history.
#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// Read all videos of the account from TikVod; goes on where it was left.
    #[command(after_help = "Example:\n  tikvod history sync")]
    Sync,
}

/// Options of `import`.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// CSV with a header, in UTF-8 or UTF-16; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Check it and say what it costs; nothing is kept, nothing is asked of TikVod.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask. Needed where there is no terminal to ask at.
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Zone of times that name none, such as Europe/Zurich. The computer's by default.
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// Make rows that were imported before into new videos. A text of yours that names this wish: the same text twice is
    /// one wish.
    #[arg(long, value_name = "WISH")]
    pub(crate) again: Option<String>,
}

/// A folder or file to write to.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// Copy the file there too; nothing is overwritten.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
