//! An older or copied state of the data sends nothing by itself; backups hold no secret.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;
use tikvod_core::ports::{SystemClock, SystemRandomness};
use tikvod_core::view::{Code, FrozenKind, FrozenWhy, GoOnArgs, HeldReason, QueueState, RollbackView, SettingsPatch};
use tikvod_core::{Core, inspect_backup, restore};
use tikvod_sandbox::Sandbox;

use crate::support::{Place, control, queue, sandbox, state, until};

async fn posted(sandbox: &Sandbox) -> usize {
    let ledger = control(sandbox, "GET", "/_sandbox/ledger", None).await;
    let requests = ledger["data"].as_array().or_else(|| ledger.as_array()).expect("the ledger lists requests");
    requests.iter().filter(|request| request["path"] == "/v1/videos" && request["method"] == "POST").count()
}

async fn pause(core: &Core, paused: bool) {
    core.update_settings(SettingsPatch { paused: Some(paused), ..Default::default() }).await.unwrap();
}

async fn on(sandbox: &Sandbox, place: &mut Place) -> Core {
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    until("the launch is counted", || async { core.rollback().await.unwrap().watched.is_some() }).await;
    core
}

fn database(place: &Place) -> PathBuf {
    place.data().join("data/tikvod.sqlite3")
}

/// The database as a snapshot of the disk would hold it.
fn snapshot(place: &Place, to: &Path) {
    let connection = rusqlite::Connection::open(database(place)).unwrap();
    connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]).unwrap();
}

fn bring_back(place: &Place, from: &Path) {
    for suffix in ["-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{suffix}", database(place).display())));
    }
    std::fs::copy(from, database(place)).unwrap();
}

