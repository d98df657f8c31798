//! Starting: one clear sentence for each way in which it can fail, nothing lost, no panic.

use tikvod_core::view::Code;

use crate::support::{Place, queue, state};

#[tokio::test]
async fn a_second_start_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let place = Place::new();
    let first = place.try_open().await.unwrap();
    let second = place.try_open().await.err().expect("refused");
    assert_eq!(second.view().code, Code::AlreadyRunning);
    drop(first);
    place.try_open().await.expect("the lock is gone with its holder");
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let place = Place::new();
    drop(place.try_open().await.unwrap());
    let path = place.data().join("data/tikvod.sqlite3");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = place.try_open().await.err().expect("refused");
    assert_eq!(error.view().code, Code::DatabaseNewer);
    assert!(path.exists());
}

#[tokio::test]
async fn a_damaged_database_is_kept_and_said() {
    let place = Place::new();
    let folder = place.data().join("data");
    std::fs::create_dir_all(&folder).unwrap();
    let junk = vec![b'x'; 8_192];
    std::fs::write(folder.join("tikvod.sqlite3"), &junk).unwrap();
    let error = place.try_open().await.err().expect("refused");
    assert_eq!(error.view().code, Code::DatabaseDamaged);
    assert_eq!(std::fs::read(folder.join("tikvod.sqlite3")).unwrap(), junk, "never made anew in silence");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_said() {
    let place = Place::new();
    // A file where the folder should be: this holds for root too, whom permissions do not stop.
    std::fs::write(place.data().join("data"), "in the way").unwrap();
    let error = place.try_open().await.err().expect("refused");
    assert_eq!(error.view().code, Code::FolderNotWritable);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_queued_offline_is_there_after_a_restart_in_its_order() {
    let place = Place::new();
    let core = place.start().await;
    core.choose_sandbox().await.unwrap();
    let pause = tikvod_core::view::SettingsPatch { paused: Some(true), ..Default::default() };
    core.update_settings(pause).await.unwrap();
    let mut ids = Vec::new();
    for n in 0..50 {
        ids.push(queue(&core, &format!("idea {n}")).await.id);
    }
    core.shutdown().await;
    drop(core);
    let core = place.try_open().await.unwrap();
    let shown: Vec<_> = core.queue().await.unwrap().items.into_iter().map(|item| item.id).collect();
    assert_eq!(shown, ids, "all back, order kept");
    assert!(core.queue().await.unwrap().paused, "pause survives a restart");
    assert!(state(&core, &ids[0]).await.is_some());
}
