//! The file of a backup: magic, manifest, database.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::Path;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::error::{CoreError, Result};
use crate::view::BackupInfo;

/// First line of every backup.
const MAGIC: &str = "TIKVOD-BACKUP";
/// The layout that this version writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// Longest manifest: far above what it needs, so that a file of junk does not fill the memory.
const MANIFEST: u64 = 64 * 1024;

/// Describes a copied database.
pub(super) fn describe(copy: &Path, app_version: String, schema: u32, made_at: DateTime<Utc>) -> Result<BackupInfo> {
    let mut file = File::open(copy).map_err(CoreError::io("read the copy of the database"))?;
    let mut digest = Sha256::new();
    let bytes = pour(&mut file, |chunk| {
        digest.update(chunk);
        Ok(())
    })
    .map_err(CoreError::io("read the copy of the database"))?;
    Ok(BackupInfo { format: FORMAT, app_version, schema, made_at, bytes, sha256: hex::encode(digest.finalize()) })
}

/// Writes the file, durably.
pub(super) fn write(path: &Path, info: &BackupInfo, copy: &Path) -> Result<()> {
    let manifest = serde_json::to_string(info).map_err(|error| CoreError::Internal(error.to_string()))?;
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(format!("{MAGIC} {}\n{manifest}\n", info.format).as_bytes())?;
        pour(&mut File::open(copy)?, |chunk| file.write_all(chunk))?;
        file.sync_all()
    };
    write().map_err(CoreError::io("write the backup"))
}

/// Gives a finished file its name; never over another one.
pub(super) fn put_in_place(whole: &Path, target: &Path) -> Result<()> {
    // A hard link fails where the name is taken, which a rename does not; where there are no links, a rename has to do.
    match std::fs::hard_link(whole, target) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(CoreError::NotNow("there is a file of this name already"))
        }
        Err(_) => std::fs::rename(whole, target).map_err(CoreError::io("write the backup")),
    }
}

/// Reads what a backup says of itself, without reading the whole of it.
///
/// # Errors
/// [`CoreError::Backup`] for another kind of file, [`CoreError::DatabaseNewer`] for one of a newer app.
pub fn inspect(path: &Path) -> Result<BackupInfo> {
    open(path).map(|(info, _)| info)
}

/// The manifest, and the file behind it.
fn open(path: &Path) -> Result<(BackupInfo, BufReader<File>)> {
    let read = CoreError::io("read the backup");
    let mut file = BufReader::new(File::open(path).map_err(read)?);
    let not_one = || CoreError::Backup("this is not a backup of TikVod Desktop");
    let magic = line(&mut file, 64)?;
    let format = magic.strip_prefix(MAGIC).and_then(|rest| rest.trim().parse::<u32>().ok()).ok_or_else(not_one)?;
    if format > FORMAT {
        return Err(CoreError::DatabaseNewer { found: format.into(), known: FORMAT.into() });
    }
    let info: BackupInfo =
        serde_json::from_str(&line(&mut file, MANIFEST)?).map_err(|_| CoreError::Backup("its manifest is damaged"))?;
    Ok((info, file))
}

fn line(file: &mut BufReader<File>, most: u64) -> Result<String> {
    let mut line = Vec::new();
    file.by_ref().take(most).read_until(b'\n', &mut line).map_err(CoreError::io("read the backup"))?;
    if line.pop() != Some(b'\n') {
        return Err(CoreError::Backup("this is not a backup of TikVod Desktop"));
    }
    String::from_utf8(line).map_err(|_| CoreError::Backup("this is not a backup of TikVod Desktop"))
}

/// Unpacks the database into `target`, and refuses one that is not byte for byte what was backed up.
pub(super) fn unpack(path: &Path, target: &Path) -> Result<BackupInfo> {
    let (info, mut file) = open(path)?;
    let mut digest = Sha256::new();
    let mut unpack = || -> io::Result<u64> {
        let mut out = OpenOptions::new().write(true).create_new(true).open(target)?;
        let bytes = pour(&mut file, |chunk| {
            digest.update(chunk);
            out.write_all(chunk)
        })?;
        out.sync_all()?;
        Ok(bytes)
    };
    let bytes = unpack().map_err(CoreError::io("unpack the backup"))?;
    if bytes != info.bytes || hex::encode(digest.finalize()) != info.sha256 {
        return Err(CoreError::Backup("the backup is damaged: it is not what was written"));
    }
    Ok(info)
}

fn pour(from: &mut impl Read, mut to: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
    let mut buffer = vec![0; 256 * 1024];
    let mut total = 0;
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(total),
            count => {
                to(buffer.get(..count).unwrap_or_default())?;
                total += count as u64;
            }
        }
    }
}
