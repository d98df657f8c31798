//! Videos as TikVod knows them. A row is written from whatever answer speaks of the video; a field that an answer does
//! not hold stays as it was.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};
use tikvod_api::{Video, VideoJob, VideoStatus, VideoSummary};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{Code, Entity, ErrorView, LibraryQuery, LibrarySort, ScriptSegment};

/// A row of `video`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VideoRow {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) idea: String,
    pub(crate) style: String,
    pub(crate) voice: Option<String>,
    pub(crate) hook: Option<String>,
    /// Hook first.
    pub(crate) script: Vec<ScriptSegment>,
    /// Seconds of the file.
    pub(crate) length: Option<f64>,
    pub(crate) resolution: Option<String>,
    pub(crate) thumbnail_url: Option<String>,
    /// Whether there is a file to play; a test key's job has none.
    pub(crate) has_output: bool,
    pub(crate) problem: Option<ErrorView>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) estimated_ready_at: Option<DateTime<Utc>>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
    /// Whether `GET /videos/{id}` was asked since it finished.
    pub(crate) detailed: bool,
    /// Fits what was lost here, but was made elsewhere with the same key.
    pub(crate) elsewhere: bool,
}

const COLUMNS: &str = "id, status, idea, style, voice, hook, script, length, resolution, thumbnail_url, has_output, \
                       problem, created_at, estimated_ready_at, finished_at, detailed, elsewhere";

fn video(row: &Row<'_>) -> rusqlite::Result<VideoRow> {
    Ok(VideoRow {
        id: row.get(0)?,
        status: row.get(1)?,
        idea: row.get(2)?,
        style: row.get(3)?,
        voice: row.get(4)?,
        hook: row.get(5)?,
        script: row.get::<_, Option<Json<_>>>(6)?.map(|json| json.0).unwrap_or_default(),
        length: row.get(7)?,
        resolution: row.get(8)?,
        thumbnail_url: row.get(9)?,
        has_output: row.get(10)?,
        problem: row.get::<_, Option<Json<_>>>(11)?.map(|json| json.0),
        created_at: row.get::<_, Millis>(12)?.0,
        estimated_ready_at: row.get::<_, Option<Millis>>(13)?.map(|m| m.0),
        finished_at: row.get::<_, Option<Millis>>(14)?.map(|m| m.0),
        detailed: row.get(15)?,
        elsewhere: row.get(16)?,
    })
}

impl VideoRow {
    /// Whether TikVod will not change it any more.
    pub(crate) fn is_final(&self) -> bool {
        is_final(&self.status)
    }
}

fn is_final(status: &str) -> bool {
    matches!(status, "completed" | "failed" | "cancelled")
}

/// What an answer says of a video; `None` where it says nothing.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    id: String,
    status: VideoStatus,
    idea: Option<String>,
    style: Option<String>,
    voice: Option<String>,
    script: Option<Vec<ScriptSegment>>,
    length: Option<f64>,
    resolution: Option<String>,
    thumbnail_url: Option<String>,
    has_output: Option<bool>,
    problem: Option<ErrorView>,
    created_at: Option<DateTime<Utc>>,
    estimated_ready_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    detailed: bool,
}

impl Seen {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What a cancellation says.
    pub(crate) fn cancelled(id: String, at: Option<DateTime<Utc>>) -> Self {
        Self {
            id,
            status: VideoStatus::Cancelled,
            idea: None,
            style: None,
            voice: None,
            script: None,
            length: None,
            resolution: None,
            thumbnail_url: None,
            has_output: None,
            problem: None,
            created_at: None,
            estimated_ready_at: None,
            finished_at: at,
            detailed: true,
        }
    }
}

impl From<&VideoJob> for Seen {
    fn from(job: &VideoJob) -> Self {
        Self {
            id: job.id.to_string(),
            status: job.status.clone(),
            idea: job.idea.clone(),
            style: job.style.as_ref().map(ToString::to_string),
            voice: job.voice.as_ref().map(ToString::to_string),
            script: None,
            length: None,
            resolution: job.resolution.as_ref().map(ToString::to_string),
            thumbnail_url: None,
            has_output: None,
            problem: None,
            created_at: job.created_at,
            estimated_ready_at: job.estimated_ready_at,
            finished_at: None,
            detailed: false,
        }
    }
}

