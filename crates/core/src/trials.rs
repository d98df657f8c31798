//! What the test programme plants (reliability.md 4.4). In every other build nothing is ever planted, and the compiler
//! drops the question.

/// A bug that the test programme has to find.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(not(feature = "trials"), expect(unreachable_pub, reason = "public for the test programme"))]
pub enum Bug {
    /// `sending` is committed after the request went out.
    SendingAfterSend,
    /// What was being sent at the end is pending again at the start.
    PendingAtStart,
    /// A 500 counts as not sent.
    RetryOn500,
    /// A time-out counts as not sent.
    RetryOnTimeout,
    /// A second click with the same id is a second intent.
    NoUniqueClick,
    /// Two programs send for one folder.
    NoSenderLock,
    /// A lost video is bound to the nearest in time, whatever it shows.
    BindNearest,
    /// Nothing found at the first look is believed.
    NoSettleWindow,
    /// What fails while the outcome is kept makes the request count as not sent.
    BookkeepingInSend,
    /// Plans wait by a clock that stands still while the computer sleeps.
    SchedulerOnInstant,
    /// The wall time of a plan is taken as UTC.
    NaiveLocalTime,
    /// A database that is older than it was is not noticed.
    RollbackOff,
    /// The write-ahead log is not synced at each commit.
    WalNormal,
}

#[cfg(not(any(feature = "trials", feature = "kill-points")))]
pub(crate) const fn planted(_bug: Bug) -> bool {
    false
}

/// In the program that is killed (`kill.rs`) the environment names the bug.
#[cfg(all(feature = "kill-points", not(feature = "trials")))]
pub(crate) fn planted(bug: Bug) -> bool {
    std::env::var("TIKVOD_PLANT").is_ok_and(|name| name == format!("{bug:?}"))
}

#[cfg(feature = "trials")]
pub use on::{Disk, DiskFault, install, plant};
#[cfg(feature = "trials")]
pub(crate) use on::{disk, planted};

#[cfg(feature = "trials")]
mod on {
    use std::cell::{Cell, RefCell};
    use std::sync::Arc;

    use super::Bug;

    /// What the disk does to a commit.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum DiskFault {
        /// It is full.
        Full,
        /// The program is gone before this commit.
        Gone,
    }

    /// Stands at every commit.
    pub trait Disk: Send + Sync {
        /// Just before a commit.
        ///
        /// # Errors
        /// What stops it: nothing of the transaction stays.
        fn before_commit(&self, operation: &'static str) -> Result<(), DiskFault>;
        /// Just after one: it is durable.
        fn after_commit(&self, operation: &'static str);
    }

    thread_local! {
        static DISK: RefCell<Option<Arc<dyn Disk>>> = const { RefCell::new(None) };
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Puts a disk in place for this thread, and makes the core do everything on it.
    pub fn install(disk: Option<Arc<dyn Disk>>) {
        DISK.with(|place| *place.borrow_mut() = disk);
    }

    /// Plants a bug on this thread.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.set(bug);
    }

    pub(crate) fn disk() -> Option<Arc<dyn Disk>> {
        DISK.with(|place| place.borrow().clone())
    }

    pub(crate) fn planted(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }
}
