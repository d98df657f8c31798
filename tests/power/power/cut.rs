//! What a disk may hold after the power is gone: all that was synced, and of the rest whatever chance left, sector by
//! sector and in no order.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::port::{File, Note};

/// What a disk writes as one.
const SECTOR: usize = 512;

/// How much of what was not synced survives.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rest {
    /// None of it.
    None,
    /// All of it.
    All,
    /// The first so many writes, the last of them torn.
    First,
    /// Each sector with this likelihood, whatever the order in which it was written.
    Sectors(f64),
}

/// Ways in which the rest survives.
pub(crate) const RESTS: [Rest; 6] =
    [Rest::None, Rest::All, Rest::First, Rest::Sectors(0.2), Rest::Sectors(0.5), Rest::Sectors(0.9)];

/// A disk with two files.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    held: [Vec<u8>; 2],
    loose: [Vec<Note>; 2],
    /// Everything up to here was told to be kept.
    pub(crate) told: u32,
}

fn place(file: File) -> usize {
    match file {
        File::Main => 0,
        File::Wal => 1,
    }
}

fn put(into: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    if into.len() < offset + bytes.len() {
        into.resize(offset + bytes.len(), 0);
    }
    into[offset..offset + bytes.len()].copy_from_slice(bytes);
}

impl Disk {
    /// A disk that holds these files.
    pub(crate) fn new(main: Vec<u8>, wal: Vec<u8>) -> Self {
        Self { held: [main, wal], ..Self::default() }
    }

    /// One more thing happened.
    pub(crate) fn happens(&mut self, note: &Note) {
        match note {
            Note::Told { seq } => self.told = self.told.max(*seq),
            Note::Sync { file } => {
                let file = place(*file);
                for loose in std::mem::take(&mut self.loose[file]) {
                    apply(&mut self.held[file], &loose, &mut |()| true);
                }
            }
            Note::Write { file, .. } | Note::Length { file, .. } => self.loose[place(*file)].push(note.clone()),
        }
    }

    /// The power is gone: database and log as they are found.
    pub(crate) fn cut(&self, rest: Rest, seed: u64) -> [Vec<u8>; 2] {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut files = self.held.clone();
        for (file, loose) in files.iter_mut().zip(&self.loose) {
            let last = if loose.is_empty() { 0 } else { rng.random_range(0..loose.len()) };
            for (number, note) in loose.iter().enumerate() {
                let survives = |torn: &mut StdRng| match rest {
                    Rest::None => false,
                    Rest::All => true,
                    Rest::First if number == last => torn.random_bool(0.5),
                    Rest::First => number < last,
                    Rest::Sectors(likely) => torn.random_bool(likely),
                };
                apply(file, note, &mut |()| survives(&mut rng));
            }
        }
        files
    }
}

/// Does to a file what a note says, for each sector that survives.
fn apply(file: &mut Vec<u8>, note: &Note, survives: &mut dyn FnMut(()) -> bool) {
    match note {
        Note::Write { offset, bytes, .. } => {
            let mut offset = usize::try_from(*offset).unwrap_or(usize::MAX);
            let mut bytes = bytes.as_slice();
            while !bytes.is_empty() {
                let (sector, rest) = bytes.split_at((SECTOR - offset % SECTOR).min(bytes.len()));
                if survives(()) {
                    put(file, offset, sector);
                }
                offset += sector.len();
                bytes = rest;
            }
        }
        Note::Length { length, .. } if survives(()) => file.resize(usize::try_from(*length).unwrap_or(usize::MAX), 0),
        _ => {}
    }
}
