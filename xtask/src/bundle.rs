//! `cargo xtask bundle`: deb and rpm.

use std::path::PathBuf;

use crate::packages::{self, Need};
use crate::process::Job;
use crate::{Options, Outcome, report, ui};

/// Builds the packages and says where they are.
pub(crate) fn bundle(options: &Options) -> Outcome<()> {
    packages::ensure(Need::Bundle, options)?;
    ui::install()?;
    for package in build(&crate::root(), "deb,rpm")? {
        let size = std::fs::metadata(&package).map_or(0, |data| data.len());
        report::say(format!("✓ {} ({:.1} MB)", package.display(), size as f64 / 1e6));
    }
    Ok(())
}

/// Bundles the package in this folder, as these kinds, with the CLI of `ui/`.
pub(crate) fn build(folder: &std::path::Path, kinds: &str) -> Outcome<Vec<PathBuf>> {
    let prefix = crate::root().join("ui");
    let done = report::step("bundle", || {
        Job::new("bundle", ui::NPM, 60)
            .args(["--prefix", &prefix.display().to_string(), "exec", "--", "tauri", "build", "--bundles", kinds])
            .dir(folder)
            .run()
            .or_else_say("The messages above say at which step the bundler stopped.")
    })?;
    let made: Vec<PathBuf> = done.lines().filter_map(package).filter(|path| path.exists()).collect();
    if made.is_empty() { Err("The bundler named no package. Its messages are above.".to_owned()) } else { Ok(made) }
}

/// The package that a line of the bundler names: it lists what it made, a path a line, newer versions with the size
/// behind it.
fn package(line: &str) -> Option<PathBuf> {
    let line = line.trim();
    let path = PathBuf::from(line.split_once(" (").map_or(line, |(path, _size)| path));
    let kind = path.extension()?;
    (path.is_absolute() && (kind == "deb" || kind == "rpm")).then_some(path)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::package;

    #[test]
    fn finds_packages_with_and_without_their_size() {
        let named = Some(PathBuf::from("/t/bundle/deb/app_0.1.0_amd64.deb"));
        assert_eq!(package("        /t/bundle/deb/app_0.1.0_amd64.deb (13.32 MiB)"), named, "tauri-cli 2.12.3");
        assert_eq!(package("        /t/bundle/deb/app_0.1.0_amd64.deb"), named, "older ones");
        assert_eq!(package("    Finished 1 bundle at:"), None);
        assert_eq!(package("   Built application at: /t/release/app"), None);
    }
}
