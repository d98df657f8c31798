//! `tikvod plan …`

use chrono::{DateTime, NaiveDateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use tikvod_core::view::Horizon;

/// Plans.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Plan a post. It stays yours and movable until it is handed to TikVod.
    #[command(
        after_help = "Example:\n  tikvod plan add vid_9k2mN8pQ4rT6 --platform tiktok --account-id acc_main --at 2026-12-01T09:00 --horizon 12h --yes"
    )]
    Add {
        /// TikVod's id of the video.
        id: String,
        #[command(flatten)]
        to: PostTo,
        /// Wall time.
        #[arg(long, value_parser = wall_time)]
        at: NaiveDateTime,
        /// IANA zone of the wall time; this computer's where left out.
        #[arg(long)]
        zone: Option<String>,
        /// When it goes to TikVod: now, when-rendered, or so many hours before, such as 12h.
        #[arg(long, default_value = "12h", value_parser = horizon)]
        horizon: Horizon,
        /// A UUID of yours for this very wish: the same id twice is one plan.
        #[arg(long, value_name = "UUID")]
        click_id: Option<String>,
        /// Do not ask.
        #[arg(long, short)]
        yes: bool,
    },
    /// Plans and posts by time.
    #[command(after_help = "Example:\n  tikvod plan list --from 2026-12-01T00:00:00Z --to 2026-12-08T00:00:00Z")]
    List {
        /// First instant; a day ago where left out.
        #[arg(long)]
        from: Option<DateTime<Utc>>,
        /// First instant after the stretch; in 30 days where left out.
        #[arg(long)]
        to: Option<DateTime<Utc>>,
    },
    /// Give a plan another time.
    #[command(after_help = "Example:\n  tikvod plan move 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f --at 2026-12-02T18:30")]
    Move {
        /// The plan.
        id: String,
        /// Wall time.
        #[arg(long, value_parser = wall_time)]
        at: NaiveDateTime,
        /// IANA zone of the wall time; as before where left out.
        #[arg(long)]
        zone: Option<String>,
    },
    /// Hand a plan to TikVod now. From then on it cannot be changed.
    #[command(after_help = "Example:\n  tikvod plan hand-over 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f --yes")]
    HandOver {
        /// The plan.
        id: String,
        /// Do not ask.
        #[arg(long, short)]
        yes: bool,
        /// Seconds to wait at most.
        #[arg(long, default_value_t = 120)]
        timeout: u64,
    },
    /// Take a plan off the calendar.
    #[command(after_help = "Example:\n  tikvod plan drop 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f --yes")]
    Drop {
        /// The plan.
        id: String,
        /// Do not ask.
        #[arg(long, short)]
        yes: bool,
    },
    /// Say whether a post appeared. Nothing is sent by it.
    #[command(after_help = "Example:\n  tikvod plan settle 0198c1e2-7b1a-7c3e-9d5f-2a4b6c8d0e1f appeared")]
    Settle {
        /// The plan.
        id: String,
        /// What you saw.
        verdict: Verdict,
    },
}

/// Where a post goes and what it says.
#[derive(Args, Debug)]
pub(crate) struct PostTo {
    /// tiktok, youtube_shorts, instagram_reels or snapchat.
    #[arg(long)]
    pub(crate) platform: String,
    /// Id of a connected account, from TikVod's dashboard.
    #[arg(long)]
    pub(crate) account_id: String,
    /// Text of the post, at most 2,200 characters.
    #[arg(long, default_value = "")]
    pub(crate) caption: String,
}

/// What the person saw.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Verdict {
    /// It is live.
    Appeared,
    /// It is not.
    DidNotAppear,
}

fn wall_time(text: &str) -> Result<NaiveDateTime, String> {
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or_else(|| "a wall time is written 2026-12-01T09:00".to_owned())
}

fn horizon(text: &str) -> Result<Horizon, String> {
    match text {
        "now" => Ok(Horizon::Now),
        "when-rendered" => Ok(Horizon::WhenRendered),
        other => other
            .strip_suffix('h')
            .and_then(|hours| hours.parse().ok())
            .map(|hours| Horizon::HoursBefore { hours })
            .ok_or_else(|| "it is now, when-rendered, or hours such as 12h".to_owned()),
    }
}
