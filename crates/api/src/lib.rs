//! Typed client of the TikVod REST API, version 2026-03-15 (`tikvod-api.md` is the contract).
//!
//! A file for each resource (`videos`, `scripts`, `catalogue`, `account`, `publish`), and beside them the parts that
//! every call goes through: [`Client`] is the surface, `transport` sends one request, [`retry`] says which failed
//! read is asked again, and [`classify`] says what a request that costs or posts has come to.
//!
//! What holds here, and is tested:
//! - a key goes only to the base URL that it was entered for ([`Credentials`] is the only way in);
//! - a request that spends or posts is sent at most once, and its answer always has a [`Class`];
//! - an unknown field or value is kept, never an error;
//! - nothing that the server says can make the client hold more than [`limits::JSON_CAP`] of it.

mod account;
mod base_url;
mod body;
mod catalogue;
pub mod classify;
mod client;
mod envelope;
mod error;
#[cfg(test)]
mod fuzz;
mod ids;
mod key;
pub mod limits;
pub mod media;
mod page;
mod plant;
mod publish;
pub mod retry;
mod scripts;
mod text;
mod transport;
#[cfg(feature = "trials")]
pub mod trials;
mod verdict;
mod videos;
mod wire;

pub use account::Credits;
pub use base_url::{BaseUrl, BaseUrlError};
pub use catalogue::{CaptionStyle, StyleInfo, Voice};
pub use classify::{Class, Doubt, HeldReason, Outcome};
pub use client::{Client, ClientError, ClientOptions, Credentials, Timeouts, Turns};
pub use envelope::ErrorBody;
pub use error::{AnswerFault, ApiError, Broken, ErrorKind, NotSentReason};
pub use ids::{CaptionStyleId, PublishId, RequestId, SocialAccountId, VideoId, VoiceId};
pub use key::{ApiKey, KeyFormatError, KeyKind};
pub use limits::RateHeaders;
pub use media::{ByteRange, ETag, MediaClient, MediaError, MediaOptions, MediaResponse, MediaUrl};
pub use page::{Answer, Page};
pub use publish::{Platform, PublishJob, PublishStatus, PublishVideo};
pub use scripts::{PreviewScript, PreviewSegment, ScriptPreview};
pub use videos::{
    CancelledVideo, CreateVideo, DownloadUrl, JobError, ListVideos, Music, Output, Resolution, Script, Segment, Style,
    Video, VideoJob, VideoStatus, VideoSummary,
};
