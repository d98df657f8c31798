//! The connection as something that can be cut: faults end it below HTTP, where a client sees what a broken network
//! would show it.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// The handle of one connection.
#[derive(Default)]
pub(crate) struct Wire {
    reset: AtomicBool,
    after_flush: AtomicBool,
    ended: Notify,
}

impl Wire {
    /// Ends the connection now, with what is already on its way and nothing more.
    pub(crate) fn cut(&self) {
        self.ended.notify_one();
    }

    /// Ends the connection with a TCP reset.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Release);
        self.cut();
    }

    /// Ends the connection as soon as all that was written so far has gone out.
    pub(crate) fn cut_after_flush(&self) {
        self.after_flush.store(true, Ordering::Release);
    }

    /// Returns when the connection shall end.
    pub(crate) async fn ended(&self) {
        self.ended.notified().await;
    }
}

/// The socket with its [`Wire`].
pub(crate) struct WireStream {
    socket: TokioIo<TcpStream>,
    wire: Arc<Wire>,
}

impl WireStream {
    pub(crate) fn new(socket: TcpStream, wire: Arc<Wire>) -> Self {
        Self { socket: TokioIo::new(socket), wire }
    }
}

impl Drop for WireStream {
    fn drop(&mut self) {
        if self.wire.reset.load(Ordering::Acquire) {
            // With no time to linger, closing throws away what is unsent and answers with RST.
            let _ = self.socket.inner().set_zero_linger();
        }
    }
}

impl Read for WireStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl Write for WireStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.socket).poll_flush(cx);
        // hyper flushes the socket only when its own buffer is empty, so everything is with the kernel here.
        if flushed.is_ready() && self.wire.after_flush.load(Ordering::Acquire) {
            self.wire.cut();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, bufs)
    }
}
