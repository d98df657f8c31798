//! The courier: takes events to their endpoints, in order for each, and tries again after longer and longer pauses.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio_util::sync::CancellationToken;

use super::post;
use crate::api::shapes;
use crate::app::App;
use crate::clock;
use crate::store::hooks::{self, Due};
use crate::store::{StoreError, videos};

pub(crate) use super::post::acceptable;

/// Minutes before each further attempt, at time scale 1: about 23 hours in all.
const PAUSES: [f64; 5] = [4.0, 16.0, 64.0, 256.0, 1_024.0];

/// The longest sleep: a wall clock that is set forward is noticed after this.
const LONGEST: Duration = Duration::from_secs(30);

/// Carries until `stop`.
pub(crate) async fn carry(app: Arc<App>, stop: CancellationToken) {
    let busy = Arc::new(Mutex::new(Vec::<String>::new()));
    loop {
        let out = busy.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let found = app.store.run(move |db| {
            let due = hooks::due(db, clock::now_ms(), &out)?;
            let next = hooks::next_due(db, &out)?;
            Ok::<_, StoreError>((due, next))
        });
        let sleep = match found.await {
            Ok((Some(due), _)) => {
                busy.lock().unwrap_or_else(PoisonError::into_inner).push(due.endpoint_id.clone());
                tokio::spawn(walk(Arc::clone(&app), due, Arc::clone(&busy), stop.clone()));
                continue;
            }
            Ok((None, Some(at))) => Duration::from_millis(u64::try_from(at - clock::now_ms()).unwrap_or(0).max(1)),
            Ok((None, None)) => LONGEST,
            Err(error) => {
                tracing::error!(%error, "the deliveries could not be read");
                LONGEST
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.courier_bell.notified() => {}
            () = tokio::time::sleep(sleep.min(LONGEST)) => {}
        }
    }
}

/// One attempt of one delivery.
async fn walk(app: Arc<App>, due: Due, busy: Arc<Mutex<Vec<String>>>, stop: CancellationToken) {
    // An attempt that is broken off by the end of the sandbox is made again at the next start.
    if let Some(taken) = stop.run_until_cancelled(attempt(&app, &due)).await {
        let pause = PAUSES.get(due.attempts as usize).filter(|_| !taken);
        let next_at = pause.map(|minutes| clock::now_ms() + (minutes * 60_000.0 / app.time_scale()).round() as i64);
        let written = app.store.run(move |db| Ok::<_, StoreError>(hooks::attempted(db, due.seq, next_at)?)).await;
        if let Err(error) = written {
            tracing::error!(%error, "a delivery's outcome could not be written");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    busy.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != due.endpoint_id);
    app.courier_bell.notify_one();
}

async fn attempt(app: &Arc<App>, due: &Due) -> bool {
    let body = Bytes::from(event(app, due).await.to_string());
    let signature = signature(app.keys.webhook.as_bytes(), &body);
    post::deliver(&due.url, &signature, body).await
}

/// The payload. URLs are completed here: after a restart the sandbox may listen on another port.
async fn event(app: &Arc<App>, due: &Due) -> Value {
    let mut data: Value = serde_json::from_str(&due.data).unwrap_or_default();
    if data.get("output").is_some_and(Value::is_object) {
        let id = data["id"].as_str().unwrap_or_default().to_owned();
        let video = app.store.run(move |db| Ok::<_, StoreError>(videos::find_any(db, &id)?)).await;
        if let Ok(Some(video)) = video {
            data["output"] = shapes::event_output(app, &video);
        }
    }
    json!({
        "id": due.event_id, "object": "event", "type": due.kind,
        "created_at": clock::seconds(due.created_at), "data": data,
    })
}

/// Lower-case hex HMAC SHA-256 of the raw body.
fn signature(secret: &[u8], body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}
