//! TikVod, the network and the clock of a sequence: requests that cost meet the fate that the sequence holds ready, all
//! others are answered honestly.

use std::collections::VecDeque;
use std::pin::Pin;
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
use tokio::time::Instant;
use uuid::Uuid;

use super::expect::{Meaning, Model};
use crate::world::{Answer, World, error};

/// What becomes of a request that costs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fate {
    Accept,
    NoConnection,
    Proxy,
    LostBefore,
    LostAfter,
    TimedOutBefore,
    TimedOutAfter,
    FaultBefore,
    FaultAfter,
    GatewayAfter,
    PageAfter,
    CutAfter,
    NoIdAfter,
    Invalid,
    NotFound,
    Conflict,
    Unauthorized,
    NoCredits,
    TooMany,
    NoSlot,
    ForeignRefusal,
}

impl Fate {
    pub(super) const ALL: [Self; 21] = [
        Self::Accept,
        Self::NoConnection,
        Self::Proxy,
        Self::LostBefore,
        Self::LostAfter,
        Self::TimedOutBefore,
        Self::TimedOutAfter,
        Self::FaultBefore,
        Self::FaultAfter,
        Self::GatewayAfter,
        Self::PageAfter,
        Self::CutAfter,
        Self::NoIdAfter,
        Self::Invalid,
        Self::NotFound,
        Self::Conflict,
        Self::Unauthorized,
        Self::NoCredits,
        Self::TooMany,
        Self::NoSlot,
        Self::ForeignRefusal,
    ];

    /// Whether TikVod works on the request.
    fn acts(self) -> bool {
        use Fate::{Accept, CutAfter, FaultAfter, GatewayAfter, LostAfter, NoIdAfter, PageAfter, TimedOutAfter};
        matches!(
            self,
            Accept | LostAfter | TimedOutAfter | FaultAfter | GatewayAfter | PageAfter | CutAfter | NoIdAfter
        )
    }

    /// What the one who asked may conclude, by reliability.md 3.3.
    fn meaning(self) -> Meaning {
        match self {
            Self::Accept => Meaning::Done,
            Self::NoConnection | Self::Unauthorized | Self::NoCredits | Self::TooMany | Self::NoSlot => Meaning::Again,
            Self::Invalid | Self::NotFound => Meaning::Refused,
            _ => Meaning::Doubt,
        }
    }
}

