//! Downloads over real sockets, files and rows.

use std::fs;
use std::path::Path;

use super::cdn::{Cdn, Order, video};
use super::*;
use crate::plans::bench::{Bench, VIDEO};
use crate::view::Code;

const NAME: &str = "5 places where the sun never sets (vid_9k2mN8pQ4rT6).mp4";
const SIZE: usize = 300_000;

fn id() -> IdArgs {
    IdArgs { id: VIDEO.into() }
}

async fn bench(file: Vec<u8>) -> (Bench, Cdn) {
    let cdn = Cdn::serve(file).await;
    (Bench::at(&cdn.base_url()).await, cdn)
}

/// Wants the video and does what is to be done.
async fn download(bench: &Bench) -> DownloadView {
    bench.core.download_video(id()).await.expect("wanted");
    assert!(bench.core.download_next().await.expect("one download"), "there is one to do");
    row(bench).await
}

async fn row(bench: &Bench) -> DownloadView {
    let account = bench.core.account_id().await.expect("an account");
    bench.write(move |tx| downloads::view(tx, &account, VIDEO)).await.expect("a download")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.sort();
    names
}

fn videos_of(bench: &Bench) -> PathBuf {
    bench.core.download_dir()
}

#[track_caller]
fn assert_saved(bench: &Bench, view: &DownloadView, file: &[u8]) {
    assert_eq!((view.state, &view.problem), (DownloadState::Saved, &None), "{view:?}");
    assert_eq!(view.file_name.as_deref(), Some(NAME));
    assert_eq!((view.bytes, view.total), (file.len() as f64, Some(file.len() as f64)));
    assert_eq!(names(&videos_of(bench)), [NAME], "nothing else stays in the folder");
    assert!(fs::read(videos_of(bench).join(NAME)).expect("the file") == file, "every byte is right");
}

#[track_caller]
fn assert_failed(bench: &Bench, view: &DownloadView, code: Code) {
    let found = view.problem.as_ref().map(|problem| problem.code);
    assert_eq!((view.state, found), (DownloadState::Failed, Some(code)), "{view:?}");
    assert_eq!(names(&videos_of(bench)), [""; 0], "nothing half-done is kept");
}

#[tokio::test]
async fn a_video_is_saved_whole_under_its_title() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
    assert_eq!(bench.core.download_path(id()).await.expect("a path"), videos_of(&bench).join(NAME));
    assert!(!bench.core.download_next().await.expect("nothing"), "there is nothing more to do");
    assert_eq!(bench.core.download_video(id()).await.expect("as it is"), view);
    assert_eq!(cdn.asked("/file").len(), 1);
}

#[tokio::test]
async fn a_cut_is_gone_on_with_where_it_was() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    cdn.order(&[Order::Cut(SIZE * 6 / 10)]);
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
    let from = SIZE * 6 / 10 - 64 * 1024;
    assert_eq!(cdn.asked("/file"), ["/file?sig=1 -".to_owned(), format!("/file?sig=1 bytes={from}-")]);
}

#[tokio::test]
async fn a_url_that_ended_is_replaced() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    cdn.order(&[Order::Cut(SIZE * 6 / 10), Order::Status(403)]);
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
    let asked = cdn.asked("/file");
    assert!(asked.last().is_some_and(|last| last.starts_with("/file?sig=2 bytes=")), "{asked:?}");
}

#[tokio::test]
async fn a_file_that_changed_is_fetched_anew() {
    for lie in [false, true] {
        let old = video(SIZE);
        let (bench, cdn) = bench(old.clone()).await;
        cdn.order(&[Order::Cut(SIZE / 2)]);
        let mut new = old;
        new[20..].reverse();
        let core = bench.core.clone();
        let worker = tokio::spawn(async move {
            core.download_video(id()).await.expect("wanted");
            core.download_next().await
        });
        while cdn.asked("/file").is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        cdn.state().file.clone_from(&new);
        if !lie {
            cdn.state().etag = Some("\"v2\"".into());
        }
        worker.await.expect("it ends").expect("one download");
        assert_saved(&bench, &row(&bench).await, &new);
    }
}

