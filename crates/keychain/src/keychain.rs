//! The operating system's keychain: Keychain Services, Credential Manager, or the Secret Service over an encrypted
//! session. Never the kernel's keyring (it forgets at a restart of the computer), never a file.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use keyring_core::{Entry, Error};
use secrecy::zeroize::Zeroize as _;
use secrecy::{ExposeSecret as _, SecretString};
use tikvod_core::ports::{SecretError, SecretStore};

use crate::own_thread::{OwnThread, Stuck};

/// Under this name the person finds our entries in the keychain's own window.
pub const SERVICE: &str = "com.tikvod.desktop";

/// How long a call may take before its caller is told that the keychain does not answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Patience {
    /// Reading: the window waits for it at start-up.
    pub read: Duration,
    /// Writing: the system may ask the person for a password first.
    pub write: Duration,
}

impl Default for Patience {
    /// 5 s and 60 s (reliability.md K10).
    fn default() -> Self {
        Self { read: Duration::from_secs(5), write: Duration::from_secs(60) }
    }
}

/// The keychain of the operating system.
pub struct Keychain {
    thread: OwnThread,
    service: &'static str,
    patience: Patience,
}

impl Keychain {
    /// Starts its thread; touches nothing yet.
    pub fn new() -> Self {
        Self::with_patience(Patience::default())
    }

    /// As [`Keychain::new`], with other waits than the product's.
    pub fn with_patience(patience: Patience) -> Self {
        Self { thread: OwnThread::new("keychain"), service: SERVICE, patience }
    }
}

impl Default for Keychain {
    fn default() -> Self {
        Self::new()
    }
}

impl SecretStore for Keychain {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        let (service, user) = (self.service, name.to_owned());
        Box::pin(async move { flat(self.thread.run(self.patience.read, move || get(service, &user)).await) })
    }

    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        let (service, user, undo) = (self.service, name.to_owned(), name.to_owned());
        Box::pin(async move {
            let late = move |stored: Result<(), SecretError>| {
                // The caller was told that the key is not kept; so it must not be there.
                if stored.is_ok() && delete(service, &undo).is_err() {
                    tracing::warn!("a key that was stored too late could not be taken back");
                }
            };
            flat(self.thread.run_or(self.patience.write, move || set(service, &user, &secret), late).await)
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        let (service, user) = (self.service, name.to_owned());
        Box::pin(async move { flat(self.thread.run(self.patience.write, move || delete(service, &user)).await) })
    }
}

fn flat<T>(result: Result<Result<T, SecretError>, Stuck>) -> Result<T, SecretError> {
    result.unwrap_or(Err(SecretError::Timeout))
}

fn get(service: &str, user: &str) -> Result<Option<SecretString>, SecretError> {
    match with_entry(service, user, Entry::get_secret) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(SecretString::from(text))),
            Err(not_text) => {
                not_text.into_bytes().zeroize();
                Err(SecretError::Unavailable("the entry is not text".to_owned()))
            }
        },
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(unavailable(&error)),
    }
}

fn set(service: &str, user: &str, secret: &SecretString) -> Result<(), SecretError> {
    with_entry(service, user, |entry| entry.set_password(secret.expose_secret())).map_err(|error| unavailable(&error))
}

fn delete(service: &str, user: &str) -> Result<(), SecretError> {
    match with_entry(service, user, Entry::delete_credential) {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(unavailable(&error)),
    }
}

/// Runs `call` on an entry. A connection that broke (the daemon was restarted) is made anew, once.
fn with_entry<T>(service: &str, user: &str, call: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
    let once = || {
        connect()?;
        unpanicked(|| Entry::new(service, user).and_then(|entry| call(&entry)))
    };
    match once() {
        Err(Error::PlatformFailure(error)) => {
            tracing::info!(%error, "the keychain failed; asking it once more over a new connection");
            drop(keyring_core::unset_default_store());
            once()
        }
        answer => answer,
    }
}

/// A library that panics over what a keychain answered has failed like one that says so. Its connection may be left
/// unusable, so it counts as broken.
fn unpanicked<T>(call: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    std::panic::catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|_| Err(Error::PlatformFailure("the keychain's library broke off".into())))
}

/// Sets up the platform's store if there is none. `keyring` tries that once a process and remembers a failure, so
/// after that the store is made here: "Try again" must work when a keychain was started in the meantime.
fn connect() -> Result<(), Error> {
    if keyring_core::get_default_store().is_some() {
        return Ok(());
    }
    if keyring::Entry::store_status().is_ok() && keyring_core::get_default_store().is_some() {
        return Ok(());
    }
    keyring_core::set_default_store(store()?);
    Ok(())
}

#[cfg(target_os = "linux")]
fn store() -> Result<Arc<keyring_core::CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// The stores of macOS and Windows need no connection that could have failed before.
#[cfg(not(target_os = "linux"))]
fn store() -> Result<Arc<keyring_core::CredentialStore>, Error> {
    Err(Error::NoDefaultStore)
}

/// The person reads this, so it names no object paths and no bytes.
fn unavailable(error: &Error) -> SecretError {
    let why = match error {
        Error::NoDefaultStore | Error::PlatformFailure(_) => "no keychain answers on this computer",
        Error::NoStorageAccess(_) => "it is locked",
        Error::Ambiguous(_) => "it holds more than one entry of ours",
        Error::TooLong(..) => "the key is too long for it",
        _ => "it refused",
    };
    tracing::warn!(error = %kind(error), "the keychain cannot be used");
    SecretError::Unavailable(why.to_owned())
}

/// For the log: what failed, never what was stored.
fn kind(error: &Error) -> String {
    match error {
        Error::PlatformFailure(source) | Error::NoStorageAccess(source) => source.to_string(),
        Error::BadEncoding(_) => "not text".to_owned(),
        Error::BadDataFormat(..) => "bad format".to_owned(),
        Error::Ambiguous(entries) => format!("{} entries match", entries.len()),
        other => other.to_string(),
    }
}
