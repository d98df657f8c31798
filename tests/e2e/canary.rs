//! Looks for a key where it must not be: in every file under a folder, and in what other processes of the same person
//! can read of ours; as text, UTF-16, hex, base64, and by any twelve characters in a row.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::marked;

const WINDOW: usize = 12;

/// The shapes in which a key could lie about.
pub(crate) struct Canary {
    needles: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    /// For this key.
    pub(crate) fn new(key: &str) -> Self {
        let bytes = key.as_bytes();
        let mut needles = vec![
            ("text", bytes.to_vec()),
            ("UTF-16LE", key.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("UTF-16BE", key.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            ("hex", hex::encode(bytes).into_bytes()),
            ("HEX", hex::encode_upper(bytes).into_bytes()),
        ];
        // Base64 depends on where in a group of three the key begins; what touches a neighbour is cut off.
        for lead in 0..3 {
            let mut shifted = vec![0; lead];
            shifted.extend_from_slice(bytes);
            shifted.truncate(shifted.len() / 3 * 3);
            for encoded in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
                let from = if lead == 0 { 0 } else { 4 };
                needles.push(("base64", encoded.get(from..).unwrap_or_default().as_bytes().to_vec()));
            }
        }
        // What all keys begin with is no secret; the last four characters are shown as the hint.
        let secret = bytes.get("tv_live_".len()..).unwrap_or_default();
        needles.extend(secret.windows(WINDOW).map(|part| ("a part", part.to_vec())));
        Self { needles }
    }

    /// Where the key is, and in which shape.
    pub(crate) fn find(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        self.search(folder, &mut found);
        found
    }

    fn search(&self, folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.search(&path, found),
                Ok(kind) if kind.is_file() => {
                    let bytes = fs::read(&path).unwrap_or_default();
                    found.extend(self.shapes(&bytes).map(|shape| format!("{}: {shape}", path.display())));
                }
                _ => {} // A link leads to what is searched anyway, or out of what is ours.
            }
        }
    }

    /// Where it stands in the environment or the words of a marked process.
    pub(crate) fn find_in_processes(&self, mark: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (pid, program) in marked::processes(mark) {
            for part in ["environ", "cmdline"] {
                let bytes = fs::read(format!("/proc/{pid}/{part}")).unwrap_or_default();
                found.extend(self.shapes(&bytes).map(|shape| format!("{part} of {program}: {shape}")));
            }
        }
        found
    }

    /// In which shape it stands in a text.
    pub(crate) fn find_in_text(&self, text: &str) -> Option<&'static str> {
        self.shapes(text.as_bytes()).next()
    }

    fn shapes<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = &'static str> + 'a {
        self.needles.iter().filter(|(_, needle)| contains(bytes, needle)).map(|(shape, _)| *shape)
    }

    /// Shows that the search finds what it should: plants the key in each shape, looks, and takes it away again.
    pub(crate) fn control(&self, folder: &Path, key: &str) -> Result<()> {
        let noise = "some words before ";
        let planted: [(&str, Vec<u8>); 7] = [
            ("text", format!("{noise}{key} and after").into_bytes()),
            ("UTF-16LE", format!("é{key}").encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("hex", hex::encode(format!("{noise}{key}")).into_bytes()),
            ("base64", STANDARD_NO_PAD.encode(key).into_bytes()),
            ("base64", STANDARD_NO_PAD.encode(format!("x{key}yz")).into_bytes()),
            ("base64", STANDARD_NO_PAD.encode(format!("xx{key}y")).into_bytes()),
            ("a part", key.get(10..10 + WINDOW).unwrap_or_default().as_bytes().to_vec()),
        ];
        for (shape, bytes) in planted {
            let file = folder.join("planted.bin");
            fs::write(&file, bytes)?;
            let found = self.find(folder);
            fs::remove_file(&file)?;
            let seen = found.iter().any(|line| line.contains("planted.bin") && line.ends_with(shape));
            ensure!(seen, "the search does not find a key planted as {shape}: it found {found:?}");
        }
        Ok(())
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    // Jumping from first byte to first byte keeps a scan of some megabytes quick in a debug build.
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        let Some(tail) = rest.get(at..) else { return false };
        if tail.starts_with(needle) {
            return true;
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    false
}