/// Everything outside of the core, for all lives of a sequence.
pub(super) struct Line {
    pub(super) world: Mutex<World>,
    pub(super) model: Mutex<Model>,
    pub(super) fates: Mutex<VecDeque<Fate>>,
    rng: Mutex<StdRng>,
    clock: Mutex<(DateTime<Utc>, Option<Instant>)>,
    /// A planted bug: what is lost is sent once more below the client.
    repeats_lost: bool,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Line {
    pub(super) fn new(seed: u64, repeats_lost: bool) -> Arc<Self> {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default();
        Arc::new(Self {
            world: Mutex::new(World::new(seed)),
            model: Mutex::default(),
            fates: Mutex::default(),
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
            clock: Mutex::new((start, None)),
            repeats_lost,
        })
    }

    /// A life begins.
    pub(super) fn begin(&self) {
        lock(&self.clock).1 = Some(Instant::now());
    }

    /// A life ends; what was under way has no answer any more.
    pub(super) fn end(&self) {
        let now = self.now();
        *lock(&self.clock) = (now + TimeDelta::seconds(2), None);
        lock(&self.model).cut_off();
    }

    async fn carry(self: Arc<Self>, request: Request) -> Reply {
        let body = request.body.as_deref().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default();
        if request.method == "POST" && request.path == "videos" {
            return self.create(body).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        let answer = lock(&self.world).answer(request.method.as_str(), &request.path, &request.query, body, self.now());
        self.tell(answer)
    }

    async fn create(&self, body: Value) -> Reply {
        let fate = lock(&self.fates).pop_front().unwrap_or(Fate::Accept);
        let intent = body["metadata"]["intent_id"].as_str().unwrap_or_default().to_owned();
        lock(&self.model).request(&intent);
        let honest = fate.acts().then(|| lock(&self.world).answer("POST", "videos", &Value::Null, body, self.now()));
        let made = honest.as_ref().is_some_and(|answer| answer.status == 201);
        if made {
            lock(&self.model).acted(&intent);
        }
        let slow = matches!(fate, Fate::TimedOutBefore | Fate::TimedOutAfter);
        tokio::time::sleep(if slow { Duration::from_secs(60) } else { Duration::from_millis(30) }).await;
        // TikVod itself may have had no slot: then an honest answer says so.
        let meaning = if fate == Fate::Accept && !made { Meaning::Again } else { fate.meaning() };
        lock(&self.model).answered(&intent, meaning);
        self.reply(fate, honest)
    }

    fn reply(&self, fate: Fate, honest: Option<Answer>) -> Reply {
        let page =
            |status| Reply::Answer { status, headers: HeaderMap::new(), body: b"<h1>?</h1>".to_vec(), whole: true };
        let refuse = |status, code: &str| self.tell(error(status, code));
        match fate {
            Fate::Accept => self.tell(honest.unwrap_or_else(|| error(500, "internal_error"))),
            Fate::NoConnection => Reply::NoConnection,
            Fate::Proxy => page(407),
            Fate::LostBefore | Fate::LostAfter => Reply::Lost,
            Fate::TimedOutBefore | Fate::TimedOutAfter => Reply::TimedOut,
            Fate::FaultBefore | Fate::FaultAfter => refuse(500, "internal_error"),
            Fate::GatewayAfter => page(502),
            Fate::PageAfter => page(200),
            Fate::CutAfter => cut(self.tell(honest.unwrap_or_else(|| error(500, "internal_error")))),
            Fate::NoIdAfter => self.tell(Answer { status: 201, body: json!({"status": "queued"}) }),
            Fate::Invalid => refuse(400, "invalid_parameters"),
            Fate::NotFound => refuse(404, "not_found"),
            Fate::Conflict => refuse(409, "conflict"),
            Fate::Unauthorized => refuse(401, "invalid_api_key"),
            Fate::NoCredits => refuse(402, "insufficient_credits"),
            Fate::TooMany => refuse(429, "rate_limit_exceeded"),
            Fate::NoSlot => refuse(429, "concurrency_limit_exceeded"),
            Fate::ForeignRefusal => page(404),
        }
    }

    fn tell(&self, answer: Answer) -> Reply {
        let (limit, remaining, reset) = lock(&self.world).rate();
        let date = self.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let pairs = [
            ("date", date),
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", remaining.to_string()),
            ("x-ratelimit-reset", reset.to_string()),
        ];
        let headers = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?)));
        let (headers, body) = (headers.collect(), answer.body.to_string().into_bytes());
        Reply::Answer { status: answer.status, headers, body, whole: true }
    }
}

/// An answer of which half came.
fn cut(reply: Reply) -> Reply {
    match reply {
        Reply::Answer { status, headers, mut body, .. } => {
            body.truncate(body.len() / 2);
            Reply::Answer { status, headers, body, whole: false }
        }
        other => other,
    }
}

impl Clock for Line {
    fn now(&self) -> DateTime<Utc> {
        let (base, begun) = *lock(&self.clock);
        base + TimeDelta::from_std(begun.map_or(Duration::ZERO, |begun| begun.elapsed())).unwrap_or_default()
    }
}

impl Randomness for Line {
    fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        let random = lock(&self.rng).random::<[u8; 10]>();
        uuid::Builder::from_unix_timestamp_millis(now.timestamp_millis().unsigned_abs(), &random).into_uuid()
    }
}

/// The disk never fails here; that it is one makes the core do everything on this thread.
impl Disk for Line {
    fn before_commit(&self, _operation: &'static str) -> Result<(), DiskFault> {
        Ok(())
    }

    fn after_commit(&self, _operation: &'static str) {}
}

/// The outside as the client sees it.
pub(super) struct Wire(pub(super) Arc<Line>);

impl Network for Wire {
    fn exchange(&self, request: Request) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
        Box::pin(Arc::clone(&self.0).carry(request))
    }

    fn chance(&self) -> f64 {
        lock(&self.0.rng).random()
    }

    fn now(&self) -> DateTime<Utc> {
        Clock::now(&*self.0)
    }

    fn repeats_lost(&self) -> bool {
        self.0.repeats_lost
    }
}
