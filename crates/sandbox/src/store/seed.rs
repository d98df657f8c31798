//! Finished videos from the start: a library to look at without waiting.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use rusqlite::Connection;
use tikvod_render::Storyboard;

use super::videos::{self, Status, VideoRow};
use crate::account::Account;
use crate::ids;
use crate::jobs::screenplay::Screenplay;
use crate::script::Format;

mod ideas;

/// Over how long a time the videos of the first seeding are spread.
const YEAR_MS: i64 = 365 * 24 * 3_600 * 1_000;

/// How many thumbnails each idea has, one for each way its number is filled in.
const THUMBS: usize = 2;

/// Sees to it that the live account has at least so many seeded videos. More than before are added as older ones.
pub(crate) fn sow(db: &mut Connection, wanted: u32, now: i64) -> rusqlite::Result<()> {
    let (have, oldest): (u32, Option<i64>) =
        db.query_row("SELECT count(*), min(created_at) FROM video WHERE seq < 0", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if have >= wanted {
        return Ok(());
    }
    let lengths = Format::ALL.map(|format| Screenplay::of(&shared(format)).seconds());
    let mut chance = StdRng::seed_from_u64(u64::from(have));
    let step = (YEAR_MS / i64::from(wanted - have)).max(2);
    // A folder that is used again gets its new seeds behind the old ones.
    let mut at = oldest.unwrap_or(now - 600_000);
    let mut seeds = Vec::new();
    for number in have..wanted {
        at -= chance.random_range(1..=step);
        let (format, idea, thumb) = ideas::idea(number as usize, &mut chance);
        let index = Format::ALL.iter().position(|f| *f == format).unwrap_or(0);
        let mut video = shared(format);
        video.seq = -1 - i64::from(number);
        video.id = ids::video();
        video.idea = idea;
        video.thumb = thumb;
        video.salt = chance.random::<u32>().into();
        video.voice = ["aria_us", "leo_uk", "mia_calm", "max_energetic"][chance.random_range(0..4)].into();
        video.length = Some(lengths[index]);
        let queued = chance.random_range(8_000..20_000);
        let rendered = chance.random_range(120_000..360_000);
        (video.created_at, video.starts_at, video.ready_at) = (at, at + queued, at + queued + rendered);
        (video.processing_at, video.completed_at) = (Some(video.starts_at), Some(video.ready_at));
        seeds.push(video);
    }
    let tx = db.transaction()?;
    // From the oldest on: rows that come in the order of their keys are written several times faster.
    for video in seeds.iter().rev() {
        videos::insert(&tx, video)?;
    }
    tx.commit()
}

/// The storyboard of a clip that seeded videos share; `None` for a name that is not one of theirs.
pub(crate) fn shared_board(clip: &str) -> Option<Storyboard> {
    let format = Format::ALL.into_iter().find(|format| clip == clip_of(*format))?;
    Some(Screenplay::of(&shared(format)).board())
}

fn clip_of(format: Format) -> String {
    format!("shared-{}", format.id())
}

/// The video whose clip all seeded videos of a format share.
fn shared(format: Format) -> VideoRow {
    let (duration, caption_style, music, idea) = match format {
        Format::FacelessStory => (16, "minimal_white", "dramatic", "The history of coffee"),
        Format::AiBroll => (16, "bold_pop", "calm", "A city waking up before sunrise"),
        Format::TalkingAvatar => (16, "bold_pop", "upbeat", "How to learn a language in a year"),
        Format::Quiz => (18, "minimal_white", "upbeat", "Space facts quiz"),
        Format::Listicle => (16, "karaoke_neon", "upbeat", "3 morning habits that stick"),
    };
    VideoRow {
        seq: 0,
        id: String::new(),
        account: Account::Live,
        status: Status::Completed,
        idea: idea.into(),
        style: format.name().into(),
        voice: "aria_us".into(),
        language: "en".into(),
        duration,
        resolution: "1080p".into(),
        caption_style: Some(caption_style.into()),
        music: music.into(),
        metadata: None,
        script: None,
        salt: 7,
        created_at: 0,
        starts_at: 0,
        ready_at: 0,
        processing_at: None,
        completed_at: None,
        failed_at: None,
        cancelled_at: None,
        fail_code: None,
        fail_message: None,
        credits_used: 1,
        clip: clip_of(format),
        thumb: String::new(),
        length: None,
    }
}
