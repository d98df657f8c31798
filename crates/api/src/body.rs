//! A request body that remembers whether it was ever asked for (reliability.md 3.2).

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// The bytes of one request, of known size, handed out once.
///
/// A request announces its size before its body is asked for, and hyper asks for the body before it flushes. So as
/// long as nobody has asked, no complete request can have left; the raw TCP tests check this byte by byte. It cannot
/// be cloned either, which keeps any layer below from sending it a second time.
pub(crate) struct CountedBody {
    bytes: Option<Bytes>,
    polled: Arc<AtomicBool>,
}

/// Tells, also after the request is gone, whether its body was asked for.
pub(crate) struct Polled(Arc<AtomicBool>);

impl Polled {
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl CountedBody {
    pub(crate) fn new(bytes: Vec<u8>) -> (Self, Polled) {
        let polled = Arc::new(AtomicBool::new(false));
        (Self { bytes: Some(bytes.into()), polled: Arc::clone(&polled) }, Polled(polled))
    }
}

impl Body for CountedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.polled.store(true, Ordering::SeqCst);
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
