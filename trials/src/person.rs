//! The person of a trial: what they ask for, and what they were told.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use rand::Rng as _;
use rand::rngs::StdRng;
use tikvod_core::view::{
    AddSocialAccountArgs, DecideArgs, Decision, GoOnArgs, Horizon, IdArgs, MoveItemArgs, NewPlanArgs, QueueState,
    QueueVideoArgs, RetryArgs, SettingsPatch, UpdatePlanArgs, VideoForm,
};
use tikvod_core::{Core, ports::Clock as _};
use uuid::Uuid;

use crate::fate::Outside;

const IDEAS: [&str; 5] =
    ["bees that dance", "the last lighthouse", "7 lost cities", "how snow sounds", "a year at sea"];
const STYLES: [&str; 2] = ["Listicle", "Quiz"];
const VOICES: [&str; 2] = ["aria_us", "leo_uk"];
/// From a request until the last look for it, at the least.
const SETTLED: TimeDelta = TimeDelta::seconds(590);
const ZONES: [&str; 4] = ["Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"];

/// A plan as the person made it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its id, once it was acknowledged.
    pub id: Option<String>,
    /// Its text: unique.
    pub caption: String,
    /// All instants that the person ever set for it.
    pub times: Vec<DateTime<Utc>>,
    /// Whether it was handed over at once, by hand: then its time may be another.
    pub by_hand: bool,
    /// Whether the person took it off.
    pub dropped: bool,
}

/// See the module.
#[derive(Default)]
pub struct Person {
    /// Every click on "Add to queue", by its id, with the intent that it was acknowledged with.
    pub clicks: BTreeMap<String, Option<String>>,
    /// Every plan.
    pub plans: Vec<Planned>,
    /// Things done.
    pub operations: u32,
    /// What was seen that must not be.
    pub seen: Vec<String>,
    account: Option<String>,
    open_click: Option<(String, VideoForm)>,
}

fn form(rng: &mut StdRng) -> VideoForm {
    let pick = |rng: &mut StdRng, of: &[&str]| of[rng.random_range(0..of.len())].to_owned();
    VideoForm {
        idea: pick(rng, &IDEAS),
        style: pick(rng, &STYLES),
        voice: pick(rng, &VOICES),
        language: "en".into(),
        duration: if rng.random_bool(0.7) { 15 } else { 30 },
        resolution: "1080p".into(),
        caption_style: Some("bold_pop".into()),
        music: "calm".into(),
        metadata: Vec::new(),
    }
}

impl Person {
    /// Does one thing. Errors are the app's to show; what was not acknowledged may be tried again.
    pub async fn act(&mut self, core: &Core, outside: &Outside) {
        self.operations += 1;
        let choice = outside.draw(|rng| rng.random_range(0..100));
        match choice {
            0..34 => self.click(core, outside).await,
            34..44 => self.plan(core, outside).await,
            44..50 => self.change_plan(core, outside).await,
            50..56 => self.hand_over(core, outside).await,
            56..64 => self.cancel(core, outside).await,
            64..69 => self.retry(core, outside).await,
            69..79 => self.decide(core, outside).await,
            79..84 => self.move_item(core, outside).await,
            84..89 => {
                let paused = outside.draw(|rng| rng.random_bool(0.4));
                let patch = SettingsPatch { paused: Some(paused), ..SettingsPatch::default() };
                drop(core.update_settings(patch).await);
            }
            89..92 => drop(core.check_key().await),
            92..95 => drop(core.look_now().await),
            _ => drop(core.queue().await),
        }
        self.watch(core, outside).await;
    }

    /// I3: what was lost is looked for over ten minutes before anybody is asked (reliability.md 3.4): TikVod may be late,
    /// and its list too.
    async fn watch(&mut self, core: &Core, outside: &Outside) {
        let Ok(queue) = core.queue().await else { return };
        let now = outside.there();
        for item in queue.items.iter().filter(|item| item.state == QueueState::Unconfirmed) {
            let asked = outside
                .world
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .asked_for
                .get(&item.id)
                .copied();
            if item.next_look_at.is_none() && asked.is_some_and(|at| now - at < SETTLED) {
                self.seen.push(format!(
                    "I3 the person is asked about {} {} after it was sent",
                    item.id,
                    now - asked.unwrap_or(now)
                ));
            }
        }
    }

