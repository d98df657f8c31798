//! One sequence: lives of the program on one data folder, with the model beside them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;
use tikvod_core::ports::Clock as _;
use tikvod_core::view::{
    DecideArgs, Decision, IdArgs, MoveItemArgs, QueueVideoArgs, RetryArgs, SettingsPatch, VideoForm,
};
use tikvod_core::{Core, CoreOptions, Front, Pace, Ports};
use uuid::Uuid;

use super::Step;
use super::line::{Line, Wire, lock};
use crate::Planted;
use crate::life::{KEY, Keychain, Nobody};

/// Seconds from a lost answer to the looks at TikVod's list; sooner than in the product, for a sequence has many of them.
const LOOKS: [u64; 4] = [3, 6, 12, 25];

/// How a life ended.
enum End {
    Over,
    Next,
    Broken(String),
}

struct Sequence {
    line: Arc<Line>,
    keychain: Arc<Keychain>,
    folder: TempDir,
    clicks: u128,
}

/// Runs a sequence on this thread; gives what does not hold.
pub(super) fn run(steps: &[Step], seed: u64, bug: Option<Planted>) -> Vec<String> {
    let line = Line::new(seed, bug == Some(Planted::Below));
    tikvod_api::trials::install(Some(Arc::new(Wire(Arc::clone(&line)))));
    tikvod_core::trials::install(Some(Arc::clone(&line) as _));
    tikvod_core::trials::plant(if let Some(Planted::Core(bug)) = bug { Some(bug) } else { None });
    let folder = tempfile::tempdir_in(crate::scratch()).expect("a folder");
    let wrong = Sequence { line, keychain: Arc::default(), folder, clicks: 0 }.run(steps);
    tikvod_core::trials::plant(None);
    tikvod_core::trials::install(None);
    tikvod_api::trials::install(None);
    wrong
}

fn form(idea: &str) -> VideoForm {
    VideoForm {
        idea: idea.into(),
        style: "Quiz".into(),
        voice: "aria_us".into(),
        language: "en".into(),
        duration: 15,
        resolution: "1080p".into(),
        caption_style: None,
        music: "calm".into(),
        metadata: Vec::new(),
    }
}

