//! How wire values are read: what we know is typed, what we do not know is kept, and an optional field that is not as
//! it should be is as good as absent (section "What the reference leaves open": never an error).

use chrono::{DateTime, Datelike as _, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::error::AnswerFault;

/// For `#[serde(default, deserialize_with)]` on an optional field: a value of the wrong type or shape reads as `None`.
pub(crate) fn lenient<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(T::deserialize(Value::deserialize(from)?).ok())
}

/// As [`lenient`], for a field whose type has a value for "not said".
pub(crate) fn lenient_or_default<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    Ok(lenient(from)?.unwrap_or_default())
}

/// A date as RFC 3339; also without an offset, which then is UTC. Anything else reads as `None`, a date too that in UTC
/// lies outside of the years that RFC 3339 can write: it could be kept, and not read again.
pub(crate) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(value.as_str().and_then(parse_date).filter(|date| (0..=9999).contains(&date.year())))
}

fn parse_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.to_utc());
    }
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Some(naive.and_utc())
}

/// A whole number, also written as `44.0` or `44.4` (rounded). Negative and other values read as `None`.
pub(crate) fn whole<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    let value = Value::deserialize(from)?;
    let number = value.as_i64().or_else(|| {
        let float = value.as_f64()?.round();
        // Beyond 2^53 a float has no exact whole value to speak of.
        (float.abs() < 9e15).then_some(float as i64)
    });
    Ok(number.and_then(|n| T::try_from(n).ok()))
}

/// A list of which each item is read by itself: one that cannot be read is left out and counted.
pub(crate) fn items<T: DeserializeOwned>(values: Vec<Value>) -> (Vec<T>, usize) {
    let all = values.len();
    let read: Vec<T> = values.into_iter().filter_map(|value| T::deserialize(value).ok()).collect();
    let skipped = all - read.len();
    (read, skipped)
}

/// For a list within an object, as a script's segments: items that cannot be read are left out.
pub(crate) fn lenient_items<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    match Value::deserialize(from)? {
        Value::Array(values) => Ok(items(values).0),
        _ => Ok(Vec::new()),
    }
}

/// Reads the body of a 2xx answer.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AnswerFault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(AnswerFault::Empty);
    }
    // serde_json's own limit of 128 levels holds: nothing here turns it off.
    serde_json::from_slice(bytes).map_err(
        |error| {
            if error.is_data() { AnswerFault::Shape } else { AnswerFault::NotJson }
        },
    )
}

/// An enum of wire names that keeps the names it does not know.
macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A value that the reference does not name: kept as it was written (at most 100 characters of it).
            Unknown(String),
        }

        impl $name {
            /// The values that the reference names, in its order.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Unknown($crate::text::plain(other, 100)),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Ok(Self::from(<String as serde::Deserialize>::deserialize(from)?))
            }
        }
    };
}
pub(crate) use wire_enum;

#[cfg(test)]
mod tests {
    use super::parse_date;

    #[test]
    fn dates_are_read_leniently() {
        let at = |text: &str| parse_date(text).map(|d| d.to_rfc3339());
        assert_eq!(at("2026-06-16T14:22:01Z").as_deref(), Some("2026-06-16T14:22:01+00:00"));
        assert_eq!(at("2026-06-16T16:22:01+02:00").as_deref(), Some("2026-06-16T14:22:01+00:00"));
        assert_eq!(at("2026-06-16 14:22:01Z").as_deref(), Some("2026-06-16T14:22:01+00:00"));
        assert_eq!(at("2026-06-16T14:22:01.5").as_deref(), Some("2026-06-16T14:22:01.500+00:00"));
        for bad in ["", "yesterday", "2026-13-01T00:00:00Z", "1781619721"] {
            assert_eq!(at(bad), None, "{bad:?}");
        }
    }
}
