//! What the machine needs beyond Rust: system packages, Node, npm, the Rust components.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::process::{Job, answer};
use crate::{Options, Outcome, in_ci, report};

const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libxdo-dev",
];

/// H.264 and AAC in the window need GStreamer's base, good and libav sets.
const RUN: &[&str] = &["gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good", "gstreamer1.0-libav"];

/// A session without a desktop: display, bus, keychain, letters, screenshots.
const HEADLESS: &[&str] = &["xvfb", "dbus", "gnome-keyring", "fonts-noto-core", "fonts-dejavu-core", "scrot", "procps"];

/// What drives windows: WebDriver for the main one, a keyboard for the private one.
const DRIVER: &[&str] = &["webkit2gtk-driver", "xdotool"];

const BUNDLE: &[&str] = &["rpm"];

/// What a task needs.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Need {
    Run { headless: bool },
    Test,
    Bundle,
}

impl Need {
    fn packages(self) -> Vec<&'static str> {
        let sets: &[&[&str]] = match self {
            Self::Run { headless: false } => &[BUILD, RUN],
            Self::Run { headless: true } => &[BUILD, RUN, HEADLESS],
            Self::Test => &[BUILD, RUN, HEADLESS, DRIVER],
            Self::Bundle => &[BUILD, RUN, HEADLESS, DRIVER, BUNDLE],
        };
        sets.concat()
    }
}

/// Installs the system packages that are missing, or says how to.
pub(crate) fn ensure(need: Need, options: &Options) -> Outcome<()> {
    if !cfg!(target_os = "linux") {
        return Ok(()); // WebView2 and WKWebView come with the system; build tools come with Rust's own set-up.
    }
    let wanted = need.packages();
    if !Path::new("/usr/bin/dpkg-query").exists() {
        return other_system();
    }
    let missing = missing(&wanted);
    if missing.is_empty() {
        return Ok(());
    }
    let root = is_root();
    let line =
        format!("{}apt-get install -y --no-install-recommends {}", if root { "" } else { "sudo " }, missing.join(" "));
    report::say(format!("These system packages are missing: {}", missing.join(" ")));
    if !options.yes() && !agreed(&line)? {
        return Err(format!("Nothing was installed. To install them yourself:\n  {line}"));
    }
    if !root && answer("sudo", &["--version"]).is_none() {
        return Err(format!("Installing needs root and there is no sudo. As root, run:\n  {line}"));
    }
    if std::fs::read_dir("/var/lib/apt/lists").map_or(0, Iterator::count) < 4 {
        let _tried = apt(root, &["update"]).run(); // No list yet. A failure shows again at the install.
    }
    let install: Vec<&str> =
        ["install", "-y", "--no-install-recommends"].into_iter().chain(missing.iter().copied()).collect();
    if !apt(root, &install).run().ok() {
        report::say("Trying once more with fresh package lists.");
        apt(root, &["update"]).run().or_else_say("Are the package sources of this machine reachable?")?;
        apt(root, &install).run().or_else_say(&format!("Install them by hand and run this again:\n  {line}"))?;
    }
    Ok(())
}

fn missing(wanted: &[&'static str]) -> Vec<&'static str> {
    let done = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Abbrev}\\n"])
        .args(wanted)
        .stdin(Stdio::null())
        .output();
    let text = done.map(|done| String::from_utf8_lossy(&done.stdout).into_owned()).unwrap_or_default();
    let there = |name: &str| {
        text.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(name) && words.next().is_some_and(|status| status.starts_with("ii"))
        })
    };
    wanted.iter().copied().filter(|name| !there(name)).collect()
}

fn apt(root: bool, args: &[&str]) -> Job {
    // A fresh machine may still be updating itself; waiting beats failing.
    let fixed = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"];
    let (program, head): (&str, &[&str]) = if root { ("env", &[]) } else { ("sudo", &["env"]) };
    Job::new("apt", program, 15).args(head).args(["DEBIAN_FRONTEND=noninteractive"]).args(fixed).args(args)
}

fn agreed(line: &str) -> Outcome<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(format!("Install them, or run this again with --yes:\n  {line}"));
    }
    report::say(format!("Install them now?\n  {line}\n[Y/n]"));
    let mut reply = String::new();
    std::io::stdin().lock().read_line(&mut reply).map_err(|error| format!("No answer could be read: {error}"))?;
    Ok(matches!(reply.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

fn is_root() -> bool {
    answer("id", &["-u"]).as_deref() == Some("0")
}

fn other_system() -> Outcome<()> {
    let ready = answer("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_some();
    if ready {
        return Ok(());
    }
    let lines = "This is not a Debian-like system, so nothing is installed for you. The one line to type:\n  \
        Fedora:   sudo dnf install webkit2gtk4.1-devel librsvg2-devel libappindicator-gtk3-devel libxdo-devel gcc-c++ \
        gstreamer1-plugins-good gstreamer1-plugin-libav gnome-keyring\n  \
        Arch:     sudo pacman -S --needed webkit2gtk-4.1 librsvg libappindicator-gtk3 xdotool base-devel \
        gst-plugins-good gst-libav gnome-keyring\n  \
        openSUSE: sudo zypper install webkit2gtk3-devel librsvg-devel libappindicator3-devel xdotool-devel gcc-c++ \
        gstreamer-plugins-good gstreamer-plugins-libav gnome-keyring\nThen run this again.";
    if in_ci() {
        report::say(lines);
        return Ok(());
    }
    Err(lines.to_owned())
}

/// Checks Node and npm.
pub(crate) fn node() -> Outcome<()> {
    const ADVICE: &str =
        "Install Node 20 or newer (Debian: apt-get install nodejs npm, or https://nodejs.org), then run this again.";
    let version = answer("node", &["--version"]).ok_or(format!("Node is not installed. {ADVICE}"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        return Err(format!("Node {version} is too old. {ADVICE}"));
    }
    if answer(crate::ui::NPM, &["--version"]).is_none() {
        return Err(format!("npm is not installed. {ADVICE}"));
    }
    Ok(())
}

/// Checks that rustfmt and clippy are there.
pub(crate) fn rust_components() -> Outcome<()> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if answer("cargo", &[tool, "--version"]).is_none() {
            return Err(format!("cargo {tool} is not installed. Run: rustup component add {component}"));
        }
    }
    Ok(())
}
