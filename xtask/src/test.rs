//! `cargo xtask test`: set-up and every check there is.

use std::thread;

use crate::build::{self, EVERYTHING, Program, cargo};
use crate::packages::{self, Need};
use crate::process::{Job, answer};
use crate::report::Ledger;
use crate::{Options, Outcome, counts, e2e, trials, ui};

/// Runs everything. The last line is `N passed, N failed`.
pub(crate) fn test(options: &Options) -> Outcome<()> {
    let ledger = Ledger::new();
    if let Err(words) = set_up(options) {
        ledger.fail(words);
        return ledger.close_book();
    }
    // Two lanes for two cores: npm's checks run while Cargo compiles.
    let programs = thread::scope(|scope| {
        if ui::exists() {
            scope.spawn(|| ui::check(&ledger));
        }
        rust(&ledger)
    });
    if let Some(programs) = programs {
        e2e::check(&ledger, &programs, None);
    }
    ledger.close_book()
}

fn set_up(options: &Options) -> Outcome<()> {
    packages::rust_components()?;
    thread::scope(|scope| {
        let ui = scope.spawn(ui::install);
        packages::ensure(Need::Test, options)?;
        ui.join().map_err(|_| "The set-up of ui/ broke off; its last words are above.".to_owned())?
    })?;
    // Before Cargo starts: the app embeds what this makes.
    ui::build()
}

/// The Rust lane. Returns the programs when they could be built.
fn rust(ledger: &Ledger) -> Option<Vec<Program>> {
    ledger.check(
        "rust format",
        cargo("fmt", &["fmt", "--all", "--check"], 2),
        "Mend it with: cargo fmt --all",
        counts::none,
    );
    let programs = match build::programs("build everything", &[&["test", "--no-run"], EVERYTHING].concat()) {
        Ok(programs) => Some(programs),
        Err(words) => {
            ledger.fail(words);
            None
        }
    };
    if let Some(programs) = &programs {
        run_tests(ledger, programs);
    }
    // The kills wait more than they reckon, and have a target folder of their own to build in.
    thread::scope(|scope| {
        scope.spawn(|| trials::kills(ledger));
        trials::check(ledger);
    });
    let lints = [&["clippy", "--quiet"], EVERYTHING, &["--", "--deny", "warnings"]].concat();
    ledger.check("clippy", cargo("clippy", &lints, 45), "The messages above name file and lint.", counts::none);
    if programs.is_some() {
        let examples = ["test", "--quiet", "--workspace", "--doc"];
        ledger.check(
            "examples in the docs",
            cargo("doc", &examples, 20),
            "The messages above name the example.",
            counts::libtest,
        );
    }
    if answer("cargo", &["deny", "--version"]).is_some() {
        // The advisory data base lives elsewhere and may be out of reach; these two need nothing.
        let policy = ["deny", "--offline", "check", "licenses", "bans", "sources"];
        ledger.check(
            "dependency policy",
            cargo("deny", &policy, 5),
            "deny.toml says what is allowed, and why.",
            counts::none,
        );
    }
    programs
}

/// All tests but those in the window.
fn run_tests(ledger: &Ledger, programs: &[Program]) {
    const ADVICE: &str = "The names of the failed tests are above.";
    if answer("cargo", &["nextest", "--version"]).is_some() {
        let words =
            [&["nextest", "run"], EVERYTHING, &["--no-fail-fast", "-E", "not binary_id(tikvod-desktop::e2e)"]].concat();
        ledger.check("rust tests", cargo("test", &words, 30), ADVICE, counts::nextest);
        return;
    }
    for program in programs.iter().filter(|program| program.test && program.name != "e2e") {
        let folder = &program.package; // As Cargo does: tests run in the folder of their package.
        let job = Job::new("test", &program.path, 20).dir(folder).env("CARGO_MANIFEST_DIR", folder);
        ledger.check(&format!("rust tests of {} ({})", program.name, program.kind), job, ADVICE, counts::libtest);
    }
}
