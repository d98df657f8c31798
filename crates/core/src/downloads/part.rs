//! The part on disk: written, kept over a cut or a restart, checked before it goes on.

use std::fs::{self, File, OpenOptions};
use std::io::{self, SeekFrom};

use serde::{Deserialize, Serialize};
use tikvod_api::ETag;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

use super::file::{HEAD, Places};
use crate::error::{CoreError, Result};
use crate::kill;
use crate::media::{cache, on_disk};

/// Bytes at the end of a part that are asked for once more, to see that they are of the same file (reliability.md N8).
const OVERLAP: u64 = 64 * 1024;
/// So often a part is synced, so that a power cut costs no more than this.
const SYNC_EVERY: u64 = 4 * 1024 * 1024;

/// What has to be known to go on with a part after a restart.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// Strong: only such a mark vouches for bytes.
    etag: ETag,
    total: Option<u64>,
    /// So many bytes were synced when this was written; what lies beyond may be anything after a power cut.
    synced: u64,
}

/// A part that is being written.
pub(super) struct Part {
    file: tokio::fs::File,
    places: Places,
    /// Bytes so far.
    pub(super) length: u64,
    /// Mark of the file that they are of.
    pub(super) etag: Option<ETag>,
    /// Bytes of the whole file.
    pub(super) total: Option<u64>,
    /// The first bytes.
    head: Vec<u8>,
    synced: u64,
}

fn failed() -> impl FnOnce(io::Error) -> CoreError {
    CoreError::io("save the video")
}

impl Part {
    /// Opens what an earlier try left, if it can be gone on with, else begins a new one.
    pub(super) async fn open(places: &Places) -> Result<Self> {
        let at = places.clone();
        let (file, note) = on_disk(move || {
            fs::create_dir_all(&at.folder).map_err(failed())?;
            if let Some((file, note)) = go_on(&at) {
                return Ok((file, Some(note)));
            }
            at.discard();
            // A new file, whatever is there: a link at this name must not lead the bytes elsewhere (reliability.md N6).
            let file = OpenOptions::new().read(true).write(true).create_new(true).open(&at.part).map_err(failed())?;
            Ok((file, None))
        })
        .await?;
        let mut part = Self {
            file: tokio::fs::File::from_std(file),
            places: places.clone(),
            length: 0,
            etag: None,
            total: None,
            head: Vec::new(),
            synced: 0,
        };
        if let Some(note) = note {
            part.head = vec![0; HEAD.min(note.synced as usize)];
            part.file.read_exact(&mut part.head).await.map_err(failed())?;
            part.file.seek(SeekFrom::Start(note.synced)).await.map_err(failed())?;
            part.length = note.synced;
            part.synced = note.synced;
            part.etag = Some(note.etag);
            part.total = note.total;
        }
        Ok(part)
    }

    /// The first bytes, at most [`HEAD`].
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Throws away what is there: it is not of the file that the server has now.
    pub(super) async fn restart(&mut self) -> Result<()> {
        self.file.flush().await.map_err(failed())?;
        self.file.set_len(0).await.map_err(failed())?;
        self.file.seek(SeekFrom::Start(0)).await.map_err(failed())?;
        (self.length, self.synced, self.etag, self.total) = (0, 0, None, None);
        self.head.clear();
        let note = self.places.note.clone();
        on_disk(move || {
            drop(fs::remove_file(note));
            Ok(())
        })
        .await
    }

    /// The last bytes, which the server has to send once more.
    pub(super) async fn overlap(&mut self) -> Result<Vec<u8>> {
        let length = self.length.min(OVERLAP);
        let mut bytes = vec![0; length as usize];
        self.file.flush().await.map_err(failed())?;
        self.file.seek(SeekFrom::Start(self.length - length)).await.map_err(failed())?;
        self.file.read_exact(&mut bytes).await.map_err(failed())?;
        self.file.seek(SeekFrom::Start(self.length)).await.map_err(failed())?;
        Ok(bytes)
    }

    /// Appends.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).await.map_err(failed())?;
        let missing = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        self.length += bytes.len() as u64;
        if self.length - self.synced >= SYNC_EVERY { self.keep().await } else { Ok(()) }
    }

    /// Makes what is there durable, and notes how to go on with it; without a strong mark nothing could.
    pub(super) async fn keep(&mut self) -> Result<()> {
        self.sync().await?;
        let Some(etag) = self.etag.clone().filter(|_| self.length > 0) else { return Ok(()) };
        let note = Note { etag, total: self.total, synced: self.length };
        let path = self.places.note.clone();
        on_disk(move || {
            let json = serde_json::to_vec(&note).map_err(|error| CoreError::Internal(error.to_string()))?;
            cache::write_whole(&path, &json)
        })
        .await
    }

    /// Makes what is there durable.
    pub(super) async fn sync(&mut self) -> Result<()> {
        // Only a flush tells of a write that failed behind our back.
        self.file.flush().await.map_err(failed())?;
        self.file.sync_all().await.map_err(failed())?;
        kill::point("after", "a part is durable");
        self.synced = self.length;
        Ok(())
    }
}

