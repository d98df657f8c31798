//! Reading the ledger.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::api::json_bytes;
use crate::app::App;
use crate::clock;
use crate::refusal::Refusal;
use crate::store;

/// `GET /_sandbox/ledger?since=…`: rows after a number, or from a time (RFC 3339) on.
pub(super) async fn show(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let (mut after, mut from) = (0, i64::MIN);
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if name == "since" {
            if let Ok(seq) = value.parse() {
                after = seq;
            } else {
                from = clock::parse(&value).ok_or_else(|| {
                    Refusal::invalid("`since` must be the number of a row or an RFC 3339 time with an offset.")
                })?;
            }
        }
    }
    app.ledger.flush(&app.store).await?;
    let rows = app.store.run(move |db| Ok::<_, Refusal>(store::ledger::read(db, after, from)?)).await?;
    let body = format!(r#"{{"object":"list","data":[{}]}}"#, rows.join(","));
    Ok(json_bytes(StatusCode::OK, body))
}
