//! Keys: checked, kept in the keychain, never anywhere else.

use std::sync::atomic::Ordering;

use secrecy::SecretString;
use serde_json::json;
use tikvod_core::view::{Code, Connection, HeldReason, KeyStorage, QueueState};

use crate::support::{Place, control, created, fault, item, queue, sandbox, state, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_checked_kept_in_the_keychain_and_found_again() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;

    for (text, code) in [("hello", Code::KeyMalformed), ("tv_live_0123456789abcdef0123456789abcdef", Code::KeyRejected)]
    {
        let error = core.enter_key(SecretString::from(text)).await.unwrap_err();
        assert_eq!(error.view().code, code, "{text}");
    }
    assert!(place.keychain.secrets.lock().unwrap().is_empty(), "a key that is not known is not kept");
    assert!(core.status().await.unwrap().account.is_none());

    let status = core.enter_key(sandbox.live_key().into()).await.unwrap();
    let account = status.account.unwrap();
    assert_eq!(account.storage, KeyStorage::Keychain);
    assert!(sandbox.live_key().ends_with(&account.key_hint[account.key_hint.len() - 4..]));
    assert_eq!(status.credits.unwrap().credits, 24);
    core.shutdown().await;
    drop(core);

    let core = place.start().await;
    until("the account is open", || async { core.status().await.unwrap().connection == Connection::Online }).await;
    assert_eq!(core.status().await.unwrap().account.unwrap().id, account.id, "the same account");

    // The same key again is the same account; signing out forgets it.
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    assert_eq!(core.status().await.unwrap().account.unwrap().id, account.id);
    core.sign_out().await.unwrap();
    assert!(!place.keychain.secrets.lock().unwrap().values().any(|secret| secret.starts_with("tv_")), "no key stays");
    assert!(core.status().await.unwrap().account.is_none());
    core.shutdown().await;
    drop(core);

    let data = std::fs::read_dir(place.data().join("data")).unwrap();
    let key = sandbox.live_key().as_bytes();
    let holds = |bytes: &[u8]| bytes.windows(key.len()).any(|window| window == key);
    assert!(holds(&[b"x", key].concat()), "the search finds a planted key");
    for file in data {
        let path = file.unwrap().path();
        if path.is_file() {
            assert!(!holds(&std::fs::read(&path).unwrap()), "the key stands in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_key_lives_for_this_run_and_that_is_said() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    place.keychain.missing.store(true, Ordering::SeqCst);
    let core = place.start().await;
    let status = core.enter_key(sandbox.live_key().into()).await.unwrap();
    assert_eq!(status.account.unwrap().storage, KeyStorage::ThisRun);
    core.shutdown().await;
    drop(core);

    let core = place.start().await;
    until("the problem is said", || async { core.status().await.unwrap().account_problem.is_some() }).await;
    assert_eq!(core.status().await.unwrap().account_problem.unwrap().code, Code::KeychainUnavailable);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_from_the_keychain_never_follows_another_address() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.shutdown().await;
    drop(core);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    place.base_url = Some(format!("http://{}/v1", listener.local_addr().unwrap()));
    let core = place.start().await;
    assert!(core.status().await.unwrap().account.is_none(), "the welcome is shown");
    let nobody = tokio::time::timeout(std::time::Duration::from_millis(500), listener.accept()).await;
    assert!(nobody.is_err(), "nothing was sent to the other address");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn items_of_another_account_are_not_sent() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let pause = |paused| tikvod_core::view::SettingsPatch { paused: Some(paused), ..Default::default() };
    core.update_settings(pause(true)).await.unwrap();
    let live = queue(&core, "made for the live account").await;
    core.enter_key(sandbox.test_key().into()).await.unwrap();
    core.update_settings(pause(false)).await.unwrap();
    let test = queue(&core, "made for the test account").await;
    until("the test job is done", || async { state(&core, &test.id).await == Some(QueueState::Completed) }).await;
    assert_eq!(state(&core, &live.id).await, None, "it waits with its own account");
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    assert!(state(&core, &live.id).await.is_some());
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_refused_in_the_background_stops_all_sending_and_says_so() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    core.shutdown().await;
    drop(core);

    // Only reads meet it: what is queued afterwards must not find out with a request that could cost.
    let refusal =
        json!({"type": "answer", "status": 401, "code": "invalid_api_key", "message": "The key was revoked."});
    fault(&sandbox, json!({"method": "GET", "path": "/v1/", "action": refusal})).await;
    let core = place.start().await;
    let problem = || async { core.status().await.unwrap().account_problem };
    until("the person is told", || async { problem().await.is_some_and(|p| p.code == Code::KeyRejected) }).await;
    let first = queue(&core, "first").await;
    let second = queue(&core, "second").await;
    for _ in 0..3 {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert!(created(&sandbox).await.is_empty(), "nothing is sent");
    }
    for id in [&first.id, &second.id] {
        assert_eq!(item(&core, id).await.held, Some(HeldReason::Key), "the row waits, and says for what");
    }
    assert_eq!(problem().await.map(|p| p.code), Some(Code::KeyRejected), "and it is still said");

    control(&sandbox, "DELETE", "/_sandbox/faults", None).await;
    core.check_key().await.unwrap();
    until("both are sent", || async { created(&sandbox).await.len() == 2 }).await;
    assert!(problem().await.is_none());
    core.shutdown().await;
}
