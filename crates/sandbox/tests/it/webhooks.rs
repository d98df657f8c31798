//! Signed events, retries, restarts.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::house::{Answer, House, id, job};

/// What a receiver got: the signature and the raw body.
type Got = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A receiver that answers with these statuses, then with the last of them.
struct Receiver {
    url: String,
    got: Got,
}

impl Receiver {
    async fn answering(statuses: Vec<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook?x=1", listener.local_addr().expect("an address"));
        let got = Got::default();
        let kept = Arc::clone(&got);
        tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((mut socket, _)) = listener.accept().await {
                let Some((signature, body)) = read(&mut socket).await else { continue };
                let status = statuses[turn.min(statuses.len() - 1)];
                turn += 1;
                kept.lock().expect("no panic").push((signature, body));
                let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nlocation: /other\r\n\r\n");
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        });
        Self { url, got }
    }

    fn events(&self) -> Vec<Value> {
        let got = self.got.lock().expect("no panic");
        got.iter().map(|(_, body)| serde_json::from_slice(body).expect("JSON")).collect()
    }

    async fn wait(&self, count: usize) -> Vec<Value> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let events = self.events();
            if events.len() >= count {
                return events;
            }
            assert!(Instant::now() < until, "only {events:?} arrived");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// A request, whole; `None` where the sandbox was stopped before it had sent it.
async fn read(socket: &mut tokio::net::TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let n = socket.read(&mut buffer).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&buffer[..n]);
        let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let field = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim().to_owned()
        };
        let length: usize = field("content-length:").parse().expect("a length");
        if bytes.len() >= end + 4 + length {
            assert!(head.starts_with("post /hook?x=1 "), "{head}");
            return Some((field("tikvod-signature:"), bytes[end + 4..].to_vec()));
        }
    }
}

async fn register(house: &House, key: &str, url: &str) -> Answer {
    let request = house.client.post(format!("{}/_sandbox/webhooks", house.origin()));
    Answer::of(request.bearer_auth(key).json(&json!({"url": url}))).await
}

#[tokio::test]
async fn events_are_signed_and_tell_the_way_of_a_job() {
    let house = House::fast().await;
    let receiver = Receiver::answering(vec![200]).await;
    let key = house.sandbox.test_key().to_owned();
    register(&house, &key, &receiver.url).await.ok(201);
    register(&house, &key, &receiver.url).await.ok(201);
    let mut body = job();
    body["metadata"] = json!({"campaign": "q2", "intent_id": "i-1"});
    let video = id(&Answer::of(house.test(Method::POST, "/videos").json(&body)).await.ok(201));
    house.queue().await;
    let events = receiver.wait(3).await;
    let kinds: Vec<&str> = events.iter().map(|e| e["type"].as_str().expect("a type")).collect();
    assert_eq!(kinds, ["video.queued", "video.processing", "video.completed"], "in order, once, of this key only");
    for event in &events {
        assert_eq!(event["object"], "event");
        assert!(event["id"].as_str().is_some_and(|id| id.starts_with("evt_") && id.len() == 16));
        assert_eq!(event["data"]["id"], video.as_str());
        assert_eq!(event["data"]["metadata"], json!({"campaign": "q2", "intent_id": "i-1"}), "echoed");
    }
    let output = &events[2]["data"]["output"];
    assert!(output["thumbnail_url"].as_str().is_some_and(|url| url.starts_with(house.origin())), "{output}");
    let path = format!("/videos/{video}/publish");
    let publish = json!({"platform": "tiktok", "account_id": "a"});
    let posted = Answer::of(house.test(Method::POST, &path).json(&publish)).await.ok(201);
    let live = &receiver.wait(4).await[3];
    assert_eq!((&live["type"], &live["data"]["id"]), (&json!("publish.completed"), &posted["id"]));
    assert_eq!((&live["data"]["status"], &live["data"]["object"]), (&json!("published"), &json!("publish_job")));
    for (signature, body) in receiver.got.lock().expect("no panic").iter() {
        let mut mac = Hmac::<Sha256>::new_from_slice(house.sandbox.webhook_secret().as_bytes()).expect("a key");
        mac.update(body);
        assert_eq!(*signature, hex::encode(mac.finalize().into_bytes()), "over the raw body");
    }
}

#[tokio::test]
async fn a_refused_delivery_is_tried_five_times_more() {
    // A minute is 60 µs here, and 1,024 of them are 61 ms.
    let house = House::with(|options| options.time_scale = 1_000_000.0).await;
    let receiver = Receiver::answering(vec![500, 302, 404, 410, 503, 500]).await;
    let key = house.sandbox.test_key().to_owned();
    register(&house, &key, &receiver.url).await.ok(201);
    house.queue_test().await;
    let events = receiver.wait(18).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(receiver.events().len(), 18, "three events, six attempts each, and then no more");
    for event in &events {
        let attempts = events.iter().filter(|e| e["id"] == event["id"]).count();
        assert_eq!(attempts, 6, "one and five more, the same event");
    }
}

#[tokio::test]
async fn deliveries_outlive_a_restart() {
    let house = House::with(|options| options.time_scale = 1_000.0).await;
    let receiver = Receiver::answering(vec![500, 200]).await;
    let key = house.sandbox.test_key().to_owned();
    register(&house, &key, &receiver.url).await.ok(201);
    house.queue_test().await;
    receiver.wait(1).await;
    let house = house.again(|options| options.time_scale = 1_000.0).await;
    let key = house.sandbox.test_key().to_owned();
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let events = receiver.events();
        let kinds = ["video.queued", "video.processing", "video.completed"];
        let arrived = kinds.iter().filter(|k| events.iter().any(|e| e["type"] == **k)).count();
        let again = events.iter().filter(|e| e["id"] == events[0]["id"]).count();
        if arrived == 3 && again >= 2 {
            break;
        }
        assert!(Instant::now() < until, "{events:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let endpoints = house.client.get(format!("{}/_sandbox/webhooks", house.origin())).bearer_auth(&key);
    let endpoints = Answer::of(endpoints).await.ok(200);
    let endpoint = id(&endpoints["data"][0]);
    let gone = house.client.delete(format!("{}/_sandbox/webhooks/{endpoint}", house.origin())).bearer_auth(&key);
    Answer::of(gone).await.ok(200);
}

#[tokio::test]
async fn events_go_to_this_machine_only() {
    let house = House::fast().await;
    let key = house.sandbox.live_key().to_owned();
    for url in [
        "https://127.0.0.1/x",
        "http://example.com/",
        "http://10.0.0.1/",
        "ftp://127.0.0.1/",
        "x",
        "http://u:p@127.0.0.1/",
    ] {
        register(&house, &key, url).await.refused(400, "invalid_parameters");
    }
    register(&house, "tv_live_wrong", "http://127.0.0.1:9/").await.refused(401, "invalid_api_key");
    register(&house, &key, "http://localhost:9/hook").await.ok(201);
}
