//! The front door: who is asking, may they, which faults are in store; and the last word on every answer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use http_body::Body as _;
use hyper::Request;
use hyper::body::Incoming;
use tower::ServiceExt as _;

use super::host;
use super::leave::{Leave, deliver, instead, rate_headers, with_error_body};
use super::visit::Visit;
use super::wire::Wire;
use crate::account::Account;
use crate::app::{App, Desk};
use crate::fault::{Before, Plan};
use crate::ids;
use crate::ledger::{Entry, Slip};
use crate::refusal::Refusal;

/// Header bytes above which a request is refused.
const HEADER_BYTES: usize = 16 * 1024;

/// What a path belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    /// Keys, rate window, faults, ledger. A path that nobody knows is here too: its 404 comes after 401 and 429.
    Api,
    /// Keys, nothing else.
    Control,
    /// Faults and ledger, no keys.
    Media,
    /// The OpenAPI document.
    Open,
}

impl Area {
    fn of(path: &str) -> Self {
        if path == "/_sandbox" || path.starts_with("/_sandbox/") {
            Self::Control
        } else if path.starts_with("/media/") {
            Self::Media
        } else if path == "/openapi.json" {
            Self::Open
        } else {
            Self::Api
        }
    }
}

/// Answers one request; faults may end the connection instead.
pub(crate) async fn attend(desk: Arc<Desk>, wire: Arc<Wire>, request: Request<Incoming>) -> Response {
    let request_id = ids::request();
    let area = Area::of(request.uri().path());
    let admitted = AssertUnwindSafe(admit(&desk, area, &request_id, request));
    let leave = admitted.catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(%request_id, "a handler panicked");
        Leave::refused(Refusal::internal(), None)
    });
    let Leave { response, rate, plan } = leave;
    let mut response = with_error_body(response, &request_id);
    if matches!(area, Area::Api | Area::Control) {
        let rate = rate.unwrap_or_else(|| desk.app.gate.look(None));
        rate_headers(response.headers_mut(), rate, plan.rate.as_ref());
    }
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", id);
    }
    deliver(response, &plan, &wire, &request_id).await
}

/// Checks in the order of the contract (401, 429, then what the router says) and acts.
async fn admit(desk: &Desk, area: Area, request_id: &str, request: Request<Incoming>) -> Leave {
    let app = &desk.app;
    if let Err(refusal) = readable(&request) {
        return Leave::refused(refusal, None);
    }
    let keyed = match area {
        Area::Api | Area::Control => bearer(app, request.headers()).map(Some),
        Area::Media | Area::Open => Ok(None),
    };
    if matches!(area, Area::Control | Area::Open) {
        return match keyed {
            Ok(account) => Leave {
                response: route(desk, request, account).await,
                rate: Some(app.gate.look(account)),
                plan: Plan::default(),
            },
            Err(refusal) => Leave::refused(refusal, None),
        };
    }
    let mut entry = opened(app, area, request_id, &request);
    let account = match keyed {
        Ok(account) => account,
        Err(refusal) => {
            entry.key = Some("unknown");
            let status = Some(refusal.status.as_u16());
            Slip::new(&app.ledger, entry).close(status, status);
            return Leave::refused(refusal, None);
        }
    };
    entry.key = account.map(Account::name);
    let rate = match account.map(|account| app.gate.take(account)) {
        Some(Err(reading)) => {
            Slip::new(&app.ledger, entry).close(Some(429), Some(429));
            return Leave::refused(Refusal::of_status(StatusCode::TOO_MANY_REQUESTS), Some(reading));
        }
        Some(Ok(reading)) => Some(reading),
        None => None,
    };
    let (plan, used) = app.faults.plan(request.method(), request.uri().path());
    if !used.is_empty() {
        app.remember_faults(used).await;
    }
    entry.faults.clone_from(&plan.names);
    let slip = Slip::new(&app.ledger, entry);
    let visit = Arc::new(Visit { account: account.unwrap_or(Account::Live), plan: plan.clone(), slip });
    let (decided, response) = match &plan.before {
        // The connection is cut on the way out; this answer is never seen.
        Some(Before::Drop) => (None, StatusCode::OK.into_response()),
        Some(Before::Answer(answer)) => (Some(answer.status().as_u16()), instead(answer)),
        None => {
            let response = route_as(desk, request, Arc::clone(&visit)).await;
            (Some(response.status().as_u16()), response)
        }
    };
    visit.slip.close(decided, decided.and_then(|status| plan.answered(status)));
    Leave { response, rate, plan }
}

/// The ledger's row for a request that is just coming in.
fn opened(app: &App, area: Area, request_id: &str, request: &Request<Incoming>) -> Entry {
    let mut entry = app.ledger.open();
    request.method().as_str().clone_into(&mut entry.method);
    request.uri().path().clone_into(&mut entry.path);
    // The signature of a media URL is as good as a key, so it does not go into the ledger.
    entry.query = request.uri().query().filter(|_| area == Area::Api).map(ToOwned::to_owned);
    request_id.clone_into(&mut entry.request_id);
    entry.complete = request.body().is_end_stream();
    entry
}

/// Refuses a foreign host and headers without end.
fn readable(request: &Request<Incoming>) -> Result<(), Refusal> {
    let headers = request.headers();
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if bytes + request.uri().to_string().len() > HEADER_BYTES {
        return Err(Refusal::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            "Path and headers of a request are at most 16 KiB.",
        ));
    }
    if host::is_loopback(request.uri(), headers) {
        Ok(())
    } else {
        Err(Refusal::new(StatusCode::FORBIDDEN, "forbidden_host", "The sandbox is spoken to by a loopback name only."))
    }
}

/// Whose bearer key the request carries.
fn bearer(app: &App, headers: &HeaderMap) -> Result<Account, Refusal> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(if headers.contains_key(header::AUTHORIZATION) {
            Refusal::of_status(StatusCode::UNAUTHORIZED)
        } else {
            Refusal::new(
                StatusCode::UNAUTHORIZED,
                "missing_api_key",
                "Send your API key as `Authorization: Bearer <key>`.",
            )
        });
    };
    let bytes = value.as_bytes();
    let key = match bytes.split_at_checked(7) {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case(b"bearer ") => key,
        _ => &[],
    };
    app.keys.owner(key.trim_ascii()).ok_or_else(|| Refusal::of_status(StatusCode::UNAUTHORIZED))
}

async fn route(desk: &Desk, request: Request<Incoming>, account: Option<Account>) -> Response {
    let mut request = request.map(Body::new);
    if let Some(account) = account {
        request.extensions_mut().insert(account);
    }
    infallible(desk.router.clone().oneshot(request).await)
}

async fn route_as(desk: &Desk, request: Request<Incoming>, visit: Arc<Visit>) -> Response {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(visit);
    infallible(desk.router.clone().oneshot(request).await)
}

fn infallible(result: Result<Response, std::convert::Infallible>) -> Response {
    match result {
        Ok(response) => response,
    }
}
