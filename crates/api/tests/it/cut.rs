//! Every answer of the sandbox, cut off at every byte (reliability.md 4, T6): half an answer is never taken for a whole
//! one, and never for a proof that nothing was done.

use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;
use tikvod_api::retry::Policy;
use tikvod_api::{ApiError, Class, Client, ListVideos, Outcome};
use tikvod_sandbox::{Options, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw::{Play, Raw};

/// A sandbox with one finished video, and what it says to a request as it goes over the wire.
struct Canon {
    sandbox: Sandbox,
    _folder: TempDir,
}

impl Canon {
    async fn new(credits: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let mut options = Options::new(folder.path().join("data"));
        (options.rate_limit, options.credits, options.seed_videos) = (1_000, credits, 1);
        Self { sandbox: Sandbox::start(options).await.unwrap(), _folder: folder }
    }

    /// The whole answer, head and body.
    async fn answer(&self, method: &str, path: &str, body: Option<Value>) -> Vec<u8> {
        let url = self.sandbox.base_url();
        let host = url.trim_start_matches("http://").trim_end_matches("/v1");
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let request = format!(
            "{method} /v1{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.sandbox.live_key(),
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        answer
    }

    async fn value(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.answer(method, path, body).await;
        let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        serde_json::from_slice(&answer[at + 4..]).unwrap()
    }

    async fn finished(&self) -> String {
        self.value("GET", "/videos?status=completed", None).await["data"][0]["id"].as_str().unwrap().to_owned()
    }
}

/// A client and a server that says `answer` to the n-th request up to its n-th byte.
async fn cutting(answer: Vec<u8>) -> (Raw, Client) {
    let answer = Arc::new(answer);
    let server = Raw::start(move |number, _| Play::Say(answer[..number.min(answer.len())].to_vec())).await;
    let client =
        server.client_with(|options| options.retry = Policy { read_tries: 1, preview_tries: 1, ..Policy::default() });
    (server, client)
}

/// A read: half an answer is an error, a whole one the value.
async fn read<T>(answer: Vec<u8>, ask: impl AsyncFn(&Client) -> Result<T, ApiError>) {
    let whole = answer.len();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    let (server, client) = cutting(answer).await;
    for bytes in 0..whole {
        assert!(ask(&client).await.is_err(), "taken for whole after {bytes} of {whole} bytes");
    }
    assert!(ask(&client).await.is_ok(), "the whole answer");
    assert_eq!(server.heard().len(), whole + 1, "asked once for each cut");
}

/// A request that costs or posts: half an answer leaves a doubt, or a receipt that cannot be read; never anything that
/// lets it be sent again. Only the whole one is what `last` expects.
async fn once<T: std::fmt::Debug>(
    answer: Vec<u8>,
    ask: impl AsyncFn(&Client) -> Outcome<T>,
    last: impl Fn(&Class<T>) -> bool,
) {
    let whole = answer.len();
    let (server, client) = cutting(answer).await;
    for bytes in 0..whole {
        let class = ask(&client).await.class;
        let safe = matches!(class, Class::Ambiguous { .. } | Class::AcceptedUnknown { .. });
        assert!(safe, "after {bytes} of {whole} bytes: {class:?}");
    }
    let class = ask(&client).await.class;
    assert!(last(&class), "the whole answer: {class:?}");
    assert_eq!(server.heard().len(), whole + 1, "sent once for each cut");
}

fn order() -> Value {
    json!({"idea": "5 facts about octopuses", "style": "Listicle", "voice": "aria_us", "duration": 15})
}

#[tokio::test]
async fn catalogues_and_credits() {
    let canon = Canon::new(5).await;
    read(canon.answer("GET", "/voices", None).await, async |client| client.voices().await).await;
    read(canon.answer("GET", "/styles", None).await, async |client| client.styles().await).await;
    read(canon.answer("GET", "/captions/styles", None).await, async |client| client.caption_styles().await).await;
    read(canon.answer("GET", "/account/credits", None).await, async |client| client.credits().await).await;
}

#[tokio::test]
async fn previews() {
    let canon = Canon::new(5).await;
    let body = json!({"idea": "5 facts about octopuses", "style": "Listicle", "duration": 15});
    let asked = serde_json::from_value(body.clone()).unwrap();
    let answer = canon.answer("POST", "/scripts/preview", Some(body)).await;
    read(answer, async |client| client.preview_script(&asked).await).await;
}

#[tokio::test]
async fn videos() {
    let canon = Canon::new(5).await;
    let id = canon.finished().await;
    let list = canon.answer("GET", "/videos", None).await;
    read(list, async |client| client.list_videos(&ListVideos::default()).await).await;
    let one = canon.answer("GET", &format!("/videos/{id}"), None).await;
    read(one, async |client| client.get_video(&id.as_str().into()).await).await;
    let url = canon.answer("GET", &format!("/videos/{id}/download"), None).await;
    read(url, async |client| client.download_url(&id.as_str().into()).await).await;
}

#[tokio::test]
async fn an_order_and_its_cancellation() {
    let canon = Canon::new(5).await;
    let asked = serde_json::from_value(order()).unwrap();
    let create = canon.answer("POST", "/videos", Some(order())).await;
    once(create, async |client| client.create_video(&asked).await, |class| matches!(class, Class::Accepted(_))).await;
    let made = canon.value("POST", "/videos", Some(order())).await;
    let id = made["id"].as_str().unwrap();
    let cancel = canon.answer("DELETE", &format!("/videos/{id}"), None).await;
    let ask = async |client: &Client| client.cancel_video(&id.into()).await;
    once(cancel, ask, |class| matches!(class, Class::Accepted(_))).await;
}

#[tokio::test]
async fn a_post() {
    let canon = Canon::new(5).await;
    let id = canon.finished().await;
    let body = json!({"platform": "tiktok", "account_id": "acc_1", "caption": "Look"});
    let asked = serde_json::from_value(body.clone()).unwrap();
    let publish = canon.answer("POST", &format!("/videos/{id}/publish"), Some(body)).await;
    let ask = async |client: &Client| client.publish_video(&id.as_str().into(), &asked).await;
    once(publish, ask, |class| matches!(class, Class::Accepted(_))).await;
}

#[tokio::test]
async fn a_refusal() {
    let canon = Canon::new(0).await;
    let asked = serde_json::from_value(order()).unwrap();
    let poor = canon.answer("POST", "/videos", Some(order())).await;
    assert!(poor.starts_with(b"HTTP/1.1 402"), "{}", String::from_utf8_lossy(&poor));
    once(poor, async |client| client.create_video(&asked).await, |class| matches!(class, Class::Held(..))).await;
}
