//! Ids are types of their own, so that a publish id can never stand where a video id belongs.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// The longest id that we take from the wire, in bytes. The documented ones have 16.
const LONGEST: usize = 200;

/// An id from the wire ends up in paths, logs and the database, so it must be short and plain text.
fn is_plausible(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST
        && !text.chars().any(|c| c.is_control() || c.is_whitespace() || crate::text::is_bidi(c))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        ///
        /// Made from any text with `From<String>`; read from the wire, an id that is empty, longer than 200 bytes or
        /// holds control or white-space characters is refused.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                if is_plausible(&text) {
                    Ok(Self(text))
                } else {
                    // The text is not repeated: it is the server's, and may be anything.
                    Err(de::Error::custom(concat!("not a ", stringify!($name))))
                }
            }
        }
    )*};
}

ids! {
    /// A video job, `vid_…` (section "Endpoints").
    VideoId
    /// A publish job, `pub_…` (section "POST /videos/{id}/publish").
    PublishId
    /// A voice, as `aria_us` (section "GET /voices").
    VoiceId
    /// A caption style, as `bold_pop` (section "GET /captions/styles").
    CaptionStyleId
    /// One request, `req_…`, for TikVod's support (section "Errors").
    RequestId
    /// A connected social account; its id stands in the dashboard (section "POST /videos/{id}/publish").
    SocialAccountId
}
