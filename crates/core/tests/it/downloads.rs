//! Downloads and media against the sandbox: real files, real ranges, real signatures.

use std::time::Duration;

use serde_json::json;
use tikvod_core::VideoSource;
use tikvod_core::view::IdArgs;

use crate::plans::video;
use crate::support::{Place, control, sandbox, until};

#[tokio::test(flavor = "multi_thread")]
async fn cut_at_sixty_percent_with_a_url_that_ended_it_is_saved_whole() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| {
        options.seed_videos = 1;
        options.url_ttl = Duration::from_secs(1);
    })
    .await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let id = video(&core).await;
    let VideoSource::Remote(remote) = core.video_source(&id).await.unwrap() else { panic!("it is not saved") };
    let range = remote.open(Some("bytes=0-0")).await.unwrap().content_range.unwrap();
    let size: u64 = range.rsplit_once('/').unwrap().1.parse().unwrap();
    let cut = json!({"path": "/media/renders", "times": 1, "action": {"type": "cut_body_at", "byte": size * 6 / 10}});
    control(&sandbox, "POST", "/_sandbox/faults", Some(cut)).await;
    core.download_video(IdArgs { id: id.clone() }).await.unwrap();
    until("the video is saved", || async { core.download_path(IdArgs { id: id.clone() }).await.is_ok() }).await;
    let path = core.download_path(IdArgs { id: id.clone() }).await.unwrap();
    let saved = std::fs::read(&path).unwrap();
    assert_eq!(saved.get(4..8), Some(b"ftyp".as_slice()));
    let names: Vec<_> = std::fs::read_dir(core.download_dir()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert_eq!(names, [path.file_name().unwrap()], "nothing half-done is left");
    let ledger = control(&sandbox, "GET", "/_sandbox/ledger", None).await;
    let to = |suffix: &str| {
        let rows = ledger["data"].as_array().unwrap().iter();
        rows.filter(|row| row["path"].as_str().is_some_and(|path| path.ends_with(suffix))).count()
    };
    assert_eq!(to("/download"), 3, "a look, the cut one, and a fresh URL for the rest");
    // What was joined is what the server has.
    std::fs::rename(&path, path.with_extension("kept")).unwrap();
    core.download_video(IdArgs { id: id.clone() }).await.unwrap();
    until("it is fetched again", || async { core.download_path(IdArgs { id: id.clone() }).await.is_ok() }).await;
    assert!(std::fs::read(&path).unwrap() == saved, "every byte is the same");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_video_has_a_picture_and_plays_by_ranges() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.seed_videos = 1).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let id = video(&core).await;
    let picture = core.thumbnail(&id).await.unwrap();
    assert!(std::fs::read(picture).unwrap().starts_with(b"\xff\xd8\xff"), "a JPEG");
    let VideoSource::Remote(remote) = core.video_source(&id).await.unwrap() else { panic!("it is not saved") };
    let part = remote.open(Some("bytes=100-199")).await.unwrap();
    assert_eq!((part.status, part.content_length), (206, Some(100)));
    assert!(part.content_range.is_some_and(|range| range.starts_with("bytes 100-199/")));
    core.catalogue().await.unwrap();
    let sample = core.voice_sample("aria_us").await.unwrap();
    assert!(sample.content_type.starts_with("audio/") && sample.path.is_file(), "{sample:?}");
    core.shutdown().await;
}
