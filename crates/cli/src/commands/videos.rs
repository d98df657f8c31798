//! `tikvod videos …`, `tikvod history sync`

use std::time::{Duration, Instant};

use serde_json::json;
use tikvod_core::view::{DownloadState, IdArgs, LibraryQuery, LibrarySort, VideoDetail};

use super::{create, publish};
use crate::args::{ListArgs, Target, VideosCommand};
use crate::ask;
use crate::context::{Context, LOOK, copy_new};
use crate::failure::{Exit, Failure, Result};
use crate::print::{Answer, clean, document, pairs, short, table, time};

pub(crate) async fn run(context: &Context, command: VideosCommand) -> Result<()> {
    match command {
        VideosCommand::List(args) => list(context, args).await,
        VideosCommand::Get { id } => {
            let video = context.online().await?.video_now(IdArgs { id }).await?;
            show(context, &video)
        }
        VideosCommand::Create(args) => create::create(context, args).await,
        VideosCommand::Cancel { id, yes } => {
            let core = context.online().await?;
            ask::agree(yes, &format!("{} will be cancelled.", clean(&id)))?;
            let video = core.cancel_video(IdArgs { id }).await.map_err(|error| not_cancelled(error.into()))?;
            show(context, &video)
        }
        VideosCommand::Download { id, target, timeout } => {
            download(context, id, target, Duration::from_secs(timeout)).await
        }
        VideosCommand::Publish(args) => publish::publish(context, args).await,
    }
}

/// A lost answer to a cancellation charges and posts nothing; it may be asked again.
pub(crate) fn not_cancelled(failure: Failure) -> Failure {
    match failure.exit {
        Exit::Unconfirmed => failure.exit(Exit::Failed),
        // A job that has begun is no wrong input.
        Exit::Invalid => failure.exit(Exit::Failed),
        _ => failure,
    }
}

async fn list(context: &Context, args: ListArgs) -> Result<()> {
    let core = if args.offline {
        context.local().await?
    } else {
        let core = context.online().await?;
        core.look_now().await?;
        core
    };
    let query = LibraryQuery {
        search: args.search,
        status: args.status.map(|status| status.as_str().to_owned()),
        style: args.style,
        days: args.days,
        sort: LibrarySort::Newest,
        offset: args.offset,
        limit: args.limit,
    };
    let page = core.list_videos(query).await?;
    let rows: Vec<_> = page
        .items
        .iter()
        .map(|v| {
            let seconds = format!("{:.0} s", v.duration);
            [v.id.clone(), v.status.clone(), time(v.created_at), seconds, v.style.clone(), short(&v.idea, 48)]
        })
        .collect();
    let text = table(["ID", "STATUS", "MADE", "LENGTH", "STYLE", "IDEA"], &rows);
    let more = page.total as usize > rows.len() + args.offset as usize;
    if more {
        crate::print::note(&format!("{} of {} videos; --limit and --offset show more.", rows.len(), page.total));
    }
    context.out.answer(&Answer::new(&json!({"data": document(&page.items), "total": page.total}), text))
}

fn show(context: &Context, video: &VideoDetail) -> Result<()> {
    let card = &video.card;
    let mut text = pairs(&[
        ("id", card.id.clone()),
        ("status", card.status.clone()),
        ("idea", card.idea.clone()),
        ("style", card.style.clone()),
        ("voice", video.voice.clone().unwrap_or_default()),
        ("length", format!("{:.0} s", card.duration)),
        ("made", time(card.created_at)),
        ("finished", card.completed_at.map(time).unwrap_or_default()),
        ("credits", video.credits_used.map(|credits| credits.to_string()).unwrap_or_default()),
        ("problem", video.problem.as_ref().map(|problem| problem.message.clone()).unwrap_or_default()),
    ]);
    for segment in &video.script {
        text.push_str(if segment.hook { "\n\n" } else { "\n" });
        text.push_str(&clean(&segment.text));
    }
    context.out.answer(&Answer::new(&json!({"video": document(video)}), text))
}

async fn download(context: &Context, id: String, target: Target, limit: Duration) -> Result<()> {
    if let Some(file) = target.output.as_ref().filter(|file| file.exists()) {
        let words = format!("{} is there already; nothing is overwritten.", file.display());
        return Err(Failure::new(Exit::Usage, "usage", words));
    }
    let core = context.online().await?;
    let video = core.video_now(IdArgs { id: id.clone() }).await?;
    if !video.playable {
        let words = match video.card.status.as_str() {
            "completed" => "A test key renders no file.",
            _ => "The video is not ready.",
        };
        return Err(Failure::new(Exit::Failed, "not_now", words.to_owned()));
    }
    core.download_video(IdArgs { id: id.clone() }).await?;
    core.start_downloads();
    let (begun, mut changes) = (Instant::now(), core.subscribe());
    loop {
        let download = core.video(IdArgs { id: id.clone() }).await?.card.download;
        match download.as_ref().map(|download| download.state) {
            Some(DownloadState::Saved) => break,
            Some(DownloadState::Failed) => {
                let problem = download.and_then(|download| download.problem);
                return Err(problem.as_ref().map_or_else(
                    || Failure::new(Exit::Failed, "bad_download", "The download failed.".to_owned()),
                    Failure::from,
                ));
            }
            _ if begun.elapsed() >= limit => {
                let words = "Time ran out. What has come is kept; asked again, it goes on from there.";
                return Err(Failure::new(Exit::Network, "timeout", words.to_owned()));
            }
            _ => drop(tokio::time::timeout(LOOK, changes.recv()).await),
        }
    }
    let saved = core.download_path(IdArgs { id: id.clone() }).await?;
    let file = match target.output {
        Some(file) => {
            copy_new(&saved, &file)?;
            file
        }
        None => saved,
    };
    let bytes = std::fs::metadata(&file).map(|found| found.len()).ok();
    let value = json!({"id": id, "file": file.display().to_string(), "bytes": bytes});
    context.out.answer(&Answer::new(&value, file.display().to_string()))
}

/// Reads the whole history.
pub(crate) async fn sync(context: &Context) -> Result<()> {
    let core = context.online().await?;
    let videos = core.sync_history(|known| crate::print::note(&format!("{known} videos"))).await?;
    context.out.answer(&Answer::new(&json!({"videos": videos}), format!("{videos} videos are known.")))
}
