//! A TikVod in memory, with its own ledger: what it was asked, what it did, what it charged. Deterministic for a seed.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

/// A video job.
#[derive(Clone, Debug)]
pub struct Job {
    /// TikVod's id.
    pub id: String,
    /// The intent that the request named.
    pub intent: String,
    /// The request.
    pub body: Value,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it starts to render.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Whether it ends failed, with the credit back.
    pub fails: bool,
    /// Cancelled then.
    pub cancelled_at: Option<DateTime<Utc>>,
}

impl Job {
    /// Its state at a time.
    pub fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if self.cancelled_at.is_some() => "cancelled",
            () if now < self.starts_at => "queued",
            () if now < self.ends_at => "processing",
            () if self.fails => "failed",
            () => "completed",
        }
    }

    /// What of the request can be seen in every answer.
    pub fn looks(&self) -> (String, String, String) {
        let text = |name: &str| self.body[name].as_str().unwrap_or_default().to_owned();
        (text("idea"), text("style"), text("voice"))
    }
}

/// A post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its text; unique for each plan of a trial.
    pub caption: String,
    /// For when.
    pub scheduled_at: Option<DateTime<Utc>>,
}

/// An answer: status, extra headers, body.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

/// See the module.
pub struct World {
    rng: StdRng,
    /// Every job that was made.
    pub jobs: Vec<Job>,
    /// Every post.
    pub posts: Vec<Post>,
    /// Left.
    pub credits: i64,
    /// What happens once its time has come, though the caller is long gone.
    late: VecDeque<(DateTime<Utc>, Value)>,
    window: Option<(DateTime<Utc>, u32)>,
    /// Answers 429 that the caller's own number of requests caused.
    pub own_429: u32,
    /// The most jobs at a time.
    pub most_jobs: usize,
    /// Whether the key is refused.
    pub refuses_key: bool,
    /// When an intent's newest request to make a video left, by TikVod's clock.
    pub asked_for: BTreeMap<String, DateTime<Utc>>,
    /// The list shows the state of so long ago.
    pub stale: TimeDelta,
    /// Requests that arrived, by path.
    pub requests: BTreeMap<&'static str, u32>,
    next: u32,
}

const SLOTS: usize = 10;
const LIMIT: u32 = 60;

