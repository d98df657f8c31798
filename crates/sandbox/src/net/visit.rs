//! What the front door knows about a request.

use rusqlite::Connection;

use crate::account::Account;
use crate::fault::Plan;
use crate::ledger::{Entry, Slip};
use crate::store::StoreError;

/// A request that was let in.
pub(crate) struct Visit {
    pub(crate) account: Account,
    pub(crate) plan: Plan,
    pub(crate) slip: Slip,
}

impl Visit {
    /// Writes the ledger's row inside the transaction of the change, with the answer that the client will get.
    pub(crate) fn settle(
        &self,
        tx: &Connection,
        decided: u16,
        change: impl FnOnce(&mut Entry),
    ) -> Result<(), StoreError> {
        self.slip.settle(tx, |entry| {
            entry.decided = Some(decided);
            entry.status = self.plan.answered(decided);
            change(entry);
        })
    }
}
