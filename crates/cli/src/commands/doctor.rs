//! `tikvod doctor`

use serde_json::json;
use tikvod_core::ports::SecretStore as _;

use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::place::key_of_environment;
use crate::print::{Answer, pairs};

/// One thing that was looked at.
struct Check {
    name: &'static str,
    ok: bool,
    words: String,
}

pub(crate) async fn run(context: &Context) -> Result<()> {
    let mut checks = vec![Check { name: "version", ok: true, words: env!("TIKVOD_VERSION").to_owned() }];
    let address = context.place.base_url.clone().unwrap_or_else(|| "https://api.tikvod.com/v1".to_owned());
    checks.push(Check { name: "address", ok: true, words: address });
    let folder = context.place.data.display();
    checks.push(match context.core().await {
        Ok(_) => Check { name: "data", ok: true, words: folder.to_string() },
        Err(failure) => Check { name: "data", ok: false, words: format!("{folder}: {}", failure.message) },
    });
    checks.push(match context.secrets.get("probe").await {
        Ok(_) => Check { name: "keychain", ok: true, words: "it answers".to_owned() },
        // With a key of the environment, none is needed.
        Err(error) => Check { name: "keychain", ok: key_of_environment().is_some(), words: error.to_string() },
    });
    if context.opened().is_some() {
        checks.push(connection(context).await);
    }
    let healthy = checks.iter().all(|check| check.ok);
    let listed: Vec<_> =
        checks.iter().map(|check| json!({"name": check.name, "ok": check.ok, "message": check.words})).collect();
    let lines: Vec<_> = checks
        .iter()
        .map(|check| (check.name, if check.ok { check.words.clone() } else { format!("problem: {}", check.words) }))
        .collect();
    context.out.answer(&Answer::new(&json!({"ok": healthy, "checks": listed}), pairs(&lines)))?;
    if healthy {
        Ok(())
    } else {
        Err(Failure { closed: true, ..Failure::new(Exit::Failed, "unhealthy", String::new()) })
    }
}

async fn connection(context: &Context) -> Check {
    let asked = async { Ok(context.online().await?.check_key().await?) };
    let answered: Result<_> = asked.await;
    match answered {
        Ok(status) => {
            let account = status.account.map(|account| account.key_hint).unwrap_or_default();
            let credits = status.credits.map(|credits| credits.credits).unwrap_or_default();
            Check { name: "tikvod", ok: true, words: format!("knows {account}, {credits} credits") }
        }
        Err(failure) => Check { name: "tikvod", ok: false, words: failure.message },
    }
}
