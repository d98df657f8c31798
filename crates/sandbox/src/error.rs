//! Why a sandbox could not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a sandbox could not start. Each message is one sentence that a person can act on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The address is not of this machine alone.
    #[error("The sandbox listens on loopback only, and {0} is not a loopback address.")]
    NotLoopback(SocketAddr),
    /// An option is out of its bounds.
    #[error("The {name} must be {rule}.")]
    BadOption {
        /// The option in words.
        name: &'static str,
        /// What it has to be.
        rule: &'static str,
    },
    /// Another program listens there.
    #[error("{0} is taken by another program; choose another port, or 0 for a free one.")]
    PortTaken(SocketAddr),
    /// Listening failed for another reason.
    #[error("Cannot listen on {address}: {source}.")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The data folder cannot be made or written.
    #[error("Cannot write to the data folder {path}: {source}.", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// Another sandbox works in the folder.
    #[error("The data folder {path} is in use by another sandbox; close that one first.", path = path.display())]
    FolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The database was written by a newer release.
    #[error(
        "The data folder {path} was written by a newer release (database version {found}, this release knows {known}); \
         update, or use another folder.", path = path.display()
    )]
    NewerDatabase {
        /// The folder.
        path: PathBuf,
        /// The version in the file.
        found: i64,
        /// The newest that this release knows.
        known: i64,
    },
    /// The database cannot be opened or read.
    #[error("Cannot use the database in {path}: {source}.", path = path.display())]
    Database {
        /// The folder.
        path: PathBuf,
        /// SQLite's answer.
        source: rusqlite::Error,
    },
    /// The render thread could not be started.
    #[error("Cannot start the render thread: {0}.")]
    Thread(io::Error),
}
