//! What the command line asks of the core: an account for one run, one look, the whole history.

use tikvod_core::view::{Code, IdArgs, KeyStorage, PreviewArgs};

use crate::support::{Place, sandbox};

#[tokio::test(flavor = "multi_thread")]
async fn a_key_for_one_run_leaves_the_account_in_use_and_the_keychain_alone() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.try_open().await.unwrap();
    core.use_key(sandbox.live_key().into()).await.unwrap();
    assert!(place.keychain.secrets.lock().unwrap().is_empty(), "it is not kept");
    let first = core.status().await.unwrap().account.unwrap();
    assert_eq!(first.storage, KeyStorage::ThisRun);
    core.shutdown().await;
    drop(core);

    let core = place.try_open().await.unwrap();
    assert!(core.status().await.unwrap().account.is_none(), "the window still begins with its welcome");
    assert_eq!(core.open_account().await.unwrap_err().view().code, Code::NoAccount);
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let kept = core.status().await.unwrap().account.unwrap();
    assert_eq!((kept.id.as_str(), kept.storage), (first.id.as_str(), KeyStorage::Keychain), "the same account");
    core.shutdown().await;
    drop(core);

    // Known by its hint, the account opens without a request: the sandbox is gone meanwhile.
    let key = sandbox.live_key().to_owned();
    sandbox.shutdown().await;
    let core = place.try_open().await.unwrap();
    core.use_key(key.into()).await.unwrap();
    assert_eq!(core.status().await.unwrap().account.unwrap().storage, KeyStorage::ThisRun);
    assert_eq!(core.look_now().await.unwrap_err().view().code, Code::Offline);
    core.shutdown().await;
    drop(core);
    let core = place.try_open().await.unwrap();
    core.open_account().await.unwrap();
    assert_eq!(core.status().await.unwrap().account.unwrap().storage, KeyStorage::Keychain, "it is found as before");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_video_and_script_by_hand() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |options| options.seed_videos = 250).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.try_open().await.unwrap();
    core.use_key(sandbox.live_key().into()).await.unwrap();
    let mut told = Vec::new();
    assert_eq!(core.sync_history(|known| told.push(known)).await.unwrap(), 250);
    assert_eq!(told.last(), Some(&250));
    let unknown = core.video_now(IdArgs { id: "vid_000000000000".into() }).await.unwrap_err();
    assert_eq!(unknown.view().code, Code::NotFound);
    let args =
        PreviewArgs { draft_id: String::new(), idea: "cats and boxes".into(), style: "Quiz".into(), duration: 20 };
    assert_eq!(core.write_script(args).await.unwrap().number, 0);
    assert!(core.open_draft().await.unwrap().takes.is_empty(), "no draft keeps it");
    core.shutdown().await;
}
