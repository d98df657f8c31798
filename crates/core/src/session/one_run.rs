//! Opening an account without a window: with a key of the environment, or with the one in the keychain.

use secrecy::SecretString;
use tikvod_api::{ApiKey, KeyKind};

use super::{credits_view, hint};
use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::ports::SecretError;
use crate::store::accounts::{self, Account};
use crate::view::{AccountKind, KeyStorage};

impl Core {
    /// Opens the account of a key for this run only: it goes neither into the keychain nor into the database, and the
    /// account that the window uses stays the one in use. With the base URL of the environment it counts as entered
    /// together (reliability.md N16).
    ///
    /// A key whose kind, address and last four characters are known opens its account without asking TikVod, so that
    /// what is on this computer can be read offline. Any other is checked first.
    ///
    /// # Errors
    /// [`CoreError::KeyMalformed`], [`CoreError::KeyRejected`], no connection.
    pub async fn use_key(&self, secret: SecretString) -> Result<()> {
        let key = ApiKey::parse(secret).map_err(|_| CoreError::KeyMalformed)?;
        let base_url = self.base_url()?;
        let kind = if key.kind() == KeyKind::Live { AccountKind::Live } else { AccountKind::Test };
        let (address, shown) = (base_url.to_string(), hint(&key));
        let (of, with) = (address.clone(), shown.clone());
        let known = self.0.store.read("read the accounts", move |c| accounts::of_key(c, kind, &of, &with)).await?;
        if let Some(account) = known {
            return self.enter(Account { storage: KeyStorage::ThisRun, ..account }, key);
        }
        let copy = ApiKey::parse(SecretString::from(key.expose())).map_err(|_| CoreError::KeyMalformed)?;
        let opened = self.client(base_url.clone(), copy)?;
        let credits = self.check(&opened).await?;
        let account = Account {
            id: self.same_account(&opened, kind, &base_url).await?.unwrap_or_else(|| self.new_id()),
            kind,
            base_url: address,
            key_hint: shown,
            storage: KeyStorage::ThisRun,
            created_at: self.now(),
            credits: Some(credits_view(&credits, self.now())),
        };
        // Decided within the transaction: many processes that meet the key for the first time make one account.
        let account = self.0.store.write("note the account", move |tx| accounts::note(tx, account)).await?;
        self.enter(Account { storage: KeyStorage::ThisRun, ..account }, key)
    }

    /// Opens the account in use with its key from the keychain. No network. Fine if an account is open already.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], also when the account belongs to another address than the environment names;
    /// [`CoreError::Keychain`], [`CoreError::Sandbox`].
    pub async fn open_account(&self) -> Result<()> {
        if self.session().is_some() {
            return Ok(());
        }
        let account = self.0.store.read("read the account", accounts::active).await?;
        let account = account.filter(|account| self.fits_here(account)).ok_or(CoreError::NoAccount)?;
        if account.kind == AccountKind::Sandbox {
            return self.choose_sandbox().await.map(drop);
        }
        self.enter_from_keychain(account).await
    }

    pub(super) async fn enter_from_keychain(&self, account: Account) -> Result<()> {
        let secret = self.0.ports.secrets.get(&account.id).await?.ok_or_else(|| {
            CoreError::Keychain(SecretError::Unavailable("it does not hold the key of this account".into()))
        })?;
        let key = ApiKey::parse(secret).map_err(|_| CoreError::KeyMalformed)?;
        self.enter(account, key)
    }
}