impl From<&VideoSummary> for Seen {
    fn from(summary: &VideoSummary) -> Self {
        let completed = summary.status == VideoStatus::Completed;
        Self {
            id: summary.id.to_string(),
            status: summary.status.clone(),
            idea: summary.idea.clone(),
            style: summary.style.as_ref().map(ToString::to_string),
            voice: None,
            script: None,
            // Until it is completed, the list's duration is the wish.
            length: summary.duration.filter(|_| completed).map(f64::from),
            resolution: None,
            thumbnail_url: summary.thumbnail_url.as_ref().map(|url| url.as_str().to_owned()),
            has_output: None,
            problem: summary.error.as_ref().map(job_problem),
            created_at: summary.created_at,
            estimated_ready_at: None,
            finished_at: summary.completed_at.or(summary.cancelled_at),
            detailed: false,
        }
    }
}

impl From<&Video> for Seen {
    fn from(video: &Video) -> Self {
        let output = video.output.as_ref();
        let script = video.script.as_ref().map(|script| {
            let hook =
                script.hook.iter().map(|text| ScriptSegment { text: text.clone(), visual_prompt: None, hook: true });
            let rest = script.segments.iter().map(|segment| ScriptSegment {
                text: segment.text.clone(),
                visual_prompt: segment.visual_prompt.clone(),
                hook: false,
            });
            hook.chain(rest).collect()
        });
        Self {
            id: video.id.to_string(),
            status: video.status.clone(),
            idea: video.idea.clone(),
            style: video.style.as_ref().map(ToString::to_string),
            voice: video.voice.as_ref().map(ToString::to_string),
            script,
            length: output.and_then(|output| output.duration).map(f64::from),
            resolution: output.and_then(|output| output.resolution.as_ref()).map(ToString::to_string),
            thumbnail_url: output.and_then(|o| o.thumbnail_url.as_ref()).map(|url| url.as_str().to_owned()),
            has_output: Some(output.is_some_and(|output| output.video_url.is_some())),
            problem: video.error.as_ref().map(job_problem),
            created_at: video.created_at,
            estimated_ready_at: video.estimated_ready_at,
            finished_at: video.completed_at.or(video.cancelled_at),
            detailed: video.status.is_final(),
        }
    }
}

fn job_problem(error: &tikvod_api::JobError) -> ErrorView {
    ErrorView {
        code: Code::Refused,
        message: error.message.clone().unwrap_or_default(),
        retryable: true,
        request_id: None,
        api_code: error.code.clone(),
        fields: Vec::new(),
    }
}

/// Keeps what an answer said. Returns the status before and after.
///
/// A status never goes back: lists may be older than what another answer already said (a stale replica), and a
/// webhook may come late.
pub(crate) fn keep(tx: &Tx<'_>, account_id: &str, seen: &Seen, now: DateTime<Utc>) -> Result<(Option<String>, String)> {
    let before = get(tx, account_id, &seen.id)?;
    let old_status = before.as_ref().map(|row| row.status.clone());
    let mut status = seen.status.to_string();
    if let Some(old) = old_status.as_deref().filter(|old| rank(old) > rank(&status)) {
        old.clone_into(&mut status);
    }
    let finished_at =
        is_final(&status).then(|| before.as_ref().and_then(|row| row.finished_at).or(seen.finished_at).unwrap_or(now));
    let hook = seen.script.as_ref().and_then(|script| script.iter().find(|s| s.hook)).map(|s| s.text.clone());
    let text = seen
        .script
        .as_ref()
        .map(|script| script.iter().map(|segment| segment.text.as_str()).collect::<Vec<_>>().join("\n"));
    let changed = tx
        .execute(
            "INSERT INTO video (account_id, id, status, idea, style, voice, hook, script, script_text, length, resolution,
                 thumbnail_url, has_output, problem, created_at, estimated_ready_at, finished_at, detailed)
             VALUES (?1, ?2, ?3, coalesce(?4, ''), coalesce(?5, ''), ?6, ?7, ?8, coalesce(?9, ''), ?10, ?11, ?12,
                 coalesce(?13, 0), ?14, coalesce(?15, ?19), ?16, ?17, ?18)
             ON CONFLICT (account_id, id) DO UPDATE SET
                 status = excluded.status,
                 idea = coalesce(?4, idea), style = coalesce(?5, style), voice = coalesce(?6, voice),
                 hook = coalesce(?7, hook), script = coalesce(?8, script), script_text = coalesce(?9, script_text),
                 length = coalesce(?10, length), resolution = coalesce(?11, resolution),
                 thumbnail_url = coalesce(?12, thumbnail_url), has_output = coalesce(?13, has_output),
                 problem = coalesce(?14, problem), created_at = coalesce(?15, created_at),
                 estimated_ready_at = coalesce(?16, estimated_ready_at), finished_at = coalesce(?17, finished_at),
                 detailed = max(detailed, ?18)",
            rusqlite::params![
                account_id,
                seen.id,
                status,
                seen.idea,
                seen.style,
                seen.voice,
                hook,
                seen.script.as_ref().map(Json),
                text,
                seen.length,
                seen.resolution,
                seen.thumbnail_url,
                seen.has_output,
                seen.problem.as_ref().map(Json),
                seen.created_at.map(Millis),
                seen.estimated_ready_at.map(Millis),
                finished_at.map(Millis),
                seen.detailed,
                Millis(now),
            ],
        )
        .map_err(failed("keep a video"))?;
    debug_assert_eq!(changed, 1, "one row is written");
    if get(tx, account_id, &seen.id)? != before {
        tx.changed(Entity::Video, &seen.id);
    }
    Ok((old_status, status))
}

