//! The key, signatures and bodies stay out of everything that is shown or logged (reliability.md K3–K5, K8).

use std::error::Error;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use tikvod_api::{Client, CreateVideo, DownloadUrl, ListVideos, MediaClient, MediaOptions, MediaUrl};

use crate::raw::{self, Play, Raw, SECRET, answer, answer_with, refusal};

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = format!("{error:?} {error:#?} {error}");
    let mut next = error.source();
    while let Some(cause) = next {
        write!(text, " {cause} {cause:?}").unwrap();
        next = cause.source();
    }
    text
}

fn order() -> CreateVideo {
    serde_json::from_value(serde_json::json!({"idea": "IDEA-TEXT", "style": "Quiz", "voice": "aria_us"})).unwrap()
}

fn plays() -> Vec<fn() -> Play> {
    let echo = || {
        let words = format!("Bad key {} for you", raw::KEY);
        let json = serde_json::json!({"error": {"code": raw::KEY, "message": words, "request_id": "req_1"}});
        Play::Say(answer(401, &json.to_string()))
    };
    vec![
        echo,
        || Play::Say(Vec::new()),
        || Play::Say(answer(200, "<html>")),
        || Play::Say(answer_with(302, "location: http://127.0.0.1:1/?sig=QUERY-TEXT\r\n", b"")),
        || Play::Say(refusal(500, "internal_error")),
        || Play::SayThenReset(answer(200, "{}")[..60].to_vec()),
        || Play::Say(b"HTTP/1.1 200 OK\r\nbroken\r\n\r\n".to_vec()),
    ]
}

#[tokio::test]
async fn no_error_and_no_outcome_shows_the_key_a_url_or_a_body() {
    for (n, play) in plays().into_iter().enumerate() {
        let server = Raw::start(move |_, _| play()).await;
        let client = server.client_with(|o| o.retry.read_tries = 1);
        let query = ListVideos { starting_after: Some("QUERY-TEXT".into()), ..ListVideos::default() };
        let mut shown = chain(&client.list_videos(&query).await.unwrap_err());
        let outcome = client.create_video(&order()).await;
        write!(shown, "{:?}", outcome.class).unwrap();
        for secret in [SECRET, "QUERY-TEXT", "IDEA-TEXT", "http://"] {
            assert!(!shown.contains(secret), "play {n} shows {secret}: {shown}");
        }
        assert!(server.heard().iter().any(|r| r.head.contains(SECRET)), "the control: it was sent");
    }
}

#[tokio::test]
async fn no_error_of_a_file_shows_its_signature() {
    let server = Raw::saying(Vec::new()).await;
    let client = MediaClient::new(&server.base_url(), &MediaOptions::default()).unwrap();
    let url = MediaUrl::from(format!("http://127.0.0.1:{}/vid_1.mp4?sig=SIGNATURE", server.port));
    let error = client.get(&url, None, None).await.unwrap_err();
    assert!(!chain(&error).contains("SIGNATURE"), "{error:?}");
    assert!(server.heard()[0].path().contains("SIGNATURE"), "the control: it was asked for with it");
}

#[test]
fn debug_of_what_holds_secrets() {
    let base = "http://127.0.0.1:9/v1".parse().unwrap();
    let shown = format!("{:?}", raw::credentials(base));
    assert!(shown.contains("tv_test_") && !shown.contains("CANARY"), "{shown}");

    let url = "https://cdn.tikvod.com/renders/vid_1.mp4?sig=SIGNATURE#f";
    assert_eq!(format!("{:?}", MediaUrl::from(url)), r#"MediaUrl("https://cdn.tikvod.com/renders/vid_1.mp4"?…)"#);
    let json = serde_json::json!({"id": "vid_1", "download_url": url});
    let download: DownloadUrl = serde_json::from_value(json).unwrap();
    assert!(!format!("{download:?}").contains("SIGNATURE"));
    assert_eq!(download.download_url.as_str(), url, "the control: it is whole within");
}

/// Everything that every crate logs while `work` runs, down to TRACE.
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        write!(self.0.lock().unwrap(), "{span:?}").unwrap();
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        write!(self.0.lock().unwrap(), "{values:?}").unwrap();
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        writeln!(self.0.lock().unwrap(), "{event:?}").unwrap();
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn no_log_line_holds_the_key() {
    let text = Arc::new(Mutex::new(String::new()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // With a single subscriber, tracing asks the thread that meets a line first whether anybody listens, and the threads
    // of other tests have none. With a second one it asks all.
    let _second = tracing::Dispatch::new(Log(Arc::default()));
    tracing::subscriber::with_default(Log(Arc::clone(&text)), || {
        runtime.block_on(async {
            for play in plays() {
                let server = Raw::start(move |_, _| play()).await;
                let client: Client = server.client();
                let _ = client.list_videos(&ListVideos::default()).await;
                let _ = client.create_video(&order()).await;
            }
        });
    });
    let text = text.lock().unwrap();
    assert!(text.contains("sent once"), "the control: our own lines are there");
    assert!(!text.contains(SECRET), "the key is in the log");
    assert!(!text.contains("IDEA-TEXT"), "a body is in the log");
}
