//! What goes wrong, and when: the network and the disk of a trial, drawn from its seed, and the instant at which the
//! program is gone.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderName, HeaderValue};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use tikvod_api::trials::{Network, Reply, Request};
use tikvod_core::ports::{Clock, Randomness};
use tikvod_core::trials::{Disk, DiskFault};
use tokio::sync::Notify;
use tokio::time::Instant;
use uuid::Uuid;

use crate::world::{Answer, World};

/// Everything outside of the core, for all lives of a trial.
pub struct Outside {
    /// TikVod.
    pub world: Mutex<World>,
    rng: Mutex<StdRng>,
    clock: Mutex<Time>,
    /// How likely a request meets a fault, 0..=1; 0 in the second phase.
    faults: Mutex<f64>,
    /// Commits that fail from now on.
    full: AtomicI64,
    /// Points left until the program is gone.
    left: AtomicI64,
    gone: AtomicBool,
    /// Wakes who waits for the end.
    pub end: Notify,
    repeats_lost: AtomicBool,
    /// Faults that struck.
    pub struck: AtomicI64,
}

struct Time {
    /// What the computer's clock showed when this life began.
    base: DateTime<Utc>,
    /// TikVod's clock ahead of the computer's.
    skew: TimeDelta,
    begun: Option<Instant>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a fault does to a request.
#[derive(Clone, Copy, Debug)]
enum Fault {
    NoConnection,
    Swallow,
    SwallowHang,
    Late,
    ActThenDrop,
    ActThenHang,
    ActThen(u16, bool),
    CutAt(u8),
    Answer(u16),
    Throttle,
    WrongRates,
    Stale,
    Duplicate,
}

impl Outside {
    /// The outside of a seed.
    pub fn new(seed: u64, repeats_lost: bool) -> Arc<Self> {
        let mut rng = StdRng::seed_from_u64(seed ^ 0x6661_7465);
        let base = DateTime::from_timestamp(1_790_000_000 + rng.random_range(0..30_000_000), 0).unwrap_or_default();
        let skew = TimeDelta::seconds(if rng.random_bool(0.3) { rng.random_range(-400..400) } else { 0 });
        Arc::new(Self {
            world: Mutex::new(World::new(seed)),
            rng: Mutex::new(rng),
            clock: Mutex::new(Time { base, skew, begun: None }),
            faults: Mutex::new(0.0),
            full: AtomicI64::new(0),
            left: AtomicI64::new(i64::MAX),
            gone: AtomicBool::new(false),
            end: Notify::new(),
            repeats_lost: AtomicBool::new(repeats_lost),
            struck: AtomicI64::new(0),
        })
    }

    /// A life begins, `after` the last one ended; it is gone after so many points.
    pub fn begin(&self, after: TimeDelta, points: Option<i64>) {
        let mut time = lock(&self.clock);
        time.base += after;
        time.begun = Some(Instant::now());
        self.left.store(points.unwrap_or(i64::MAX), Ordering::SeqCst);
        self.gone.store(false, Ordering::SeqCst);
    }

    /// A life ends.
    pub fn finish(&self) {
        let now = self.now();
        let mut time = lock(&self.clock);
        time.base = now;
        time.begun = None;
    }

    /// The computer sleeps, or somebody sets its clock: only the wall moves.
    pub fn jump(&self, by: TimeDelta) {
        let mut time = lock(&self.clock);
        time.base += by;
    }

    /// Somebody set the clock: TikVod's did not move.
    pub fn set_clock(&self, by: TimeDelta) {
        self.jump(by);
        let mut time = lock(&self.clock);
        time.skew -= by;
    }

    /// TikVod's clock.
    pub fn there(&self) -> DateTime<Utc> {
        let skew = lock(&self.clock).skew;
        self.now() + skew
    }

    /// How likely faults are from now on.
    pub fn set_faults(&self, likely: f64) {
        *lock(&self.faults) = likely;
    }

