//! A thread of one's own for calls into the operating system that may never return.
//!
//! A keychain whose prompt nobody answers, a notification daemon that hangs, a clipboard whose owner is stopped: each
//! of them blocks its caller without end (recipes.md, trap 4). On tokio's blocking pool such a call would also block the
//! end of the program, because the runtime waits for its pool. So each kind of call gets one thread that nobody waits
//! for, a time-out, and with it the order that the Secret Service needs: one call at a time.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

/// How many calls may wait. More than this means that the thread hangs; then waiting longer helps nobody.
const WAITING: usize = 16;

/// Calls of one kind, one after the other, on a thread that nobody waits for.
pub struct OwnThread {
    jobs: Option<SyncSender<Job>>,
}

/// The call did not end in time, or too many wait already.
#[derive(Debug, Eq, PartialEq)]
pub struct Stuck;

impl OwnThread {
    /// Starts the thread. Where the system refuses a thread, every call is [`Stuck`].
    pub fn new(name: &str) -> Self {
        let (sender, jobs) = sync_channel::<Job>(WAITING);
        let started = thread::Builder::new().name(name.to_owned()).spawn(move || work(&jobs));
        if let Err(error) = &started {
            tracing::error!(name, %error, "no thread");
        }
        Self { jobs: started.is_ok().then_some(sender) }
    }

    /// Runs `call` there and waits at most `limit` for it. A call that nobody waits for any more is not begun.
    ///
    /// # Errors
    /// [`Stuck`].
    pub async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Stuck> {
        self.run_or(limit, call, drop).await
    }

    /// Like [`run`](Self::run); `late` gets, on the same thread, the result of a call that ended after its time, so that
    /// it can take back what the caller was told did not happen.
    ///
    /// # Errors
    /// [`Stuck`].
    pub async fn run_or<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce() -> T + Send + 'static,
        late: impl FnOnce(T) + Send + 'static,
    ) -> Result<T, Stuck> {
        let (reply, answer) = oneshot::channel();
        let job = move || {
            if reply.is_closed() {
                return;
            }
            if let Err(result) = reply.send(call()) {
                late(result);
            }
        };
        let jobs = self.jobs.as_ref().ok_or(Stuck)?;
        jobs.try_send(Box::new(job)).map_err(|_| Stuck)?;
        tokio::time::timeout(limit, answer).await.ok().and_then(Result::ok).ok_or(Stuck)
    }
}

fn work(jobs: &Receiver<Job>) {
    while let Ok(job) = jobs.recv() {
        job();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_call_that_hangs_ends_for_its_caller_and_is_told_when_it_is_late() {
        let own = OwnThread::new("test");
        let (release, gate) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        let began = Instant::now();
        let hung = own.run_or(
            Duration::from_millis(50),
            move || gate.recv().is_ok(),
            move |kept| {
                let _ = tell.send(kept);
            },
        );
        assert_eq!(hung.await, Err(Stuck));
        let behind = own.run(Duration::from_millis(50), || "never begun");
        assert_eq!(behind.await, Err(Stuck), "one call at a time");
        assert!(began.elapsed() < Duration::from_secs(5));
        release.send(()).expect("the call still hangs");
        assert_eq!(told.recv_timeout(Duration::from_secs(5)), Ok(true), "the late result reaches its undo");
        assert_eq!(own.run(Duration::from_secs(5), || 7).await, Ok(7), "the thread goes on");
    }

    #[tokio::test]
    async fn too_many_waiting_calls_are_refused_at_once() {
        let own = OwnThread::new("test");
        let (_release, gate) = mpsc::channel::<()>();
        let _ = own.run(Duration::from_millis(20), move || gate.recv().is_ok()).await;
        for _ in 0..WAITING {
            let _ = own.run(Duration::from_millis(1), || ()).await;
        }
        let began = Instant::now();
        assert_eq!(own.run(Duration::from_secs(60), || ()).await, Err(Stuck));
        assert!(began.elapsed() < Duration::from_secs(1));
    }
}
