//! Opening and closing an account. The key comes in here, goes to the keychain and into the client's header, and is
//! handed out by nothing.

mod one_run;

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tikvod_api::{
    Answer, ApiError, ApiKey, BaseUrl, Client, ClientOptions, Credentials, ErrorKind, KeyKind, MediaClient, VideoId,
};

use crate::budget::{Asker, Budget, Repeats, Turn};
use crate::core::{Core, Session};
use crate::error::{CoreError, Result};
use crate::store::accounts::{self, Account};
use crate::store::{self, launch, settings, videos};
use crate::view::{
    AccountKind, AccountView, AppStatus, Connection, Credits, Entity, KeyStorage, SandboxSpeed, Settings, SettingsPatch,
};

/// How long a person's click waits for its turn in the budget before it is told so.
const CLICK_PATIENCE: Duration = Duration::from_secs(20);

impl Core {
    /// Everything the shell of the window shows. `media_base` is left empty: the window's side knows it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn status(&self) -> Result<AppStatus> {
        let pulse = self.0.pulse.get();
        let now = self.now();
        // With a key of the environment, the open account is not the one in use.
        let open = self.session().map(|session| session.account.clone());
        let (account, settings, seq, frozen, (queue_count, needs_you)) = self
            .0
            .store
            .read("read the status", move |connection| {
                let account = match open {
                    Some(open) => accounts::like(connection, open.kind, Some(&open.base_url))?
                        .into_iter()
                        .find(|row| row.id == open.id)
                        .map(|row| Account { storage: open.storage, ..row }),
                    None => accounts::active(connection)?,
                };
                let settings = settings::get(connection)?;
                let seq = store::last_seq(connection).map_err(store::failed("read the change log"))?;
                let counts = match &account {
                    Some(account) => crate::queue::counts(connection, &account.id, now)?,
                    None => (0, 0),
                };
                Ok((account, settings, seq, launch::frozen(connection)?.is_some(), counts))
            })
            .await?;
        let account = account.filter(|account| self.fits_here(account));
        Ok(AppStatus {
            version: self.0.options.version.clone(),
            platform: self.0.options.platform.clone(),
            problem: None,
            credits: account.as_ref().and_then(|account| account.credits.clone()),
            account: account.map(|account| self.account_view(account)),
            account_problem: pulse.problem,
            connection: pulse.connection,
            queue_count,
            needs_you,
            frozen,
            settings: self.shown(settings),
            seq,
            media_base: String::new(),
            base_url_override: self.0.options.base_url_override.clone(),
            time_zone: iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".into()),
        })
    }

    /// A key from the keychain never follows a changed `TIKVOD_BASE_URL`: with it set, only an account that was made
    /// for that very address is used (reliability.md N16).
    fn fits_here(&self, account: &Account) -> bool {
        account.kind == AccountKind::Sandbox || self.base_url().is_ok_and(|url| url.to_string() == account.base_url)
    }

    /// Where keys that are entered now belong to.
    fn base_url(&self) -> Result<BaseUrl> {
        match &self.0.options.base_url_override {
            Some(text) => Ok(BaseUrl::parse(text)?),
            None => Ok(BaseUrl::production()),
        }
    }

    fn account_view(&self, account: Account) -> AccountView {
        let host = account.base_url.split('/').nth(2).unwrap_or_default().to_owned();
        let overridden = self.0.options.base_url_override.clone().filter(|_| account.kind != AccountKind::Sandbox);
        AccountView {
            id: account.id,
            kind: account.kind,
            key_hint: account.key_hint,
            host,
            base_url_override: overridden,
            storage: account.storage,
            since: account.created_at,
        }
    }

    /// Opens the account of last time. Problems end up in the status: the window is open already.
    pub(crate) async fn resume(&self) {
        if self.session().is_some() {
            return;
        }
        let account = match self.0.store.read("read the account", accounts::active).await {
            Ok(Some(account)) if self.fits_here(&account) => account,
            Ok(_) => return,
            Err(error) => return self.report(&error).await,
        };
        let opened = if account.kind == AccountKind::Sandbox {
            self.choose_sandbox().await.map(drop)
        } else {
            self.open_from_keychain(account).await
        };
        if let Err(error) = opened {
            self.report(&error).await;
        }
    }

    async fn open_from_keychain(&self, account: Account) -> Result<()> {
        self.enter_from_keychain(account).await?;
        self.refresh_credits(Asker::Background).await
    }

    async fn report(&self, error: &CoreError) {
        tracing::warn!(%error, "the account cannot be used now");
        let problem = error.view();
        self.0.pulse.update(|pulse| pulse.problem = Some(problem));
        self.announce(Entity::Account).await;
    }

    /// Tells the window that something changed that is in no table.
    pub(crate) async fn announce(&self, entity: Entity) {
        let told = self.0.store.write("tell the window", move |tx| {
            tx.changed(entity, "");
            Ok(())
        });
        if let Err(error) = told.await {
            tracing::warn!(%error, "the window was not told");
        }
    }

    /// Builds the clients of an account and makes it the open one.
    fn enter(&self, account: Account, key: ApiKey) -> Result<()> {
        let base_url = BaseUrl::parse(&account.base_url)?;
        let (client, budget) = self.client(base_url.clone(), key)?;
        let media = MediaClient::new(&base_url, &tikvod_api::media::MediaOptions::default())
            .map_err(|error| CoreError::Internal(error.to_string()))?;
        self.0.pulse.update(|pulse| *pulse = crate::status::State::default());
        self.set_session(Some(Arc::new(Session { account, client, media, budget })));
        Ok(())
    }

    /// A client for a key, and the budget that everything with this key takes its turns from.
    fn client(&self, base_url: BaseUrl, key: ApiKey) -> Result<(Client, Arc<Budget>)> {
        let budget = self.0.budgets.of(&base_url, &key);
        let options = ClientOptions {
            user_agent: format!("tikvod-desktop/{} ({})", self.0.options.version, self.0.options.platform),
            timeouts: self.0.pace.timeouts.clone(),
            ..ClientOptions::default()
        };
        let turns = Arc::new(Repeats(Arc::clone(&budget)));
        let client = Client::counted(Credentials { base_url, key }, options, turns);
        Ok((client.map_err(|error| CoreError::Internal(error.to_string()))?, budget))
    }

    /// Starts the built-in sandbox and opens its account.
    ///
    /// # Errors
    /// [`CoreError::Sandbox`].
    pub async fn choose_sandbox(&self) -> Result<AppStatus> {
        let speed = self.0.store.read("read the settings", settings::get).await?.sandbox_speed;
        let access = self.0.ports.sandbox.start(speed).await.map_err(CoreError::Sandbox)?;
        let known = self
            .0
            .store
            .read("read the accounts", |connection| accounts::like(connection, AccountKind::Sandbox, None))
            .await?;
        let key = ApiKey::parse(access.live_key).map_err(|_| CoreError::KeyMalformed)?;
        let known = known.into_iter().next();
        let account = Account {
            id: known.as_ref().map_or_else(|| self.new_id(), |account| account.id.clone()),
            kind: AccountKind::Sandbox,
            // The port is another one at each start.
            base_url: access.base_url,
            key_hint: hint(&key),
            storage: KeyStorage::Sandbox,
            created_at: known.as_ref().map_or_else(|| self.now(), |account| account.created_at),
            credits: known.and_then(|account| account.credits),
        };
        self.activate(account, key).await?;
        self.refresh_credits(Asker::Click).await?;
        self.status().await
    }

    /// Checks a key with TikVod, keeps it in the keychain and opens its account. A key that TikVod does not know is
    /// kept nowhere.
    ///
    /// # Errors
    /// [`CoreError::KeyMalformed`], [`CoreError::KeyRejected`], no connection.
    pub async fn enter_key(&self, secret: SecretString) -> Result<AppStatus> {
        let key = ApiKey::parse(secret).map_err(|_| CoreError::KeyMalformed)?;
        let base_url = self.base_url()?;
        let kind = if key.kind() == KeyKind::Live { AccountKind::Live } else { AccountKind::Test };
        let secret = SecretString::from(key.expose());
        let hint = hint(&key);
        let opened = self.client(base_url.clone(), key)?;
        let credits = self.check(&opened).await?;
        let id = match self.same_account(&opened, kind, &base_url).await? {
            Some(id) => id,
            None => self.new_id(),
        };
        let storage = match self.0.ports.secrets.set(&id, secret.clone()).await {
            Ok(()) => KeyStorage::Keychain,
            Err(error) => {
                // Never a file: without a keychain the key lives in memory until the app quits, and the window says so.
                tracing::warn!(%error, "the key is kept for this run only");
                KeyStorage::ThisRun
            }
        };
        let account = Account {
            id,
            kind,
            base_url: base_url.to_string(),
            key_hint: hint,
            storage,
            created_at: self.now(),
            credits: Some(credits_view(&credits, self.now())),
        };
        let key = ApiKey::parse(secret).map_err(|_| CoreError::KeyMalformed)?;
        self.activate(account, key).await?;
        self.0.pulse.update(|pulse| pulse.connection = Connection::Online);
        self.status().await
    }

    /// Asks for the balance with a key that is not in use yet.
    async fn check(&self, (client, budget): &(Client, Arc<Budget>)) -> Result<tikvod_api::Credits> {
        match self.counted(budget, Asker::Click, client.credits()).await? {
            Ok(answer) => Ok(answer.value),
            Err(error) if error.kind() == ErrorKind::Auth => {
                Err(CoreError::KeyRejected { request_id: error.request_id().map(ToString::to_string) })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Which known account a key opens, if any. No call names the account, so TikVod is asked for a video of it: found
    /// means the same account (reliability.md F8). An account without videos has nothing to mix up.
    async fn same_account(
        &self,
        (client, budget): &(Client, Arc<Budget>),
        kind: AccountKind,
        base_url: &BaseUrl,
    ) -> Result<Option<String>> {
        let address = base_url.to_string();
        let known = self
            .0
            .store
            .read("read the accounts", move |connection| {
                accounts::like(connection, kind, Some(&address))?
                    .into_iter()
                    .map(|account| Ok((videos::any(connection, &account.id)?, account.id)))
                    .collect::<Result<Vec<_>>>()
            })
            .await?;
        for (video, account) in &known {
            let Some(video) = video else { continue };
            match self.counted(budget, Asker::Click, client.get_video(&VideoId::from(video.clone()))).await? {
                Ok(_) => return Ok(Some(account.clone())),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(known.into_iter().find(|(video, _)| video.is_none()).map(|(_, account)| account))
    }

    async fn activate(&self, account: Account, key: ApiKey) -> Result<()> {
        let row = account.clone();
        self.0.store.write("open the account", move |tx| accounts::activate(tx, &row)).await?;
        self.enter(account, key)
    }

    /// Asks for the balance with the key in use; lifts a hold if it works again.
    ///
    /// # Errors
    /// [`CoreError::KeyRejected`], no connection.
    pub async fn check_key(&self) -> Result<AppStatus> {
        if self.session().is_none() {
            self.resume().await;
        }
        self.refresh_credits(Asker::Click).await?;
        self.status().await
    }

    /// Forgets the key and closes the account. Its rows stay, and nothing is sent for it any more.
    ///
    /// # Errors
    /// When the keychain does not forget it: then the account stays open.
    pub async fn sign_out(&self) -> Result<AppStatus> {
        let account = self.0.store.read("read the account", accounts::active).await?;
        if let Some(account) = account {
            match account.storage {
                KeyStorage::Keychain => {
                    self.0.ports.secrets.delete(&account.id).await?;
                    self.forget_inbox_secret(&account.id).await?;
                }
                KeyStorage::Sandbox => self.0.ports.sandbox.stop().await,
                KeyStorage::ThisRun => {}
            }
            self.0.store.write("close the account", accounts::deactivate).await?;
        }
        self.set_session(None);
        self.0.pulse.update(|pulse| *pulse = crate::status::State::default());
        self.status().await
    }

    /// Asks for the balance and keeps it.
    pub(crate) async fn refresh_credits(&self, asker: Asker) -> Result<()> {
        let session = self.open_session()?;
        let credits = self.look_at_balance(asker, &session, |credits| credits_view(credits, self.now())).await?;
        let some_left = credits.credits > 0;
        self.0.pulse.update(|pulse| {
            pulse.key_refused = false;
            pulse.problem = None;
            pulse.no_credits &= !some_left;
        });
        self.0.outbox.notify_one();
        Ok(())
    }

    /// Makes a call that may be asked again: waits for its turn, learns from its headers, and notes whether TikVod can
    /// be reached and knows the key.
    pub(crate) async fn ask<T>(
        &self,
        asker: Asker,
        call: impl Future<Output = std::result::Result<Answer<T>, ApiError>>,
    ) -> Result<Answer<T>> {
        // A key that TikVod refused is not tried again and again; the person's click does, with a new key or the old.
        if asker != Asker::Click && self.0.pulse.get().key_refused {
            return Err(CoreError::KeyRejected { request_id: None });
        }
        let answer = self.counted(&self.open_session()?.budget, asker, call).await?;
        match &answer {
            Ok(answer) => {
                self.0.server_clock.learn(answer.server_date, self.now());
                self.note(Connection::Online, false).await;
            }
            Err(error) => match error.kind() {
                ErrorKind::NotSent | ErrorKind::Network => self.note(Connection::Offline, false).await,
                ErrorKind::Auth => self.note(Connection::Online, true).await,
                ErrorKind::Throttled => {}
                _ => self.note(Connection::Online, false).await,
            },
        }
        Ok(answer?)
    }

    /// Makes a call in its turn, and learns from its headers.
    async fn counted<T>(
        &self,
        budget: &Arc<Budget>,
        asker: Asker,
        call: impl Future<Output = std::result::Result<Answer<T>, ApiError>>,
    ) -> Result<std::result::Result<Answer<T>, ApiError>> {
        let turn = turn(budget, asker).await?;
        let answer = call.await;
        drop(turn);
        match &answer {
            Ok(answer) => budget.learn(answer.rate, self.now()),
            Err(error) => {
                budget.learn(error.rate(), self.now());
                if error.kind() == ErrorKind::Throttled {
                    budget.close(error.rate().and_then(|rate| rate.reset), self.now());
                }
            }
        }
        Ok(answer)
    }

    /// Notes what the last exchange told, and tells the window if that is news.
    pub(crate) async fn note(&self, connection: Connection, key_refused: bool) {
        let news = self.0.pulse.update(|pulse| {
            pulse.connection = connection;
            if key_refused {
                pulse.key_refused = true;
                pulse.problem = Some(CoreError::KeyRejected { request_id: None }.view());
            }
        });
        if news {
            self.announce(Entity::Account).await;
            if connection == Connection::Online {
                self.wake_all();
            }
        }
    }

    /// Changes settings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_settings(&self, patch: SettingsPatch) -> Result<Settings> {
        let speed = patch.sandbox_speed;
        let settings = self
            .0
            .store
            .write("keep the settings", move |tx| {
                let mut settings = settings::get(tx)?;
                apply(&mut settings, &patch);
                settings::set(tx, &settings)?;
                Ok(settings)
            })
            .await?;
        if let Some(speed) = speed {
            self.0.ports.sandbox.set_speed(speed);
        }
        self.wake_all();
        Ok(self.shown(settings))
    }

    fn shown(&self, mut settings: Settings) -> Settings {
        settings.download_folder = shown_path(&self.0.options.download_dir, std::env::home_dir().as_deref());
        settings
    }
}

/// Waits for a turn; a person's click waits only so long.
async fn turn(budget: &Arc<Budget>, asker: Asker) -> Result<Turn> {
    match asker {
        Asker::Background => Ok(budget.take(asker).await),
        Asker::Click => {
            tokio::time::timeout(CLICK_PATIENCE, budget.take(asker)).await.map_err(|_| CoreError::RateLimited)
        }
    }
}

/// A path as people write it: `~` for the home folder.
fn shown_path(path: &Path, home: Option<&Path>) -> String {
    let within = home.filter(|home| home.parent().is_some()).and_then(|home| path.strip_prefix(home).ok());
    match within {
        Some(rest) if rest.as_os_str().is_empty() => "~".into(),
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}

fn apply(settings: &mut Settings, patch: &SettingsPatch) {
    let SettingsPatch {
        theme,
        text_size,
        reduce_motion,
        save_finished,
        notify_ready,
        notify_failed,
        sandbox_speed,
        paused,
        fence_day,
        fence_batch,
    } = patch;
    set(&mut settings.theme, *theme);
    set(&mut settings.text_size, text_size.map(|size| size.clamp(100, 200)));
    set(&mut settings.reduce_motion, *reduce_motion);
    set(&mut settings.save_finished, *save_finished);
    set(&mut settings.notify_ready, *notify_ready);
    set(&mut settings.notify_failed, *notify_failed);
    set(&mut settings.sandbox_speed, *sandbox_speed);
    set(&mut settings.paused, *paused);
    set(&mut settings.fence_day, fence_day.map(|credits| Some(credits).filter(|credits| *credits > 0)));
    set(&mut settings.fence_batch, fence_batch.map(|credits| Some(credits).filter(|credits| *credits > 0)));
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// `tv_live_…3f9a`.
fn hint(key: &ApiKey) -> String {
    format!("{}…{}", key.kind().prefix(), key.last4())
}

fn credits_view(credits: &tikvod_api::Credits, now: chrono::DateTime<chrono::Utc>) -> Credits {
    Credits {
        credits: credits.credits.clamp(i32::MIN.into(), i32::MAX.into()) as i32,
        cost_per_video: credits.cost_per_video,
        currency: credits.currency.clone(),
        as_of: now,
    }
}

/// Time scale of each speed.
pub fn time_scale(speed: SandboxSpeed) -> f64 {
    match speed {
        SandboxSpeed::Real => 1.0,
        SandboxSpeed::Fast => 60.0,
        SandboxSpeed::Instant => 600.0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the window, the command line or a damaged file asks for.
        #[test]
        fn settings_stay_within_their_bounds(patch in proptest::collection::vec((0u8..3, any::<u32>()), 0..6), paused: bool) {
            let mut settings = Settings { paused, ..Settings::default() };
            for (which, number) in patch {
                let patch = match which {
                    0 => SettingsPatch { text_size: Some(number as u16), ..SettingsPatch::default() },
                    1 => SettingsPatch { fence_day: Some(number % 3), ..SettingsPatch::default() },
                    _ => SettingsPatch { fence_batch: Some(number), ..SettingsPatch::default() },
                };
                apply(&mut settings, &patch);
            }
            prop_assert!((100..=200).contains(&settings.text_size));
            prop_assert!(settings.fence_day != Some(0) && settings.fence_batch != Some(0), "no fence is none at all");
            prop_assert_eq!(settings.paused, paused, "what is absent stays");
        }

        /// A balance beyond what is shown is not turned into riches.
        #[test]
        fn a_balance_keeps_its_sign(credits in prop_oneof![any::<i64>(), any::<i32>().prop_map(i64::from)]) {
            let json = serde_json::json!({ "credits": credits });
            let shown = credits_view(&serde_json::from_value(json).expect("a balance"), chrono::DateTime::UNIX_EPOCH).credits;
            prop_assert_eq!(shown.signum(), credits.signum() as i32);
            prop_assert!(i64::from(shown).abs() <= credits.saturating_abs());
        }
    }

    #[test]
    fn a_path_is_shown_as_people_write_it() {
        let shown = |path: &str, home: Option<&str>| shown_path(Path::new(path), home.map(Path::new));
        assert_eq!(shown("/home/ana/Videos/TikVod", Some("/home/ana")), "~/Videos/TikVod");
        assert_eq!(shown("/home/ana", Some("/home/ana")), "~");
        assert_eq!(shown("/home/anabel/Videos", Some("/home/ana")), "/home/anabel/Videos");
        assert_eq!(shown("/data/Videos", Some("/")), "/data/Videos", "a service without a home");
        assert_eq!(shown("/data/Videos", None), "/data/Videos");
    }
}
