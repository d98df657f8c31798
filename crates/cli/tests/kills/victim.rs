//! A program with something to do, and its end.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Bench, Ran};

/// What the victim does. Each has a wish of its own under way when it is killed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Script {
    /// `queue run` with two videos to make and a post to hand over.
    Queue,
    /// `videos create --wait`.
    Create,
    /// `videos publish`.
    Publish,
    /// `videos download`.
    Download,
}

pub(crate) const SCRIPTS: [Script; 4] = [Script::Queue, Script::Create, Script::Publish, Script::Download];

/// When it ends.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// At a point, in one of three ways, the `time`-th time that it passes.
    Point { way: &'static str, time: u32, point: String },
    /// After a share of its usual life: `turn` of `of`.
    After { turn: u32, of: u32 },
}

/// What is left of a run.
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) status: ExitStatus,
    /// Exit code of the run after it.
    pub(crate) after: i32,
    /// What it said.
    pub(crate) words: String,
    /// Items that were acknowledged before the kill.
    pub(crate) acknowledged: Vec<String>,
    /// Items and plans on disk at the end.
    pub(crate) items: Vec<Value>,
    pub(crate) plans: Vec<Value>,
    /// Captions of the posts that were asked for, and whether each was acknowledged as planned.
    pub(crate) captions: Vec<(String, bool)>,
    /// The same click once more, after everything, for a script whose click is its own.
    pub(crate) data: PathBuf,
}

impl Run {
    pub(crate) fn struck(&self) -> &'static str {
        match self.status.signal() {
            Some(9 | 6) => "killed",
            Some(_) => "another signal",
            None => "came to its end before",
        }
    }
}

/// A sandbox, and a data folder that knows its account.
pub(crate) struct Stage<'a> {
    bench: &'a Bench,
    video: String,
}

const FORM: [&str; 6] = ["--style", "Quiz", "--voice", "aria_us", "--duration", "15"];

impl<'a> Stage<'a> {
    pub(crate) fn new(bench: &'a Bench) -> Self {
        let listed = bench.tikvod(&["videos", "list", "--json"]).expect(0).json();
        let video = listed["data"][0]["id"].as_str().unwrap_or_else(|| panic!("{listed}")).to_owned();
        Self { bench, video }
    }

    /// Names of the points that a script passes.
    pub(crate) fn points_of(&self, script: Script) -> Vec<String> {
        let place = self.place(&format!("points-{script:?}"));
        self.prepare(script, &place);
        let list = place.join("points");
        let mut victim = self.victim(script, &place);
        let ran = Ran::of(&victim.env("TIKVOD_KILL_POINTS", &list).output().unwrap());
        assert_eq!(ran.code, 0, "{script:?}: {} {}", ran.out, ran.err);
        std::fs::read_to_string(&list).unwrap().lines().map(str::to_owned).collect()
    }

    /// One victim, its end, and the runs after it.
    pub(crate) fn kill(&self, script: Script, end: &End, number: usize) -> Run {
        let place = self.place(&format!("{number}-{script:?}"));
        let acknowledged = self.prepare(script, &place);
        let held = place.join("held");
        let mut victim = self.victim(script, &place);
        let patience = match end {
            End::Point { way, time, point } => {
                victim.env("TIKVOD_KILL", format!("{way} {time} {point}")).env("TIKVOD_KILL_HELD", &held);
                Duration::from_secs(60)
            }
            End::After { turn, of } => Duration::from_millis(2_500) * *turn / *of,
        };
        let status = ended(victim.spawn().unwrap(), &held, patience);
        let ran = self.again(&place);
        let list = |args: &[&str], name: &str| {
            let value = self.at(&place, args).json();
            value[name].as_array().unwrap_or_else(|| panic!("{value}")).clone()
        };
        Run {
            name: format!("{number} {script:?} {end:?}"),
            status,
            after: ran.code,
            words: format!("{}{}", ran.out, ran.err),
            acknowledged,
            items: list(&["queue", "list", "--json"], "items"),
            plans: list(&["plan", "list", "--to", "2031-01-01T00:00:00Z", "--json"], "data"),
            captions: match script {
                Script::Queue => vec![(caption(&place), true)],
                Script::Publish => vec![(caption(&place), false)],
                _ => Vec::new(),
            },
            data: place.join("data"),
        }
    }

