//! Bodies that are cut short or trickle.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};
use tokio::time::{Sleep, sleep};

use super::wire::Wire;

/// Sends the first `left` bytes and then ends the connection, though the headers promised more.
pub(crate) struct CutBody {
    inner: Body,
    left: u64,
    wire: Arc<Wire>,
}

impl CutBody {
    pub(crate) fn new(inner: Body, keep: u64, wire: Arc<Wire>) -> Self {
        Self { inner, left: keep, wire }
    }
}

impl HttpBody for CutBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.left == 0 {
            // Nothing more comes: the wire ends the connection when the bytes before the cut are out.
            self.wire.cut_after_flush();
            return Poll::Pending;
        }
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        Poll::Ready(frame.map(|frame| {
            frame.map(|frame| match frame.into_data() {
                Ok(mut data) => {
                    data.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
                    self.left -= data.len() as u64;
                    Frame::data(data)
                }
                Err(other) => other,
            })
        }))
    }
}

/// Sends at most so many bytes a second, in ten portions.
pub(crate) struct PacedBody {
    inner: Body,
    held: BytesMut,
    portion: usize,
    rest: Option<Pin<Box<Sleep>>>,
}

impl PacedBody {
    pub(crate) fn new(inner: Body, bytes_per_second: u64) -> Self {
        let portion = usize::try_from(bytes_per_second.div_ceil(10)).unwrap_or(usize::MAX);
        Self { inner, held: BytesMut::new(), portion: portion.max(1), rest: None }
    }
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(rest) = &mut self.rest {
            ready!(rest.as_mut().poll(cx));
            self.rest = None;
        }
        while self.held.is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.held.extend_from_slice(&data);
                    }
                }
            }
        }
        let size = self.portion.min(self.held.len());
        let portion = self.held.split_to(size).freeze();
        self.rest = Some(Box::pin(sleep(Duration::from_millis(100))));
        Poll::Ready(Some(Ok(Frame::data(portion))))
    }
}