/// How far along a status is; a value that we do not know is somewhere before the end.
fn rank(status: &str) -> u8 {
    match status {
        "queued" => 0,
        "completed" | "failed" | "cancelled" => 3,
        "processing" => 2,
        _ => 1,
    }
}

/// Whether a status is further along than what is known of the video. What is at its end is news until it was looked at.
pub(crate) fn is_news(known: Option<&VideoRow>, status: &str) -> bool {
    known.is_none_or(|row| rank(&row.status) < rank(status) || (row.is_final() && !row.detailed))
}

/// One video.
pub(crate) fn get(connection: &Connection, account_id: &str, id: &str) -> Result<Option<VideoRow>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM video WHERE account_id = ?1 AND id = ?2"))
        .and_then(|mut statement| statement.query_row((account_id, id), video).optional())
        .map_err(failed("read a video"))
}

/// Videos that TikVod still works on, and finished ones that were not looked at since.
pub(crate) fn open_ends(connection: &Connection, account_id: &str) -> Result<Vec<VideoRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM video WHERE account_id = ?1 AND (status NOT IN ('completed', 'failed', 'cancelled'))
         ORDER BY created_at"
    );
    let read =
        || -> rusqlite::Result<Vec<_>> { connection.prepare_cached(&sql)?.query_map([account_id], video)?.collect() };
    read().map_err(failed("read the videos in work"))
}

/// How long the newest finished renders took.
pub(crate) fn renders(connection: &Connection, account_id: &str) -> Result<Vec<TimeDelta>> {
    let read = || -> rusqlite::Result<Vec<_>> {
        connection
            .prepare_cached(
                "SELECT finished_at - created_at FROM video WHERE account_id = ?1 AND status = 'completed'
                 AND finished_at IS NOT NULL ORDER BY created_at DESC LIMIT 20",
            )?
            .query_map([account_id], |row| Ok(TimeDelta::milliseconds(row.get(0)?)))?
            .collect()
    };
    read().map_err(failed("read how long renders took"))
}

/// Jobs that take a slot at TikVod now.
pub(crate) fn slots_used(connection: &Connection, account_id: &str) -> Result<u32> {
    connection
        .row(
            "SELECT count(*) FROM video WHERE account_id = ?1 AND status NOT IN ('completed', 'failed', 'cancelled')",
            [account_id],
            |row| row.get(0),
        )
        .map_err(failed("count the jobs in work"))
}

