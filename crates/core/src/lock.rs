//! Locks of the operating system on a data folder: held for life and gone with the process, however it ends.
//!
//! Four of them. *Opening* is held for the moment in which the databases are opened. *In use* is shared by every program that has the folder open, so that a backup is only put in place
//! where nobody looks. *Window* keeps a second window away. *Sender* belongs to the one program whose workers send, poll
//! and hand over; the others read and queue beside it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::{CoreError, Result};

/// A held lock.
#[derive(Debug)]
pub(crate) struct FolderLock(
    #[expect(dead_code, reason = "held, not read: the lock goes when the file is closed")] File,
);

impl FolderLock {
    /// Says that the folder is in use, together with others.
    ///
    /// # Errors
    /// [`CoreError::AlreadyRunning`] while a backup is put in place.
    pub(crate) fn share(folder: &Path) -> Result<Self> {
        let file = open(folder, "tikvod.use")?;
        held(file.try_lock_shared(), file)
    }

    /// Takes a folder that nobody uses.
    ///
    /// # Errors
    /// [`CoreError::AlreadyRunning`] while anybody does.
    pub(crate) fn alone(folder: &Path) -> Result<Self> {
        let file = open(folder, "tikvod.use")?;
        held(file.try_lock(), file)
    }

    /// Waits until nobody else is opening the folder's databases. Making one, or bringing its schema up to date, needs it
    /// alone for a moment, and SQLite refuses the second at once there, whatever its own waiting time is.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn opening(folder: &Path) -> Result<Self> {
        let file = open(folder, "tikvod.opening")?;
        file.lock().map_err(CoreError::io("lock the data folder"))?;
        Ok(Self(file))
    }

    /// Takes the place of the one window.
    ///
    /// # Errors
    /// [`CoreError::AlreadyRunning`] when there is one.
    pub(crate) fn window(folder: &Path) -> Result<Self> {
        let file = open(folder, "tikvod.window")?;
        held(file.try_lock(), file)
    }

    /// Takes the place of the one that sends.
    ///
    /// # Errors
    /// [`CoreError::AlreadySending`] when another program has it.
    pub(crate) fn sender(folder: &Path) -> Result<Self> {
        let file = open(folder, "tikvod.lock")?;
        held(file.try_lock(), file).map_err(|error| match error {
            CoreError::AlreadyRunning => CoreError::AlreadySending,
            other => other,
        })
    }
}

fn open(folder: &Path, name: &str) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    options.open(folder.join(name)).map_err(CoreError::io("write to the data folder"))
}

fn held(taken: std::result::Result<(), TryLockError>, file: File) -> Result<FolderLock> {
    match taken {
        Ok(()) => Ok(FolderLock(file)),
        Err(TryLockError::WouldBlock) => Err(CoreError::AlreadyRunning),
        Err(TryLockError::Error(source)) => Err(CoreError::Io { operation: "lock the data folder", source }),
    }
}