/// The part of an earlier try, cut to what was surely on disk. None where anything about it is odd.
fn go_on(places: &Places) -> Option<(File, Note)> {
    let note: Note = serde_json::from_slice(&fs::read(&places.note).ok()?).ok()?;
    let seen = fs::symlink_metadata(&places.part).ok()?;
    let sound = seen.is_file() && seen.len() >= note.synced && note.synced > 0 && note.etag.is_strong();
    if !sound || note.total.is_some_and(|total| note.synced > total) {
        return None;
    }
    let file = OpenOptions::new().read(true).write(true).open(&places.part).ok()?;
    // Between the look and the opening, a link could have come into its place.
    if !is_same(&seen, &file.metadata().ok()?) {
        return None;
    }
    file.set_len(note.synced).ok()?;
    Some((file, note))
}

#[cfg(unix)]
fn is_same(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    a.len() == b.len() && a.created().ok() == b.created().ok()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn places(folder: &Path) -> Places {
        Places::new(&folder.join("Videos"), &folder.join("notes"), "Title (vid_1).mp4", "vid_1")
    }

    fn strong() -> Option<ETag> {
        ETag::parse("\"v1\"")
    }

    #[tokio::test]
    async fn a_kept_part_goes_on_from_what_was_synced() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        let mut part = Part::open(&places).await.expect("a new part");
        part.etag = strong();
        part.total = Some(100);
        part.write(b"\0\0\0\x18ftypisom1234").await.expect("written");
        part.keep().await.expect("kept");
        part.write(b"not synced").await.expect("written");
        part.sync().await.expect("flushed, but without a note");
        drop(part);
        let mut part = Part::open(&places).await.expect("the part of before");
        assert_eq!((part.length, part.total), (16, Some(100)));
        assert_eq!(part.head(), b"\0\0\0\x18ftypisom");
        assert_eq!(part.overlap().await.expect("the end"), b"\0\0\0\x18ftypisom1234");
        part.write(b"56").await.expect("written");
        part.sync().await.expect("synced");
        assert_eq!(fs::read(&places.part).expect("the part"), b"\0\0\0\x18ftypisom123456");
    }

    #[tokio::test]
    async fn without_a_note_or_with_an_odd_one_it_begins_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        fs::create_dir_all(&places.folder).expect("a folder");
        fs::create_dir_all(folder.path().join("notes")).expect("a folder");
        let notes: [&str; 6] = [
            "",
            "{}",
            r#"{"etag":"W/\"v1\"","total":100,"synced":3}"#,
            r#"{"etag":"\"v1\"","total":100,"synced":300}"#,
            r#"{"etag":"\"v1\"","total":2,"synced":3}"#,
            r#"{"etag":"\"v1\"","total":null,"synced":0}"#,
        ];
        for note in notes {
            fs::write(&places.part, b"rest").expect("a part");
            fs::write(&places.note, note).expect("a note");
            let part = Part::open(&places).await.expect("a part");
            assert_eq!(part.length, 0, "{note}");
            drop(part);
            assert_eq!(fs::read(&places.part).expect("the part"), b"", "{note}");
            assert!(!places.note.exists(), "{note}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_link_at_the_parts_name_is_replaced_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        fs::create_dir_all(&places.folder).expect("a folder");
        fs::create_dir_all(folder.path().join("notes")).expect("a folder");
        let target = folder.path().join("precious");
        fs::write(&target, b"precious").expect("a file");
        for note in [None, Some(r#"{"etag":"\"v1\"","total":100,"synced":3}"#)] {
            drop(fs::remove_file(&places.part));
            std::os::unix::fs::symlink(&target, &places.part).expect("a link");
            if let Some(note) = note {
                fs::write(&places.note, note).expect("a note");
            }
            let mut part = Part::open(&places).await.expect("a part");
            part.write(b"ours").await.expect("written");
            part.sync().await.expect("synced");
            assert_eq!(fs::read(&target).expect("the file"), b"precious", "nothing was written through the link");
        }
    }
}
