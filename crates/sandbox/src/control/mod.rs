//! Control outside `/v1`: faults, the ledger, webhook endpoints.

mod faults;
mod ledger;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::app::App;

/// The routes under `/_sandbox`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/_sandbox/faults", post(faults::install).get(faults::show).delete(faults::clear))
        .route("/_sandbox/ledger", get(ledger::show))
        .route("/_sandbox/webhooks", post(webhooks::register).get(webhooks::show))
        .route("/_sandbox/webhooks/{id}", delete(webhooks::remove))
}
