//! Signed URLs of the renders.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::app::App;
use crate::clock;
use crate::refusal::Refusal;
use axum::http::StatusCode;

/// A signed path with its query, good until `expires` (Unix seconds).
pub(crate) fn url(app: &App, video_id: &str, expires: i64) -> String {
    let sig = hex::encode(mac(app, video_id, expires).finalize().into_bytes());
    format!("{}/media/renders/{video_id}.mp4?expires={expires}&sig={sig}", app.origin)
}

/// Lets a request through whose signature is right and has not run out.
pub(crate) fn check(app: &App, video_id: &str, query: Option<&str>) -> Result<(), Refusal> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let (mut expires, mut sig) = (None, None);
    for (name, value) in pairs {
        match &*name {
            "expires" => expires = value.parse::<i64>().ok(),
            "sig" => sig = hex::decode(&*value).ok(),
            _ => {}
        }
    }
    let (Some(expires), Some(sig)) = (expires, sig) else {
        return Err(forbidden(
            "invalid_signature",
            "This file needs a signed URL; ask for one with GET /videos/{id}/download.",
        ));
    };
    // Compared in constant time.
    if mac(app, video_id, expires).verify_slice(&sig).is_err() {
        return Err(forbidden("invalid_signature", "The URL's signature is not valid."));
    }
    if clock::now_ms() >= expires.saturating_mul(1_000) {
        return Err(forbidden("url_expired", "The URL has expired; ask for a new one with GET /videos/{id}/download."));
    }
    Ok(())
}

fn mac(app: &App, video_id: &str, expires: i64) -> Hmac<Sha256> {
    let key = app.keys.media.as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&[0; 64].into()));
    mac.update(format!("renders/{video_id}.mp4\n{expires}").as_bytes());
    mac
}

fn forbidden(code: &str, message: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, code, message)
}