    /// A click, sometimes twice, sometimes one that was not acknowledged before.
    async fn click(&mut self, core: &Core, outside: &Outside) {
        let fresh = (outside.draw(|rng| rng.random::<u128>()), outside.draw(form));
        let (click, form) = self.open_click.take().unwrap_or_else(|| (Uuid::from_u128(fresh.0).to_string(), fresh.1));
        self.clicks.entry(click.clone()).or_default();
        self.open_click = Some((click.clone(), form.clone()));
        let times = outside.draw(|rng| if rng.random_bool(0.2) { 3 } else { 1 });
        let Ok(draft) = core.open_draft().await else { return };
        for _ in 0..times {
            let args = QueueVideoArgs {
                click_id: click.clone(),
                draft_id: draft.id.clone(),
                form: form.clone(),
                hook: None,
                confirm_fence: None,
            };
            let Ok(item) = core.queue_video(args).await else { return };
            let known = self.clicks.entry(click.clone()).or_default();
            if known.as_ref().is_some_and(|known| *known != item.id) {
                self.seen.push(format!("one click is two items: {known:?} and {}", item.id));
            }
            *known = Some(item.id);
        }
        self.open_click = None;
    }

    async fn any_item(&self, core: &Core, outside: &Outside, states: &[QueueState]) -> Option<String> {
        let items = core.queue().await.ok()?.items;
        let fitting: Vec<_> = items.into_iter().filter(|item| states.contains(&item.state)).collect();
        if fitting.is_empty() {
            return None;
        }
        Some(fitting[outside.draw(|rng| rng.random_range(0..fitting.len()))].id.clone())
    }

    async fn cancel(&self, core: &Core, outside: &Outside) {
        let states = [QueueState::Waiting, QueueState::Held, QueueState::Queued, QueueState::Processing];
        if let Some(id) = self.any_item(core, outside, &states).await {
            drop(tokio::time::timeout(Duration::from_secs(100), core.cancel_item(IdArgs { id })).await);
        }
    }

    async fn retry(&mut self, core: &Core, outside: &Outside) {
        let states = [QueueState::Failed, QueueState::Refused, QueueState::Cancelled];
        let Some(id) = self.any_item(core, outside, &states).await else { return };
        let click_id = Uuid::from_u128(outside.draw(|rng| rng.random())).to_string();
        self.clicks.insert(click_id.clone(), None);
        let again = core.retry_item(RetryArgs { id, click_id: click_id.clone(), confirm_fence: None }).await;
        if let Ok(item) = again {
            self.clicks.insert(click_id, Some(item.id));
        }
    }

    /// Answers a question of the app: seldom by sending again.
    async fn decide(&mut self, core: &Core, outside: &Outside) {
        let Some(id) = self.any_item(core, outside, &[QueueState::Unconfirmed]).await else { return };
        let again = outside.draw(|rng| rng.random_bool(0.5));
        let click_id = Uuid::from_u128(outside.draw(|rng| rng.random())).to_string();
        let decision = if again { Decision::SendAgain } else { Decision::SeenThere };
        if again {
            self.clicks.insert(click_id.clone(), None);
        }
        let args = DecideArgs { id: id.clone(), decision, click_id: click_id.clone(), confirm_fence: None };
        if let Ok(item) = core.decide_item(args).await
            && again
        {
            self.clicks.insert(click_id, Some(item.id));
        }
    }

    async fn move_item(&self, core: &Core, outside: &Outside) {
        if let Some(id) = self.any_item(core, outside, &[QueueState::Waiting, QueueState::Held]).await {
            let position = outside.draw(|rng| rng.random_range(1..5));
            drop(core.move_item(MoveItemArgs { id, position }).await);
        }
    }

    async fn account(&mut self, core: &Core) -> Option<String> {
        if self.account.is_none() {
            let args =
                AddSocialAccountArgs { platform: "tiktok".into(), account_id: "acc_1".into(), name: "me".into() };
            self.account = core.add_social_account(args).await.ok().map(|account| account.id);
        }
        self.account.clone()
    }

