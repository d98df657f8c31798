//! Named points at which the test programme ends the program (reliability.md T3): before and after every commit, and where
//! files and answers change hands. In every other build they are nothing.

#[cfg(not(feature = "kill-points"))]
pub(crate) const fn point(_when: &str, _what: &str) {}

#[cfg(feature = "kill-points")]
pub use armed::arm;
#[cfg(feature = "kill-points")]
pub(crate) use armed::point;

#[cfg(feature = "kill-points")]
mod armed {
    use std::collections::BTreeSet;
    use std::fs::{File, OpenOptions};
    use std::io::Write as _;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Mutex, PoisonError};

    #[cfg(not(debug_assertions))]
    compile_error!("the feature `kill-points` is for the test programme and never for a release");

    static PASSED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

    /// Reads from the environment what is to happen: `TIKVOD_KILL_POINTS` names a file that gets a line for each point
    /// that is passed; `TIKVOD_KILL` is `WAY N POINT`, and the program ends at the N-th time that it passes the point.
    /// Ways: `kill` (SIGKILL), `abort`, and `hold` (this thread stands still, the file `TIKVOD_KILL_HELD` appears, and
    /// whoever waits for it kills the program while its other threads go on).
    pub fn arm() {
        let Ok(text) = std::env::var("TIKVOD_KILL") else { return };
        let mut words = text.splitn(3, ' ');
        let (Some(way), Some(left), Some(point)) = (words.next(), words.next(), words.next()) else { return };
        let (way, left) = (way.to_owned(), AtomicU32::new(left.parse().unwrap_or(1)));
        let armed = fail::cfg_callback(point, move || {
            if left.fetch_sub(1, Ordering::SeqCst) == 1 {
                end(&way);
            }
        });
        if let Err(error) = armed {
            tracing::error!(%error, "the point cannot be armed");
        }
    }

    pub(crate) fn point(when: &str, what: &str) {
        let name = format!("{when}: {what}");
        if let Some(list) = std::env::var_os("TIKVOD_KILL_POINTS") {
            note(Path::new(&list), &name);
        }
        fail::fail_point!(&name);
    }

    fn note(list: &Path, name: &str) {
        let mut passed = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
        if passed.insert(name.to_owned())
            && let Ok(mut file) = OpenOptions::new().create(true).append(true).open(list)
        {
            drop(writeln!(file, "{name}"));
        }
    }

    fn end(way: &str) {
        match way {
            "abort" => std::process::abort(),
            "hold" => {
                let held = std::env::var_os("TIKVOD_KILL_HELD").map(PathBuf::from);
                drop(held.map(File::create));
                loop {
                    std::thread::park();
                }
            }
            _ => drop(rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)),
        }
    }
}
