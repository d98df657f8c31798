//! One process for a data folder: a lock of the operating system, held for life and gone with the process.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::{CoreError, Result};

/// The held lock.
#[derive(Debug)]
pub(crate) struct FolderLock(
    #[expect(dead_code, reason = "held, not read: the lock goes when the file is closed")] File,
);

impl FolderLock {
    /// Takes the folder.
    ///
    /// # Errors
    /// [`CoreError::AlreadyRunning`] when another process has it.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("tikvod.lock"))
            .map_err(CoreError::io("write to the data folder"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(CoreError::AlreadyRunning),
            Err(TryLockError::Error(source)) => Err(CoreError::Io { operation: "lock the data folder", source }),
        }
    }
}