async fn frozen(core: &Core) -> RollbackView {
    until("it is frozen", || async { core.rollback().await.unwrap().frozen.is_some() }).await;
    core.rollback().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_came_back_sends_nothing_until_the_person_decides() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = on(&sandbox, &mut place).await;
    pause(&core, true).await;
    let sent_later = queue(&core, "sent after the snapshot").await;
    let never = queue(&core, "never sent").await;
    let old = place.data().join("snapshot.sqlite3");
    snapshot(&place, &old);
    core.cancel_item(tikvod_core::view::IdArgs { id: never.id.clone() }).await.unwrap();
    pause(&core, false).await;
    until("it was sent", || async { posted(&sandbox).await == 1 }).await;
    until("it is at TikVod", || async { state(&core, &sent_later.id).await == Some(QueueState::Completed) }).await;
    core.shutdown().await;
    drop(core);

    // Starts after the snapshot are what tells the two apart.
    let core = place.start().await;
    until("the launch is counted", || async { core.rollback().await.unwrap().watched == Some(true) }).await;
    core.shutdown().await;
    drop(core);
    bring_back(&place, &old);

    let core = place.start().await;
    let view = frozen(&core).await.frozen.unwrap();
    assert_eq!(view.why, FrozenWhy::Behind);
    let ids: Vec<_> = view.items.iter().map(|item| (item.kind, item.id.as_str())).collect();
    assert_eq!(ids, [(FrozenKind::Video, sent_later.id.as_str()), (FrozenKind::Video, never.id.as_str())]);
    pause(&core, false).await;
    until("it is held", || async {
        let item = core.queue().await.unwrap().items.into_iter().find(|item| item.id == never.id).unwrap();
        item.held == Some(HeldReason::Frozen)
    })
    .await;
    until("the video that was made is found", || async {
        let items = core.rollback().await.unwrap().frozen.unwrap().items;
        items.iter().any(|item| item.id == sent_later.id && item.seen_there.is_some())
    })
    .await;
    core.shutdown().await;
    drop(core);

    // Another start changes nothing: it stays frozen.
    let core = place.start().await;
    assert_eq!(frozen(&core).await.frozen.unwrap().items.len(), 2);
    assert_eq!(posted(&sandbox).await, 1, "nothing was sent by itself");
    let junk = GoOnArgs { already_sent: vec!["nothing of the kind".into()] };
    assert_eq!(core.go_on(junk).await.unwrap_err().view().code, Code::NotFound);
    assert!(core.rollback().await.unwrap().frozen.is_some(), "a wrong id changes nothing");
    let after = core.go_on(GoOnArgs { already_sent: vec![sent_later.id.clone()] }).await.unwrap();
    assert_eq!((after.frozen, after.watched), (None, Some(true)));
    until("the other one is sent", || async { posted(&sandbox).await == 2 }).await;
    assert_eq!(state(&core, &sent_later.id).await, Some(QueueState::Cancelled));
    assert_eq!(core.go_on(GoOnArgs::default()).await.unwrap_err().view().code, Code::NotNow);
    core.shutdown().await;
    drop(core);
    let core = place.start().await;
    until("the launch is counted", || async { core.rollback().await.unwrap().watched.is_some() }).await;
    assert_eq!(core.rollback().await.unwrap().frozen, None, "asked once");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_copied_to_another_computer_freezes_there() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = on(&sandbox, &mut place).await;
    pause(&core, true).await;
    queue(&core, "waits here").await;
    core.shutdown().await;
    drop(core);

    let mut other = Place::new();
    std::fs::create_dir_all(other.data().join("data")).unwrap();
    snapshot(&place, &database(&other));
    other.base_url = Some(sandbox.base_url().to_owned());
    // Its keychain is its own: the key has to be entered there.
    let core = other.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    pause(&core, false).await;
    let view = frozen(&core).await;
    assert_eq!((view.frozen.as_ref().unwrap().why, view.frozen.unwrap().items.len()), (FrozenWhy::OtherDevice, 1));
    core.shutdown().await;
    assert_eq!(posted(&sandbox).await, 0);
    // The first one is not disturbed.
    let core = place.start().await;
    until("the launch is counted", || async { core.rollback().await.unwrap().watched == Some(true) }).await;
    assert_eq!(core.rollback().await.unwrap().frozen, None);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_nothing_is_noticed_and_that_is_said() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.keychain.missing.store(true, std::sync::atomic::Ordering::SeqCst);
    let core = on(&sandbox, &mut place).await;
    assert_eq!(core.rollback().await.unwrap(), RollbackView { watched: Some(false), frozen: None });
    queue(&core, "is sent all the same").await;
    until("it was sent", || async { posted(&sandbox).await == 1 }).await;
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_everything_but_secrets_and_a_restored_copy_waits_for_the_person() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    let core = on(&sandbox, &mut place).await;
    let done = queue(&core, "made before the backup").await;
    until("it is done", || async { state(&core, &done.id).await == Some(QueueState::Completed) }).await;
    pause(&core, true).await;
    let waiting = queue(&core, "waits in both copies").await;
    let file = place.data().join("tikvod.backup");
    let info = core.backup(&file).await.unwrap();
    assert_eq!(inspect_backup(&file).unwrap(), info);
    assert_eq!(core.backup(&file).await.unwrap_err().view().code, Code::NotNow, "never over another file");
    let bytes = std::fs::read(&file).unwrap();
    let key = sandbox.live_key().as_bytes();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"waits in both copies"), "the search finds what is there");
    assert!(!holds(key) && !holds(&key[8..24]), "no key, not even a part of it");
    let left: Vec<_> = std::fs::read_dir(place.data()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "nothing is left over: {left:?}");

    // The same folder is in use: nothing is put over a running app.
    let data = place.data().join("data");
    let busy = restore(&file, &data, &SystemClock, &SystemRandomness).unwrap_err();
    assert_eq!(busy.view().code, Code::AlreadyRunning);
    pause(&core, false).await;
    until("the first copy sent it", || async { posted(&sandbox).await == 2 }).await;
    core.shutdown().await;
    drop(core);

    restore(&file, &data, &SystemClock, &SystemRandomness).unwrap();
    let kept = std::fs::read_dir(&data)
        .unwrap()
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("before-restore-"));
    assert!(kept.expect("what was there is kept").path().join("tikvod.sqlite3").exists());
    let core = place.start().await;
    pause(&core, false).await;
    let view = frozen(&core).await.frozen.unwrap();
    assert_eq!((view.why, view.items.len(), view.items[0].id.as_str()), (FrozenWhy::Restored, 1, waiting.id.as_str()));
    assert!(core.queue().await.unwrap().items.iter().any(|item| item.id == done.id), "what was done is there");
    assert_eq!(posted(&sandbox).await, 2, "the restored copy sends nothing by itself");
    core.go_on(GoOnArgs { already_sent: vec![waiting.id.clone()] }).await.unwrap();
    assert_eq!(state(&core, &waiting.id).await, Some(QueueState::Cancelled));
    core.shutdown().await;
    assert_eq!(posted(&sandbox).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_or_foreign_or_newer_backup_changes_nothing() {
    let place = Place::new();
    let core = place.start().await;
    core.choose_sandbox().await.unwrap();
    let file = place.data().join("good.backup");
    core.backup(&file).await.unwrap();
    core.shutdown().await;
    drop(core);
    let good = std::fs::read(&file).unwrap();
    let before = std::fs::read(database(&place)).unwrap();
    let flipped = {
        let mut bytes = good.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        bytes
    };
    let newer = [b"TIKVOD-BACKUP 2\n".as_slice(), &good[16..]].concat();
    let foreign = {
        let bytes = b"not a database".to_vec();
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&bytes);
        let sha256 = digest.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        });
        let manifest = json!({"format": 1, "appVersion": "0", "schema": 1, "madeAt": "2026-06-16T12:00:00Z",
            "bytes": bytes.len(), "sha256": sha256});
        [format!("TIKVOD-BACKUP 1\n{manifest}\n").into_bytes(), bytes].concat()
    };
    for (name, bytes, code) in [
        ("a bit turned over", flipped, Code::InvalidInput),
        ("cut short", good[..good.len() - 100].to_vec(), Code::InvalidInput),
        ("something after it", [good.as_slice(), b"x"].concat(), Code::InvalidInput),
        ("a picture", vec![0x89; 5_000], Code::InvalidInput),
        ("empty", Vec::new(), Code::InvalidInput),
        ("no database within", foreign, Code::InvalidInput),
        ("of a newer app", newer, Code::DatabaseNewer),
    ] {
        let bad = place.data().join("bad.backup");
        std::fs::write(&bad, bytes).unwrap();
        let error = restore(&bad, &place.data().join("data"), &SystemClock, &SystemRandomness).unwrap_err();
        assert_eq!(error.view().code, code, "{name}: {error}");
        assert_eq!(std::fs::read(database(&place)).unwrap(), before, "{name}");
    }
    let names: Vec<_> = std::fs::read_dir(place.data().join("data")).unwrap().flatten().collect();
    assert!(!names.iter().any(|entry| entry.path().extension().is_some_and(|e| e == "part")), "{names:?}");
    let empty = place.data().join("another");
    restore(&file, &empty, &SystemClock, &SystemRandomness).expect("and the good one goes into a new folder");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_from_before_the_first_launch_was_counted_is_noticed_too() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    // Queued by a program that sends nothing, on a database that was never sent from.
    let line = place.beside().await;
    line.use_key(sandbox.live_key().into()).await.unwrap();
    let item = queue(&line, "queued before anything was ever sent").await;
    let old = place.data().join("snapshot.sqlite3");
    snapshot(&place, &old);
    line.shutdown().await;
    drop(line);

    let core = on(&sandbox, &mut place).await;
    until("it is at TikVod", || async { state(&core, &item.id).await == Some(QueueState::Completed) }).await;
    core.shutdown().await;
    drop(core);

    bring_back(&place, &old);
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    assert_eq!(frozen(&core).await.frozen.unwrap().why, FrozenWhy::Behind);
    assert_eq!(posted(&sandbox).await, 1, "not paid a second time");
    core.shutdown().await;
}
