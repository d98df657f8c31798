//! The real keychain where there is none, and where it hangs. With a real Secret Service it is tested end to end.
//!
//! Which bus is used is the environment's matter, and that can only be set for a new process: so each test runs this
//! binary again, for itself alone, with another bus.
#![cfg(target_os = "linux")]

use std::process::Command;
use std::time::{Duration, Instant};

use tikvod_core::ports::{SecretError, SecretStore as _};
use tikvod_keychain::Keychain;

const CHILD: &str = "TIKVOD_TEST_CHILD";

/// Runs the test `name` in a process of its own with `bus` as its session bus; true in that process.
fn alone(name: &str, bus: &str) -> bool {
    if std::env::var_os(CHILD).is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", name, "--test-threads=1"])
        .env(CHILD, "1")
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .env_remove("XDG_RUNTIME_DIR")
        .env_remove("DISPLAY")
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "the test ran in the child: {said}");
    false
}

fn ask<T>(call: impl Future<Output = T>) -> (T, Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let began = Instant::now();
    let answer = runtime.block_on(call);
    (answer, began.elapsed())
}

#[test]
fn without_a_bus_it_is_unavailable_at_once_and_asked_anew_each_time() {
    if !alone(
        "keychain::without_a_bus_it_is_unavailable_at_once_and_asked_anew_each_time",
        "unix:path=/nonexistent/bus",
    ) {
        return;
    }
    let keychain = Keychain::new();
    for _ in 0..2 {
        let (answer, took) = ask(keychain.get("account"));
        assert!(matches!(answer, Err(SecretError::Unavailable(_))), "{:?}", answer.map(drop));
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
    let (stored, took) = ask(keychain.set("account", "tv_test_x".into()));
    assert!(matches!(stored, Err(SecretError::Unavailable(_))), "{stored:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_bus_that_never_answers_ends_in_a_time_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("bus");
    // Bound, never accepted from: connecting works, and no byte ever comes back.
    let _mute = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let bus = format!("unix:path={}", socket.display());
    if !alone("keychain::a_bus_that_never_answers_ends_in_a_time_out", &bus) {
        return;
    }
    let keychain = Keychain::new();
    let (answer, took) = ask(keychain.get("account"));
    assert!(matches!(answer, Err(SecretError::Timeout)), "{:?}", answer.map(drop));
    assert!(took < Duration::from_secs(6), "{took:?}");
}
