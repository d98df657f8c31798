//! `tikvod auth …`, `tikvod credits`

use serde_json::json;
use tikvod_core::ports::{SecretError, SecretStore as _};
use tikvod_core::view::{AppStatus, KeyStorage};

use crate::ask;
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::place::key_of_environment;
use crate::print::{Answer, document, pairs, time, word};

pub(crate) async fn login(context: &Context, key_stdin: bool) -> Result<()> {
    let key = match key_of_environment().filter(|_| !key_stdin) {
        Some(key) => key,
        None => ask::key()?,
    };
    // Asked first: a key that cannot be kept is no account for the next run.
    context.secrets.get("probe").await.map_err(|error| no_keychain(&error))?;
    let status = context.core().await?.enter_key(key).await?;
    if status.account.as_ref().is_none_or(|account| account.storage != KeyStorage::Keychain) {
        context.core().await?.sign_out().await?;
        return Err(no_keychain(&SecretError::Unavailable("it did not take the key".into())));
    }
    show(context, &status)
}

fn no_keychain(error: &SecretError) -> Failure {
    let words = format!(
        "The key was not kept: {error}. It is never written to a file; for a single run set TIKVOD_API_KEY instead."
    );
    Failure::new(Exit::Auth, "keychain_unavailable", words)
}

pub(crate) async fn status(context: &Context) -> Result<()> {
    let status = context.online().await?.check_key().await?;
    show(context, &status)
}

pub(crate) async fn logout(context: &Context) -> Result<()> {
    context.core().await?.sign_out().await?;
    if key_of_environment().is_some() {
        crate::print::note("TIKVOD_API_KEY is still set in this shell.");
    }
    context.out.answer(&Answer::new(&json!({"account": null}), "The key is forgotten. Your data stay.".into()))
}

pub(crate) async fn credits(context: &Context) -> Result<()> {
    let status = context.online().await?.check_key().await?;
    let credits = status.credits.ok_or_else(|| Failure::new(Exit::Failed, "internal", "No balance came.".into()))?;
    context.out.answer(&Answer::new(&credits, format!("{} credits", credits.credits)))
}

fn show(context: &Context, status: &AppStatus) -> Result<()> {
    let value = json!({"account": document(&status.account), "credits": document(&status.credits)});
    let text = match &status.account {
        None => "No account.".to_owned(),
        Some(account) => pairs(&[
            ("key", account.key_hint.clone()),
            ("kind", word(&account.kind)),
            ("address", account.host.clone()),
            ("kept in", word(&account.storage)),
            ("credits", status.credits.as_ref().map(|c| c.credits.to_string()).unwrap_or_default()),
            ("since", time(account.since)),
        ]),
    };
    context.out.answer(&Answer::new(&value, text))
}