/// A part of the library, and how many match.
pub(crate) fn find(
    connection: &Connection,
    account_id: &str,
    query: &LibraryQuery,
    now: DateTime<Utc>,
) -> Result<(u32, Vec<VideoRow>)> {
    let order = match query.sort {
        LibrarySort::Newest => "created_at DESC, id DESC",
        LibrarySort::Oldest => "created_at, id",
        LibrarySort::Title => "idea COLLATE NOCASE, id",
        LibrarySort::Longest => "length DESC NULLS LAST, id",
    };
    // Each word has to stand somewhere in idea or script. `instr` on folded text, so that % and _ are just characters.
    let words: Vec<String> = query.search.to_lowercase().split_whitespace().take(8).map(ToOwned::to_owned).collect();
    let since = query.days.map(|days| Millis(now - TimeDelta::days(i64::from(days.min(100_000)))));
    let mut condition = String::from(
        "account_id = ?1 AND (?2 IS NULL AND status <> 'cancelled' OR status = ?2) AND (?3 IS NULL OR style = ?3)
         AND (?4 IS NULL OR created_at >= ?4)",
    );
    for index in 0..words.len() {
        let _infallible = write!(condition, " AND instr(lower(idea || char(10) || script_text), ?{}) > 0", index + 5);
    }
    let mut values: Vec<Box<dyn rusqlite::ToSql>> = vec![
        Box::new(account_id.to_owned()),
        Box::new(query.status.clone()),
        Box::new(query.style.clone()),
        Box::new(since),
    ];
    values.extend(words.into_iter().map(|word| Box::new(word) as Box<dyn rusqlite::ToSql>));
    let values = rusqlite::params_from_iter(values.iter());
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM video WHERE {condition}"))
        .and_then(|mut statement| statement.query_row(values.clone(), |row| row.get(0)))
        .map_err(failed("count the library"))?;
    let limit = query.limit.min(500);
    let sql =
        format!("SELECT {COLUMNS} FROM video WHERE {condition} ORDER BY {order} LIMIT {limit} OFFSET {}", query.offset);
    let read = || -> rusqlite::Result<Vec<_>> { connection.prepare_cached(&sql)?.query_map(values, video)?.collect() };
    Ok((total, read().map_err(failed("read the library"))?))
}

/// How many videos of the account are known.
pub(crate) fn count(connection: &Connection, account_id: &str) -> Result<u32> {
    connection
        .row("SELECT count(*) FROM video WHERE account_id = ?1", [account_id], |row| row.get(0))
        .map_err(failed("count the videos"))
}

/// Any video of the account, to ask TikVod whether a key opens the same account.
pub(crate) fn any(connection: &Connection, account_id: &str) -> Result<Option<String>> {
    connection
        .row("SELECT id FROM video WHERE account_id = ?1 ORDER BY created_at DESC LIMIT 1", [account_id], |row| {
            row.get(0)
        })
        .optional()
        .map_err(failed("read a video"))
}

/// Finished videos of our own intents that were not looked at since.
pub(crate) fn finished_unseen(connection: &Connection, account_id: &str) -> Result<Vec<String>> {
    let read = || -> rusqlite::Result<Vec<_>> {
        connection
            .prepare_cached(
                "SELECT video.id FROM video JOIN intent ON intent.account_id = video.account_id
                     AND intent.video_id = video.id AND intent.kind = 'video'
                 WHERE video.account_id = ?1 AND video.detailed = 0 AND video.status IN ('completed', 'failed', 'cancelled')",
            )?
            .query_map([account_id], |row| row.get(0))?
            .collect()
    };
    read().map_err(failed("read what finished"))
}

/// Says of a video that it was made elsewhere with the same key.
pub(crate) fn made_elsewhere(tx: &Tx<'_>, account_id: &str, id: &str) -> Result<()> {
    let changed = tx
        .execute("UPDATE video SET elsewhere = 1 WHERE account_id = ?1 AND id = ?2 AND elsewhere = 0", [account_id, id])
        .map_err(failed("mark a video"))?;
    if changed > 0 {
        tx.changed(Entity::Video, id);
    }
    Ok(())
}

/// Has the poller look at a video once more when it is finished, as if nobody had.
pub(crate) fn look_again(tx: &Tx<'_>, account_id: &str, id: &str) -> Result<()> {
    tx.execute("UPDATE video SET detailed = 0 WHERE account_id = ?1 AND id = ?2", [account_id, id])
        .map_err(failed("look at a video again"))?;
    Ok(())
}

/// Keeps what `GET /videos/{id}` said after TikVod refused to post the video. Two answers that agree are believed, even
/// where a video that was completed here is not: [`keep`] alone would let a status only go forward.
pub(crate) fn believe(tx: &Tx<'_>, account_id: &str, video: &Video, now: DateTime<Utc>) -> Result<()> {
    let id = video.id.as_str();
    if !video.status.is_final() {
        tx.execute(
            "UPDATE video SET status = ?3, finished_at = NULL, detailed = 0
             WHERE account_id = ?1 AND id = ?2 AND status IN ('completed', 'failed', 'cancelled')",
            (account_id, id, video.status.to_string()),
        )
        .map_err(failed("set a video back"))?;
        tx.changed(Entity::Video, id);
    }
    let detailed = get(tx, account_id, id)?.is_some_and(|row| row.detailed);
    keep(tx, account_id, &Seen { detailed, ..Seen::from(video) }, now).map(drop)
}