    async fn plan(&mut self, core: &Core, outside: &Outside) {
        let states = [QueueState::Completed, QueueState::Processing, QueueState::Queued];
        let Some(item) = self.any_item(core, outside, &states).await else { return };
        let Ok(item) = core.item(IdArgs { id: item }).await else { return };
        let (Some(video_id), Some(social_account)) = (item.video_id, self.account(core).await) else { return };
        let (local, zone, at) = some_time(outside);
        let horizon = outside.draw(|rng| match rng.random_range(0..3) {
            0 => Horizon::Now,
            1 => Horizon::WhenRendered,
            _ => Horizon::HoursBefore { hours: rng.random_range(1..13) },
        });
        let caption = format!("post {}", self.plans.len());
        self.plans.push(Planned {
            id: None,
            caption: caption.clone(),
            times: vec![at],
            by_hand: false,
            dropped: false,
        });
        let args = NewPlanArgs {
            click_id: Uuid::from_u128(outside.draw(|rng| rng.random())).to_string(),
            video_id,
            platform: "tiktok".into(),
            social_account,
            caption,
            local,
            zone,
            horizon,
        };
        if let Ok(view) = core.create_plan(args).await
            && let Some(last) = self.plans.last_mut()
        {
            last.id = Some(view.id);
        }
    }

    fn any_plan(&self, outside: &Outside) -> Option<usize> {
        let known: Vec<usize> = (0..self.plans.len()).filter(|&n| self.plans[n].id.is_some()).collect();
        (!known.is_empty()).then(|| known[outside.draw(|rng| rng.random_range(0..known.len()))])
    }

    async fn change_plan(&mut self, core: &Core, outside: &Outside) {
        let Some(which) = self.any_plan(outside) else { return };
        let plan = &mut self.plans[which];
        let id = plan.id.clone().unwrap_or_default();
        if outside.draw(|rng| rng.random_bool(0.25)) {
            // Not acknowledged is not known: it may be off or on.
            if core.drop_plan(IdArgs { id }).await.is_ok() {
                plan.dropped = true;
            }
            return;
        }
        let (local, zone, at) = some_time(outside);
        plan.times.push(at);
        let args = UpdatePlanArgs { id, local: Some(local), zone: Some(zone), ..UpdatePlanArgs::default() };
        if core.update_plan(args).await.is_ok() {
            plan.dropped = false;
        }
    }

    async fn hand_over(&mut self, core: &Core, outside: &Outside) {
        let Some(which) = self.any_plan(outside) else { return };
        let plan = &mut self.plans[which];
        plan.by_hand = true;
        if core.hand_over_plan(IdArgs { id: plan.id.clone().unwrap_or_default() }).await.is_ok() {
            plan.dropped = false;
        }
    }

    /// Answers the question of a frozen state as somebody who looked at TikVod.
    pub async fn thaw(&self, core: &Core, outside: &Outside) {
        let Ok(view) = core.rollback().await else { return };
        let Some(frozen) = view.frozen else { return };
        let there = {
            let world = outside.world.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let mut ids: Vec<String> = world.jobs.iter().map(|job| job.intent.clone()).collect();
            let captions: Vec<&str> = world.posts.iter().map(|post| post.caption.as_str()).collect();
            let posted = self.plans.iter().filter(|plan| captions.contains(&plan.caption.as_str()));
            ids.extend(posted.filter_map(|plan| plan.id.clone()));
            ids
        };
        let already_sent = frozen.items.iter().map(|item| item.id.clone()).filter(|id| there.contains(id)).collect();
        drop(core.go_on(GoOnArgs { already_sent }).await);
    }
}

/// A wall time within the next two days, and the instant that it means.
fn some_time(outside: &Outside) -> (NaiveDateTime, String, DateTime<Utc>) {
    let zone = ZONES[outside.draw(|rng| rng.random_range(0..ZONES.len()))];
    let minutes = outside.draw(|rng| rng.random_range(5..2_880));
    let tz: Tz = zone.parse().unwrap_or(Tz::UTC);
    let at = outside.now() + TimeDelta::minutes(minutes);
    let at = DateTime::from_timestamp(at.timestamp().div_euclid(60) * 60, 0).unwrap_or(at);
    let local = at.with_timezone(&tz).naive_local();
    // Of two equal wall times the earlier is meant.
    let at = tz.from_local_datetime(&local).earliest().map_or(at, |at| at.to_utc());
    (local, zone.to_owned(), at)
}
