//! Installing faults.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::api::{Given, json as answer};
use crate::app::App;
use crate::fault::{Fault, Installed};
use crate::refusal::Refusal;
use crate::store;

/// `POST /_sandbox/faults`: one fault, or `{"faults": [ … ]}`.
pub(super) async fn install(State(app): State<Arc<App>>, Given(mut body): Given) -> Result<Response, Refusal> {
    let ordered = match body.remove("faults") {
        Some(Value::Array(faults)) => faults,
        Some(_) => return Err(Refusal::invalid("`faults` must be an array.")),
        None => vec![Value::Object(body)],
    };
    let mut faults = Vec::new();
    for order in ordered {
        let fault: Fault = serde_json::from_value(order)
            .map_err(|error| Refusal::invalid(format!("The fault cannot be read: {error}.")))?;
        fault.check().map_err(Refusal::invalid)?;
        faults.push(fault);
    }
    let installed = app.store.run(move |db| Ok::<_, Refusal>(store::faults::install(db, faults)?)).await?;
    let shown: Vec<Value> = installed.iter().map(Installed::shown).collect();
    app.faults.install(installed);
    answer(StatusCode::CREATED, &json!({"object": "list", "data": shown}))
}

/// `GET /_sandbox/faults`: those that have something left.
pub(super) async fn show(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    answer(StatusCode::OK, &json!({"object": "list", "data": app.faults.shown()}))
}

/// `DELETE /_sandbox/faults`: takes all away.
pub(super) async fn clear(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    app.store.run(|db| Ok::<_, Refusal>(store::faults::clear(db)?)).await?;
    app.faults.clear();
    answer(StatusCode::OK, &json!({"object": "list", "data": []}))
}
