//! The webhook inbox (product.md D12): a small door on loopback for a tunnel, closed until the person opens it.
//!
//! What comes in is a hint. It is stored before it is answered, and then TikVod is asked; only two things are taken from
//! a signed event itself, because no call of the API tells them: the intent that a video was made for, and that a post is
//! live (reliability.md N13, N14). Without the inbox the same states arrive by polling, a little later.

mod door;
mod event;
mod evidence;
mod hints;
mod receive;
#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use tokio::net::{TcpListener, TcpStream};
use url::Host;

pub(crate) use event::Event;

use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::store::inbox::{self, Choice};
use crate::view::{InboxOnArgs, InboxView};

/// Fewer bytes than these cannot be a secret.
const SHORTEST_SECRET: usize = 8;
/// More bytes than these are not taken: Windows keeps at most 1,280 UTF-16 units in one credential.
const LONGEST_SECRET: usize = 512;
/// How long the door may take to answer a knock of our own.
const KNOCK: Duration = Duration::from_millis(500);

/// Name of an account's webhook secret in the keychain.
fn entry(account_id: &str) -> String {
    format!("webhook-{account_id}")
}

impl Core {
    /// The inbox as it is.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn inbox(&self) -> Result<InboxView> {
        let account = self.account_id().await?;
        let of = account.clone();
        let (choice, (events, waiting, last_event_at)) = self
            .0
            .store
            .read("read the inbox", move |connection| Ok((inbox::choice(connection)?, inbox::count(connection, &of)?)))
            .await?;
        let chosen = choice.port != 0;
        let listening = chosen && answers(choice.port).await;
        Ok(InboxView {
            on: choice.on,
            listening,
            secret_kept: choice.account_id.as_ref() == Some(&account),
            address: chosen.then(|| format!("http://127.0.0.1:{}{}", choice.port, choice.path)),
            public_address: choice.tunnel.filter(|_| chosen).map(|host| format!("https://{host}{}", choice.path)),
            events,
            waiting,
            last_event_at,
        })
    }

    /// Switches the inbox on. Port and path are chosen the first time and then stay, because they are registered with
    /// TikVod and written into the tunnel. It opens with the program that sends.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] for a host that is none, or without a free port.
    pub async fn inbox_on(&self, args: InboxOnArgs) -> Result<InboxView> {
        let tunnel = args.tunnel.map(|host| tunnel_host(&host)).transpose()?;
        let (port, path) = (free_port().await?, self.new_path());
        self.choose(move |choice| {
            choice.on = true;
            if let Some(tunnel) = tunnel {
                choice.tunnel = tunnel;
            }
            match args.port {
                Some(wanted) => choice.port = wanted,
                None if choice.port == 0 => choice.port = port,
                None => {}
            }
            if choice.path.is_empty() {
                choice.path = path;
            }
        })
        .await?;
        self.inbox().await
    }

    /// Switches the inbox off. What was chosen stays for the next time, and so does the secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox_off(&self) -> Result<InboxView> {
        self.choose(|choice| choice.on = false).await?;
        self.inbox().await
    }

    /// Keeps the webhook secret of the account in use in the keychain, and nowhere else (reliability.md K14). Its bytes
    /// are the key of the signature, so they stay as they are, but for line ends around them.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] for what is no secret, [`CoreError::Keychain`], [`CoreError::NoAccount`].
    pub async fn inbox_secret(&self, secret: SecretString) -> Result<InboxView> {
        let account = self.account_id().await?;
        let bare = secret.expose_secret().trim_matches(['\r', '\n']);
        if !(SHORTEST_SECRET..=LONGEST_SECRET).contains(&bare.len()) || bare.chars().any(char::is_control) {
            return Err(CoreError::NotNow("that is no webhook secret: one line of 8 to 512 characters is"));
        }
        self.0.ports.secrets.set(&entry(&account), SecretString::from(bare)).await?;
        let before = self.0.store.read("read the inbox", inbox::choice).await?.account_id;
        if let Some(other) = before.filter(|before| *before != account) {
            self.0.ports.secrets.delete(&entry(&other)).await?;
        }
        self.choose(move |choice| {
            choice.account_id = Some(account);
            choice.secret_number = choice.secret_number.wrapping_add(1);
        })
        .await?;
        self.inbox().await
    }

    /// The account's key is forgotten, so its webhook secret is, too (reliability.md K13).
    pub(crate) async fn forget_inbox_secret(&self, account_id: &str) -> Result<()> {
        let choice = self.0.store.read("read the inbox", inbox::choice).await?;
        if choice.account_id.as_deref() != Some(account_id) {
            return Ok(());
        }
        self.0.ports.secrets.delete(&entry(account_id)).await?;
        self.choose(|choice| choice.account_id = None).await
    }

    async fn choose(&self, change: impl FnOnce(&mut Choice) + Send + 'static) -> Result<()> {
        let chosen = self.0.store.write("keep what was chosen for the inbox", move |tx| {
            let mut choice = inbox::choice(tx)?;
            change(&mut choice);
            inbox::choose(tx, &choice)
        });
        chosen.await?;
        self.0.inbox.notify_one();
        Ok(())
    }

    /// A path that nobody guesses.
    fn new_path(&self) -> String {
        let digest = Sha256::new().chain_update(self.new_id()).chain_update(self.new_id()).finalize();
        format!("/hook/{}", hex::encode(&digest[..16]))
    }
}

/// The host of a tunnel in lower case, `None` to have none.
fn tunnel_host(text: &str) -> Result<Option<String>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match Host::parse(text) {
        Ok(Host::Domain(name)) if name.contains('.') => Ok(Some(name.to_ascii_lowercase())),
        _ => Err(CoreError::NotNow("the tunnel is named by its host alone, such as abc.example.com")),
    }
}

async fn free_port() -> Result<u16> {
    let choose = || CoreError::io("choose a port for the inbox");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(choose())?;
    Ok(listener.local_addr().map_err(choose())?.port())
}

async fn answers(port: u16) -> bool {
    let knock = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
    tokio::time::timeout(KNOCK, knock).await.is_ok_and(|knock| knock.is_ok())
}