#[tokio::test]
async fn bytes_that_do_not_join_are_not_joined() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    cdn.order(&[Order::Cut(SIZE / 2), Order::OtherBytes]);
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
    assert_eq!(cdn.asked("/file").last().map(String::as_str), Some("/file?sig=1 -"), "from the beginning");
}

#[tokio::test]
async fn an_answer_with_everything_is_taken_from_the_beginning() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    cdn.order(&[Order::Cut(SIZE / 2), Order::Whole]);
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
}

#[tokio::test]
async fn without_a_strong_mark_it_begins_anew() {
    for etag in [None, Some("W/\"v1\"".to_owned())] {
        let file = video(SIZE);
        let (bench, cdn) = bench(file.clone()).await;
        cdn.state().etag = etag;
        cdn.order(&[Order::Cut(SIZE / 2)]);
        let view = download(&bench).await;
        assert_saved(&bench, &view, &file);
        assert_eq!(cdn.asked("/file"), ["/file?sig=1 -", "/file?sig=1 -"]);
    }
}

#[tokio::test]
async fn what_is_not_a_video_is_not_kept() {
    let (bench, cdn) = bench(b"MZ this is a program, not a video".repeat(100)).await;
    let view = download(&bench).await;
    assert_failed(&bench, &view, Code::BadDownload);
    cdn.state().file = b"\0\0\0".to_vec();
    let view = download(&bench).await;
    assert_failed(&bench, &view, Code::BadDownload);
}

#[tokio::test]
async fn another_size_than_tikvod_said_is_not_kept() {
    let (bench, cdn) = bench(video(SIZE)).await;
    cdn.state().said_size = Some(SIZE as u64 + 1);
    let view = download(&bench).await;
    assert_failed(&bench, &view, Code::BadDownload);
    cdn.state().said_size = None;
    cdn.order(&[Order::Page]);
    bench.set_now(crate::plans::bench::noon() + chrono::TimeDelta::hours(2));
    let view = download(&bench).await;
    assert_failed(&bench, &view, Code::BadDownload);
}

#[tokio::test]
async fn after_three_cuts_it_gives_up_and_goes_on_when_asked_again() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    cdn.order(&[Order::Cut(SIZE / 2), Order::Cut(70_000), Order::Cut(70_000)]);
    let view = download(&bench).await;
    assert_eq!((view.state, view.problem.as_ref().map(|p| p.code)), (DownloadState::Failed, Some(Code::Offline)));
    assert!(view.problem.is_some_and(|problem| problem.retryable));
    assert_eq!(names(&videos_of(&bench)), [format!("{NAME}.part")], "kept to go on with");
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
    assert!(cdn.asked("/file").last().is_some_and(|last| !last.ends_with(" -")), "by a range");
}

