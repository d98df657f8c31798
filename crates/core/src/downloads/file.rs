//! Names in the download folder, and how a finished part gets its own.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::error::{CoreError, Result};
use crate::kill;
use crate::media::cache;

/// Bytes that tell what a file is.
pub(super) const HEAD: usize = 12;
/// Most files of the same name, before we give up.
const MOST_NAMESAKES: u32 = 1_000;

/// Where the pieces of one download are.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// The download folder.
    pub(super) folder: PathBuf,
    /// Final name, if nothing else has it.
    pub(super) name: String,
    /// What is there so far.
    pub(super) part: PathBuf,
    /// What is known of the part; in our own folder, not the person's.
    pub(super) note: PathBuf,
}

impl Places {
    pub(super) fn new(folder: &Path, notes: &Path, name: &str, video_id: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            part: folder.join(format!("{name}.part")),
            note: notes.join(format!("{}.json", cache::stem(video_id))),
        }
    }

    /// Whether an earlier try can be gone on with.
    pub(super) fn has_note(&self) -> bool {
        self.note.is_file()
    }

    /// The file that an earlier run finished but could not note down any more (reliability.md N9): our name, a video, and
    /// exactly the size.
    pub(super) fn finished_before(&self, size: u64) -> Option<PathBuf> {
        let path = self.folder.join(&self.name);
        let data = fs::symlink_metadata(&path).ok()?;
        let mut head = [0; HEAD];
        let whole = data.is_file() && data.len() == size;
        (whole && fs::File::open(&path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && is_video(&head))
            .then_some(path)
    }

    /// Gives the part, which is whole and synced, its final name. A name that something else has is left alone: " 2",
    /// " 3" … Then the folder itself is synced, so that the name survives a power cut.
    pub(super) fn name_part(&self) -> Result<PathBuf> {
        for number in 1..=MOST_NAMESAKES {
            let path = self.folder.join(numbered(&self.name, number));
            match link(&self.part, &path) {
                Ok(()) => {
                    sync_folder(&self.folder).map_err(CoreError::io("save the video"))?;
                    drop(fs::remove_file(&self.note));
                    return Ok(path);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(source) => return Err(CoreError::Io { operation: "save the video", source }),
            }
        }
        let source = ErrorKind::AlreadyExists.into();
        Err(CoreError::Io { operation: "save the video", source })
    }

    /// Nothing stays of a download that came to nothing.
    pub(super) fn discard(&self) {
        delete_part(&self.part);
        drop(fs::remove_file(&self.note));
    }
}

/// Moves `from` to `to` unless there is something at `to`. `rename` would replace it, so the file gets a second name and
/// loses the first; where a file system knows no second names (FAT), nobody else is asked to be as careful as we are.
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    kill::point("before", "a file gets its name");
    match fs::hard_link(from, to) {
        // The file is safe under its final name; a part that stays is deleted at the next start.
        Ok(()) => {
            kill::point("between", "a file's two names");
            drop(fs::remove_file(from));
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) if fs::symlink_metadata(to).is_ok() => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()?;
    kill::point("after", "a file got its name");
    Ok(())
}

/// Windows has no way to sync a folder; NTFS journals its names.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

/// `name.mp4`, `name 2.mp4`, `name 3.mp4` …
fn numbered(name: &str, number: u32) -> String {
    match (number, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, extension))) => format!("{stem} {number}.{extension}"),
        (_, None) => format!("{name} {number}"),
    }
}

/// Whether a file that begins so is an ISO base media file: MP4 or MOV. Looked at before it gets its name, because the
/// server's claim decides nothing (reliability.md N7).
pub(super) fn is_video(head: &[u8]) -> bool {
    head.get(4..8) == Some(b"ftyp".as_slice())
}

/// Files in the folder that are named like parts.
pub(super) fn parts_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "part")).collect()
}

/// Deletes a part. Of a link, the link goes and what it leads to stays.
pub(super) fn delete_part(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(%error, "a part of a download cannot be deleted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(folder: &Path) -> Places {
        Places::new(folder, &folder.join("notes"), "Title (vid_1).mp4", "vid_1")
    }

    #[test]
    fn a_name_that_is_taken_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        fs::write(folder.path().join("Title (vid_1).mp4"), b"of the person").expect("a file");
        fs::create_dir(folder.path().join("Title (vid_1) 2.mp4")).expect("a folder of the name");
        fs::write(&places.part, b"ours").expect("a part");
        let path = places.name_part().expect("a free name");
        assert_eq!(path, folder.path().join("Title (vid_1) 3.mp4"));
        assert_eq!(fs::read(&path).expect("our file"), b"ours");
        assert_eq!(fs::read(folder.path().join("Title (vid_1).mp4")).expect("their file"), b"of the person");
        assert!(!places.part.exists(), "the part has moved");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_at_the_name_is_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        let target = folder.path().join("precious");
        std::os::unix::fs::symlink(&target, folder.path().join("Title (vid_1).mp4")).expect("a link");
        fs::write(&places.part, b"ours").expect("a part");
        assert_eq!(places.name_part().expect("a free name"), folder.path().join("Title (vid_1) 2.mp4"));
        assert!(!target.exists(), "nothing was written through the link");
    }

    #[test]
    fn only_a_whole_video_of_our_name_counts_as_finished() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        let video = b"\0\0\0\x18ftypisom\0\0\0\0";
        assert_eq!(places.finished_before(16), None, "there is none");
        fs::write(folder.path().join(&places.name), video).expect("a file");
        assert_eq!(places.finished_before(17), None, "of another size");
        assert_eq!(places.finished_before(16), Some(folder.path().join(&places.name)));
        fs::write(folder.path().join(&places.name), b"<html>0123456789").expect("a file");
        assert_eq!(places.finished_before(16), None, "not a video");
    }

    #[test]
    fn what_a_file_begins_with_tells_what_it_is() {
        assert!(is_video(b"\0\0\0\x20ftypisom"));
        for head in
            [b"".as_slice(), b"ftyp", b"<!DOCTYPE html>", b"MZ\x90\0\x03\0\0\0\x04\0\0\0", b"\0\0\0\x20FTYPisom"]
        {
            assert!(!is_video(head), "{head:?}");
        }
    }
}
