//! A sandbox in a folder of its own, and a client to speak to it.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use tempfile::TempDir;
use tikvod_sandbox::{Options, Sandbox};

/// A sandbox in a folder of its own.
pub(crate) struct House {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    folder: TempDir,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the sandbox answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("the body arrives");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, json }
    }

    /// Asserts a refusal with the whole error body, and gives its message.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        let error = &self.json["error"];
        assert_eq!(error["code"], code, "{}", self.text);
        let id = error["request_id"].as_str().expect("a request id");
        assert!(id.len() == 16 && id.starts_with("req_"), "{id}");
        let message = error["message"].as_str().expect("a message");
        assert!(!message.is_empty(), "a refusal says why");
        let keys: Vec<&String> = error.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["code", "message", "request_id"]);
        assert_eq!(self.json.as_object().map(serde_json::Map::len), Some(1), "nothing beside `error`");
        message.to_owned()
    }

    #[track_caller]
    pub(crate) fn ok(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|v| v.to_str().expect("text"))
    }

    /// Limit, Remaining, Reset.
    #[track_caller]
    pub(crate) fn rate(&self) -> (u32, u32, i64) {
        let read = |name| self.header(name).unwrap_or_else(|| panic!("{name} is on every answer"));
        (
            read("x-ratelimit-limit").parse().expect("a number"),
            read("x-ratelimit-remaining").parse().expect("a number"),
            read("x-ratelimit-reset").parse().expect("a number"),
        )
    }
}

/// A client as the app would build one, but without keys.
pub(crate) fn client() -> Client {
    // Fails when another test was first, which is just as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().timeout(Duration::from_secs(120)).build().expect("a client")
}

impl House {
    /// Jobs are over in the blink of an eye, and there are requests enough.
    pub(crate) async fn fast() -> Self {
        Self::with(|_| {}).await
    }

    /// Jobs stay queued for hours.
    pub(crate) async fn frozen() -> Self {
        Self::with(|options| options.time_scale = 0.001).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut options = Options::new(folder.path().join("data"));
        options.time_scale = 100_000.0;
        options.rate_limit = 10_000;
        change(&mut options);
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        Self { sandbox, client: client(), folder }
    }

    /// Stops and starts again on the same folder.
    pub(crate) async fn again(self, change: impl FnOnce(&mut Options)) -> Self {
        let Self { sandbox, folder, .. } = self;
        sandbox.shutdown().await;
        let mut options = Options::new(folder.path().join("data"));
        options.time_scale = 100_000.0;
        options.rate_limit = 10_000;
        change(&mut options);
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts again");
        Self { sandbox, client: client(), folder }
    }

    pub(crate) fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn origin(&self) -> &str {
        self.sandbox.base_url().trim_end_matches("/v1")
    }

    /// A request to `/v1…` without a key.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.sandbox.base_url()))
    }

    /// A request with the live key.
    pub(crate) fn live(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).bearer_auth(self.sandbox.live_key())
    }

    /// A request with the test key.
    pub(crate) fn test(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).bearer_auth(self.sandbox.test_key())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.live(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.live(Method::POST, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.live(Method::DELETE, path)).await
    }

    /// A control call with the live key.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("{}/_sandbox{path}", self.origin());
        let mut request = self.client.request(method, url).bearer_auth(self.sandbox.live_key());
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(request).await
    }

    pub(crate) async fn fault(&self, fault: Value) {
        self.control(Method::POST, "/faults", Some(&fault)).await.ok(201);
    }

    /// The ledger's rows, oldest first.
    pub(crate) async fn ledger(&self) -> Vec<Value> {
        let list = self.control(Method::GET, "/ledger", None).await.ok(200);
        list["data"].as_array().expect("rows").clone()
    }

    pub(crate) async fn credits(&self) -> i64 {
        self.get("/account/credits").await.ok(200)["credits"].as_i64().expect("a number")
    }

    /// Queues a job with the test key, which renders nothing, and gives its id.
    pub(crate) async fn queue_test(&self) -> String {
        id(&Answer::of(self.test(Method::POST, "/videos").json(&job())).await.ok(201))
    }

    /// Queues a job with the live key and gives its id.
    pub(crate) async fn queue(&self) -> String {
        id(&self.post("/videos", &job()).await.ok(201))
    }

    /// Waits until the live account's video has a status, and gives the video.
    pub(crate) async fn wait(&self, id: &str, status: &str) -> Value {
        self.wait_as(self.sandbox.live_key(), id, status).await
    }

    pub(crate) async fn wait_as(&self, key: &str, id: &str, status: &str) -> Value {
        let until = Instant::now() + Duration::from_secs(120);
        loop {
            let request = self.bare(Method::GET, &format!("/videos/{id}")).bearer_auth(key);
            let video = Answer::of(request).await.ok(200);
            if video["status"] == status {
                return video;
            }
            assert!(Instant::now() < until, "{id} did not become {status}: {video}");
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    }
}

/// A job that is quick to render.
pub(crate) fn job() -> Value {
    json!({"idea": "3 morning habits", "style": "Listicle", "voice": "aria_us", "duration": 15, "music": "none"})
}

/// [`job`] with a field changed; `Null` in `without` takes it away.
pub(crate) fn job_with(field: &str, value: Value) -> Value {
    let mut job = job();
    job[field] = value;
    job
}

pub(crate) fn id(answer: &Value) -> String {
    answer["id"].as_str().expect("an id").to_owned()
}