impl World {
    /// A fresh account.
    pub fn new(seed: u64) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed ^ 0x0077_6f72_6c64),
            jobs: Vec::new(),
            posts: Vec::new(),
            credits: 500,
            late: VecDeque::new(),
            window: None,
            own_429: 0,
            most_jobs: 0,
            refuses_key: false,
            asked_for: BTreeMap::new(),
            stale: TimeDelta::zero(),
            requests: BTreeMap::new(),
            next: 0,
        }
    }

    /// Does what was put off until now.
    pub fn tick(&mut self, now: DateTime<Utc>) {
        while self.late.front().is_some_and(|(at, _)| *at <= now) {
            if let Some((at, body)) = self.late.pop_front() {
                drop(self.create(body, at));
            }
        }
    }

    /// Takes a request in that will be worked on only then.
    pub fn later(&mut self, at: DateTime<Utc>, body: Value) {
        self.late.push_back((at, body));
    }

    /// Every job ends now: nobody has to wait for a slot.
    #[cfg(test)]
    pub fn render_at_once(&mut self, now: DateTime<Utc>) {
        for job in &mut self.jobs {
            (job.starts_at, job.ends_at) = (job.starts_at.min(now), job.ends_at.min(now));
        }
    }

    /// Whether something is still put off.
    pub fn waits(&self) -> bool {
        !self.late.is_empty()
    }

    /// Counts a request against the window; `None` where it is one too many. Fixed windows of 60 s from their first
    /// request, as decided in tikvod-api.md.
    fn count(&mut self, now: DateTime<Utc>) -> Option<()> {
        let (since, used) = match self.window {
            Some((since, used)) if now - since < TimeDelta::seconds(60) => (since, used),
            _ => (now, 0),
        };
        self.window = Some((since, used + 1));
        (used < LIMIT).then_some(())
    }

    /// Limit, remaining, reset as an honest answer tells them.
    pub fn rate(&self) -> (u32, u32, i64) {
        let (since, used) = self.window.unwrap_or((DateTime::UNIX_EPOCH, 0));
        (LIMIT, LIMIT.saturating_sub(used), since.timestamp() + 60)
    }

    /// Answers a request as TikVod does.
    pub fn answer(&mut self, method: &str, path: &str, query: &Value, body: Value, now: DateTime<Utc>) -> Answer {
        self.tick(now);
        let parts: Vec<&str> = path.split('/').collect();
        let name = match (method, parts.as_slice()) {
            ("POST", ["videos"]) => "create",
            ("GET", ["videos"]) => "list",
            ("POST", ["videos", _, "publish"]) => "publish",
            ("GET", ["videos", _]) => "get",
            ("DELETE", ["videos", _]) => "cancel",
            ("GET", ["account", "credits"]) => "credits",
            _ => "other",
        };
        *self.requests.entry(name).or_default() += 1;
        if self.refuses_key {
            return error(401, "invalid_api_key");
        }
        if self.count(now).is_none() {
            self.own_429 += 1;
            return error(429, "rate_limit_exceeded");
        }
        match (name, parts.as_slice()) {
            ("create", _) => self.create(body, now),
            ("list", _) => self.list(query, now),
            ("publish", [_, id, _]) => self.publish(id, &body, now),
            ("get", [_, id]) => self.get(id, now),
            ("cancel", [_, id]) => self.cancel(id, now),
            ("credits", _) => Answer {
                status: 200,
                body: json!({"object": "credit_balance", "credits": self.credits, "currency": "usd",
                             "cost_per_video": 1.0, "updated_at": now.to_rfc3339()}),
            },
            _ => error(404, "not_found"),
        }
    }

    fn open_jobs(&self, now: DateTime<Utc>) -> usize {
        self.jobs.iter().filter(|job| matches!(job.status(now), "queued" | "processing")).count()
    }

    fn id(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("{kind}_{:012}", self.next)
    }

    fn create(&mut self, body: Value, now: DateTime<Utc>) -> Answer {
        if self.credits < 1 {
            return error(402, "insufficient_credits");
        }
        if self.open_jobs(now) >= SLOTS {
            return error(429, "concurrency_limit_exceeded");
        }
        self.credits -= 1;
        let starts_at = now + TimeDelta::seconds(self.rng.random_range(8..20));
        let job = Job {
            id: self.id("vid"),
            intent: body["metadata"]["intent_id"].as_str().unwrap_or_default().to_owned(),
            body,
            created_at: now,
            starts_at,
            ends_at: starts_at + TimeDelta::seconds(self.rng.random_range(120..360)),
            fails: self.rng.random_bool(0.04),
            cancelled_at: None,
        };
        let answer = job_view(&job, now, &[("credits_used", json!(1))]);
        self.jobs.push(job);
        self.most_jobs = self.most_jobs.max(self.open_jobs(now));
        Answer { status: 201, body: answer }
    }

    fn list(&self, query: &Value, now: DateTime<Utc>) -> Answer {
        let (now, limit) = (now - self.stale, query["limit"].as_u64().unwrap_or(20) as usize);
        let mut jobs: Vec<&Job> = self.jobs.iter().rev().filter(|job| job.created_at <= now).collect();
        if let Some(status) = query["status"].as_str() {
            jobs.retain(|job| job.status(now) == status);
        }
        if let Some(after) = query["starting_after"].as_str() {
            let place = jobs.iter().position(|job| job.id == after).map_or(jobs.len(), |place| place + 1);
            jobs.drain(..place);
        }
        let more = jobs.len() > limit;
        jobs.truncate(limit);
        let data: Vec<Value> = jobs.iter().map(|job| job_view(job, now, &[])).collect();
        let cursor = if more { jobs.last().map(|job| job.id.clone()) } else { None };
        Answer { status: 200, body: json!({"object": "list", "data": data, "has_more": more, "next_cursor": cursor}) }
    }

    fn get(&self, id: &str, now: DateTime<Utc>) -> Answer {
        match self.jobs.iter().find(|job| job.id == id) {
            Some(job) => Answer { status: 200, body: job_view(job, now, &[]) },
            None => error(404, "not_found"),
        }
    }

    fn cancel(&mut self, id: &str, now: DateTime<Utc>) -> Answer {
        let Some(job) = self.jobs.iter_mut().find(|job| job.id == id) else { return error(404, "not_found") };
        if job.status(now) != "queued" {
            return error(409, "job_already_processing");
        }
        job.cancelled_at = Some(now);
        self.credits += 1;
        Answer {
            status: 200,
            body: json!({"id": id, "object": "video", "status": "cancelled", "credits_refunded": 1,
                         "cancelled_at": now.to_rfc3339()}),
        }
    }

    fn publish(&mut self, id: &str, body: &Value, now: DateTime<Utc>) -> Answer {
        let Some(job) = self.jobs.iter().find(|job| job.id == id) else { return error(404, "not_found") };
        if job.status(now) != "completed" {
            return error(409, "video_not_completed");
        }
        let scheduled_at = body["scheduled_at"].as_str().and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        let post = Post {
            caption: body["caption"].as_str().unwrap_or_default().to_owned(),
            scheduled_at: scheduled_at.map(|at| at.to_utc()),
        };
        self.posts.push(post);
        let id = self.id("pub");
        Answer {
            status: 201,
            body: json!({"id": id, "object": "publish_job", "platform": body["platform"],
                         "status": if scheduled_at.is_some() { "scheduled" } else { "publishing" },
                         "scheduled_at": body["scheduled_at"], "created_at": now.to_rfc3339()}),
        }
    }
}

fn job_view(job: &Job, now: DateTime<Utc>, more: &[(&str, Value)]) -> Value {
    let status = job.status(now);
    let mut view = json!({
        "id": job.id, "object": "video", "status": status,
        "idea": job.body["idea"], "style": job.body["style"], "voice": job.body["voice"],
        "duration": job.body["duration"], "resolution": job.body["resolution"],
        "created_at": job.created_at.to_rfc3339(), "estimated_ready_at": job.ends_at.to_rfc3339(),
    });
    match status {
        "completed" => {
            view["completed_at"] = json!(job.ends_at.to_rfc3339());
            view["output"] = json!({"video_url": "https://cdn.tikvod.com/v.mp4", "duration": 15,
                                    "resolution": job.body["resolution"], "aspect_ratio": "9:16"});
        }
        "failed" => view["error"] = json!({"code": "render_failed", "message": "The render failed."}),
        _ => {}
    }
    for (name, value) in more {
        view[*name] = value.clone();
    }
    view
}

/// An error as TikVod writes it.
pub fn error(status: u16, code: &str) -> Answer {
    Answer { status, body: json!({"error": {"code": code, "message": "No.", "request_id": "req_000000000001"}}) }
}
