//! `tikvod videos …`

use clap::{Args, Subcommand, ValueEnum};

use super::Target;

/// Videos.
#[derive(Debug, Subcommand)]
pub(crate) enum VideosCommand {
    /// List videos, newest first.
    #[command(
        after_help = "Examples:\n  tikvod videos list --status completed --limit 50\n  tikvod videos list --offline --search sunrise"
    )]
    List(ListArgs),
    /// One video whole.
    #[command(after_help = "Example:\n  tikvod videos get vid_9k2mN8pQ4rT6 --json")]
    Get {
        /// TikVod's id.
        id: String,
    },
    /// Make a video. Costs 1 credit.
    ///
    /// The video is written into the queue first and sent once: a lost answer is "not confirmed" (exit code 10), never
    /// sent again by itself. Without --click-id, a video that could not be sent is taken back, so that doing it again
    /// cannot make two; with --click-id it stays, and the same id goes on with it. What already waits in the queue is
    /// sent too, in its order.
    #[command(
        after_help = "Examples:\n  tikvod videos create --idea \"5 habits of calm people\" --style Listicle --voice aria_us --dry-run\n  tikvod videos create --idea \"5 habits of calm people\" --style Listicle --voice aria_us --yes --wait --json"
    )]
    Create(CreateArgs),
    /// Cancel a video that TikVod has not begun; the credit comes back.
    #[command(after_help = "Example:\n  tikvod videos cancel vid_9k2mN8pQ4rT6 --yes")]
    Cancel {
        /// TikVod's id.
        id: String,
        /// Do not ask.
        #[arg(long, short)]
        yes: bool,
    },
    /// Save a finished video to disk, whole and checked.
    #[command(after_help = "Example:\n  tikvod videos download vid_9k2mN8pQ4rT6 --output sunrise.mp4")]
    Download {
        /// TikVod's id.
        id: String,
        /// Where to.
        #[command(flatten)]
        target: Target,
        /// Seconds to wait at most.
        #[arg(long, default_value_t = 1_800)]
        timeout: u64,
    },
    /// Post a finished video. Appears in public, and TikVod cannot take it back.
    ///
    /// It goes through the queue and is sent at most once. Without --scheduled-at it is posted at the first full minute
    /// that leaves five: a post without a time could appear at any later time if its sending were held up.
    #[command(
        after_help = "Example:\n  tikvod videos publish vid_9k2mN8pQ4rT6 --platform tiktok --account-id acc_main --caption \"Calm #habits\" \\\n      --scheduled-at 2026-12-01T09:00:00+01:00 --yes"
    )]
    Publish(PublishArgs),
}

/// What to list.
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Words in idea, hook or script.
    #[arg(long, default_value = "")]
    pub(crate) search: String,
    /// Only these.
    #[arg(long)]
    pub(crate) status: Option<Status>,
    /// Only this format.
    #[arg(long)]
    pub(crate) style: Option<String>,
    /// Only videos of the last so many days.
    #[arg(long)]
    pub(crate) days: Option<u32>,
    /// At most so many, up to 500.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
    /// Leave out so many.
    #[arg(long, default_value_t = 0)]
    pub(crate) offset: u32,
    /// Show what this computer knows; ask TikVod nothing.
    #[arg(long)]
    pub(crate) offline: bool,
}

/// A status of a video.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Status {
    /// Not begun.
    Queued,
    /// Rendering.
    Processing,
    /// Done.
    Completed,
    /// Failed; the credit is back.
    Failed,
    /// Cancelled.
    Cancelled,
}

impl Status {
    /// As TikVod writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The fields of `POST /videos`.
#[derive(Args, Debug)]
pub(crate) struct FormArgs {
    /// Topic, prompt or URL; at most 2,000 characters.
    #[arg(long)]
    pub(crate) idea: String,
    /// Name of the format, as `tikvod styles` prints it.
    #[arg(long)]
    pub(crate) style: String,
    /// Id of a voice, as `tikvod voices` prints it.
    #[arg(long)]
    pub(crate) voice: String,
    /// ISO 639-1 code.
    #[arg(long, default_value = "en")]
    pub(crate) language: String,
    /// Target seconds, 15 to 90.
    #[arg(long, default_value_t = 45)]
    pub(crate) duration: u16,
    /// 1080p or 4k.
    #[arg(long, default_value = "1080p")]
    pub(crate) resolution: String,
    /// Id of a caption preset, as `tikvod captions` prints it.
    #[arg(long)]
    pub(crate) caption_style: Option<String>,
    /// upbeat, calm, dramatic or none.
    #[arg(long, default_value = "upbeat")]
    pub(crate) music: String,
    /// A pair of your own, echoed in webhooks; up to 19 times.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) metadata: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("it is KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

/// How something that costs or posts is agreed to.
#[derive(Args, Debug)]
pub(crate) struct Consent {
    /// Do not ask. Needed where there is no terminal to ask at.
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// A UUID of yours for this very wish: the same id twice is one video or one post.
    #[arg(long, value_name = "UUID")]
    pub(crate) click_id: Option<String>,
    /// Check it and say what it costs; nothing is kept or sent.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `videos create`.
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    pub(crate) form: FormArgs,
    #[command(flatten)]
    pub(crate) consent: Consent,
    /// Wait until it is rendered, not only until TikVod has taken it.
    #[arg(long, conflicts_with = "no_wait")]
    pub(crate) wait: bool,
    /// Only write it into the queue; the app or `tikvod queue run` sends it.
    #[arg(long)]
    pub(crate) no_wait: bool,
    /// Seconds to wait at most.
    #[arg(long, default_value_t = 1_800)]
    pub(crate) timeout: u64,
}

/// Options of `videos publish`.
#[derive(Args, Debug)]
pub(crate) struct PublishArgs {
    /// TikVod's id of a finished video.
    pub(crate) id: String,
    /// tiktok, youtube_shorts, instagram_reels or snapchat.
    #[arg(long)]
    pub(crate) platform: String,
    /// Id of a connected account, from TikVod's dashboard.
    #[arg(long)]
    pub(crate) account_id: String,
    /// Text of the post, at most 2,200 characters.
    #[arg(long, default_value = "")]
    pub(crate) caption: String,
    /// ISO 8601 with an offset, such as 2026-12-01T09:00:00+01:00.
    #[arg(long)]
    pub(crate) scheduled_at: Option<String>,
    #[command(flatten)]
    pub(crate) consent: Consent,
    /// Only write it down; the app or `tikvod queue run` hands it over.
    #[arg(long)]
    pub(crate) no_wait: bool,
    /// Seconds to wait at most.
    #[arg(long, default_value_t = 120)]
    pub(crate) timeout: u64,
}
