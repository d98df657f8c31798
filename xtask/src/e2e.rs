//! The end-to-end tests: the real app in a real window, in a session of its own. Also the tour.

use std::fs;

use crate::build::{self, EVERYTHING, Program};
use crate::packages::{self, Need};
use crate::process::Job;
use crate::report::Ledger;
use crate::session::Session;
use crate::{Options, Outcome, counts, report, ui};

/// `cargo xtask e2e [filter]`.
pub(crate) fn e2e(options: &Options) -> Outcome<()> {
    let programs = prepare(options)?;
    let ledger = Ledger::new();
    check(&ledger, &programs, options.filter());
    ledger.close_book()
}

/// Runs the walks in a fresh session and counts them.
pub(crate) fn check(ledger: &Ledger, programs: &[Program], filter: Option<&str>) {
    if !cfg!(target_os = "linux") {
        report::say("The end-to-end tests need WebKitWebDriver, which only Linux has: not run here.");
        return;
    }
    let mut args = vec!["--test-threads=1", "--skip", "tour", "--skip", "bench"];
    args.extend(filter);
    match job(programs, &args) {
        Ok((job, _session)) => {
            let advice = "Pictures and logs of each step: target/e2e/. Run one alone with: cargo xtask e2e NAME";
            ledger.check("end-to-end in the real window", job, advice, counts::libtest);
        }
        Err(words) => ledger.fail(words),
    }
}

/// `cargo xtask tour`: the walk at reading speed, light and dark; its pictures go to the README.
pub(crate) fn tour(options: &Options) -> Outcome<()> {
    let programs = prepare(options)?;
    let (job, _session) = job(&programs, &["tour", "--test-threads=1"])?;
    let output =
        report::step("tour", || job.env("TIKVOD_E2E_TOUR", "1").run().or_else_say("Pictures and logs: target/e2e/"))?;
    if counts::libtest(&output).passed == 0 {
        return Err("No test named \"tour\" ran in tests/e2e: no pictures were made.".to_owned());
    }
    let to = crate::root().join("docs/screenshots");
    fs::create_dir_all(&to).map_err(|error| format!("Cannot make {}: {error}", to.display()))?;
    let mut saved = 0;
    let from = fs::read_dir(crate::root().join("target/e2e"))
        .map_err(|error| format!("target/e2e cannot be read: {error}"))?;
    for entry in from.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(short) = name.strip_prefix("tour-") {
            fs::copy(entry.path(), to.join(short)).map_err(|error| format!("{name} cannot be copied: {error}"))?;
            saved += 1;
        }
    }
    report::say(format!("✓ {saved} pictures in docs/screenshots/"));
    Ok(())
}

/// Sets up and builds what the tests need; the same build as `cargo xtask test`.
pub(crate) fn prepare(options: &Options) -> Outcome<Vec<Program>> {
    packages::ensure(Need::Test, options)?;
    ui::install()?;
    ui::build()?;
    build::programs("build everything", &[&["test", "--no-run"], EVERYTHING].concat())
}

/// The walks as a job in a session of its own, which ends with the value.
pub(crate) fn job(programs: &[Program], args: &[&str]) -> Outcome<(Job, Session)> {
    let walks = build::find(programs, "e2e", true)?;
    let folder = crate::root().join("target/e2e");
    let _none = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("Cannot make {}: {error}", folder.display()))?;
    let session = Session::start()?;
    let mut job = Job::new("e2e", walks, 15)
        .args(args)
        .envs(&session.env())
        .env("TIKVOD_E2E_SESSION", "1")
        .env("RUST_BACKTRACE", "0") // A failed step says what it waited for; frames of the runtime would bury that.
        .env("TIKVOD_E2E_OUT", &folder)
        .swept();
    if let Ok(sandbox) = build::find(programs, "tikvod-sandbox", false) {
        job = job.env("TIKVOD_E2E_SANDBOX", sandbox);
    }
    Ok((job, session))
}
