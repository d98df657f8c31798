//! The core at work: each kind of transaction that money, posts and words rest on, several times over.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{SubsecRound as _, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tikvod_core::ports::{
    Notice, Notifier, SandboxAccess, SandboxHost, SecretError, SecretStore, SystemClock, SystemRandomness,
};
use tikvod_core::view::{
    AddSocialAccountArgs, Horizon, IdArgs, LibraryQuery, LibrarySort, MoveItemArgs, NewPlanArgs, PreviewArgs,
    QueueVideoArgs, RenameDraftArgs, RetryArgs, SandboxSpeed, SaveDraftArgs, SettingsPatch, UpdatePlanArgs, VideoForm,
};
use tikvod_core::{Core, CoreOptions, Front, Pace, Ports};
use tikvod_sandbox::Sandbox;

use crate::port;

#[derive(Default)]
struct Memory(Mutex<HashMap<String, String>>);

impl SecretStore for Memory {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        async move { Ok(found.map(SecretString::from)) }.boxed()
    }

    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        let text = secret.expose_secret().to_owned();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), text);
        async { Ok(()) }.boxed()
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        async { Ok(()) }.boxed()
    }
}

struct Nobody;

impl Notifier for Nobody {
    fn notify(&self, _notice: Notice) {}
}

impl SandboxHost for Nobody {
    fn start(&self, _speed: SandboxSpeed) -> BoxFuture<'_, Result<SandboxAccess, String>> {
        async { Err("there is none here".to_owned()) }.boxed()
    }

    fn set_speed(&self, _speed: SandboxSpeed) {}

    fn stop(&self) -> BoxFuture<'_, ()> {
        async {}.boxed()
    }
}

/// Opens the shipped core on a folder.
///
/// # Errors
/// When it does not open: that is what some disks are for.
pub(crate) async fn open(data: &Path, base_url: &str) -> tikvod_core::Result<Core> {
    let options = CoreOptions {
        front: Front::Window,
        data_dir: data.to_owned(),
        download_dir: data.join("videos"),
        base_url_override: Some(base_url.to_owned()),
        version: "0.0.0".into(),
        platform: "linux".into(),
    };
    let ports = Ports {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandomness),
        secrets: Arc::new(Memory::default()),
        notifier: Arc::new(Nobody),
        sandbox: Arc::new(Nobody),
    };
    Core::open_at(options, ports, Pace::default()).await
}

fn form(idea: String) -> VideoForm {
    VideoForm {
        idea,
        style: "Listicle".into(),
        voice: "aria_us".into(),
        language: "en".into(),
        duration: 15,
        resolution: "1080p".into(),
        caption_style: None,
        music: "calm".into(),
        metadata: Vec::new(),
    }
}

/// What was told to the person is on the record: everything up to the newest change.
async fn told(core: &Core) {
    port::told(core.status().await.expect("the status").seq);
}

/// Works, and has the port note all of it.
pub(crate) async fn work(core: &Core, sandbox: &Sandbox) {
    core.start();
    core.enter_key(sandbox.live_key().into()).await.expect("the key");
    told(core).await;
    let video = finished(core).await;
    let account = AddSocialAccountArgs { platform: "tiktok".into(), account_id: "acc_1".into(), name: "@facts".into() };
    let account = core.add_social_account(account).await.expect("an account").id;
    told(core).await;
    for round in 0..4 {
        write(core, round).await;
        send(core, round).await;
        post(core, &video, &account, round).await;
    }
}

/// Drafts and takes.
async fn write(core: &Core, round: u32) {
    let draft = core.new_draft().await.expect("a draft");
    let idea = format!("5 places where the sun never sets, {round}");
    core.save_draft(SaveDraftArgs { id: draft.id.clone(), form: form(idea.clone()) }).await.expect("saved");
    told(core).await;
    let preview = PreviewArgs { draft_id: draft.id.clone(), idea, style: "Listicle".into(), duration: 15 };
    core.preview_script(preview).await.expect("a take");
    told(core).await;
    core.rename_draft(RenameDraftArgs { id: draft.id, name: format!("Draft {round}") }).await.expect("renamed");
    told(core).await;
}

/// Queued, moved, taken back, tried again, sent, answered, polled.
async fn send(core: &Core, round: u32) {
    let pause = |paused| core.update_settings(SettingsPatch { paused: Some(paused), ..SettingsPatch::default() });
    pause(true).await.expect("paused");
    let mut items = Vec::new();
    for place in 0..3 {
        let draft = core.open_draft().await.expect("a draft");
        let idea = format!("7 lost cities, {round} and {place}");
        let (click_id, draft_id) = (draft.click_id, draft.id);
        let args = QueueVideoArgs { click_id, draft_id, form: form(idea), hook: None, confirm_fence: None };
        items.push(core.queue_video(args).await.expect("queued").id);
        told(core).await;
    }
    core.move_item(MoveItemArgs { id: items[2].clone(), position: 1 }).await.expect("moved");
    told(core).await;
    core.cancel_item(IdArgs { id: items[1].clone() }).await.expect("taken back");
    told(core).await;
    let again = RetryArgs { id: items[1].clone(), click_id: uuid::Uuid::now_v7().to_string(), confirm_fence: None };
    items[1] = core.retry_item(again).await.expect("tried again").id;
    told(core).await;
    pause(false).await.expect("goes on");
    until(|| async {
        let queue = core.queue().await.expect("the queue");
        items.iter().all(|id| queue.items.iter().any(|item| item.id == *id && item.video_id.is_some()))
    })
    .await;
    told(core).await;
}

/// Planned, moved, handed over.
async fn post(core: &Core, video: &str, account: &str, round: u32) {
    let local = |hours| (Utc::now() + TimeDelta::hours(hours)).naive_utc().trunc_subsecs(0);
    let plan = NewPlanArgs {
        click_id: uuid::Uuid::now_v7().to_string(),
        video_id: video.to_owned(),
        platform: "tiktok".into(),
        social_account: account.to_owned(),
        caption: format!("Never dark, {round}. #facts"),
        local: local(30),
        zone: "UTC".into(),
        horizon: Horizon::HoursBefore { hours: 2 },
    };
    let plan = core.create_plan(plan).await.expect("planned").id;
    told(core).await;
    let moved = UpdatePlanArgs { id: plan.clone(), local: Some(local(40)), ..UpdatePlanArgs::default() };
    core.update_plan(moved).await.expect("moved");
    told(core).await;
    core.hand_over_plan(IdArgs { id: plan }).await.expect("handed over");
    told(core).await;
}

async fn finished(core: &Core) -> String {
    let query = LibraryQuery {
        search: String::new(),
        status: Some("completed".into()),
        style: None,
        days: None,
        sort: LibrarySort::Newest,
        offset: 0,
        limit: 1,
    };
    until(|| async { core.list_videos(query.clone()).await.expect("the library").total > 0 }).await;
    core.list_videos(query).await.expect("the library").items.remove(0).id
}

async fn until<F: Future<Output = bool>>(mut check: impl FnMut() -> F) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !check().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.expect("waited in vain");
}
