//! The two accounts: one behind the live key, one behind the test key.

use std::fmt;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use subtle::ConstantTimeEq as _;

/// Whose request or video it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Account {
    Live,
    Test,
}

impl Account {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }

    pub(crate) fn index(self) -> usize {
        match self {
            Self::Live => 0,
            Self::Test => 1,
        }
    }
}

impl ToSql for Account {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for Account {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "live" => Ok(Self::Live),
            "test" => Ok(Self::Test),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// The secrets of one data folder.
pub(crate) struct Keys {
    pub(crate) live: String,
    pub(crate) test: String,
    /// The key of the webhook signatures.
    pub(crate) webhook: String,
    /// The key of the signed media URLs; it leaves the process in no form.
    pub(crate) media: String,
}

impl Keys {
    /// Whose key it is, compared in constant time.
    pub(crate) fn owner(&self, key: &[u8]) -> Option<Account> {
        let live = bool::from(key.ct_eq(self.live.as_bytes()));
        let test = bool::from(key.ct_eq(self.test.as_bytes()));
        match (live, test) {
            (true, _) => Some(Account::Live),
            (_, true) => Some(Account::Test),
            _ => None,
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(redacted)")
    }
}
