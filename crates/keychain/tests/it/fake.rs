//! A store in memory below the keychain, with the limits and faults of other systems' stores.

use std::any::Any;
use std::collections::HashMap;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};

use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};
use keyring_core::{Entry, Error, Result};

/// The most that Windows keeps in one credential, in UTF-16 units (2,560 bytes).
pub(crate) const MOST_UNITS: usize = 1_280;

/// What a store does when it is asked.
#[derive(Default)]
pub(crate) enum Fault {
    #[default]
    None,
    /// As a library does over an answer that it did not expect.
    Panics,
    /// Writing waits for this.
    Waits(Receiver<()>),
}

/// The store; its entries outlive it.
#[derive(Clone, Default)]
pub(crate) struct Fake {
    pub(crate) kept: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    pub(crate) fault: Arc<Mutex<Fault>>,
}

impl std::fmt::Debug for Fake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fake")
    }
}

#[derive(Debug)]
struct One {
    store: Fake,
    user: String,
}

impl CredentialStoreApi for Fake {
    fn vendor(&self) -> String {
        "a test".to_owned()
    }

    fn id(&self) -> String {
        "fake".to_owned()
    }

    fn build(&self, _service: &str, user: &str, _modifiers: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let one: Arc<Credential> = Arc::new(One { store: self.clone(), user: user.to_owned() });
        Ok(Entry::new_with_credential(one))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialApi for One {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        match &*self.store.fault.lock().expect("not broken") {
            Fault::None => {}
            Fault::Panics => panic!("as a library does"),
            Fault::Waits(gate) => drop(gate.recv()),
        }
        if String::from_utf8_lossy(secret).encode_utf16().count() > MOST_UNITS {
            return Err(Error::TooLong("password".to_owned(), MOST_UNITS as u32 * 2));
        }
        self.store.kept.lock().expect("not broken").insert(self.user.clone(), secret.to_vec());
        Ok(())
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        assert!(!matches!(&*self.store.fault.lock().expect("not broken"), Fault::Panics), "as a library does");
        self.store.kept.lock().expect("not broken").get(&self.user).cloned().ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        self.store.kept.lock().expect("not broken").remove(&self.user).map(drop).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
