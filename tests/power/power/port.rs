//! The write port: what the process writes into the watched files, and when it has the disk hold it.
//!
//! SQLite is part of this program, so the linker gives it these functions in place of the C library's of the same name.
//! Each does the system call that it stands for, and takes a note. Nothing of the shipped code is another for it.
#![expect(
    unsafe_code,
    reason = "the C library's functions have C's signatures, and a pointer with a length is all they get"
)]

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use libc::{off_t, size_t, ssize_t};

/// What happened, in its order.
#[derive(Clone, Debug)]
pub(crate) enum Note {
    /// Bytes at a place of a file. The disk may hold them, or not, or some sectors of them.
    Write { file: File, offset: u64, bytes: Vec<u8> },
    /// The file has another length.
    Length { file: File, length: u64 },
    /// All that was written to the file so far is held.
    Sync { file: File },
    /// The person was told that everything up to this number of the log of changes is kept.
    Told { seq: u32 },
}

/// The files that matter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum File {
    /// The database.
    Main,
    /// Its write-ahead log.
    Wal,
}

static WATCHES: AtomicBool = AtomicBool::new(false);
static NOTES: Mutex<Vec<Note>> = Mutex::new(Vec::new());

/// Begins to take notes.
pub(crate) fn watch() {
    WATCHES.store(true, Ordering::SeqCst);
}

/// Ends it; the notes.
pub(crate) fn notes() -> Vec<Note> {
    WATCHES.store(false, Ordering::SeqCst);
    std::mem::take(&mut NOTES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A note from outside.
pub(crate) fn told(seq: u32) {
    take(|| Some(Note::Told { seq }));
}

fn take(note: impl FnOnce() -> Option<Note>) {
    if WATCHES.load(Ordering::SeqCst)
        && let Some(note) = note()
    {
        NOTES.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }
}

/// Which of the watched files it is. No name is passed along, so that a descriptor that is used anew is never mistaken.
fn file(descriptor: c_int) -> Option<File> {
    let link = format!("/proc/self/fd/{descriptor}\0");
    let mut path = [0_u8; 512];
    // SAFETY: the link ends with a zero, and no more than the array holds is written into it.
    let length = unsafe { libc::readlink(link.as_ptr().cast(), path.as_mut_ptr().cast(), path.len()) };
    let path = std::str::from_utf8(&path[..usize::try_from(length).ok()?]).ok()?;
    match path.rsplit('/').next()? {
        "tikvod.sqlite3" => Some(File::Main),
        "tikvod.sqlite3-wal" => Some(File::Wal),
        _ => None,
    }
}

/// # Safety
/// As for `pwrite`: `bytes` are `count` bytes that can be read.
unsafe fn written(descriptor: c_int, bytes: *const c_void, count: ssize_t, offset: off_t) {
    take(|| {
        let file = file(descriptor)?;
        // SAFETY: the kernel has just read so many bytes from there.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(count).ok()?) };
        Some(Note::Write { file, offset: u64::try_from(offset).ok()?, bytes: bytes.to_vec() })
    });
}

/// # Safety
/// As for the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn write(descriptor: c_int, bytes: *const c_void, count: size_t) -> ssize_t {
    // SAFETY: passed on as it came.
    unsafe {
        let offset = if WATCHES.load(Ordering::SeqCst) { libc::lseek(descriptor, 0, libc::SEEK_CUR) } else { 0 };
        let done = libc::syscall(libc::SYS_write, descriptor, bytes, count) as ssize_t;
        written(descriptor, bytes, done, offset);
        done
    }
}

/// # Safety
/// As for the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pwrite64(descriptor: c_int, bytes: *const c_void, count: size_t, offset: off_t) -> ssize_t {
    // SAFETY: passed on as it came.
    unsafe {
        let done = libc::syscall(libc::SYS_pwrite64, descriptor, bytes, count, offset) as ssize_t;
        written(descriptor, bytes, done, offset);
        done
    }
}

/// # Safety
/// As for the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pwrite(descriptor: c_int, bytes: *const c_void, count: size_t, offset: off_t) -> ssize_t {
    // SAFETY: passed on as it came.
    unsafe { pwrite64(descriptor, bytes, count, offset) }
}

/// # Safety
/// As for the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn ftruncate64(descriptor: c_int, length: off_t) -> c_int {
    // SAFETY: passed on as it came.
    let done = unsafe { libc::syscall(libc::SYS_ftruncate, descriptor, length) } as c_int;
    take(|| Some(Note::Length { file: file(descriptor)?, length: u64::try_from(length).ok()? }));
    done
}

/// # Safety
/// As for the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn ftruncate(descriptor: c_int, length: off_t) -> c_int {
    // SAFETY: passed on as it came.
    unsafe { ftruncate64(descriptor, length) }
}

/// # Safety
/// As for the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn fsync(descriptor: c_int) -> c_int {
    // SAFETY: passed on as it came.
    let done = unsafe { libc::syscall(libc::SYS_fsync, descriptor) } as c_int;
    take(|| Some(Note::Sync { file: file(descriptor)? }));
    done
}

/// # Safety
/// As for the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn fdatasync(descriptor: c_int) -> c_int {
    // SAFETY: passed on as it came.
    let done = unsafe { libc::syscall(libc::SYS_fdatasync, descriptor) } as c_int;
    take(|| Some(Note::Sync { file: file(descriptor)? }));
    done
}
