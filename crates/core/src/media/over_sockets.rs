//! Media over real sockets and files.

use std::io::Cursor;

use futures_util::{StreamExt as _, TryStreamExt as _};
use image::{DynamicImage, ImageFormat};

use super::*;
use crate::downloads::cdn::{Cdn, Order, video};
use crate::plans::bench::{Bench, VIDEO};
use crate::store::{catalogue, failed};
use crate::view::Code;

async fn bench() -> (Bench, Cdn) {
    let cdn = Cdn::serve(video(10_000)).await;
    let bench = Bench::at(&cdn.base_url()).await;
    let url = cdn.url("/thumb.png");
    bench
        .write(move |tx| tx.execute("UPDATE video SET thumbnail_url = ?1", [url]).map_err(failed("set a picture")))
        .await;
    let mut png = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(1_080, 1_920).write_to(&mut png, ImageFormat::Png).expect("a picture");
    cdn.state().thumbnail = png.into_inner();
    (bench, cdn)
}

async fn remote(bench: &Bench) -> RemoteVideo {
    match bench.core.video_source(VIDEO).await.expect("a source") {
        VideoSource::Remote(remote) => remote,
        VideoSource::File(path) => panic!("it is not saved: {}", path.display()),
    }
}

async fn read(body: RemoteBody) -> Vec<u8> {
    let chunks: Vec<_> = body.stream.try_collect().await.expect("all bytes");
    chunks.concat()
}

#[tokio::test]
async fn a_picture_is_fetched_once_however_many_ask() {
    let (bench, cdn) = bench().await;
    let all = futures_util::future::join_all((0..20).map(|_| bench.core.thumbnail(VIDEO))).await;
    let paths: Vec<_> = all.into_iter().map(|path| path.expect("a picture")).collect();
    assert_eq!(cdn.asked("/thumb").len(), 1);
    let jpeg = std::fs::read(&paths[0]).expect("a file");
    assert!(jpeg.starts_with(b"\xff\xd8\xff") && paths[0].starts_with(bench.folder.path().join("data/cache")));
    bench.core.set_session(None);
    bench.core.thumbnail(VIDEO).await.expect("also without a connection");
}

#[tokio::test]
async fn what_is_no_picture_reaches_nobody_and_is_not_asked_for_at_once_again() {
    let (bench, cdn) = bench().await;
    cdn.state().thumbnail = b"<svg onload='alert(1)'/>".to_vec();
    let first = bench.core.thumbnail(VIDEO).await.map_err(|error| error.view().code);
    assert_eq!(first, Err(Code::BadDownload));
    let second = bench.core.thumbnail(VIDEO).await.map_err(|error| error.view().code);
    assert_eq!(second, Err(Code::NotFound));
    assert_eq!(cdn.asked("/thumb").len(), 1);
    let unknown = bench.core.thumbnail("../../etc/passwd").await.map_err(|error| error.view().code);
    assert_eq!(unknown, Err(Code::NotFound));
}

#[tokio::test]
async fn a_voice_sample_is_kept_with_its_type() {
    let (bench, cdn) = bench().await;
    let account = bench.core.account_id().await.expect("an account");
    let url = cdn.url("/voice/aria.mp3");
    let cached = catalogue::Cached {
        voices: Vec::new(),
        styles: Vec::new(),
        caption_styles: Vec::new(),
        samples: vec![("aria_us".into(), url)],
    };
    let now = bench.core.now();
    bench.write(move |tx| catalogue::set(tx, &account, &cached, now)).await;
    for _ in 0..2 {
        let sample = bench.core.voice_sample("aria_us").await.expect("a sample");
        assert_eq!(sample.content_type, "audio/mpeg");
        assert_eq!(std::fs::read(sample.path).expect("a file"), b"a sound");
    }
    assert_eq!(cdn.asked("/voice").len(), 1);
    assert!(matches!(bench.core.voice_sample("leo_uk").await, Err(CoreError::NotFound(_))));
}

#[tokio::test]
async fn a_playing_video_costs_one_request_of_the_api() {
    let (bench, cdn) = bench().await;
    let file = video(10_000);
    let whole = remote(&bench).await.open(None).await.expect("the video");
    assert_eq!((whole.status, whole.content_length, whole.content_type.as_str()), (200, Some(10_000), "video/mp4"));
    assert_eq!(read(whole).await, file);
    for start in [0, 5_000, 9_999] {
        let part = remote(&bench).await.open(Some(&format!("bytes={start}-"))).await.expect("a part");
        assert_eq!(part.status, 206);
        assert_eq!(part.content_range, Some(format!("bytes {start}-9999/10000")));
        assert_eq!(part.content_length, Some(10_000 - start as u64));
        assert_eq!(read(part).await, file[start..]);
    }
    let beyond = remote(&bench).await.open(Some("bytes=10000-")).await.expect("an answer");
    assert_eq!((beyond.status, beyond.content_range.as_deref()), (416, Some("bytes */10000")));
    assert_eq!(cdn.asked("/v1/videos").len(), 1);
}

#[tokio::test]
async fn a_signature_that_ended_is_renewed_while_it_plays() {
    let (bench, cdn) = bench().await;
    cdn.order(&[Order::Status(403)]);
    let body = remote(&bench).await.open(Some("bytes=0-")).await.expect("with a new one");
    assert_eq!(body.status, 206);
    assert_eq!(cdn.asked("/file"), ["/file?sig=1 bytes=0-", "/file?sig=2 bytes=0-"]);
    cdn.order(&[Order::Status(403), Order::Status(403)]);
    let error = remote(&bench).await.open(None).await.expect_err("not for ever");
    assert_eq!(error.view().code, Code::BadDownload);
    bench.set_now("2026-06-16T12:59:01Z".parse().expect("an instant"));
    let before = cdn.asked("/v1/videos").len();
    drop(remote(&bench).await.open(None).await.expect("the video"));
    drop(remote(&bench).await.open(None).await.expect("the video"));
    assert_eq!(cdn.asked("/v1/videos").len(), before + 2, "in its last minute a URL is not kept");
}

#[tokio::test]
async fn a_stream_that_breaks_off_ends_with_an_error() {
    let (bench, cdn) = bench().await;
    cdn.order(&[Order::Cut(4_000)]);
    let body = remote(&bench).await.open(None).await.expect("the video");
    let chunks: Vec<Result<_>> = body.stream.collect().await;
    assert!(matches!(chunks.last(), Some(Err(CoreError::Offline(_)))), "not a short video");
}

#[tokio::test]
async fn a_saved_video_plays_from_disk_until_it_is_gone() {
    let (bench, _cdn) = bench().await;
    let path = bench.folder.path().join("saved.mp4");
    std::fs::write(&path, video(100)).expect("a file");
    let account = bench.core.account_id().await.expect("an account");
    let at = path.clone();
    bench
        .write(move |tx| {
            downloads::enqueue(tx, &account, VIDEO, chrono::Utc::now())?;
            downloads::saved(tx, &account, VIDEO, &at, 100)
        })
        .await;
    bench.core.set_session(None);
    assert!(matches!(bench.core.video_source(VIDEO).await, Ok(VideoSource::File(found)) if found == path));
    std::fs::remove_file(&path).expect("gone");
    assert!(matches!(bench.core.video_source(VIDEO).await, Err(CoreError::NoAccount)));
}
