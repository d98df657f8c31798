//! Notices a database that is older than it was, or not this computer's, and freezes sending (reliability.md F14).

use secrecy::{ExposeSecret as _, SecretString};

use crate::core::Core;
use crate::domain::intent::State as IntentState;
use crate::domain::launch::{InDatabase, InKeychain, Verdict, Why, judge};
use crate::domain::plan::{Event, State as PlanState};
use crate::error::{CoreError, Result};
use crate::ports::SecretError;
use crate::store::{Tx, intents, launch, plans};
use crate::trials::{Bug, planted};
use crate::view::{AccountKind, Frozen, FrozenWhy, GoOnArgs, RollbackView};

/// Name of the count in the keychain, with the id of the database: two data folders of one person count apart.
fn entry(database_id: &str) -> String {
    format!("launch-{database_id}")
}

impl Core {
    /// Whether anything may be sent or handed over. The first call of a run with a key of TikVod's compares database and
    /// keychain; without a keychain nothing is noticed, and [`Core::rollback`] says so. The built-in sandbox costs
    /// nothing, so nobody is asked to unlock a keychain for it.
    pub(crate) async fn may_send(&self) -> Result<bool> {
        if self.session().is_some_and(|session| session.account.kind != AccountKind::Sandbox) {
            self.0.watched.get_or_try_init(|| self.count_this_launch()).await?;
        }
        Ok(self.0.store.read("read whether sending is frozen", launch::frozen).await?.is_none())
    }

    /// Gives a new database its name, before anything can be queued in it: a copy of it is noticed however old it is.
    pub(crate) async fn name_database(&self) -> Result<()> {
        if self.0.store.read("read the name of the database", launch::is_named).await? {
            return Ok(());
        }
        let id = self.new_id();
        self.0.store.write("name the database", move |tx| launch::of(tx, &id).map(drop)).await
    }

    /// Compares, counts this launch on both sides, and returns whether the keychain counts along.
    async fn count_this_launch(&self) -> Result<bool> {
        let id = self.new_id();
        let (database_id, database) = self.0.store.write("number the launches", move |tx| launch::of(tx, &id)).await?;
        let name = entry(&database_id);
        let keychain = match self.known_launch(&name).await {
            Ok(keychain) => keychain,
            Err(error) => {
                tracing::warn!(%error, "a restored or copied database would not be noticed");
                return Ok(false);
            }
        };
        let verdict = if planted(Bug::RollbackOff) { Verdict::GoesOn } else { judge(&database, keychain.as_ref()) };
        match verdict {
            Verdict::Freeze(why) => {
                tracing::warn!(why = why.as_str(), "nothing is sent until the person decides");
                let now = self.now();
                self.0.store.write("freeze sending", move |tx| launch::freeze(tx, why, now)).await?;
                Ok(true)
            }
            Verdict::First => self.count_first(&name).await,
            Verdict::GoesOn => Ok(self.count_on(&name, &database, keychain).await?),
        }
    }

    async fn known_launch(&self, name: &str) -> std::result::Result<Option<InKeychain>, SecretError> {
        let text = self.0.ports.secrets.get(name).await?;
        // An entry that cannot be read was not written by us, and says nothing about this database.
        Ok(text.and_then(|text| text.expose_secret().parse().ok()))
    }

    /// The database goes first: a crash before the keychain follows leaves it one ahead, which is no rollback.
    async fn count_on(&self, name: &str, database: &InDatabase, keychain: Option<InKeychain>) -> Result<bool> {
        let Some(known) = keychain else { return Ok(false) };
        let next = InKeychain { launch_no: database.launch_no.max(known.launch_no) + 1, ..known };
        let (device, number) = (next.device_id.clone(), next.launch_no);
        self.0.store.write("number the launches", move |tx| launch::count(tx, &device, number)).await?;
        Ok(self.keep_launch(name, &next).await)
    }

    /// Database, keychain, database: the middle write is looked at before the database relies on it, because a keychain
    /// that forgets would freeze every start. Where it cannot be looked at it may be there all the same, so what was
    /// proposed stays noted: found at the next start, it is ours.
    async fn count_first(&self, name: &str) -> Result<bool> {
        let first = InKeychain { launch_no: 1, device_id: self.new_id() };
        let device = first.device_id.clone();
        self.0.store.write("number the launches", move |tx| launch::propose(tx, &device)).await?;
        let kept = self.keep_launch(name, &first).await
            && self.known_launch(name).await.is_ok_and(|known| known.as_ref() == Some(&first));
        if kept {
            self.0.store.write("number the launches", move |tx| launch::count(tx, &first.device_id, 1)).await?;
        }
        Ok(kept)
    }

    async fn keep_launch(&self, name: &str, launch: &InKeychain) -> bool {
        let kept = self.0.ports.secrets.set(name, SecretString::from(launch.to_text())).await;
        if let Err(error) = &kept {
            tracing::warn!(%error, "a restored or copied database would not be noticed");
        }
        kept.is_ok()
    }

    /// Whether an older or copied state of the data would be noticed, and what is frozen because one was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rollback(&self) -> Result<RollbackView> {
        let watched = self.0.watched.get().copied();
        let frozen = self
            .0
            .store
            .read("read what is frozen", |connection| {
                let Some((why, since)) = launch::frozen(connection)? else { return Ok(None) };
                let why = match why {
                    Why::Behind => FrozenWhy::Behind,
                    Why::OtherDevice => FrozenWhy::OtherDevice,
                    Why::Restored => FrozenWhy::Restored,
                };
                Ok(Some(Frozen { why, since, items: launch::waiting(connection)? }))
            })
            .await?;
        Ok(RollbackView { watched, frozen })
    }

    /// Goes on with a state that was frozen: takes off what the person knows to be sent already, and sends the rest when
    /// its turn comes. From now on this copy is the one that counts; another one freezes at its next start.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] when nothing is frozen; [`CoreError::NotFound`] for an id that is not waiting: then nothing
    /// changed.
    pub async fn go_on(&self, args: GoOnArgs) -> Result<RollbackView> {
        let (now, id) = (self.now(), self.new_id());
        let database_id = self
            .0
            .store
            .write("go on with a restored state", move |tx| {
                if launch::frozen(tx)?.is_none() {
                    return Err(CoreError::NotNow("nothing is frozen"));
                }
                for id in &args.already_sent {
                    take_off(tx, id, now)?;
                }
                launch::thaw(tx)?;
                Ok(launch::of(tx, &id)?.0)
            })
            .await?;
        // Anew with a new device id: whatever copy the keychain knew is the one that is asked from now on.
        self.count_first(&entry(&database_id)).await?;
        self.wake_all();
        self.rollback().await
    }
}

/// Takes a waiting intent or plan off, because another copy has sent it.
fn take_off(tx: &Tx<'_>, id: &str, now: chrono::DateTime<chrono::Utc>) -> Result<()> {
    if let Some(intent) = intents::get(tx, id)?.filter(|intent| intent.state == IntentState::Pending) {
        intents::cancel_pending(tx, &intent.id, now)?;
        return Ok(());
    }
    let plan = plans::get(tx, id)?.ok_or(CoreError::NotFound("item"))?;
    let plan = crate::plans::take_back(tx, plan, now)?;
    if plan.state != PlanState::Planned {
        return Err(CoreError::NotFound("item"));
    }
    plans::apply(tx, &plan.id, Event::Drop, now).map(drop)
}
