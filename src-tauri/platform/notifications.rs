//! Desktop notifications. A daemon that hangs never answers (recipes.md, trap 4), so they have a thread of their own
//! with a short queue and a time-out, and whoever notifies goes on at once.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use notify_rust::Notification;
use tikvod_core::ports::{Notice, NoticeKind, Notifier};

/// More than these wait only behind a daemon that hangs; then they are dropped, the window shows everything anyway.
const WAITING: usize = 32;
/// Characters of a title or body that are shown.
const SHOWN: usize = 200;

/// Desktop notifications of the operating system.
pub struct SystemNotifier {
    queue: Option<SyncSender<Notice>>,
}

impl SystemNotifier {
    /// Starts its thread; talks to nobody yet.
    pub fn new() -> Self {
        let (sender, notices) = sync_channel(WAITING);
        let started = thread::Builder::new().name("notifications".to_owned()).spawn(move || show_all(&notices));
        if let Err(error) = &started {
            tracing::error!(%error, "no thread for notifications");
        }
        Self { queue: started.is_ok().then_some(sender) }
    }
}

impl Default for SystemNotifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Notifier for SystemNotifier {
    fn notify(&self, notice: Notice) {
        if self.queue.as_ref().is_none_or(|queue| queue.try_send(notice).is_err()) {
            tracing::warn!("a notification was dropped");
        }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn show_all(notices: &Receiver<Notice>) {
    use std::collections::VecDeque;
    use std::time::Duration;

    const LIMIT: Duration = Duration::from_secs(5);
    // GNOME takes a notification away when the connection that sent it is dropped, and the handle holds it.
    const KEPT: usize = 8;

    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else { return };
    let mut handles = VecDeque::with_capacity(KEPT);
    while let Ok(notice) = notices.recv() {
        let notification = prepare(&notice);
        match runtime.block_on(async { tokio::time::timeout(LIMIT, notification.show_async()).await }) {
            Ok(Ok(handle)) => {
                if handles.len() == KEPT {
                    handles.pop_front();
                }
                handles.push_back(handle);
            }
            Ok(Err(error)) => tracing::info!(%error, "no notification"),
            Err(_) => tracing::warn!("the notification daemon did not answer"),
        }
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn show_all(notices: &Receiver<Notice>) {
    while let Ok(notice) = notices.recv() {
        if let Err(error) = prepare(&notice).show() {
            tracing::info!(%error, "no notification");
        }
    }
}

fn prepare(notice: &Notice) -> Notification {
    let mut notification = Notification::new();
    notification.appname("TikVod").summary(&plain(&notice.title)).body(&plain(&notice.body));
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        use notify_rust::{Hint, Urgency};
        notification.icon("tikvod-desktop").hint(Hint::DesktopEntry("tikvod-desktop".to_owned()));
        notification.urgency(match notice.kind {
            NoticeKind::VideoReady | NoticeKind::VideoFailed => Urgency::Normal,
            NoticeKind::PostFailed | NoticeKind::NeedsYou => Urgency::Critical,
        });
    }
    #[cfg(windows)]
    notification.app_id("com.tikvod.desktop");
    notification
}

/// One line of plain text. Ideas and TikVod's messages may hold anything: line breaks, control and direction characters
/// go; `<` and `>` become look-alikes, because some daemons read markup in the body and some show it.
fn plain(text: &str) -> String {
    let line = text.chars().map(|c| match c {
        '<' => '‹',
        '>' => '›',
        c if c.is_control() || turns(c) => ' ',
        c => c,
    });
    let mut line: String = line.take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        line.push('…');
    }
    line
}

/// Whether a character changes the direction of what follows, or hides.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_is_one_line_of_plain_text() {
        let hostile = "<b>5 facts</b>\u{1b}[31m\n\u{202e}gpj.exe\0";
        assert_eq!(plain(hostile), "‹b›5 facts‹/b› [31m  gpj.exe ");
        assert_eq!(plain(&"a".repeat(500)).chars().count(), SHOWN + 1);
    }

    #[test]
    fn notifying_returns_at_once_however_many() {
        let began = std::time::Instant::now();
        let (sender, _hung) = sync_channel(WAITING);
        let notifier = SystemNotifier { queue: Some(sender) };
        for _ in 0..1_000 {
            let (title, body) = ("Ready".to_owned(), "5 facts".to_owned());
            notifier.notify(Notice { kind: NoticeKind::VideoReady, title, body });
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(1));
    }
}
