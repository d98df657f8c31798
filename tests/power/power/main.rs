//! T4 (reliability.md 4.2): the power is gone between any two writes of the shipped core at work. What was not synced is
//! lost, torn or out of order; what was told to be kept is there, whole, and the database is sound.
//!
//! The disk of reality does less harm than this one. File systems and real disks are not in it; neither is macOS, where
//! only `F_FULLFSYNC` has a disk hold anything, nor Windows.
#![cfg(target_os = "linux")]

mod cut;
mod port;
mod work;

use std::path::Path;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use rusqlite::Connection;
use tikvod_sandbox::{Options, Sandbox};

use cut::{Disk, RESTS};
use port::{File, Note};

/// Power cuts at the size of a change; `TIKVOD_CUTS` says another number.
const CUTS: usize = 1_200;
/// One in so many disks is also opened by the core itself.
const BY_THE_CORE: usize = 30;

/// Records the core at work: the disk as it was before, and what happened.
async fn recorded() -> (Disk, Vec<Note>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = Options::new(folder.path().join("sandbox"));
    (options.time_scale, options.seed_videos) = (600.0, 1);
    let sandbox = Sandbox::start(options).await.expect("the sandbox");
    let data = folder.path().join("data");
    // Made and closed: this much is held.
    let core = work::open(&data, sandbox.base_url()).await.expect("the core");
    core.shutdown().await;
    drop(core);
    let read = |name: &str| std::fs::read(data.join(name)).unwrap_or_default();
    let disk = Disk::new(read("tikvod.sqlite3"), read("tikvod.sqlite3-wal"));
    port::watch();
    let core = work::open(&data, sandbox.base_url()).await.expect("the core");
    work::work(&core, &sandbox).await;
    core.shutdown().await;
    drop(core);
    let notes = port::notes();
    sandbox.shutdown().await;
    (disk, notes)
}

/// What is wrong with a disk.
fn judge(folder: &Path, files: &[Vec<u8>; 2], told: u32) -> Option<String> {
    let main = folder.join("tikvod.sqlite3");
    for leftover in ["tikvod.sqlite3-shm", "tikvod.sqlite3-wal"] {
        drop(std::fs::remove_file(folder.join(leftover)));
    }
    std::fs::write(&main, &files[0]).expect("written");
    if !files[1].is_empty() {
        std::fs::write(folder.join("tikvod.sqlite3-wal"), &files[1]).expect("written");
    }
    let check = || -> rusqlite::Result<Option<String>> {
        let connection = Connection::open(&main)?;
        let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if sound != "ok" {
            return Ok(Some(format!("the database is {sound}")));
        }
        let loose: i64 = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        if loose > 0 {
            return Ok(Some(format!("{loose} rows belong to nothing")));
        }
        let seq: u32 = connection.query_row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0))?;
        Ok((seq < told).then(|| format!("the person was told of change {told}, and {seq} is the last")))
    };
    check().unwrap_or_else(|error| Some(format!("the database cannot be read: {error}")))
}

/// Cuts the power so often, at places all over what happened.
fn cuts(disk: &Disk, notes: &[Note], count: usize, folder: &Path) -> Vec<String> {
    let mut rng = StdRng::seed_from_u64(4);
    let mut places: Vec<usize> = (0..count).map(|_| rng.random_range(0..=notes.len())).collect();
    places.sort_unstable();
    let (mut disk, mut done, mut wrong) = (disk.clone(), 0, Vec::new());
    for (number, place) in places.into_iter().enumerate() {
        for note in &notes[done..place] {
            disk.happens(note);
        }
        done = place;
        let rest = RESTS[number % RESTS.len()];
        if let Some(why) = judge(folder, &disk.cut(rest, number as u64), disk.told) {
            wrong.push(format!("cut {number}, before write {place} of {}, {rest:?}: {why}", notes.len()));
        }
    }
    wrong
}

fn count() -> usize {
    std::env::var("TIKVOD_CUTS").ok().and_then(|text| text.parse().ok()).unwrap_or(CUTS)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_kept_wherever_the_power_goes() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let (disk, notes) = recorded().await;
    let syncs = notes.iter().filter(|note| matches!(note, Note::Sync { .. })).count();
    let told = notes.iter().filter(|note| matches!(note, Note::Told { .. })).count();
    assert!(syncs > 100 && told > 50, "{syncs} syncs and {told} promises: the port was not watched");
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = cuts(&disk, &notes, count(), folder.path());
    let bound = 3.0 / count() as f64;
    eprintln!(
        "{} power cuts among {} writes and {syncs} syncs: {} with violations; at 95 %, fewer than {bound:.1e} go wrong",
        count(),
        notes.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(20)].join("\n"));

    // The control: the same notes without the log's syncs, which is what `synchronous = NORMAL` would leave.
    let normal: Vec<Note> =
        notes.iter().filter(|note| !matches!(note, Note::Sync { file: File::Wal })).cloned().collect();
    let lost = cuts(&disk, &normal, 200, folder.path());
    assert!(lost.iter().any(|why| why.contains("is the last")), "losing what was told is seen");

    // And the core goes on from what it finds.
    for number in 0..count() / BY_THE_CORE {
        let place = notes.len() * number / (count() / BY_THE_CORE);
        let mut disk = disk.clone();
        notes[..place].iter().for_each(|note| disk.happens(note));
        let folder = tempfile::tempdir().expect("a folder");
        let [main, wal] = disk.cut(RESTS[number % RESTS.len()], number as u64);
        std::fs::write(folder.path().join("tikvod.sqlite3"), main).expect("written");
        std::fs::write(folder.path().join("tikvod.sqlite3-wal"), wal).expect("written");
        let core = work::open(folder.path(), "http://127.0.0.1:9/v1").await;
        let core = core.unwrap_or_else(|error| panic!("before write {place} of {}: {error}", notes.len()));
        core.status().await.expect("the status");
        core.shutdown().await;
    }
}
