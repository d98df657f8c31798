//! A keychain that does not do what it should (reliability.md T15): the app goes on and says so, ends when it is told
//! to, and never keeps the key anywhere else.

use std::path::Path;
use std::time::{Duration, Instant};

use tikvod_core::view::{Code, KeyStorage, QueueState, SettingsPatch};
use tikvod_core::{Core, CoreError};
use tikvod_sandbox::Sandbox;

use crate::support::{Place, Trouble, created, queue, sandbox, state, until};

/// What the window may wait for at most, with room for a busy machine.
const AT_ONCE: Duration = Duration::from_secs(1);
/// What ending may take (reliability.md K10).
const END: Duration = Duration::from_secs(3);
/// Longer than any test: it hangs for good.
const FOR_EVER: Duration = Duration::from_secs(600);
/// The most that Windows keeps in one credential, in UTF-16 units.
const WINDOWS: usize = 1_280;

fn place_on(sandbox: &Sandbox) -> Place {
    let mut place = Place::new();
    place.base_url = Some(sandbox.base_url().to_owned());
    place
}

/// Files below a folder that hold a text.
fn files_with(folder: &Path, text: &str) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |path: &Path| match std::fs::read(path) {
        Ok(bytes) => usize::from(bytes.windows(text.len()).any(|window| window == text.as_bytes())),
        Err(_) => files_with(path, text),
    };
    entries.map(|entry| count(&entry.path())).sum()
}

async fn ends_in_time(core: &Core) {
    let began = Instant::now();
    core.shutdown().await;
    assert!(began.elapsed() <= END, "it took {:?} to end", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_a_key_lives_for_this_run_and_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    for (n, trouble) in [
        Trouble::Says("no keychain answers on this computer"),
        Trouble::Says("it is locked"),
        Trouble::Says("it holds more than one entry of ours"),
        Trouble::Says("it refused"),
        Trouble::Hangs(Duration::from_millis(200)),
        Trouble::Holds(10),
    ]
    .into_iter()
    .enumerate()
    {
        let place = place_on(&sandbox);
        place.keychain.is_in(trouble);
        let core = place.start().await;
        let status = core.enter_key(sandbox.live_key().into()).await.unwrap();
        assert_eq!(status.account.unwrap().storage, KeyStorage::ThisRun, "{trouble:?}: and the window says so");
        let idea = format!("without a keychain {n}");
        let item = queue(&core, &idea).await;
        until("it is sent all the same", || async {
            !matches!(state(&core, &item.id).await, Some(QueueState::Waiting | QueueState::Sending))
        })
        .await;
        assert_eq!(core.rollback().await.unwrap().watched, Some(false), "{trouble:?}: and that no rollback is noticed");
        ends_in_time(&core).await;
        drop(core);
        let data = place.data().join("data");
        assert_eq!(files_with(&data, sandbox.live_key()), 0, "{trouble:?}: the key is in a file");
        assert!(files_with(&data, &idea) > 0, "the control is found");
        assert!(place.keychain.secrets.lock().unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_hangs_holds_up_neither_the_window_nor_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    let place = place_on(&sandbox);
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.update_settings(SettingsPatch { paused: Some(true), ..Default::default() }).await.unwrap();
    let item = queue(&core, "waits for the keychain").await;
    core.shutdown().await;
    drop(core);

    place.keychain.is_in(Trouble::Hangs(FOR_EVER));
    let began = Instant::now();
    let core = place.start().await;
    core.update_settings(SettingsPatch { paused: Some(false), ..Default::default() }).await.unwrap();
    assert_eq!(state(&core, &item.id).await, Some(QueueState::Waiting), "what is here can be read");
    assert_eq!(core.status().await.unwrap().account_problem, None, "nothing is known yet");
    assert!(began.elapsed() < AT_ONCE, "the window waited for {:?}", began.elapsed());
    until("the keychain was asked", || async { place.keychain.calls.load(std::sync::atomic::Ordering::SeqCst) > 0 })
        .await;
    ends_in_time(&core).await;
    drop(core);
    assert_eq!(created(&sandbox).await.len(), 0, "without its key nothing is sent");

    place.keychain.is_in(Trouble::Hangs(Duration::from_millis(300)));
    let core = place.start().await;
    until("the window hears why", || async { core.status().await.unwrap().account_problem.is_some() }).await;
    assert_eq!(core.status().await.unwrap().account_problem.unwrap().code, Code::KeychainTimeout);
    place.keychain.is_in(Trouble::None);
    core.check_key().await.unwrap();
    until("it is sent", || async { created(&sandbox).await.len() == 1 }).await;
    ends_in_time(&core).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_of_a_locked_keychain_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    let place = place_on(&sandbox);
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    for trouble in [Trouble::Says("it is locked"), Trouble::Hangs(Duration::from_millis(200))] {
        place.keychain.is_in(trouble);
        let refused = core.sign_out().await.unwrap_err();
        assert!(matches!(refused, CoreError::Keychain(_)), "{refused}");
        assert!(core.status().await.unwrap().account.is_some(), "the key is still there, so the account is");
    }
    place.keychain.is_in(Trouble::None);
    assert_eq!(core.sign_out().await.unwrap().account, None);
    let kept = place.keychain.secrets.lock().unwrap().values().any(|secret| secret == sandbox.live_key());
    assert!(!kept, "and now it is forgotten");
    core.shutdown().await;
}

/// It is asked several times at a start. Whichever of them is the last that it answers, nothing is lost or sent twice,
/// and the next start does not take this one for a restored copy.
#[tokio::test(flavor = "multi_thread")]
async fn it_may_die_between_any_two_calls() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    for most in 0..6 {
        let place = place_on(&sandbox);
        let before = created(&sandbox).await.len();
        place.keychain.is_in(Trouble::DiesAfter(most));
        let core = place.start().await;
        core.enter_key(sandbox.live_key().into()).await.unwrap();
        queue(&core, &format!("after {most} calls")).await;
        until("it is sent", || async { created(&sandbox).await.len() > before }).await;
        ends_in_time(&core).await;
        drop(core);

        place.keychain.is_in(Trouble::None);
        let core = place.start().await;
        core.enter_key(sandbox.live_key().into()).await.unwrap();
        until("the launch is counted", || async { core.rollback().await.unwrap().watched.is_some() }).await;
        let rollback = core.rollback().await.unwrap();
        assert_eq!((rollback.watched, rollback.frozen), (Some(true), None), "after {most} calls");
        ends_in_time(&core).await;
        assert_eq!(created(&sandbox).await.len(), before + 1, "after {most} calls: once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_kept_fits_into_the_smallest_keychain() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path(), |_| ()).await;
    let place = place_on(&sandbox);
    place.keychain.is_in(Trouble::Holds(WINDOWS));
    let core = place.start().await;
    let status = core.enter_key(sandbox.live_key().into()).await.unwrap();
    assert_eq!(status.account.unwrap().storage, KeyStorage::Keychain);
    until("the launch is counted", || async { core.rollback().await.unwrap().watched == Some(true) }).await;
    assert_eq!(place.keychain.secrets.lock().unwrap().len(), 2, "the key and the count of launches");
    core.shutdown().await;
}