#[tokio::test]
async fn a_name_that_is_taken_is_left_alone() {
    let (bench, _cdn) = bench(video(SIZE)).await;
    fs::create_dir_all(videos_of(&bench)).expect("a folder");
    fs::write(videos_of(&bench).join(NAME), b"of the person").expect("a file");
    let view = download(&bench).await;
    assert_eq!(view.file_name.as_deref(), Some("5 places where the sun never sets (vid_9k2mN8pQ4rT6) 2.mp4"));
    assert_eq!(fs::read(videos_of(&bench).join(NAME)).expect("a file"), b"of the person");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_said() {
    let (bench, cdn) = bench(video(SIZE)).await;
    fs::write(videos_of(&bench), b"in the way").expect("a file");
    let view = download(&bench).await;
    assert_eq!(view.problem.map(|problem| problem.code), Some(Code::FolderNotWritable));
    assert!(cdn.asked("/").is_empty(), "found before anything was asked");
}

#[tokio::test]
async fn pausing_stops_at_once_and_keeps_what_is_there() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    cdn.order(&[Order::Hang(SIZE / 2)]);
    bench.core.download_video(id()).await.expect("wanted");
    let core = bench.core.clone();
    let worker = tokio::spawn(async move { core.download_next().await });
    while names(&videos_of(&bench)).is_empty() || row(&bench).await.state != DownloadState::Running {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    bench.core.cancel_download(id()).await.expect("paused");
    let ended = tokio::time::timeout(Duration::from_secs(5), worker).await;
    ended.expect("a pause does not wait for the server").expect("it ends").expect("it is no failure");
    assert_eq!(row(&bench).await.state, DownloadState::Paused);
    assert_eq!(names(&videos_of(&bench)), [format!("{NAME}.part")]);
    assert!(!bench.core.download_next().await.expect("nothing"), "a paused one does not go on by itself");
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
    let from = SIZE / 2 - 64 * 1024;
    assert_eq!(cdn.asked("/file").last(), Some(&format!("/file?sig=1 bytes={from}-")));
}

#[tokio::test]
async fn after_a_crash_it_goes_on_from_what_was_surely_on_disk() {
    let file = video(6 * 1024 * 1024);
    let (bench, cdn) = bench(file.clone()).await;
    cdn.order(&[Order::Hang(5 * 1024 * 1024)]);
    bench.core.download_video(id()).await.expect("wanted");
    let core = bench.core.clone();
    let worker = tokio::spawn(async move { drop(core.download_next().await) });
    let part = videos_of(&bench).join(format!("{NAME}.part"));
    while fs::metadata(&part).map_or(0, |data| data.len()) < 5 * 1024 * 1024 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.abort();
    drop(worker.await);
    let bench = bench.reopen(&cdn.base_url()).await;
    assert_eq!(row(&bench).await.state, DownloadState::Waiting);
    assert!(bench.core.download_next().await.expect("one download"));
    assert_saved(&bench, &row(&bench).await, &file);
    let from = cdn
        .asked("/file")
        .last()
        .and_then(|asked| asked.rsplit_once("bytes=")?.1.trim_end_matches('-').parse::<usize>().ok());
    assert!(from.is_some_and(|from| (4 * 1024 * 1024 - 64 * 1024..5 * 1024 * 1024).contains(&from)), "{from:?}");
}

#[tokio::test]
async fn a_file_that_was_finished_before_a_crash_is_found_again() {
    let file = video(SIZE);
    let (bench, cdn) = bench(file.clone()).await;
    fs::create_dir_all(videos_of(&bench)).expect("a folder");
    fs::write(videos_of(&bench).join(NAME), &file).expect("the finished file");
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
    assert!(cdn.asked("/file").is_empty(), "not fetched twice");
}

#[tokio::test]
async fn a_file_that_is_gone_is_fetched_again() {
    let file = video(SIZE);
    let (bench, _cdn) = bench(file.clone()).await;
    download(&bench).await;
    fs::remove_file(videos_of(&bench).join(NAME)).expect("gone");
    assert!(bench.core.download_path(id()).await.is_err(), "there is none to show");
    let view = download(&bench).await;
    assert_saved(&bench, &view, &file);
}

#[tokio::test]
async fn at_the_start_only_our_own_useless_parts_are_deleted() {
    let (bench, cdn) = bench(video(SIZE)).await;
    cdn.order(&[Order::Page]);
    download(&bench).await;
    fs::write(videos_of(&bench).join(format!("{NAME}.part")), b"no note speaks of it").expect("a part");
    fs::write(videos_of(&bench).join("Thesis.part"), b"of another program").expect("a part");
    let bench = bench.reopen(&cdn.base_url()).await;
    assert_eq!(names(&videos_of(&bench)), ["Thesis.part"]);
}

#[tokio::test]
async fn only_a_rendered_video_can_be_saved() {
    let (bench, _cdn) = bench(video(SIZE)).await;
    let unknown = bench.core.download_video(IdArgs { id: "vid_other".into() }).await;
    assert_eq!(unknown.map_err(|error| error.view().code), Err(Code::NotFound));
    bench.video(VIDEO, "processing").await;
    let early = bench.core.download_video(id()).await;
    assert_eq!(early.map_err(|error| error.view().code), Err(Code::NotNow));
}
