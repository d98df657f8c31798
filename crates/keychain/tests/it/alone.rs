//! A test in a process of its own.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::calls::KEY;

const CHILD: &str = "TIKVOD_TEST_CHILD";

/// How long a child may take for all its calls, and to be gone after them.
const LONGEST: Duration = Duration::from_secs(25);

/// True in the child.
pub(crate) fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs the test `name` alone on `bus`. Fails if it fails, does not end, or leaves the key in any file.
pub(crate) fn run(name: &str, bus: &OsStr) {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    let began = Instant::now();
    let child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", name, "--test-threads=1", "--nocapture"])
        .env_clear()
        .env(CHILD, "1")
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .envs(["HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"].map(|name| (name, home.path())))
        .stdout(fs::File::create(&out).expect("a file"))
        .stderr(Stdio::inherit())
        .spawn()
        .expect("it runs");
    let ended = wait(child, began + LONGEST);
    let said = fs::read_to_string(&out).expect("what it said");
    assert!(ended.is_some_and(|status| status), "{name} after {:?}: {said}", began.elapsed());
    assert!(said.contains("1 passed"), "the test ran in the child: {said}");
    assert_eq!(files_with_the_key(home.path()), 0, "a key is never kept in a file");
    fs::write(home.path().join("control"), KEY).expect("a file");
    assert_eq!(files_with_the_key(home.path()), 1, "the control is found");
}

/// Whether it ended well; none if it did not end.
fn wait(mut child: Child, until: Instant) -> Option<bool> {
    while Instant::now() < until {
        if let Some(status) = child.try_wait().expect("its state") {
            return Some(status.success());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(child.kill());
    drop(child.wait());
    None
}

fn files_with_the_key(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let count = |path: &Path| {
        if path.is_dir() {
            return files_with_the_key(path);
        }
        let bytes = fs::read(path).unwrap_or_default();
        usize::from(bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()))
    };
    entries.map(|entry| count(&entry.path())).sum()
}
