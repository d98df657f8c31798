//! Cargo: builds, and where it put things.

use std::path::PathBuf;

use crate::process::Job;
use crate::{Options, Outcome, packages, report, ui};

/// Everything that the tests need, in one build: libraries, programs, test programs, with one set of features, so that
/// nothing is compiled twice.
pub(crate) const EVERYTHING: &[&str] = &["--workspace", "--all-targets"];

/// A program that Cargo built.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) name: String,
    /// `bin`, `lib`, `test`, …
    pub(crate) kind: String,
    /// Whether it is the test program of that target.
    pub(crate) test: bool,
    pub(crate) path: PathBuf,
    /// Folder of its package.
    pub(crate) package: PathBuf,
}

/// `cargo` with these words, its messages readable and for us.
pub(crate) fn cargo(label: &str, words: &[&str], minutes: u64) -> Job {
    Job::new(label, "cargo", minutes).args(words).env("CARGO_TERM_COLOR", "never")
}

/// Builds and returns the programs.
pub(crate) fn programs(name: &str, words: &[&str]) -> Outcome<Vec<Program>> {
    report::step(name, || {
        let job = cargo("cargo", words, 60).args(["--message-format=json-render-diagnostics"]).quiet();
        let done = job.run();
        if done.ok() {
            Ok(parse(&done.output))
        } else {
            Err(format!("{name}: {}. The compiler's messages above name file and line.", done.why()))
        }
    })
}

/// The program with this name among those built.
pub(crate) fn find(programs: &[Program], name: &str, test: bool) -> Outcome<PathBuf> {
    programs
        .iter()
        .find(|program| program.name == name && program.test == test && program.kind != "custom-build")
        .map(|program| program.path.clone())
        .ok_or_else(|| format!("Cargo did not build {name}. Is it still a target of Cargo.toml?"))
}

/// Reads Cargo's messages: one JSON object a line, of which we need four fields.
fn parse(output: &str) -> Vec<Program> {
    output
        .lines()
        .filter(|line| line.contains("\"reason\":\"compiler-artifact\""))
        .filter_map(|line| {
            let path = field(line, "\"executable\":\"")?;
            let target = line.split_once("\"target\":{")?.1;
            Some(Program {
                kind: field(target, "\"kind\":[\"")?.to_owned(),
                name: field(target, "\"name\":\"")?.to_owned(),
                test: line.split_once("\"profile\":{").is_some_and(|(_, rest)| rest.contains("\"test\":true}")),
                path: native(path),
                package: native(field(line, "\"manifest_path\":\"")?).parent()?.to_path_buf(),
            })
        })
        .collect()
}

/// A path as JSON writes it.
fn native(path: &str) -> PathBuf {
    PathBuf::from(path.replace("\\\\", "\\"))
}

fn field<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.split_once(key)?.1.split('"').next()
}

/// Sets up, builds the front end, then the app alone.
pub(crate) fn app(release: bool) -> Outcome<PathBuf> {
    ui::install()?;
    ui::build()?;
    let mut words = vec!["build", "--package", "tikvod-desktop", "--bin", "tikvod-desktop"];
    if release {
        words.push("--release");
    }
    find(&programs("build the app", &words)?, "tikvod-desktop", false)
}

/// Writes, or with `--check` compares, the TypeScript types of the window.
pub(crate) fn bindings(options: &Options) -> Outcome<()> {
    packages::ensure(packages::Need::Run { headless: false }, options)?;
    let mut job = cargo("bindings", &["test", "--package", "tikvod-desktop", "--test", "ipc", "bindings"], 60);
    if !options.has("--check") {
        job = job.env("TIKVOD_WRITE_BINDINGS", "1");
    }
    let output = job
        .run()
        .or_else_say("The types and ui/src/lib/ipc/bindings.ts differ. Write them with: cargo xtask bindings")?;
    if crate::counts::libtest(&output).passed == 0 {
        return Err("No test named \"bindings\" ran in tests/ipc: nothing was written or compared.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn finds_programs_in_cargos_messages() {
        let line = r#"{"reason":"compiler-artifact","package_id":"path+file:///x#a@0.1.0","manifest_path":"/x/Cargo.toml","target":{"kind":["test"],"crate_types":["bin"],"name":"e2e","src_path":"/x/tests/e2e/main.rs"},"profile":{"opt_level":"0","debuginfo":1,"debug_assertions":true,"overflow_checks":true,"test":true},"features":[],"filenames":["/t/e2e-1"],"executable":"/t/e2e-1","fresh":true}
{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"a"},"profile":{"test":false},"executable":null,"fresh":true}"#;
        let programs = parse(line);
        assert_eq!(programs.len(), 1, "the library has no program");
        let e2e = &programs[0];
        assert_eq!((e2e.name.as_str(), e2e.kind.as_str(), e2e.test), ("e2e", "test", true), "all fields are read");
    }
}
