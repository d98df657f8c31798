//! The data folder: where things lie, and the lock that keeps a second sandbox out.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::SandboxError;

/// The data folder, held by this sandbox as long as the value lives.
pub(crate) struct Folder {
    root: PathBuf,
    /// The lock ends with the file, in a crash too.
    _lock: File,
}

impl Folder {
    /// Makes what is missing and takes the lock. A sandbox that is just closing is given two seconds.
    pub(crate) fn open(root: &Path) -> Result<Self, SandboxError> {
        let failed = |source| SandboxError::Folder { path: root.to_owned(), source };
        for part in ["", "media/renders", "media/shared", "media/thumbs", "media/voices"] {
            fs::create_dir_all(root.join(part)).map_err(failed)?;
        }
        let lock =
            File::options().create(true).truncate(false).write(true).open(root.join("sandbox.lock")).map_err(failed)?;
        let until = Instant::now() + Duration::from_secs(2);
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(SandboxError::FolderInUse { path: root.to_owned() });
                }
                // Some network file systems have no locks. Better to run unlocked than not at all.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    break;
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        let folder = Self { root: root.to_owned(), _lock: lock };
        folder.sweep();
        Ok(folder)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.root.join("sandbox.db")
    }

    /// A video's own file, or a clip that seeded videos share.
    pub(crate) fn clip(&self, key: &str) -> PathBuf {
        let part = if key.starts_with("shared-") { "shared" } else { "renders" };
        self.root.join("media").join(part).join(format!("{key}.mp4"))
    }

    pub(crate) fn thumb(&self, key: &str) -> PathBuf {
        self.root.join("media/thumbs").join(format!("{key}.jpg"))
    }

    pub(crate) fn voice(&self, voice: &str, extension: &str) -> PathBuf {
        self.root.join("media/voices").join(format!("{voice}.{extension}"))
    }

    /// Takes away what a crash left half-written.
    fn sweep(&self) {
        for part in ["media/renders", "media/shared", "media/thumbs", "media/voices"] {
            let Ok(entries) = fs::read_dir(self.root.join(part)) else { continue };
            for entry in entries.flatten() {
                if entry.path().extension().is_some_and(|e| e == "part") {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }
}

/// Writes a file so that it is there whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = part_of(path);
    fs::write(&part, bytes)?;
    fs::rename(&part, path)
}

/// The name under which a file grows.
pub(crate) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}
