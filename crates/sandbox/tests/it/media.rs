//! Renders, signed URLs, ranges, thumbnails, voice samples.

use reqwest::{Method, header};
use serde_json::json;

use crate::house::{Answer, House, id, job};

#[tokio::test]
async fn a_job_becomes_a_file_that_is_fetched_by_a_signed_url() {
    let house = House::with(|options| options.url_ttl = std::time::Duration::from_secs(3)).await;
    let queued = house.post("/videos", &job()).await.ok(201);
    let video = id(&queued);
    let download = format!("/videos/{video}/download");
    house.get(&download).await.refused(409, "video_not_completed");
    let done = house.wait(&video, "completed").await;
    house.delete(&format!("/videos/{video}")).await.refused(409, "job_not_cancellable");
    assert_eq!(done["output"]["aspect_ratio"], "9:16");
    assert_eq!(done["output"]["resolution"], "1080p");
    let length = done["output"]["duration"].as_i64().expect("whole seconds");
    assert!((13..=16).contains(&length), "{length} s");
    assert!(done["script"]["segments"][0]["visual_prompt"].is_string());
    assert_eq!(done["script"]["segments"][2]["index"], 2);
    let listed = house.get("/videos").await.ok(200);
    assert_eq!(listed["data"][0]["duration"], length);

    let bare = done["output"]["video_url"].as_str().expect("a URL");
    assert!(bare.starts_with(house.origin()), "same origin as the API");
    Answer::of(house.client.get(bare)).await.refused(403, "invalid_signature");

    let signed = house.get(&download).await.ok(200);
    let url = signed["download_url"].as_str().expect("a URL").to_owned();
    let size = signed["file_size_bytes"].as_u64().expect("a size");
    assert_eq!(signed["content_type"], "video/mp4");
    for tampered in [
        url.replace("expires=1", "expires=2"),
        format!("{}0", &url[..url.len() - 1]),
        url.replace(&video, "vid_other0000000"),
    ] {
        if tampered != url {
            Answer::of(house.client.get(tampered)).await.refused(403, "invalid_signature");
        }
    }
    let whole = house.client.get(&url).send().await.expect("an answer");
    assert_eq!(whole.status(), 200);
    assert_eq!(whole.headers()[header::ACCEPT_RANGES], "bytes");
    assert_eq!(whole.headers()[header::CONTENT_TYPE], "video/mp4");
    let etag = whole.headers()[header::ETAG].to_str().expect("text").to_owned();
    assert!(etag.starts_with('"'), "a strong validator: {etag}");
    let bytes = whole.bytes().await.expect("the file");
    assert_eq!(bytes.len() as u64, size);
    assert_eq!(&bytes[4..8], b"ftyp", "an MP4");

    let ask = |range: &'static str| house.client.get(&url).header(header::RANGE, range);
    let part = ask("bytes=100-199").send().await.expect("an answer");
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()[header::CONTENT_RANGE], format!("bytes 100-199/{size}"));
    assert_eq!(part.bytes().await.expect("a part"), bytes[100..200]);
    let tail = ask("bytes=-50").send().await.expect("an answer");
    assert_eq!(tail.bytes().await.expect("a part"), bytes[bytes.len() - 50..]);
    let outside = Answer::of(ask("bytes=999999999-")).await;
    outside.refused(416, "range_not_satisfiable");
    assert_eq!(outside.header("content-range"), Some(format!("bytes */{size}").as_str()));
    let same = ask("bytes=0-9").header(header::IF_RANGE, &etag).send().await.expect("an answer");
    assert_eq!(same.status(), 206);
    let other = ask("bytes=0-9").header(header::IF_RANGE, "\"other\"").send().await.expect("an answer");
    assert_eq!(other.status(), 200, "another file than the client began with");
    let head = house.client.head(&url).send().await.expect("an answer");
    assert_eq!(head.headers()[header::CONTENT_LENGTH], size.to_string());
    assert!(head.bytes().await.expect("nothing").is_empty());

    // Thumbnails are open.
    let thumb = done["output"]["thumbnail_url"].as_str().expect("a URL");
    let picture = house.client.get(thumb).send().await.expect("an answer");
    assert_eq!(picture.headers()[header::CONTENT_TYPE], "image/jpeg");
    let picture = image::load_from_memory(&picture.bytes().await.expect("bytes")).expect("a JPEG");
    assert_eq!((picture.width(), picture.height()), (540, 960));

    // The URL runs out; a new one is good again.
    let expires = signed["expires_at"].as_str().expect("a time");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let answer = house.client.head(&url).send().await.expect("an answer");
        if answer.status() == 403 {
            break;
        }
        assert!(std::time::Instant::now() < until, "the URL should end at {expires}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Answer::of(house.client.get(&url)).await.refused(403, "url_expired");
    let renewed = house.get(&download).await.ok(200);
    let renewed = house.client.get(renewed["download_url"].as_str().expect("a URL")).send().await.expect("an answer");
    assert_eq!(renewed.headers()[header::ETAG].to_str().expect("text"), etag, "the same file");
}

#[tokio::test]
async fn voice_samples_are_open() {
    let house = House::fast().await;
    let voices = house.get("/voices").await.ok(200);
    for voice in voices["data"].as_array().expect("voices") {
        let url = voice["preview_url"].as_str().expect("a URL");
        let sample = house.client.get(url).send().await.expect("an answer");
        assert_eq!(sample.status(), 200);
        assert!(sample.headers()[header::CONTENT_TYPE].to_str().expect("text").starts_with("audio/"));
        assert!(!sample.bytes().await.expect("bytes").is_empty());
    }
    let none = house.client.get(format!("{}/media/voices/nobody.wav", house.origin()));
    Answer::of(none).await.refused(404, "not_found");
}

#[tokio::test]
async fn media_of_jobs_that_are_not_completed_are_not_there() {
    let house = House::frozen().await;
    let video = house.queue().await;
    let thumb = house.client.get(format!("{}/media/thumbs/{video}.jpg", house.origin()));
    Answer::of(thumb).await.refused(404, "not_found");
    for path in ["/media/thumbs/..%2f..%2fsandbox.jpg", "/media/nothing", "/media/voices/..%2f..%2fsandbox.db"] {
        let answer = Answer::of(house.client.request(Method::GET, format!("{}{path}", house.origin()))).await;
        answer.refused(404, "not_found");
    }
    let wrong = house.client.post(format!("{}/media/thumbs/{video}.jpg", house.origin())).json(&json!({}));
    Answer::of(wrong).await.refused(405, "method_not_allowed");
}

#[tokio::test]
async fn a_processing_job_cannot_be_cancelled() {
    let house = House::with(|options| options.time_scale = 40.0).await;
    let video = house.queue().await;
    let seen = house.wait(&video, "processing").await;
    assert!(seen["script"].is_object() && seen["output"].is_null(), "{seen}");
    house.delete(&format!("/videos/{video}")).await.refused(409, "job_already_processing");
    assert_eq!(house.credits().await, 23);
}
