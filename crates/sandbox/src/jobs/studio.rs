//! The studio: one thread of low priority that renders clips, one after another.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::{io, thread};

use tikvod_render::{Clip, RenderError, Storyboard, render_video};
use tokio::sync::oneshot;

/// Why there is no clip.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StudioError {
    #[error("{0}")]
    Render(#[from] RenderError),
    #[error("the renderer panicked")]
    Panicked,
    #[error("the studio is closed")]
    Closed,
}

struct Order {
    board: Storyboard,
    out: PathBuf,
    done: oneshot::Sender<Result<Clip, StudioError>>,
}

#[derive(Default)]
struct Desk {
    orders: VecDeque<Order>,
    closed: bool,
}

/// The render thread and what lies on its desk.
#[derive(Default)]
pub(crate) struct Studio {
    desk: Mutex<Desk>,
    bell: Condvar,
    cancel: AtomicBool,
}

impl Studio {
    /// Starts the thread. It ends with [`Studio::close`].
    pub(crate) fn open() -> io::Result<(Arc<Self>, JoinHandle<()>)> {
        let studio = Arc::new(Self::default());
        let thread = thread::Builder::new().name("sandbox-render".into()).spawn({
            let studio = Arc::clone(&studio);
            move || studio.work()
        })?;
        Ok((studio, thread))
    }

    /// Renders to a file. An urgent order (somebody waits for its answer) goes before the others.
    pub(crate) async fn render(&self, board: Storyboard, out: PathBuf, urgent: bool) -> Result<Clip, StudioError> {
        let (done, answer) = oneshot::channel();
        {
            let mut desk = self.lock();
            if desk.closed {
                return Err(StudioError::Closed);
            }
            let order = Order { board, out, done };
            if urgent {
                desk.orders.push_front(order);
            } else {
                desk.orders.push_back(order);
            }
        }
        self.bell.notify_one();
        answer.await.unwrap_or(Err(StudioError::Closed))
    }

    /// Breaks off what is being rendered and ends the thread.
    pub(crate) fn close(&self) {
        self.cancel.store(true, Ordering::Release);
        let mut desk = self.lock();
        desk.closed = true;
        desk.orders.clear();
        self.bell.notify_all();
    }

    fn work(&self) {
        step_back();
        while let Some(order) = self.next() {
            let made = std::panic::catch_unwind(|| render_video(&order.board, &order.out, &self.cancel));
            let made = match made {
                Ok(made) => made.map_err(StudioError::from),
                Err(_) => Err(StudioError::Panicked),
            };
            // Whoever ordered may have gone away; the file is there all the same.
            let _ = order.done.send(made);
            thread::yield_now();
        }
    }

    fn next(&self) -> Option<Order> {
        let mut desk = self.lock();
        loop {
            if desk.closed {
                return None;
            }
            if let Some(order) = desk.orders.pop_front() {
                return Some(order);
            }
            desk = self.bell.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets everything else on the machine go first. On Linux this is the thread's own; elsewhere it would slow the whole
/// process down, so nothing is done there.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(5) {
        tracing::debug!(%error, "the render thread keeps its priority");
    }
}
