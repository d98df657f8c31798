//! What the library below may do: refuse what is too long, panic, end too late.

use std::ffi::OsStr;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use tikvod_core::ports::SecretStore as _;
use tikvod_keychain::{Keychain, Patience};

use crate::alone;
use crate::calls::{Came, KEY, PATIENCE, all, beside, timed};
use crate::fake::{Fake, Fault, MOST_UNITS};

/// Runs the test `name` of this file where no other keychain can be found.
fn without_any_other(name: &str) {
    alone::run(&format!("library::{name}"), OsStr::new("unix:path=/nonexistent/bus"));
}

fn in_place(fake: &Fake) {
    keyring_core::set_default_store(Arc::new(fake.clone()));
}

#[test]
fn too_long_for_windows_is_refused_and_the_longest_key_is_kept() {
    if !alone::is_child() {
        return without_any_other("too_long_for_windows_is_refused_and_the_longest_key_is_kept");
    }
    let fake = Fake::default();
    in_place(&fake);
    beside(async {
        let keychain = Keychain::with_patience(PATIENCE);
        let long = "k".repeat(MOST_UNITS + 1);
        let came = timed(keychain.set("account", long.into()), |()| Came::Done).await;
        assert_eq!(came, Came::Unavailable("the key is too long for it".to_owned()));
        assert!(fake.kept.lock().expect("not broken").is_empty());
        // The longest that the client takes for a key, in bytes.
        let longest = format!("tv_live_{}", "k".repeat(504));
        assert_eq!(timed(keychain.set("account", longest.clone().into()), |()| Came::Done).await, Came::Done);
        assert_eq!(fake.kept.lock().expect("not broken").get("account"), Some(&longest.into_bytes()));
    });
}

#[test]
fn a_panic_costs_its_own_call_only() {
    if !alone::is_child() {
        return without_any_other("a_panic_costs_its_own_call_only");
    }
    let fake = Fake { fault: Arc::new(Fault::Panics.into()), ..Fake::default() };
    in_place(&fake);
    beside(async {
        let keychain = Keychain::with_patience(PATIENCE);
        let none = Came::Unavailable("no keychain answers on this computer".to_owned());
        assert_eq!(all(&keychain).await, [none.clone(), none.clone(), none], "and no other place is sought");
        let sound = Fake::default();
        in_place(&sound);
        assert_eq!(all(&keychain).await, [Came::Nothing, Came::Done, Came::Done], "the thread goes on");
    });
}

#[test]
fn a_key_that_was_stored_too_late_is_taken_back() {
    if !alone::is_child() {
        return without_any_other("a_key_that_was_stored_too_late_is_taken_back");
    }
    let (release, gate) = channel();
    let fake = Fake { fault: Arc::new(Fault::Waits(gate).into()), ..Fake::default() };
    in_place(&fake);
    beside(async {
        let keychain = Keychain::with_patience(Patience { write: Duration::from_millis(200), ..PATIENCE });
        assert_eq!(timed(keychain.set("account", KEY.into()), |()| Came::Done).await, Came::TimedOut);
        release.send(()).expect("it waits");
        let found = |secret: Option<_>| if secret.is_some() { Came::Found } else { Came::Nothing };
        let (came, began) = (timed(keychain.get("account"), found).await, Instant::now());
        assert_eq!(came, Came::Nothing, "the person was told that it is not kept");
        assert!(fake.kept.lock().expect("not broken").is_empty(), "{:?}", began.elapsed());
    });
}
