//! Accepting connections and closing them in order.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::front;
use super::wire::{Wire, WireStream};
use crate::SandboxError;
use crate::app::Desk;

/// How long an idle connection stays open. Longer than the 90 s after which common clients drop theirs, so that it is
/// never the sandbox that closes just as a request is sent.
const IDLE: Duration = Duration::from_secs(120);

/// How long requests that run at shutdown may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// Header bytes above which hyper itself refuses; the front door refuses earlier, with the error body.
const HEADER_BYTES: usize = 128 * 1024;

/// Takes the port.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, SandboxError> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => SandboxError::PortTaken(address),
        _ => SandboxError::Listen { address, source },
    })
}

/// Serves until `stop`, then lets running requests end.
pub(crate) async fn serve(listener: TcpListener, desk: Arc<Desk>, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => {
                    connections.spawn(converse(socket, Arc::clone(&desk), stop.clone()));
                }
                // Out of file descriptors, most likely: wait for some connections to close.
                Err(error) => {
                    tracing::warn!(%error, "accepting a connection failed");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    drop(listener);
    let all_closed = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all_closed).await.is_err() {
        connections.shutdown().await;
    }
}

/// One connection, request after request.
async fn converse(socket: TcpStream, desk: Arc<Desk>, stop: CancellationToken) {
    // Answers are small and written whole; waiting to fill a packet would only cost time.
    let _ = socket.set_nodelay(true);
    let wire = Arc::new(Wire::default());
    let stream = WireStream::new(socket, Arc::clone(&wire));
    let service = service_fn({
        let wire = Arc::clone(&wire);
        move |request| {
            let (desk, wire) = (Arc::clone(&desk), Arc::clone(&wire));
            async move { Ok::<_, Infallible>(front::attend(desk, wire, request).await) }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_header_size(HEADER_BYTES)
        .serve_connection(stream, service);
    let mut connection = pin!(connection);
    let mut closing = false;
    loop {
        tokio::select! {
            biased;
            () = wire.ended() => return,
            _ = connection.as_mut() => return,
            () = stop.cancelled(), if !closing => {
                closing = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
