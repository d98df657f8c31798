//! The webhook inbox: TikVod's own deliveries by the sandbox, and what others than TikVod may send to it.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::Sha256;
use tikvod_core::Core;
use tikvod_core::view::{InboxOnArgs, InboxView, QueueState};
use tikvod_sandbox::Sandbox;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Place, control, created, fault, queue, sandbox, state, until};

/// A core whose inbox is open.
async fn open(place: &mut Place, sandbox: &Sandbox) -> (Core, InboxView) {
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.inbox_secret(sandbox.webhook_secret().into()).await.unwrap();
    core.inbox_on(InboxOnArgs::default()).await.unwrap();
    until("the inbox is open", || async { core.inbox().await.unwrap().listening }).await;
    let inbox = core.inbox().await.unwrap();
    (core, inbox)
}

async fn register(sandbox: &Sandbox, inbox: &InboxView) {
    let endpoint = json!({"url": inbox.address.as_deref().unwrap()});
    control(sandbox, "POST", "/_sandbox/webhooks", Some(endpoint)).await;
}

fn signature(sandbox: &Sandbox, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(sandbox.webhook_secret().as_bytes()).unwrap();
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

fn event(id: &str) -> Vec<u8> {
    json!({"id": id, "object": "event", "type": "video.failed", "data": {"id": "vid_000000000000"}})
        .to_string()
        .into_bytes()
}

/// A delivery made by hand.
struct Delivery {
    method: &'static str,
    path: String,
    port: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Delivery {
    fn of(inbox: &InboxView, sandbox: &Sandbox, body: &[u8]) -> Self {
        let address: url::Url = inbox.address.as_deref().unwrap().parse().unwrap();
        let headers = vec![
            ("host", format!("127.0.0.1:{}", address.port().unwrap())),
            ("tikvod-signature", signature(sandbox, body)),
            ("content-length", body.len().to_string()),
        ];
        let path = address.path().to_owned();
        Self { method: "POST", path, port: address.port().unwrap(), headers, body: body.to_vec() }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    async fn write(&self) -> TcpStream {
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            write!(text, "{name}: {value}\r\n").unwrap();
        }
        let mut bytes = format!("{text}\r\n").into_bytes();
        bytes.extend_from_slice(&self.body);
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        socket.write_all(&bytes).await.unwrap();
        socket
    }

    /// The status that it is answered with.
    async fn send(&self) -> u16 {
        let mut socket = self.write().await;
        let mut answer = [0; 12];
        socket.read_exact(&mut answer).await.unwrap();
        std::str::from_utf8(&answer[9..]).unwrap().parse().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_of_tikvod_are_taken_once_and_followed() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let (core, inbox) = open(&mut place, &sandbox).await;
    register(&sandbox, &inbox).await;
    // The list is of no use any more, so what is known of the video is known by the events.
    let gone = json!({"method": "GET", "path": "/v1/videos", "exact": true, "times": 1_000,
        "action": {"type": "answer", "status": 500}});
    fault(&sandbox, gone).await;
    let sent = queue(&core, "bees that dance").await;
    until("it is there", || async { state(&core, &sent.id).await == Some(QueueState::Completed) }).await;
    until("every event is followed", || async {
        let inbox = core.inbox().await.unwrap();
        inbox.events == 3 && inbox.waiting == 0
    })
    .await;
    assert!(place.keychain.secrets.lock().unwrap().values().any(|secret| secret == sandbox.webhook_secret()));
    core.shutdown().await;
    assert!(!core.inbox().await.unwrap().listening, "it closes with the one that sends");
    drop(core);
    let secret = sandbox.webhook_secret().as_bytes();
    for file in std::fs::read_dir(place.data().join("data")).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "the secret stands in {}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_settled_by_the_intent_that_an_event_names() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let (core, inbox) = open(&mut place, &sandbox).await;
    register(&sandbox, &inbox).await;
    let gone = json!({"method": "GET", "path": "/v1/videos", "exact": true, "times": 1_000,
        "action": {"type": "answer", "status": 500}});
    fault(&sandbox, gone).await;
    let lost = json!({"method": "POST", "path": "/v1/videos", "times": 1, "action": {"type": "accept_then_drop"}});
    fault(&sandbox, lost).await;
    let sent = queue(&core, "7 animals that mourn their dead").await;
    until("it is adopted", || async { state(&core, &sent.id).await == Some(QueueState::Completed) }).await;
    assert_eq!(created(&sandbox).await.len(), 1, "asked for once");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_of_tikvod_is_refused_and_leaves_nothing() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let (core, inbox) = open(&mut place, &sandbox).await;
    let body = event("evt_forged000001");
    let good = || Delivery::of(&inbox, &sandbox, &body);
    let tampered = [&body[..body.len() - 1], b" }"].concat();
    let huge = vec![b' '; 256 * 1024 + 1];
    let length = tampered.len().to_string();
    for (status, what, delivery) in [
        (401, "no signature", good().with("tikvod-signature", "")),
        (401, "another's signature", good().with("tikvod-signature", &"0".repeat(64))),
        (401, "upper case", good().with("tikvod-signature", &signature(&sandbox, &body).to_uppercase())),
        (401, "tampered", Delivery { body: tampered, ..good().with("content-length", &length) }),
        (421, "a name of their own", good().with("host", "rebound.example.com")),
        (421, "no tunnel was entered", good().with("host", "abc.example.com")),
        (403, "a browser", good().with("origin", "https://example.com")),
        (403, "a sandboxed page", good().with("origin", "null")),
        (404, "another path", Delivery { path: "/hook/0123".into(), ..good() }),
        (405, "another method", Delivery { method: "GET", ..good() }),
        (413, "10 MB announced", good().with("content-length", "10485760")),
        (413, "a byte too many", Delivery::of(&inbox, &sandbox, &huge)),
        (400, "signed, but no event", Delivery::of(&inbox, &sandbox, b"[]")),
        (400, "signed, but no id", Delivery::of(&inbox, &sandbox, &event("evt\n1"))),
    ] {
        assert_eq!(delivery.send().await, status, "{what}");
    }
    let after = core.inbox().await.unwrap();
    assert_eq!((after.events, after.waiting), (0, 0), "nothing of it is kept");
    assert_eq!(good().send().await, 204, "the same delivery as it should be");
    let prefixed = format!("sha256={}", signature(&sandbox, &body));
    assert_eq!(good().with("tikvod-signature", &prefixed).send().await, 204);
    assert_eq!(core.inbox().await.unwrap().events, 1);
    core.inbox_on(InboxOnArgs { tunnel: Some("abc.example.com".into()), port: None }).await.unwrap();
    until("the tunnel's name is known", || async {
        core.inbox().await.unwrap().listening && good().with("host", "abc.example.com").send().await == 204
    })
    .await;
    core.inbox_off().await.unwrap();
    until("it is closed", || async { !core.inbox().await.unwrap().listening }).await;
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_one_event_however_often_and_however_it_is_delivered() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let (core, inbox) = open(&mut place, &sandbox).await;
    let body = event("evt_replay000001");
    let delivery = || Delivery::of(&inbox, &sandbox, &body);
    let at_once = futures_util::future::join_all((0..20).map(|_| async { delivery().send().await })).await;
    assert!(at_once.iter().all(|status| *status == 204), "{at_once:?}");
    assert_eq!(core.inbox().await.unwrap().events, 1, "twenty at once are one");

    // Nobody hears the answer: the connection is gone before the database has it.
    let other = Connection::open(place.data().join("data/tikvod.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let unheard = event("evt_unheard00001");
    drop(Delivery::of(&inbox, &sandbox, &unheard).write().await);
    let refused = Delivery::of(&inbox, &sandbox, &event("evt_busy00000001")).send().await;
    assert_eq!(refused, 503, "what is not durable is not taken");
    other.execute_batch("COMMIT").unwrap();
    for id in ["evt_unheard00001", "evt_busy00000001"] {
        assert_eq!(Delivery::of(&inbox, &sandbox, &event(id)).send().await, 204, "{id} comes again");
    }
    assert_eq!(core.inbox().await.unwrap().events, 3, "each is one");

    // Stored, and then the program is gone before it answered or followed it.
    core.shutdown().await;
    drop(core);
    let core = place.start().await;
    until("it is open again, at the same address", || async {
        let now = core.inbox().await;
        now.is_ok_and(|now| now.listening && now.address == inbox.address)
    })
    .await;
    assert_eq!(Delivery::of(&inbox, &sandbox, &unheard).send().await, 204);
    assert_eq!(core.inbox().await.unwrap().events, 3, "still");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_forgets_the_secret_and_closes_the_inbox() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let (core, inbox) = open(&mut place, &sandbox).await;
    // Half a request keeps nobody out.
    let half = Delivery { body: Vec::new(), ..Delivery::of(&inbox, &sandbox, &event("evt_half00000001")) };
    let _waiting = half.write().await;
    assert_eq!(Delivery::of(&inbox, &sandbox, &event("evt_whole0000001")).send().await, 204);
    core.sign_out().await.unwrap();
    let kept: Vec<Value> = place.keychain.secrets.lock().unwrap().values().map(|secret| json!(secret)).collect();
    assert!(!kept.contains(&json!(sandbox.webhook_secret())), "{kept:?}");
    let port = inbox.address.as_deref().unwrap().parse::<url::Url>().unwrap().port().unwrap();
    until("it is closed", || async { TcpStream::connect(("127.0.0.1", port)).await.is_err() }).await;
    core.shutdown().await;
}
