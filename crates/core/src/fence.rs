//! The fences at the door of the queue. They are looked at inside the transaction that writes the intents, so that two
//! clicks, or the window and the command line, cannot pass together what neither could alone.

use chrono::{DateTime, Utc};

use crate::domain::fence::Fences;
use crate::error::{CoreError, Result};
use crate::queue::start_of_today;
use crate::store::{Tx, accounts, intents, settings};
use crate::view::{AccountKind, Settings};

/// Asks before `asked` more credits are promised: refuses where they would pass a fence and the person has not
/// confirmed it. A test key spends nothing (tikvod-api.md, "credit use of a test key"), so it knows no fence.
///
/// # Errors
/// [`CoreError::Fence`].
pub(crate) fn ask(tx: &Tx<'_>, account_id: &str, asked: u32, confirmed: bool, now: DateTime<Utc>) -> Result<()> {
    let fences = of(&settings::get(tx)?);
    if confirmed || fences == Fences::default() {
        return Ok(());
    }
    if accounts::get(tx, account_id)?.is_some_and(|account| account.kind == AccountKind::Test) {
        return Ok(());
    }
    let today = intents::promised(tx, account_id, start_of_today(now))?;
    fences.passed(today, asked).map_or(Ok(()), |passed| Err(CoreError::Fence(passed)))
}

fn of(settings: &Settings) -> Fences {
    Fences { day: settings.fence_day, batch: settings.fence_batch }
}
