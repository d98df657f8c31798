//! Files that can be had again: `DATA/cache/<account>/<kind>/`.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use crate::core::Core;
use crate::domain::title::is_reserved;
use crate::error::{CoreError, Result};

/// Most bytes of one folder of the cache (product.md L9).
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// What is left of it after tidying, so that not every new file tidies.
const TIDY_BYTES: u64 = MOST_BYTES / 4 * 3;

impl Core {
    /// The folder of a kind of cached things.
    pub(crate) fn cache_dir(&self, account_id: &str, kind: &str) -> PathBuf {
        self.0.options.data_dir.join("cache").join(stem(account_id)).join(kind)
    }
}

/// A server-chosen id as the first part of a file name: itself where it is plain, else a digest of it. A digest begins
/// with a dot, which no plain id does, so the two never meet.
pub(crate) fn stem(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if (1..=64).contains(&id.len()) && id.chars().all(plain) && !is_reserved(id) {
        return id.to_owned();
    }
    let digest = Sha256::digest(id.as_bytes());
    format!(".{}", hex::encode(&digest[..16]))
}

/// Writes a file that is either whole or not there, also after a power cut.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || CoreError::io("write to the cache");
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(failed())?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.new", rand::random::<u64>()));
    let new = folder.join(name);
    let write = || {
        let mut file = File::create_new(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&new))).map_err(failed())
}

/// Deletes the oldest files of a folder once it is too large. What cannot be deleted stays; it is only a cache.
pub(crate) fn tidy(folder: &Path) {
    tidy_to(folder, MOST_BYTES, TIDY_BYTES);
}

fn tidy_to(folder: &Path, most: u64, left: u64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((data.modified().ok()?, data.len(), entry.path()))
        })
        .collect();
    let mut bytes: u64 = files.iter().map(|(_, length, _)| length).sum();
    if bytes <= most {
        return;
    }
    files.sort();
    for (_, length, path) in files {
        if bytes <= left {
            return;
        }
        if fs::remove_file(path).is_ok() {
            bytes -= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_its_folder_or_to_the_file_of_another() {
        assert_eq!(stem("vid_9k2mN8pQ4rT6"), "vid_9k2mN8pQ4rT6");
        let long = "a".repeat(200);
        let odd = ["..", "a/b", "a\\b", "", "CON.txt", long.as_str(), "ü"];
        let stems: std::collections::BTreeSet<String> = odd.iter().map(|id| stem(id)).collect();
        assert_eq!(stems.len(), odd.len(), "two ids never share a name");
        assert!(stems.iter().all(|stem| stem.len() == 33 && stem[1..].chars().all(|c| c.is_ascii_hexdigit())));
    }

    #[test]
    fn the_cache_keeps_its_size_and_its_newest() {
        let folder = tempfile::tempdir().expect("a folder");
        for n in 0..10_u64 {
            let path = folder.path().join(format!("{n}.jpg"));
            write_whole(&path, &[0; 100]).expect("a written file");
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000 + n);
            File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("a time");
        }
        tidy_to(folder.path(), 1_000, 500);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 10, "it is not too large yet");
        tidy_to(folder.path(), 999, 500);
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, ["5.jpg", "6.jpg", "7.jpg", "8.jpg", "9.jpg"]);
    }
}
