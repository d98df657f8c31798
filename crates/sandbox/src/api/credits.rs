//! The balance.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::json;
use super::shapes::{CreditBalance, ErrorBody};
use crate::app::App;
use crate::clock;
use crate::net::Visit;
use crate::refusal::Refusal;
use crate::store::accounts;

/// The balance of the key's account.
#[utoipa::path(get, path = "/v1/account/credits", operation_id = "getCredits", tag = "Account",
    responses(
        (status = 200, description = "The balance", body = CreditBalance),
        (status = 401, description = "Missing or invalid API key", body = ErrorBody)))]
pub(crate) async fn get_credits(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Arc<Visit>>,
) -> Result<Response, Refusal> {
    let account = visit.account;
    let balance = app.store.run(move |db| Ok::<_, Refusal>(accounts::balance(db, account)?)).await?;
    json(
        StatusCode::OK,
        &CreditBalance {
            object: "credit_balance",
            credits: balance.credits,
            currency: "usd",
            cost_per_video: 1.0,
            updated_at: clock::seconds(balance.updated_at),
        },
    )
}
