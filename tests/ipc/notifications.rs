//! What a notification says on the bus. There is no daemon on the private bus, as on a bare window manager: the message is
//! seen on its way by `dbus-monitor`.
#![cfg(target_os = "linux")]

use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tikvod_core::ports::{Notice, NoticeKind, Notifier as _};
use tikvod_desktop::platform::notifications::SystemNotifier;

const CHILD: &str = "TIKVOD_TEST_CHILD";
const NAME: &str = "notifications::a_notice_reaches_the_bus_as_plain_text_and_nobody_waits_for_it";

struct Monitor(Child);

impl Drop for Monitor {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_notice_reaches_the_bus_as_plain_text_and_nobody_waits_for_it() {
    if std::env::var_os(CHILD).is_none() {
        let output = Command::new("dbus-run-session")
            .arg("--")
            .arg(std::env::current_exe().expect("this binary"))
            .args(["--exact", NAME, "--test-threads=1"])
            .env(CHILD, "1")
            .output()
            .expect("dbus-run-session is there (package dbus)");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let mut monitor = Monitor(
        Command::new("dbus-monitor")
            .arg("interface='org.freedesktop.Notifications'")
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-monitor is there (package dbus)"),
    );
    let mut output = monitor.0.stdout.take().expect("piped");
    let (tell, told) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut bytes) {
            if tell.send(String::from_utf8_lossy(&bytes[..count]).into_owned()).is_err() {
                return;
            }
        }
    });
    // Its own first lines say that it listens.
    let mut seen = told.recv_timeout(Duration::from_secs(20)).expect("the monitor starts");

    let notifier = SystemNotifier::new();
    let began = Instant::now();
    while !seen.contains("member=Notify") {
        let body = "<b>5 facts</b>\n\u{202e}about the deep sea".to_owned();
        let before = Instant::now();
        notifier.notify(Notice { kind: NoticeKind::VideoReady, title: "Your video is ready".to_owned(), body });
        assert!(before.elapsed() < Duration::from_millis(100), "nobody waits for the daemon");
        assert!(began.elapsed() < Duration::from_secs(20), "nothing on the bus: {seen}");
        thread::sleep(Duration::from_millis(200));
        seen.extend(told.try_iter());
    }
    thread::sleep(Duration::from_millis(300));
    seen.extend(told.try_iter());
    for part in ["Your video is ready", "‹b›5 facts‹/b›  about the deep sea", "desktop-entry", "tikvod-desktop"]
    {
        assert!(seen.contains(part), "{part} is in {seen}");
    }
}
