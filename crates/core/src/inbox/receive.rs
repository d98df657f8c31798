//! Takes deliveries on loopback while the inbox is on and its account is open. A delivery is answered with 2xx only when it
//! is durable; everything else TikVod delivers again.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{ALLOW, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::door::Door;
use super::{entry, event};
use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::store::inbox::{self, Choice};

/// The longest body that is read, bytes (reliability.md N13).
const LONGEST_BODY: usize = 256 * 1024;
/// The most that is kept of a head, bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// Connections at a time; others wait in the system's queue.
const CONNECTIONS: usize = 32;
/// For the head of a request.
const HEAD: Duration = Duration::from_secs(3);
/// For all of a connection: after 10 s TikVod counts a delivery as refused anyway.
const WHOLE: Duration = Duration::from_secs(10);
/// For the database. A delivery that it cannot take by then comes again.
const DURABLE: Duration = Duration::from_secs(2);
/// Until a port that is taken, or a keychain that is locked, is tried again.
const AGAIN: Duration = Duration::from_secs(30);

impl Core {
    /// Receives for as long as this program is the one that sends.
    pub(crate) async fn run_inbox(&self) {
        loop {
            match self.wanted().await {
                None => self.0.inbox.notified().await,
                Some(choice) => tokio::select! {
                    () = self.chosen_otherwise(&choice) => {}
                    () = self.keep_open(&choice) => {}
                },
            }
        }
    }

    /// What to receive with, if anything is to be received.
    async fn wanted(&self) -> Option<Choice> {
        let choice = self.0.store.read("read the inbox", inbox::choice).await;
        let choice = choice.inspect_err(|error| tracing::warn!(%error, "the inbox stays closed")).ok()?;
        let open = self.session().map(|session| session.account.id.clone());
        // The secret is one account's, so the door is open for that account only.
        Some(choice).filter(|choice| choice.on && choice.account_id.is_some() && choice.account_id == open)
    }

    async fn chosen_otherwise(&self, choice: &Choice) {
        loop {
            self.0.inbox.notified().await;
            if self.wanted().await.as_ref() != Some(choice) {
                return;
            }
        }
    }

    async fn keep_open(&self, choice: &Choice) {
        loop {
            if let Err(error) = self.open_door(choice).await {
                tracing::warn!(%error, port = choice.port, "webhooks cannot be received for now");
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Returns only when it cannot be opened.
    async fn open_door(&self, choice: &Choice) -> Result<()> {
        let account_id = choice.account_id.clone().ok_or(CoreError::NoAccount)?;
        let secret = self.0.ports.secrets.get(&entry(&account_id)).await?;
        let secret = secret.ok_or(CoreError::NotNow("the webhook secret is not in the keychain"))?;
        let door = Door { path: choice.path.clone(), tunnel: choice.tunnel.clone(), account_id, secret };
        // Never another port: this is the one that the tunnel knows.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, choice.port)).await;
        self.serve(listener.map_err(CoreError::io("open the inbox"))?, Arc::new(door)).await;
        Ok(())
    }

    async fn serve(&self, listener: TcpListener, door: Arc<Door>) {
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        // Conversations are the core's, so that its end waits for theirs; and they end with the door.
        let shut = CancellationToken::new();
        let _shuts = shut.clone().drop_guard();
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            match listener.accept().await {
                Ok((socket, _)) => {
                    let (door, shut) = (Arc::clone(&door), shut.clone());
                    self.spawn(|core| async move {
                        let _place = place;
                        shut.run_until_cancelled(converse(core, socket, door)).await;
                    });
                }
                Err(error) => {
                    // Out of file descriptors, most likely.
                    tracing::info!(%error, "a delivery could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    /// Takes one delivery.
    ///
    /// # Errors
    /// The status to answer with.
    async fn take(&self, door: &Door, request: Request<Incoming>) -> std::result::Result<(), StatusCode> {
        let (head, body) = request.into_parts();
        door.vet(&head)?;
        if body.size_hint().lower() > LONGEST_BODY as u64 {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let body = Limited::new(body, LONGEST_BODY).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST }
        })?;
        let body = body.to_bytes();
        if !door.is_signed(&head.headers, &body) {
            return Err(StatusCode::UNAUTHORIZED);
        }
        let event = event::parse(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
        let (account, now) = (door.account_id.clone(), self.now());
        let kept = self.0.store.write("keep an event", move |tx| inbox::keep(tx, &account, &event, now));
        match tokio::time::timeout(DURABLE, kept).await {
            Ok(Ok(_new)) => {
                self.0.hints.notify_one();
                Ok(())
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "a delivery is put off");
                Err(StatusCode::SERVICE_UNAVAILABLE)
            }
            // It may be stored all the same; then the next delivery of it changes nothing.
            Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
        }
    }
}

/// One connection, one request.
async fn converse(core: Core, socket: TcpStream, door: Arc<Door>) {
    let service = service_fn(|request| {
        let (core, door) = (core.clone(), Arc::clone(&door));
        async move { Ok::<_, Infallible>(answer(core.take(&door, request).await)) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(socket), service);
    // Broken off or refused: whoever it was tries again, or is not worth a line in the log.
    let _ = tokio::time::timeout(WHOLE, connection).await;
}

fn answer(taken: std::result::Result<(), StatusCode>) -> Response<Empty<Bytes>> {
    let status = taken.err().unwrap_or(StatusCode::NO_CONTENT);
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    }
    response
}
