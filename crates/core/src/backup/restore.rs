//! Putting a backup in place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{CoreError, Result};
use crate::lock::FolderLock;
use crate::ports::{Clock, Randomness};
use crate::store;
use crate::view::BackupInfo;

/// Restores a backup into a data folder that nothing uses. What was there before is kept beside it under
/// `before-restore-…`; the restored state is frozen: nothing of it is sent until the person has decided what the other
/// copy did ([`crate::Core::rollback`], [`crate::Core::go_on`]).
///
/// Blocking: call it before a core is opened on the folder.
///
/// # Errors
/// [`CoreError::AlreadyRunning`] while the folder is in use, [`CoreError::Backup`] for a damaged or foreign file,
/// [`CoreError::DatabaseNewer`], a folder that cannot be written. The folder is then as it was.
pub fn restore(backup: &Path, folder: &Path, clock: &dyn Clock, random: &dyn Randomness) -> Result<BackupInfo> {
    fs::create_dir_all(folder).map_err(CoreError::io("make the data folder"))?;
    let _lock = FolderLock::alone(folder)?;
    let now = clock.now();
    let id = random.uuid(now).simple().to_string();
    let part = folder.join(format!("restore-{id}.part"));
    let restored = (|| {
        let info = super::container::unpack(backup, &part)?;
        store::prepare_restored(&part, &id, now)?;
        let stamp = now.format("%Y%m%d-%H%M%S");
        keep_aside(folder, &folder.join(format!("before-restore-{stamp}-{}", id.get(24..).unwrap_or_default())))?;
        put_in_place(&part, &folder.join(store::FILE)).map_err(CoreError::io("put the restored database in place"))?;
        Ok(info)
    })();
    drop(fs::remove_file(&part));
    restored
}

/// Copies, not moves: whatever fails after this, the folder still holds a database, never none.
fn keep_aside(folder: &Path, aside: &Path) -> Result<()> {
    let files: Vec<PathBuf> = companions(&folder.join(store::FILE)).into_iter().filter(|file| file.exists()).collect();
    if files.is_empty() {
        return Ok(());
    }
    let keep = || -> io::Result<()> {
        fs::create_dir(aside)?;
        for file in &files {
            let copy = aside.join(file.file_name().unwrap_or_default());
            fs::copy(file, &copy)?;
            fs::File::open(&copy)?.sync_all()?;
        }
        Ok(())
    };
    keep().map_err(CoreError::io("keep the database that was there"))
}

/// The old log must not be replayed over the restored database, so it goes first; its copy is kept. Before that it is
/// written into the old database, so that a crash between the two steps leaves that one whole.
fn put_in_place(part: &Path, target: &Path) -> io::Result<()> {
    store::fold_log(target);
    for file in companions(target).into_iter().skip(1) {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(part, target)?;
    #[cfg(unix)]
    if let Some(folder) = target.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The database, its log and the log's index.
fn companions(database: &Path) -> [PathBuf; 3] {
    let with = |suffix: &str| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [database.to_owned(), with("-wal"), with("-shm")]
}
