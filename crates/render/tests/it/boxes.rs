//! Reads just enough of an MP4 file to check it, independent of the library that wrote it.

/// One box: its kind and its content.
pub(crate) struct Mp4Box<'a> {
    pub(crate) kind: String,
    pub(crate) body: &'a [u8],
}

/// The boxes that lie one after another in `bytes`.
pub(crate) fn boxes(bytes: &[u8]) -> Vec<Mp4Box<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 8 <= bytes.len() {
        let size = number(bytes, at) as usize;
        assert!(size >= 8 && at + size <= bytes.len(), "a box at {at} of {size} bytes leaves its parent");
        let kind = String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned();
        found.push(Mp4Box { kind, body: &bytes[at + 8..at + size] });
        at += size;
    }
    assert_eq!(at, bytes.len(), "nothing stands behind the last box");
    found
}

/// The content of the box at a path such as `moov/mvhd`.
pub(crate) fn at<'a>(bytes: &'a [u8], path: &str) -> &'a [u8] {
    path.split('/').fold(bytes, |bytes, kind| {
        boxes(bytes).into_iter().find(|b| b.kind == kind).unwrap_or_else(|| panic!("no {kind} in {path}")).body
    })
}

/// A big-endian 32-bit number.
pub(crate) fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// One track of the file.
pub(crate) struct Track<'a> {
    /// `vide` or `soun`.
    pub(crate) handler: String,
    /// `avc1` or `mp4a`.
    pub(crate) codec: String,
    pub(crate) seconds: f64,
    pub(crate) samples: u32,
    stbl: &'a [u8],
}

impl Track<'_> {
    /// Numbers of the samples a player can start at, from 1.
    pub(crate) fn keyframes(&self) -> Vec<u32> {
        let stss = at(self.stbl, "stss");
        (0..number(stss, 4) as usize).map(|i| number(stss, 8 + i * 4)).collect()
    }

    /// Width and height of the pictures.
    pub(crate) fn size(&self) -> (u32, u32) {
        let entry = &at(self.stbl, "stsd")[16..];
        let both = number(entry, 24);
        (both >> 16, both & 0xFFFF)
    }
}

/// The tracks of a file.
pub(crate) fn tracks(file: &[u8]) -> Vec<Track<'_>> {
    boxes(at(file, "moov"))
        .into_iter()
        .filter(|b| b.kind == "trak")
        .map(|trak| {
            let mdhd = at(trak.body, "mdia/mdhd");
            assert_eq!(mdhd[0], 0, "32-bit times are enough");
            let stbl = at(trak.body, "mdia/minf/stbl");
            Track {
                handler: String::from_utf8_lossy(&at(trak.body, "mdia/hdlr")[8..12]).into_owned(),
                codec: String::from_utf8_lossy(&at(stbl, "stsd")[12..16]).into_owned(),
                seconds: f64::from(number(mdhd, 16)) / f64::from(number(mdhd, 12)),
                samples: number(at(stbl, "stsz"), 8),
                stbl,
            }
        })
        .collect()
}