impl Sequence {
    fn run(mut self, steps: &[Step]) -> Vec<String> {
        let mut rest = steps;
        loop {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
            let runtime = runtime.expect("a runtime");
            let line = Arc::clone(&self.line);
            let end = runtime.block_on(async {
                line.begin();
                let end = self.live(&mut rest).await;
                line.end();
                end
            });
            // And with it whatever was under way.
            drop(runtime);
            match end {
                End::Next => {}
                End::Broken(why) => return vec![why],
                End::Over => {
                    let (model, world) = (lock(&self.line.model), lock(&self.line.world));
                    return model.at_the_end(&self.open_database(), &world);
                }
            }
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn open_database(&self) -> Connection {
        Connection::open(self.data().join("tikvod.sqlite3")).expect("the database")
    }

    async fn open(&self) -> tikvod_core::Result<Core> {
        let options = CoreOptions {
            front: Front::Window,
            data_dir: self.data(),
            download_dir: self.folder.path().join("videos"),
            base_url_override: Some("http://127.0.0.1:9/v1".into()),
            version: "0.0.0".into(),
            platform: "linux".into(),
        };
        let ports = Ports {
            clock: Arc::clone(&self.line) as _,
            random: Arc::clone(&self.line) as _,
            secrets: Arc::clone(&self.keychain) as _,
            notifier: Arc::new(Nobody),
            sandbox: Arc::new(Nobody),
        };
        let pace =
            Pace { listen: Duration::from_secs(1_000_000), looks: LOOKS.map(Duration::from_secs), ..Pace::default() };
        let core = Core::open_at(options, ports, pace).await?;
        core.start();
        core.use_key(KEY.into()).await?;
        Ok(core)
    }

    /// Takes steps until the program ends, or there are none.
    async fn live(&mut self, steps: &mut &[Step]) -> End {
        let core = match self.open().await {
            Ok(core) => core,
            Err(error) => return End::Broken(format!("it does not start: {error}")),
        };
        let database = self.open_database();
        while let Some((step, rest)) = steps.split_first() {
            *steps = rest;
            match step {
                Step::Crash => return End::Next,
                Step::Restart => {
                    core.shutdown().await;
                    return End::Next;
                }
                step => self.take(&core, step).await,
            }
            let (model, world) = (lock(&self.line.model), lock(&self.line.world));
            let wrong = model.compare(&database, &world);
            if !wrong.is_empty() {
                return End::Broken(format!("after {step:?}, with {} to go: {wrong:#?}", rest.len()));
            }
        }
        self.rest(&core).await;
        core.shutdown().await;
        End::Over
    }

    async fn take(&mut self, core: &Core, step: &Step) {
        let known: Vec<String> = lock(&self.line.model).clicks.keys().cloned().collect();
        let pick = |which: &proptest::sample::Index| (!known.is_empty()).then(|| which.get::<String>(&known).clone());
        match step {
            Step::Click { twin } => self.click(core, *twin).await,
            Step::Fates(fates) => lock(&self.line.fates).extend(fates),
            Step::Wait(millis) => tokio::time::sleep(Duration::from_millis(*millis)).await,
            Step::Pause(paused) => pause(core, *paused).await,
            Step::CheckKey => drop(core.check_key().await),
            Step::Restart | Step::Crash => {}
            Step::Again(which) => {
                if let Some(click) = pick(which) {
                    let idea = lock(&self.line.model).clicks[&click].idea.clone();
                    self.queue(core, &click, &idea).await;
                }
            }
            Step::Cancel(which) => {
                if let Some(click) = pick(which) {
                    self.cancel(core, &click).await;
                }
            }
            Step::Move(which, place) => {
                if let Some(click) = pick(which) {
                    self.change_place(core, &click, *place).await;
                }
            }
            Step::Decide(which, again) => {
                if let Some(click) = pick(which) {
                    self.decide(core, &click, *again).await;
                }
            }
            Step::Retry(which) => {
                if let Some(click) = pick(which) {
                    self.retry(core, &click).await;
                }
            }
        }
    }

    fn new_click(&mut self) -> String {
        self.clicks += 1;
        Uuid::from_u128(self.clicks).to_string()
    }

    async fn click(&mut self, core: &Core, twin: bool) {
        let click = self.new_click();
        let idea = if twin { "a twin".to_owned() } else { format!("idea {}", self.clicks) };
        self.queue(core, &click, &idea).await;
    }

    async fn queue(&self, core: &Core, click: &str, idea: &str) {
        let draft = core.open_draft().await.expect("a draft");
        let args = QueueVideoArgs {
            click_id: click.to_owned(),
            draft_id: draft.id,
            form: form(idea),
            hook: None,
            confirm_fence: None,
        };
        let item = core.queue_video(args).await.expect("an item");
        lock(&self.line.model).clicked(click, &item.id, idea);
    }

    fn item_of(&self, click: &str) -> String {
        lock(&self.line.model).clicks[click].intent.clone()
    }

    /// Only for what waits: cancelling at TikVod is no matter of the outbox.
    async fn cancel(&self, core: &Core, click: &str) {
        if !lock(&self.line.model).waits(click) {
            return;
        }
        let cancelled = core.cancel_item(IdArgs { id: self.item_of(click) }).await;
        let mut model = lock(&self.line.model);
        match cancelled {
            Ok(_) => model.cancelled(click),
            Err(error) => model.wrong.push(format!("{click} waits and cannot be taken back: {error}")),
        }
    }

    async fn change_place(&self, core: &Core, click: &str, position: u32) {
        let waits = lock(&self.line.model).waits(click);
        let moved = core.move_item(MoveItemArgs { id: self.item_of(click), position }).await;
        let mut model = lock(&self.line.model);
        if moved.is_ok() != waits {
            model.wrong.push(format!("{click} waits: {waits}; moved: {moved:?}"));
        }
        if moved.is_ok() {
            model.moved(click, position);
        }
    }

    async fn decide(&mut self, core: &Core, click: &str, again: bool) {
        let (id, click_id) = (self.item_of(click), self.new_click());
        let decision = if again { Decision::SendAgain } else { Decision::SeenThere };
        let decided =
            core.decide_item(DecideArgs { id, decision, click_id: click_id.clone(), confirm_fence: None }).await;
        let Ok(item) = decided else { return };
        let mut model = lock(&self.line.model);
        model.settled(click);
        if again {
            let idea = model.clicks[click].idea.clone();
            model.clicked(&click_id, &item.id, &idea);
        }
    }

    async fn retry(&mut self, core: &Core, click: &str) {
        let (id, click_id) = (self.item_of(click), self.new_click());
        let nothing = lock(&self.line.model).came_to_nothing(click);
        let again = core.retry_item(RetryArgs { id, click_id: click_id.clone(), confirm_fence: None }).await;
        let mut model = lock(&self.line.model);
        match again {
            Ok(item) => {
                let idea = model.clicks[click].idea.clone();
                model.clicked(&click_id, &item.id, &idea);
            }
            Err(error) if nothing => model.wrong.push(format!("{click} came to nothing and cannot go again: {error}")),
            Err(_) => {}
        }
    }

    /// Nothing goes wrong any more, and everything comes to its end.
    async fn rest(&self, core: &Core) {
        lock(&self.line.fates).clear();
        pause(core, false).await;
        for round in 0..200 {
            // An answer that was under way may bring one more hold.
            if round < 6 {
                drop(core.check_key().await);
            }
            lock(&self.line.world).render_at_once(self.line.now());
            tokio::time::sleep(Duration::from_secs(15)).await;
            let looked =
                core.queue().await.is_ok_and(|queue| queue.items.iter().all(|item| item.next_look_at.is_none()));
            if looked && lock(&self.line.model).is_at_rest() {
                return;
            }
        }
    }
}

async fn pause(core: &Core, paused: bool) {
    let patch = SettingsPatch { paused: Some(paused), ..SettingsPatch::default() };
    core.update_settings(patch).await.expect("settings");
}
