//! Registering webhook endpoints, which the real service does in its dashboard.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use url::Url;

use crate::account::Account;
use crate::api::{Given, Named, json as answer};
use crate::app::App;
use crate::clock;
use crate::hooks::acceptable;
use crate::refusal::Refusal;
use crate::store::hooks::{self, Endpoint};

/// `POST /_sandbox/webhooks {"url": "http://127.0.0.1:PORT/…"}`
pub(super) async fn register(
    State(app): State<Arc<App>>,
    Extension(account): Extension<Account>,
    Given(body): Given,
) -> Result<Response, Refusal> {
    let wanted = body.get("url").and_then(Value::as_str).and_then(|text| Url::parse(text).ok());
    let url = wanted.filter(acceptable).ok_or_else(|| {
        Refusal::invalid("`url` must be an http URL of this machine, such as http://127.0.0.1:8080/hook.")
    })?;
    let endpoint = app.store.run(move |db| Ok::<_, Refusal>(hooks::register(db, account, url.as_str())?)).await?;
    answer(StatusCode::CREATED, &shown(&endpoint))
}

/// `GET /_sandbox/webhooks`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(account): Extension<Account>,
) -> Result<Response, Refusal> {
    let endpoints = app.store.run(move |db| Ok::<_, Refusal>(hooks::endpoints(db, account)?)).await?;
    let data: Vec<Value> = endpoints.iter().map(shown).collect();
    answer(StatusCode::OK, &json!({"object": "list", "data": data}))
}

/// `DELETE /_sandbox/webhooks/{id}`
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(account): Extension<Account>,
    Named(id): Named,
) -> Result<Response, Refusal> {
    let wanted = id.clone();
    let found = app.store.run(move |db| Ok::<_, Refusal>(hooks::remove(db, account, &wanted)?)).await?;
    if !found {
        return Err(Refusal::not_found("There is no such endpoint."));
    }
    answer(StatusCode::OK, &json!({"id": id, "object": "webhook_endpoint", "deleted": true}))
}

fn shown(endpoint: &Endpoint) -> Value {
    json!({
        "id": endpoint.id, "object": "webhook_endpoint", "url": endpoint.url,
        "created_at": clock::seconds(endpoint.created_at),
    })
}
