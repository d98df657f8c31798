//! A desktop session of our own, for machines without a display and for tests: Xvfb, a private D-Bus, an unlocked
//! gnome-keyring, private XDG folders. Everything ends with the value, by id.

use std::fs;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::{Outcome, process};

const PATIENCE: Duration = Duration::from_secs(20);
const PREFIX: &str = "tikvod-session-";

/// A running session.
pub(crate) struct Session {
    folder: PathBuf,
    display: String,
    bus: String,
    children: Vec<(Child, String)>,
}

impl Session {
    /// Starts one.
    pub(crate) fn start() -> Outcome<Self> {
        sweep_old_folders();
        let folder = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        for part in ["run", "data", "config", "cache", "state"] {
            private(&folder).and_then(|()| fs::create_dir_all(folder.join(part))).map_err(|error| {
                format!("Cannot make {}: {error}. Free some space, or set TMPDIR.", folder.display())
            })?;
        }
        let mut session = Self { folder, display: String::new(), bus: String::new(), children: Vec::new() };
        session.start_display()?;
        session.start_bus()?;
        session.start_keyring()?;
        Ok(session)
    }

    /// What a program needs to run in it.
    pub(crate) fn env(&self) -> Vec<(String, String)> {
        let folder = |part: &str| self.folder.join(part).display().to_string();
        [
            ("DISPLAY", self.display.clone()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.clone()),
            ("XDG_RUNTIME_DIR", folder("run")),
            ("XDG_DATA_HOME", folder("data")),
            ("XDG_CONFIG_HOME", folder("config")),
            ("XDG_CACHE_HOME", folder("cache")),
            ("XDG_STATE_HOME", folder("state")),
            ("XDG_SESSION_TYPE", "x11".to_owned()),
            ("WAYLAND_DISPLAY", String::new()),
            ("XAUTHORITY", String::new()),
            ("GDK_BACKEND", "x11".to_owned()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("GTK_A11Y", "none".to_owned()),
            ("LC_ALL", "C.UTF-8".to_owned()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    fn start_display(&mut self) -> Outcome<()> {
        let args = ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"];
        let number = self.spawn("Xvfb", &args, None, true)?;
        self.display = format!(":{number}");
        Ok(())
    }

    fn start_bus(&mut self) -> Outcome<()> {
        // No activation folders: a service that someone asks for too early would be started by the bus, and a keyring
        // started so is locked. What is not started here does not exist in this session.
        let socket = self.folder.join("run/bus");
        let config = self.folder.join("bus.conf");
        let text = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n<busconfig><type>session</type>\
             <listen>unix:path={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>\
             </policy></busconfig>\n",
            socket.display()
        );
        fs::write(&config, text).map_err(|error| format!("Cannot write {}: {error}", config.display()))?;
        let file = format!("--config-file={}", config.display());
        self.bus = self.spawn("dbus-daemon", &[&file, "--nofork", "--print-address=1"], None, true)?;
        Ok(())
    }

    fn start_keyring(&mut self) -> Outcome<()> {
        // The empty password on standard input makes and opens the login collection; nobody is asked.
        self.spawn("gnome-keyring-daemon", &["--foreground", "--unlock", "--components=secrets"], Some("\n"), false)?;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let done = Command::new("dbus-send")
                .args(["--session", "--print-reply", "--reply-timeout=2000", "--dest=org.freedesktop.secrets"])
                .args(["/org/freedesktop/secrets/aliases/default", "org.freedesktop.DBus.Properties.Get"])
                .args(["string:org.freedesktop.Secret.Collection", "string:Locked"])
                .envs(self.env())
                .stdin(Stdio::null())
                .output();
            if done.is_ok_and(|done| String::from_utf8_lossy(&done.stdout).contains("boolean false")) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(format!(
            "gnome-keyring did not open its keyring within {} s. Is the package gnome-keyring whole?",
            PATIENCE.as_secs()
        ))
    }

    /// Starts a program of the session. With `answers` its first line on standard output is waited for.
    fn spawn(&mut self, program: &str, args: &[&str], input: Option<&str>, answers: bool) -> Outcome<String> {
        // The kernel ends it with us, even when we are killed (setpriv is part of util-linux).
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", program]).args(args).envs(self.env());
        if self.display.is_empty() {
            command.env_remove("DISPLAY");
        }
        let mark = process::mark(&mut command);
        command
            .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
            .stdout(if answers { Stdio::piped() } else { Stdio::null() })
            .stderr(Stdio::null());
        let mut child = command
            .spawn()
            .map_err(|error| format!("Cannot start {program}: {error}. Install it with: cargo xtask test --yes"))?;
        if let (Some(text), Some(mut pipe)) = (input, child.stdin.take()) {
            let _closed = pipe.write_all(text.as_bytes());
        }
        let pipe = child.stdout.take();
        self.children.push((child, mark));
        match pipe {
            Some(pipe) if answers => first_line(pipe).ok_or_else(|| {
                format!(
                    "{program} did not start within {} s. Is it installed? cargo xtask test --yes",
                    PATIENCE.as_secs()
                )
            }),
            _ => Ok(String::new()),
        }
    }

    /// Saves what the display shows.
    pub(crate) fn screenshot(&self, to: &Path) -> Outcome<()> {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("Cannot make {}: {error}", folder.display()))?;
        }
        let to = to.display().to_string();
        process::Job::new("screenshot", "scrot", 1)
            .args(["--overwrite", to.as_str()])
            .envs(&self.env())
            .run()
            .or_else_say("Is scrot installed? apt-get install scrot")
            .map(drop)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Last started, first ended: the keyring leaves before its bus, the bus before the display.
        while let Some((mut child, mark)) = self.children.pop() {
            process::sweep(&mark);
            let _gone = child.kill();
            let _reaped = child.wait();
        }
        let _gone = fs::remove_dir_all(&self.folder);
    }
}

/// Makes a folder that only we can enter.
fn private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

fn first_line(pipe: impl Read + Send + 'static) -> Option<String> {
    let (send, receive) = mpsc::channel();
    // The thread keeps the pipe open after the first line: a program that writes into a closed one would die.
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let _late = send.send(line);
        }
    });
    receive.recv_timeout(PATIENCE).ok().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
}

/// Folders of runs that were killed.
fn sweep_old_folders() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        if pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists() {
            let _theirs = fs::remove_dir_all(entry.path());
        }
    }
}