    /// The disk is full for so many commits.
    pub fn fill_disk(&self, commits: i64) {
        self.full.store(commits, Ordering::SeqCst);
    }

    /// Whether this life is over.
    pub fn is_gone(&self) -> bool {
        self.gone.load(Ordering::SeqCst)
    }

    /// A number of the trial's chance.
    pub fn draw<T>(&self, with: impl FnOnce(&mut StdRng) -> T) -> T {
        with(&mut lock(&self.rng))
    }

    /// One point of the program's life goes by.
    fn pass(&self) -> bool {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.gone.store(true, Ordering::SeqCst);
            self.end.notify_waiters();
            self.end.notify_one();
        }
        self.is_gone()
    }

    fn fault(&self, request: &Request) -> Option<Fault> {
        let likely = *lock(&self.faults);
        self.draw(|rng| {
            if likely == 0.0 || !rng.random_bool(likely) {
                return None;
            }
            let read = request.method == "GET";
            Some(match rng.random_range(0..16) {
                0 => Fault::NoConnection,
                1 => Fault::Swallow,
                2 => Fault::SwallowHang,
                3 if !read => Fault::Late,
                3 | 4 => Fault::ActThenDrop,
                5 => Fault::ActThenHang,
                6 => Fault::ActThen(500, false),
                7 => Fault::ActThen(502, true),
                8 => Fault::ActThen(200, true),
                9 | 10 => Fault::CutAt(rng.random()),
                11 => Fault::Answer(if rng.random() { 500 } else { 503 }),
                12 => Fault::Throttle,
                13 => Fault::WrongRates,
                14 => Fault::Stale,
                _ => Fault::Duplicate,
            })
        })
    }

    async fn carry(self: Arc<Self>, request: Request) -> Reply {
        if self.pass() {
            std::future::pending::<()>().await;
        }
        if request.path == "videos" && request.method == "POST" {
            let intent = body_of(&request)["metadata"]["intent_id"].as_str().unwrap_or_default().to_owned();
            lock(&self.world).asked_for.insert(intent, self.there());
        }
        let latency = self.draw(|rng| rng.random_range(5..300));
        tokio::time::sleep(Duration::from_millis(latency)).await;
        let fault = self.fault(&request);
        if fault.is_some() {
            self.struck.fetch_add(1, Ordering::SeqCst);
        }
        let reply = self.meet(&request, fault).await;
        if self.pass() {
            std::future::pending::<()>().await;
        }
        reply
    }

    async fn meet(&self, request: &Request, fault: Option<Fault>) -> Reply {
        let hang = || tokio::time::sleep(Duration::from_secs(60));
        match fault {
            Some(Fault::NoConnection) => return Reply::NoConnection,
            Some(Fault::Swallow) => return Reply::Lost,
            Some(Fault::SwallowHang) => {
                hang().await;
                return Reply::TimedOut;
            }
            Some(Fault::Late) if request.path == "videos" => {
                let at = self.there() + TimeDelta::seconds(self.draw(|rng| rng.random_range(1..100)));
                lock(&self.world).later(at, body_of(request));
                return Reply::Lost;
            }
            Some(Fault::Answer(status)) => return html(status),
            Some(Fault::Throttle) => return self.throttled(),
            Some(Fault::Stale) => {
                let seconds = self.draw(|rng| rng.random_range(5..120));
                lock(&self.world).stale = TimeDelta::seconds(seconds);
            }
            _ => {}
        }
        let answer = self.act(request);
        lock(&self.world).stale = TimeDelta::zero();
        match fault {
            Some(Fault::ActThenDrop | Fault::Late) => Reply::Lost,
            Some(Fault::ActThenHang) => {
                hang().await;
                Reply::TimedOut
            }
            Some(Fault::ActThen(status, true)) => html(status),
            Some(Fault::ActThen(status, false)) => self.tell(crate::world::error(status, "internal_error"), false),
            Some(Fault::CutAt(part)) => cut(self.tell(answer, false), part),
            Some(Fault::Duplicate) => self.tell(duplicated(answer), false),
            Some(Fault::WrongRates) => self.tell(answer, true),
            _ => self.tell(answer, false),
        }
    }

