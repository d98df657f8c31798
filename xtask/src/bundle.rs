//! `cargo xtask bundle`: deb and rpm.

use std::path::PathBuf;

use crate::packages::{self, Need};
use crate::process::Job;
use crate::{Options, Outcome, report, ui};

/// Builds the packages and says where they are.
pub(crate) fn bundle(options: &Options) -> Outcome<()> {
    packages::ensure(Need::Bundle, options)?;
    ui::install()?;
    for package in build(&crate::root())? {
        let size = std::fs::metadata(&package).map_or(0, |data| data.len());
        report::say(format!("✓ {} ({:.1} MB)", package.display(), size as f64 / 1e6));
    }
    Ok(())
}

/// Bundles the package in this folder with the CLI of `ui/`.
pub(crate) fn build(folder: &std::path::Path) -> Outcome<Vec<PathBuf>> {
    let prefix = crate::root().join("ui");
    let done = report::step("bundle", || {
        Job::new("bundle", ui::NPM, 60)
            .args(["--prefix", &prefix.display().to_string(), "exec", "--", "tauri", "build", "--bundles", "deb,rpm"])
            .dir(folder)
            .run()
            .or_else_say("The messages above say at which step the bundler stopped.")
    })?;
    // The bundler lists what it made, a path a line.
    let made: Vec<PathBuf> = done
        .lines()
        .map(|line| PathBuf::from(line.trim()))
        .filter(|path| path.is_absolute() && path.exists())
        .filter(|path| path.extension().is_some_and(|kind| kind == "deb" || kind == "rpm"))
        .collect();
    if made.is_empty() { Err("The bundler named no package. Its messages are above.".to_owned()) } else { Ok(made) }
}
