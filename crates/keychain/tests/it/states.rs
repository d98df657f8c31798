//! The Secret Service in each bad state: every call ends in time with a reason, nothing else stands still meanwhile, the
//! program can end, and the key is in no file.

use std::time::{Duration, Instant};

use tikvod_core::ports::SecretStore as _;
use tikvod_keychain::Keychain;

use crate::alone;
use crate::calls::{self, Came, PATIENCE, all, beside, each};
use crate::secret_service::{Bus, How};

/// Runs the test `name` of this file against a service in a state.
fn against(name: &str, how: How) {
    let bus = Bus::start();
    drop(bus.serve(how));
    alone::run(&format!("states::{name}"), &bus.address());
}

fn unavailable(why: &str) -> Came {
    Came::Unavailable(why.to_owned())
}

#[test]
fn absent() {
    if !alone::is_child() {
        return alone::run("states::absent", &Bus::start().address());
    }
    let why = unavailable("no keychain answers on this computer");
    assert_eq!(each(), [why.clone(), why.clone(), why]);
}

#[test]
fn hung() {
    if !alone::is_child() {
        return against("hung", How::Hung);
    }
    assert_eq!(each(), [Came::TimedOut, Came::TimedOut, Came::TimedOut]);
    // This process must end although the call still hangs: its parent waits for that.
}

#[test]
fn locked_and_its_window_is_closed() {
    if !alone::is_child() {
        return against("locked_and_its_window_is_closed", How::Dismissed);
    }
    let why = unavailable("it is locked");
    assert_eq!(each(), [why.clone(), why.clone(), why]);
}

#[test]
fn locked_and_nobody_looks_at_its_window() {
    if !alone::is_child() {
        return against("locked_and_nobody_looks_at_its_window", How::Unattended);
    }
    assert_eq!(each(), [Came::TimedOut, Came::TimedOut, Came::TimedOut]);
}

#[test]
fn denied() {
    if !alone::is_child() {
        return against("denied", How::Denied);
    }
    for came in each() {
        assert!(matches!(came, Came::Unavailable(_)), "{came:?}");
    }
}

#[test]
fn ambiguous() {
    if !alone::is_child() {
        return against("ambiguous", How::Ambiguous);
    }
    let why = unavailable("it holds more than one entry of ours");
    assert_eq!(each(), [why.clone(), why.clone(), why]);
}

#[test]
fn empty_and_locked_for_writing() {
    if !alone::is_child() {
        return against("empty_and_locked_for_writing", How::Empty);
    }
    // Unlocking the collection asks by a window that nobody answers.
    beside(async {
        let keychain = Keychain::with_patience(PATIENCE);
        let read =
            calls::timed(keychain.get("account"), |found| if found.is_some() { Came::Found } else { Came::Nothing });
        assert_eq!(read.await, Came::Nothing);
        assert_eq!(
            calls::timed(keychain.delete("account"), |()| Came::Done).await,
            Came::Done,
            "nothing to forget is fine"
        );
        assert_eq!(all(&keychain).await, [Came::Nothing, Came::TimedOut, Came::TimedOut], "one call at a time");
    });
}

#[test]
fn it_dies_in_the_middle_and_comes_back() {
    if !alone::is_child() {
        let bus = &Bus::start();
        let died = bus.serve(How::Dies);
        std::thread::scope(|scope| {
            let again = scope.spawn(move || {
                died.recv_timeout(Duration::from_secs(20)).expect("it was asked");
                // Seen as absent for a moment.
                std::thread::sleep(Duration::from_millis(500));
                bus.serve(How::Empty)
            });
            alone::run("states::it_dies_in_the_middle_and_comes_back", &bus.address());
            drop(again.join().expect("the second service"));
        });
        return;
    }
    beside(async {
        let keychain = Keychain::with_patience(PATIENCE);
        let (began, mut failed) = (Instant::now(), 0);
        let well = |found: Option<_>| if found.is_some() { Came::Found } else { Came::Nothing };
        while calls::timed(keychain.get("account"), well).await != Came::Nothing {
            failed += 1;
            assert!(began.elapsed() < Duration::from_secs(15), "it is back and not asked");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(failed > 0, "its death was noticed");
    });
}
