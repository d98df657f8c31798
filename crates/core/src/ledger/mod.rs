//! The credit ledger (product.md Q9): what the app spent, compared with what TikVod says is left.
//!
//! Entries are written by the store in the transactions that learn of them; here is what compares and shows them.

pub(crate) mod export;

use std::io::Write as _;

use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::error::{CoreError, Result};
use crate::store::{accounts, ledger};
use crate::view::{Credits, LedgerQuery, LedgerView, SavedFile};

/// Questions in a row while credits move under the answer.
const TRIES: u32 = 3;
/// Most entries of an answer.
const MOST: u32 = 500;

impl Core {
    /// Looks at the balance once a minute for as long as the app runs, so that a difference is flagged within a minute,
    /// also when nothing renders: another program with the same account may spend. Without a window and without work
    /// nobody would see it.
    pub(crate) async fn run_ledger(&self) {
        loop {
            tokio::time::sleep(self.0.pace.balance).await;
            let Some(session) = self.session() else { continue };
            if self.0.pulse.get().key_refused {
                continue;
            }
            let fresh = self.balance_is_fresh(&session).await.unwrap_or(false);
            let silent = self.is_silent(&session).await.unwrap_or(false);
            if !fresh
                && !silent
                && let Err(error) = self.refresh_credits(Asker::Background).await
            {
                tracing::info!(%error, "a look at the balance failed");
            }
        }
    }

    /// Whether the balance was asked for within this minute by somebody else.
    async fn balance_is_fresh(&self, session: &Session) -> Result<bool> {
        let (id, now) = (session.account.id.clone(), self.now());
        let account = self.0.store.read("read the balance", move |connection| accounts::get(connection, &id)).await?;
        let age = account.and_then(|account| account.credits).map(|credits| now - credits.as_of);
        // A clock that was set back makes an age negative: then it is not fresh, whatever it says.
        Ok(age.and_then(|age| age.to_std().ok()).is_some_and(|age| age < self.0.pace.balance / 2))
    }

    /// Asks for the balance until it can be compared with the ledger, and keeps it.
    pub(crate) async fn look_at_balance(
        &self,
        asker: Asker,
        session: &Session,
        view: impl Fn(&tikvod_api::Credits) -> Credits,
    ) -> Result<Credits> {
        let account = &session.account.id;
        for attempt in 1.. {
            let id = account.clone();
            let mark = self.0.store.read("read the ledger", move |c| ledger::mark(c, &id)).await?;
            let credits = view(&self.ask(asker, session.client.credits()).await?.value);
            let (id, now, kept) = (account.clone(), self.now(), credits.clone());
            let compared = self
                .0
                .store
                .write("keep the balance", move |tx| {
                    accounts::set_credits(tx, &id, &kept)?;
                    ledger::check(tx, &id, kept.credits, mark, now)
                })
                .await?;
            if compared || attempt == TRIES {
                return Ok(credits);
            }
        }
        Err(CoreError::Internal("a loop without an end ended".into()))
    }

    /// The ledger of the account in use, and whether it agrees with TikVod's balance.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn ledger(&self, query: LedgerQuery) -> Result<LedgerView> {
        let account = self.account_id().await?;
        let limit = query.limit.unwrap_or(100).clamp(1, MOST);
        self.0
            .store
            .read("read the ledger", move |connection| {
                let mut entries = ledger::entries(connection, &account, query.before, limit + 1)?;
                let more = entries.len() > limit as usize;
                entries.truncate(limit as usize);
                let checked = ledger::checked(connection, &account)?;
                let drift = match &checked {
                    Some(checked) => ledger::drift(connection, &account, checked)?,
                    None => None,
                };
                Ok(LedgerView {
                    next: entries.last().map(|entry| entry.id).filter(|_| more),
                    entries,
                    expected: ledger::expected(connection, &account)?,
                    balance: checked.as_ref().map(|checked| checked.balance),
                    checked_at: checked.map(|checked| checked.at),
                    drift,
                })
            })
            .await
    }

    /// Takes note of the difference: it is entered, with its time, and the ledger agrees with the balance again.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] where there is no difference.
    pub async fn accept_drift(&self) -> Result<LedgerView> {
        let (account, now) = (self.account_id().await?, self.now());
        let entered =
            self.0.store.write("take note of a difference", move |tx| ledger::adjust(tx, &account, now)).await?;
        if !entered {
            return Err(CoreError::NotNow("the ledger and the balance agree"));
        }
        self.ledger(LedgerQuery::default()).await
    }

    /// The whole ledger as CSV (RFC 4180, UTF-8), oldest first; cells that a spreadsheet would run are made text.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn export_ledger(&self) -> Result<String> {
        let account = self.account_id().await?;
        self.0
            .store
            .read("read the ledger", move |connection| {
                let mut entries = ledger::entries(connection, &account, None, u32::MAX)?;
                entries.reverse();
                Ok(export::ledger(&entries))
            })
            .await
    }

    /// Writes the whole ledger as CSV into the download folder, under a name of its own, and returns that name.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the folder cannot be written.
    pub async fn save_ledger(&self) -> Result<SavedFile> {
        let text = self.export_ledger().await?;
        let folder = self.0.options.download_dir.clone();
        let stamp = self.now().format("%Y-%m-%d %H%M%S");
        let file_name = format!("TikVod ledger {stamp}.csv");
        let path = folder.join(&file_name);
        let write = move || -> std::io::Result<()> {
            std::fs::create_dir_all(folder)?;
            let mut file = std::fs::File::create_new(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        let done = tokio::task::spawn_blocking(write).await;
        done.map_err(|error| CoreError::Internal(error.to_string()))?.map_err(CoreError::io("save the ledger"))?;
        Ok(SavedFile { file_name })
    }
}