    fn place(&self, name: &str) -> PathBuf {
        let place = self.bench.folder.path().join("runs").join(name);
        std::fs::create_dir_all(&place).unwrap();
        place
    }

    fn command(&self, place: &Path, args: &[&str]) -> Command {
        let mut command = self.bench.command(args);
        command.env("HOME", place).env("TIKVOD_DATA_DIR", place.join("data"));
        // The control: a bug that is planted has to be found.
        if let Some(bug) = std::env::var_os("TIKVOD_PLANT") {
            command.env("TIKVOD_PLANT", bug);
        }
        command
    }

    fn at(&self, place: &Path, args: &[&str]) -> Ran {
        Ran::of(&self.command(place, args).output().unwrap())
    }

    /// What stands in the folder before the victim starts; returns the acknowledged items.
    fn prepare(&self, script: Script, place: &Path) -> Vec<String> {
        self.at(place, &["credits"]).expect(0);
        if script != Script::Queue {
            return Vec::new();
        }
        let items = ["one", "two"].map(|which| {
            let idea = format!("{} {which}", caption(place));
            let add = [&["queue", "add", "--idea", &idea][..], &FORM, &["--yes", "--json"]].concat();
            let added = self.at(place, &add).expect(0).json();
            added["item"]["id"].as_str().unwrap_or_else(|| panic!("{added}")).to_owned()
        });
        self.at(place, &["history", "sync"]).expect(0);
        let text = caption(place);
        let to = ["--platform", "tiktok", "--account-id", "acc_main", "--caption", &text, "--yes"];
        let at = ["--at", "2030-05-01T09:00", "--zone", "Europe/Zurich", "--horizon", "now"];
        self.at(place, &[&["plan", "add", &self.video][..], &to, &at].concat()).expect(0);
        items.into()
    }

    fn victim(&self, script: Script, place: &Path) -> Command {
        let text = caption(place);
        let file = place.join("video.mp4");
        let args: Vec<&str> = match script {
            Script::Queue => vec!["queue", "run", "--until-idle", "--timeout", "60"],
            Script::Create => {
                [&["videos", "create", "--idea", &text][..], &FORM, &["--yes", "--wait", "--timeout", "60"]].concat()
            }
            Script::Publish => {
                let to = ["--platform", "tiktok", "--account-id", "acc_main", "--caption", &text, "--yes"];
                [&["videos", "publish", &self.video][..], &to].concat()
            }
            Script::Download => vec!["videos", "download", &self.video, "--output", file.to_str().unwrap()],
        };
        self.command(place, &args)
    }

    /// The program runs again, until nothing is left to do and nothing is looked for any more.
    fn again(&self, place: &Path) -> Ran {
        let begun = Instant::now();
        loop {
            let ran = self.at(place, &["queue", "run", "--until-idle", "--timeout", "60"]);
            let items = self.at(place, &["queue", "list", "--json"]).json();
            let looks = |item: &Value| item["state"] == "unconfirmed" && !item["next_look_at"].is_null();
            let open = items["items"].as_array().is_some_and(|items| items.iter().any(looks));
            if !open || begun.elapsed() > Duration::from_secs(60) {
                return ran;
            }
        }
    }
}

/// Unique for a run: TikVod's ledger is asked for it.
fn caption(place: &Path) -> String {
    format!("run {}", place.file_name().unwrap_or_default().to_string_lossy())
}

/// Waits for the end that the victim was given; a thread that holds, or one that lives too long, is killed from here.
fn ended(mut child: Child, held: &Path, patience: Duration) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if held.exists() {
            // The other threads go on for a while.
            std::thread::sleep(Duration::from_millis(40));
            child.kill().unwrap();
        } else if begun.elapsed() >= patience {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
