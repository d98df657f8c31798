//! The window's front end: packages, build, checks. Nothing is done twice: stamps stand in `ui/node_modules`.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::process::Job;
use crate::{Outcome, counts, packages, report};

/// npm is a script with another name on Windows.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn folder() -> PathBuf {
    crate::root().join("ui")
}

fn npm(label: &str, args: &[&str], minutes: u64) -> Job {
    Job::new(label, NPM, minutes)
        .args(args)
        .dir(&folder())
        .env("NO_COLOR", "1")
        .env("npm_config_update_notifier", "false")
}

/// Whether there is a front end to build. Without one the app shows a page that says so.
pub(crate) fn exists() -> bool {
    folder().join("package.json").exists()
}

/// `npm ci`, when the lock file is not the one that was installed last.
pub(crate) fn install() -> Outcome<()> {
    if !exists() {
        report::say("ui/ has no package.json yet: the window shows a page that says so.");
        return Ok(());
    }
    packages::node()?;
    let lock = fs::read_to_string(folder().join("package-lock.json")).map_err(|error| {
        format!("ui/package-lock.json cannot be read: {error}. Make it with: npm --prefix ui install")
    })?;
    let stamp = folder().join("node_modules/.tikvod-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    report::step("ui packages", || {
        npm("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"], 10)
            .run()
            .or_else_say("Is the npm registry reachable, and does package-lock.json fit package.json?")
    })?;
    fs::write(&stamp, lock).map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
}

/// Builds `ui/dist`, when a source changed since.
pub(crate) fn build() -> Outcome<()> {
    if !exists() {
        return Ok(());
    }
    let stamp = folder().join("node_modules/.tikvod-dist");
    let now = fingerprint();
    if fs::read_to_string(&stamp).is_ok_and(|then| then == now) && folder().join("dist/index.html").exists() {
        return Ok(());
    }
    report::step("ui build", || {
        npm("vite", &["run", "build"], 5).run().or_else_say("The messages above name the file.")
    })?;
    fs::write(&stamp, now).map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
}

/// Script, name, advice, and how its tests are counted.
type Check = (&'static str, &'static str, &'static str, fn(&str) -> counts::Counts);

/// The checks of the front end that need no Rust.
pub(crate) fn check(ledger: &report::Ledger) {
    const CHECKS: [Check; 4] = [
        ("format:check", "ui format", "Mend it with: npm --prefix ui run format", counts::none),
        ("lint", "ui lint", "The messages above name file and rule.", counts::none),
        ("check", "ui types and accessibility", "The messages above name file and line.", counts::none),
        ("test", "ui tests", "Run them alone with: npm --prefix ui test", counts::vitest),
    ];
    let scripts = fs::read_to_string(folder().join("package.json")).unwrap_or_default();
    for (script, name, advice, count) in CHECKS {
        if scripts.contains(&format!("\"{script}\":")) {
            ledger.check(name, npm("ui", &["run", "--silent", script], 8), advice, count);
        } else {
            ledger.fail(format!("ui/package.json has no script \"{script}\"; {name} was not checked."));
        }
    }
}

/// Names and contents of all sources, as one number.
fn fingerprint() -> String {
    let mut files = Vec::new();
    collect(&folder(), &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file).unwrap_or_default().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let path = entry.path();
        if path.is_dir() {
            if name != "node_modules" && name != "dist" {
                collect(&path, files);
            }
        } else {
            files.push(path);
        }
    }
}