    fn act(&self, request: &Request) -> Answer {
        let now = self.there();
        lock(&self.world).answer(request.method.as_str(), &request.path, &request.query, body_of(request), now)
    }

    fn throttled(&self) -> Reply {
        self.tell(crate::world::error(429, "rate_limit_exceeded"), false)
    }

    fn tell(&self, answer: Answer, wrong: bool) -> Reply {
        let (limit, remaining, reset) = lock(&self.world).rate();
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        put("date", self.there().format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        put("x-request-id", "req_000000000001".into());
        if wrong {
            let odd = self.draw(|rng| ["-1", "0", "999999999999999999999", "soon", "60"][rng.random_range(0..5)]);
            put("x-ratelimit-limit", odd.into());
            put("x-ratelimit-remaining", odd.into());
            put("x-ratelimit-reset", odd.into());
        } else {
            put("x-ratelimit-limit", limit.to_string());
            put("x-ratelimit-remaining", remaining.to_string());
            put("x-ratelimit-reset", reset.to_string());
        }
        Reply::Answer { status: answer.status, headers, body: answer.body.to_string().into_bytes(), whole: true }
    }
}

fn body_of(request: &Request) -> Value {
    request.body.as_deref().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default()
}

fn html(status: u16) -> Reply {
    Reply::Answer { status, headers: HeaderMap::new(), body: b"<h1>Bad Gateway</h1>".to_vec(), whole: true }
}

fn cut(reply: Reply, part: u8) -> Reply {
    match reply {
        Reply::Answer { status, headers, mut body, .. } => {
            body.truncate(body.len() * usize::from(part) / 256);
            Reply::Answer { status, headers, body, whole: false }
        }
        other => other,
    }
}

fn duplicated(mut answer: Answer) -> Answer {
    if let Some(data) = answer.body["data"].as_array_mut()
        && let Some(first) = data.first().cloned()
    {
        data.insert(0, first);
    }
    if answer.body["data"].is_null() {
        answer.body["unknown"] = json!({"more": [1, 2, 3]});
    }
    answer
}

impl Clock for Outside {
    fn now(&self) -> DateTime<Utc> {
        let time = lock(&self.clock);
        let life = time.begun.map_or(Duration::ZERO, |begun| begun.elapsed());
        time.base + TimeDelta::from_std(life).unwrap_or_default()
    }
}

impl Randomness for Outside {
    fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        let random = self.draw(|rng| rng.random::<[u8; 10]>());
        uuid::Builder::from_unix_timestamp_millis(now.timestamp_millis().unsigned_abs(), &random).into_uuid()
    }
}

/// The outside as the client sees it.
pub struct Line(pub Arc<Outside>);

impl Network for Line {
    fn exchange(&self, request: Request) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
        Box::pin(Arc::clone(&self.0).carry(request))
    }

    fn chance(&self) -> f64 {
        self.0.draw(|rng| rng.random())
    }

    fn now(&self) -> DateTime<Utc> {
        Clock::now(&*self.0)
    }

    fn repeats_lost(&self) -> bool {
        self.0.repeats_lost.load(Ordering::SeqCst)
    }
}

impl Disk for Outside {
    fn before_commit(&self, _operation: &'static str) -> Result<(), DiskFault> {
        if self.is_gone() || self.pass() {
            return Err(DiskFault::Gone);
        }
        if self.full.fetch_sub(1, Ordering::SeqCst) > 0 {
            return Err(DiskFault::Full);
        }
        self.full.fetch_max(0, Ordering::SeqCst);
        Ok(())
    }

    fn after_commit(&self, _operation: &'static str) {
        self.pass();
    }
}
