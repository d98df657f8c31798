//! The secret key (section "The TikVod REST API"; reliability.md K1–K5).

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use crate::plant::{Bug, planted};

/// The beginnings of the two kinds of key.
pub(crate) const PREFIXES: [&str; 2] = [LIVE, TEST];
const LIVE: &str = "tv_live_";
const TEST: &str = "tv_test_";

/// Fewer characters than this behind the prefix cannot be a secret.
const SHORTEST_SECRET: usize = 8;
/// The longest key that we take, in bytes. Windows keeps at most 1,280 UTF-16 units in one credential.
pub(crate) const LONGEST: usize = 512;

/// What may stand in a bearer token (RFC 6750, `b64token`).
pub(crate) fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~' | '+' | '/' | '=')
}

/// Whether a key spends credits and renders, or only queues jobs (section "The TikVod REST API").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// `tv_live_…`: spends credits and renders.
    Live,
    /// `tv_test_…`: queues jobs, spends nothing, renders nothing.
    Test,
}

impl KeyKind {
    /// `live` or `test`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }

    /// `tv_live_` or `tv_test_`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Live => LIVE,
            Self::Test => TEST,
        }
    }
}

/// Why a text is not a key. None of these repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyFormatError {
    /// Nothing but white space.
    #[error("no key was given")]
    Empty,
    /// Neither `tv_live_` nor `tv_test_` stands at the beginning.
    #[error("a TikVod key begins with tv_live_ or tv_test_")]
    UnknownPrefix,
    /// Too little follows the prefix.
    #[error("the key is too short: it seems to be cut off")]
    TooShort,
    /// Longer than any key.
    #[error("the key is too long")]
    TooLong,
    /// A character that cannot be part of a key, as a space within it.
    #[error("the key holds a character that no key has")]
    BadCharacter,
}

/// A secret key whose format has been checked.
///
/// It can be neither cloned, compared, printed nor serialised; its memory is overwritten when it goes.
///
/// ```compile_fail
/// fn cloned(key: &tikvod_api::ApiKey) -> tikvod_api::ApiKey { Clone::clone(key) }
/// ```
/// ```compile_fail
/// fn printed(key: &tikvod_api::ApiKey) -> String { key.to_string() }
/// ```
/// ```compile_fail
/// fn serialised(key: &tikvod_api::ApiKey) -> String { serde_json::to_string(key).unwrap_or_default() }
/// ```
/// ```compile_fail
/// fn compared(a: &tikvod_api::ApiKey, b: &tikvod_api::ApiKey) -> bool { a == b }
/// ```
pub struct ApiKey {
    text: SecretString,
    kind: KeyKind,
}

impl ApiKey {
    /// Takes a key as a person pasted it: white space around it does not count.
    ///
    /// # Errors
    /// [`KeyFormatError`], which never repeats the text.
    pub fn parse(text: SecretString) -> Result<Self, KeyFormatError> {
        let trimmed = text.expose_secret().trim();
        if trimmed.is_empty() {
            return Err(KeyFormatError::Empty);
        }
        if trimmed.len() > LONGEST {
            return Err(KeyFormatError::TooLong);
        }
        let (kind, secret) = if let Some(secret) = trimmed.strip_prefix(LIVE) {
            (KeyKind::Live, secret)
        } else if let Some(secret) = trimmed.strip_prefix(TEST) {
            (KeyKind::Test, secret)
        } else {
            return Err(KeyFormatError::UnknownPrefix);
        };
        if !secret.chars().all(is_key_char) {
            return Err(KeyFormatError::BadCharacter);
        }
        if secret.len() < SHORTEST_SECRET {
            return Err(KeyFormatError::TooShort);
        }
        let text = if trimmed.len() == text.expose_secret().len() { text } else { SecretString::from(trimmed) };
        Ok(Self { text, kind })
    }

    /// Live or test.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The last four characters, by which a person tells one key from another.
    pub fn last4(&self) -> &str {
        // The format check leaves ASCII only, at least 8 behind the prefix.
        let text = self.text.expose_secret();
        &text[text.len() - 4..]
    }

    /// The key itself. For the keychain and the `Authorization` header, and for nothing else.
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if planted(Bug::KeyInDebug) { self.expose() } else { "" };
        write!(f, "ApiKey({}…{more})", self.kind.prefix())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ApiKey, KeyFormatError, KeyKind};

    fn parse(text: &str) -> Result<ApiKey, KeyFormatError> {
        ApiKey::parse(text.into())
    }

    #[test]
    fn both_kinds_and_the_white_space_of_a_paste() {
        let live = parse(" tv_live_0123456789abWXYZ\n").expect("a key in white space");
        assert_eq!((live.kind(), live.last4()), (KeyKind::Live, "WXYZ"));
        assert_eq!(live.expose(), "tv_live_0123456789abWXYZ", "the white space is gone");
        assert_eq!(parse("tv_test_01234567").expect("a test key").kind(), KeyKind::Test);
    }

    #[test]
    fn each_refusal_has_its_reason() {
        for (text, why) in [
            ("", KeyFormatError::Empty),
            ("  \n", KeyFormatError::Empty),
            ("sk_live_0123456789", KeyFormatError::UnknownPrefix),
            ("TV_LIVE_0123456789", KeyFormatError::UnknownPrefix),
            ("tv_live_", KeyFormatError::TooShort),
            ("tv_live_1234567", KeyFormatError::TooShort),
            ("tv_live_0123 456789", KeyFormatError::BadCharacter),
            ("tv_live_0123456789\r\nHost: x", KeyFormatError::BadCharacter),
            ("tv_live_клавиша89", KeyFormatError::BadCharacter),
        ] {
            assert_eq!(parse(text).err(), Some(why), "{text:?}");
        }
        assert_eq!(parse(&format!("tv_live_{}", "a".repeat(600))).err(), Some(KeyFormatError::TooLong));
    }

    proptest! {
        #[test]
        fn debug_never_shows_the_secret(secret in "[A-Za-z0-9]{12,60}") {
            let key = parse(&format!("tv_live_{secret}")).expect("a key");
            let shown = format!("{key:?}");
            prop_assert!(!shown.contains(&secret));
        }

        #[test]
        fn any_text_is_taken_or_refused_without_panic(text in ".*") {
            if let Ok(key) = parse(&text) {
                prop_assert_eq!(key.last4().len(), 4);
                prop_assert!(http::HeaderValue::from_str(key.expose()).is_ok(), "a header takes every key");
            }
        }
    }
}
