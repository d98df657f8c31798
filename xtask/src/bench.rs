//! `cargo xtask bench`: figures beside their floor or peer, taken in the same run. Nothing is asserted: a busy machine
//! makes every time longer, so the load is printed with them, and the ratios are what to look at.

mod load;
mod window;

use std::fs;

use crate::packages::{self, Need};
use crate::session::Session;
use crate::{Options, Outcome, build, bundle, counts, e2e, report, ui};

/// The names of the figures, as `cargo xtask bench NAME` takes them.
const NAMES: &[&str] = &["window", "click", "sandbox", "store"];

/// Takes all figures, or those of one name.
pub(crate) fn bench(options: &Options) -> Outcome<()> {
    let only = options.filter();
    if let Some(unknown) = only.filter(|name| !NAMES.contains(name)) {
        return Err(format!("There is no figure \"{unknown}\". There are: {}", NAMES.join(", ")));
    }
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    if only.is_none_or(|only| !["sandbox", "store"].contains(&only)) {
        packages::ensure(Need::Bundle, options)?;
        ui::install()?;
        ui::build()?;
    }
    let mut figures = Vec::new();
    if wanted("store") {
        figures.extend(store()?);
    }
    if wanted("window") {
        figures.extend(window_figures()?);
    }
    if wanted("click") {
        figures.push(click(options)?);
    }
    if wanted("sandbox") {
        figures.extend(sandbox()?);
    }
    report::say("");
    for Figure { name, value } in &figures {
        report::say(format!("{name:<32}{value}"));
    }
    report::say(format!("{:<32}{}", "machine now", machine()));
    Ok(())
}

/// One line of the result.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

/// Start, memory and package, each beside a blank Tauri window that was built and bundled the same way.
fn window_figures() -> Outcome<Vec<Figure>> {
    let blank_folder = crate::root().join("benches/blank-window");
    let ours = window::Subject::bundled("tikvod-desktop", bundle::build(&crate::root(), "deb")?)?;
    let blank = window::Subject::bundled("blank-window", bundle::build(&blank_folder, "deb")?)?;
    let before = machine();
    let session = Session::start()?;
    let mut figures = report::step("start and memory, in turns", || window::compare(&session, &ours, &blank))?;
    figures.push(Figure { name: "machine before and after", value: format!("{before}; {}", machine()) });
    Ok(figures)
}

/// From the click on "Add to queue" to the painted row, in an optimised build that lets the driver in.
fn click(options: &Options) -> Outcome<Figure> {
    let programs = e2e::prepare(options)?;
    let words =
        ["build", "--release", "--package", "tikvod-desktop", "--bin", "tikvod-desktop", "--features", "webdriver"];
    let app = build::find(&build::programs("build the app, optimised", &words)?, "tikvod-desktop", false)?;
    let (job, _session) = e2e::job(&programs, &["bench_click", "--test-threads=1"])?;
    let job = job.env("TIKVOD_E2E_APP", app).env("TIKVOD_E2E_TIMED", "1");
    let output = report::step("click to row", || job.run().or_else_say("Pictures and logs: target/e2e/"))?;
    let value = output.lines().find_map(|line| Some(line.split_once("click to row: ")?.1.to_owned()));
    match value {
        Some(value) if counts::libtest(&output).passed == 1 => Ok(Figure { name: "click to row on screen", value }),
        _ => Err("No walk named \"bench_click\" told a figure.".to_owned()),
    }
}

/// Requests a second of the sandbox, over kept connections on loopback.
fn sandbox() -> Outcome<Vec<Figure>> {
    let words = ["build", "--release", "--package", "tikvod-sandbox", "--bin", "tikvod-sandbox"];
    let program = build::find(&build::programs("build the sandbox", &words)?, "tikvod-sandbox", false)?;
    let folder = std::env::temp_dir().join(format!("tikvod-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("Cannot make {}: {error}", folder.display()))?;
    let done = report::step("requests to the sandbox", || load::sandbox(&program, &folder));
    let _gone = fs::remove_dir_all(&folder);
    done
}

/// What a click costs on disk beside a plain flush, and what the core costs with nothing to do.
fn store() -> Outcome<Vec<Figure>> {
    let words = ["run", "--quiet", "--package", "tikvod-core", "--example", "store_bench"];
    let job = build::cargo("store", &words, 30);
    let output = report::step("the store", || job.run().or_else_say("The lines above say what was missing."))?;
    let names = [
        ("commit", "click to durable intent"),
        ("idle", "processor with nothing to do"),
        ("memory", "memory over 1,000 intents"),
    ];
    let told =
        |name: &str| output.lines().find_map(|line| Some(line.split_once(name)?.1.strip_prefix(": ")?.to_owned()));
    let figures = names.map(|(key, name)| {
        let value = told(key).ok_or_else(|| format!("The worker told no figure of {key}."))?;
        Ok(Figure { name, value })
    });
    figures.into_iter().collect()
}

/// How busy the machine is, in words.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    match load.split_whitespace().next() {
        Some(load) => format!("load {load} on {cores} cores"),
        None => format!("{cores} cores, load unknown"),
    }
}

/// Middle, least and most of some figures.
pub(crate) fn spread(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    (at(values.len() / 2), at(0), at(values.len().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn spread_is_middle_least_most() {
        assert_eq!(spread(vec![3.0, 1.0, 2.0]), (2.0, 1.0, 3.0));
        assert!(spread(vec![]).0.is_nan(), "nothing measured is no figure");
    }
}
