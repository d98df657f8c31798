//! Pictures, samples and films for the window, by id: it never sees a URL, and nothing of a server reaches it unchecked.

pub(crate) mod cache;
#[cfg(test)]
mod over_sockets;
mod picture;
mod remote;
mod signed;

use std::path::{Path, PathBuf};

use tikvod_api::{MediaError, MediaUrl};

pub use remote::{RemoteBody, RemoteVideo};
pub(crate) use signed::forget_signed;

use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::store::{downloads, videos};

/// Most bytes of a picture on the wire.
const PICTURE_CAP: usize = 2 * 1024 * 1024;
/// Most bytes of a voice sample.
const SAMPLE_CAP: usize = 4 * 1024 * 1024;

/// A file for the window.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MediaFile {
    /// Where it is.
    pub path: PathBuf,
    /// `audio/…`.
    pub content_type: String,
}

/// Where the bytes of a video come from.
#[derive(Debug)]
pub enum VideoSource {
    /// It is saved on this computer.
    File(PathBuf),
    /// From TikVod, by a signed URL that stays here.
    Remote(RemoteVideo),
}

impl Core {
    /// The picture of a video as a JPEG on disk, at most 540 pixels wide; fetched where it is missing.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] where there is none, [`CoreError::Offline`], [`CoreError::BadDownload`].
    pub async fn thumbnail(&self, id: &str) -> Result<PathBuf> {
        let account = self.account_id().await?;
        let path = self.cache_dir(&account, "thumbs").join(format!("{}.jpg", cache::stem(id)));
        if is_file(&path).await {
            return Ok(path);
        }
        let key = self.fetch_key("picture", &account, id);
        let _turn = signed::turn(&key).await;
        if is_file(&path).await {
            return Ok(path);
        }
        if signed::rests(&key) {
            return Err(CoreError::NotFound("picture"));
        }
        let video_id = id.to_owned();
        let video =
            self.0.store.read("read a video", move |connection| videos::get(connection, &account, &video_id)).await?;
        let url = video.and_then(|video| video.thumbnail_url).ok_or(CoreError::NotFound("picture"))?;
        let kept = async {
            let (bytes, _) = self.fetch_small(MediaUrl::from(url), PICTURE_CAP).await?;
            keep(&path, move || picture::small_jpeg(&bytes)).await
        };
        kept.await.inspect_err(|_| signed::rest(&key))?;
        Ok(path)
    }

    /// The sample of a voice on disk; fetched where it is missing.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] where there is none, [`CoreError::Offline`], [`CoreError::BadDownload`].
    pub async fn voice_sample(&self, voice_id: &str) -> Result<MediaFile> {
        let account = self.account_id().await?;
        let (folder, stem) = (self.cache_dir(&account, "voices"), cache::stem(voice_id));
        let key = self.fetch_key("sample", &account, voice_id);
        let _turn = signed::turn(&key).await;
        let (known_in, known_as) = (folder.clone(), stem.clone());
        if let Some(known) = on_disk(move || Ok(known_sample(&known_in, &known_as))).await? {
            return Ok(known);
        }
        if signed::rests(&key) {
            return Err(CoreError::NotFound("voice sample"));
        }
        let url = self.voice_sample_url(voice_id).await?.ok_or(CoreError::NotFound("voice sample"))?;
        let kept = async {
            let (bytes, content_type) = self.fetch_small(url, SAMPLE_CAP).await?;
            let kind = audio_kind(content_type.as_deref()).ok_or(CoreError::BadDownload("it is not a sound"))?;
            let path = folder.join(format!("{stem}.{kind}"));
            keep(&path, move || Ok(bytes)).await?;
            Ok(MediaFile { path, content_type: format!("audio/{kind}") })
        };
        kept.await.inspect_err(|_| signed::rest(&key))
    }

    /// Where the bytes of a video come from: the disk where it is saved, else TikVod. Asks nothing yet.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for an unknown video, [`CoreError::NotNow`] for one without a file,
    /// [`CoreError::NoAccount`].
    pub async fn video_source(&self, id: &str) -> Result<VideoSource> {
        let account = self.account_id().await?;
        let video_id = id.to_owned();
        let (video, saved) = self
            .0
            .store
            .read("read a video", move |connection| {
                Ok((videos::get(connection, &account, &video_id)?, downloads::get(connection, &account, &video_id)?))
            })
            .await?;
        let video = video.ok_or(CoreError::NotFound("video"))?;
        if let Some(path) = saved.and_then(|saved| saved.path)
            && is_file(&path).await
        {
            return Ok(VideoSource::File(path));
        }
        if video.status != "completed" {
            return Err(CoreError::NotNow("the video is not ready"));
        }
        Ok(VideoSource::Remote(RemoteVideo::new(self.clone(), self.open_session()?, id.to_owned())))
    }

    /// By what a fetch is told from others: whose turn it is, and what failed just now.
    fn fetch_key(&self, what: &str, account_id: &str, id: &str) -> String {
        let session = self.session();
        let at = session.as_ref().map(|session| session.account.base_url.as_str()).unwrap_or_default();
        format!("{what} {id} of {account_id} at {at}")
    }

    /// A small file, whole, and the type that the server claims.
    async fn fetch_small(&self, url: MediaUrl, cap: usize) -> Result<(Vec<u8>, Option<String>)> {
        let session = self.open_session()?;
        let fetch = async {
            let response = session.media.get(&url, None, None).await?;
            if response.status != 200 {
                return Ok(None);
            }
            let content_type = response.content_type.clone();
            Ok(Some((response.read_up_to(cap).await?, content_type)))
        };
        let fetched: std::result::Result<_, MediaError> = signed::with_room(fetch).await;
        fetched.map_err(|error| from_media("fetch media", &error))?.ok_or(CoreError::NotFound("media"))
    }
}

/// What a failed fetch means for the person. The words of these errors hold no URL.
pub(crate) fn from_media(operation: &'static str, error: &MediaError) -> CoreError {
    tracing::info!(operation, %error, "media did not come");
    match error {
        MediaError::NoConnection(_) | MediaError::Broken(..) => CoreError::Offline(operation),
        MediaError::TooLarge => CoreError::BadDownload("it is too large"),
        MediaError::Unfit(_) | MediaError::Redirects => CoreError::BadDownload("its address cannot be used"),
        MediaError::WeakMark | MediaError::OtherPart | MediaError::Packed => {
            CoreError::BadDownload("the server sent something else than was asked for")
        }
    }
}

/// Makes and writes a file of the cache, off the async threads.
async fn keep(path: &Path, make: impl FnOnce() -> Result<Vec<u8>> + Send + 'static) -> Result<()> {
    let path = path.to_owned();
    on_disk(move || {
        cache::write_whole(&path, &make()?)?;
        // Looking through a large folder takes a while, and a few files too many are none too many.
        if let Some(folder) = path.parent().filter(|_| rand::random_ratio(1, 32)) {
            cache::tidy(folder);
        }
        Ok(())
    })
    .await
}

/// Runs what waits for the disk, or for a picture to be drawn, off the async threads.
pub(crate) async fn on_disk<T: Send + 'static>(body: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(body)
        .await
        .map_err(|error| CoreError::Internal(format!("a task on files ended early: {error}")))?
}

async fn is_file(path: &Path) -> bool {
    tokio::fs::metadata(path).await.is_ok_and(|data| data.is_file())
}

/// The sample that an earlier fetch left. Its kind is its extension, so nothing has to be kept beside it.
fn known_sample(folder: &Path, stem: &str) -> Option<MediaFile> {
    std::fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
        let name = entry.file_name();
        let kind = name.to_str()?.strip_prefix(stem)?.strip_prefix('.')?;
        let kind = audio_kind(Some(&format!("audio/{kind}")))?;
        Some(MediaFile { path: entry.path(), content_type: format!("audio/{kind}") })
    })
}

/// The second half of an audio type, if it can stand in a file name and a header.
fn audio_kind(content_type: Option<&str>) -> Option<String> {
    let kind = content_type?.split(';').next()?.trim().to_ascii_lowercase();
    let kind = kind.strip_prefix("audio/")?;
    let plain = (1..=20).contains(&kind.len()) && kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plain.then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sounds_are_samples() {
        for (claim, kind) in [
            (Some("audio/mpeg"), Some("mpeg")),
            (Some("Audio/MPEG; charset=x"), Some("mpeg")),
            (Some("audio/x-wav"), Some("x-wav")),
            (Some("text/html"), None),
            (Some("audio/"), None),
            (Some("audio/../../x"), None),
            (Some("audio/a.b"), None),
            (None, None),
        ] {
            assert_eq!(audio_kind(claim).as_deref(), kind, "{claim:?}");
        }
    }

    #[test]
    fn a_half_written_sample_is_not_a_sample() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("aria_us.mpeg.00000000deadbeef.new"), b"half").expect("a file");
        std::fs::write(folder.path().join("aria_us2.mpeg"), b"another").expect("a file");
        assert_eq!(known_sample(folder.path(), "aria_us"), None);
        std::fs::write(folder.path().join("aria_us.mpeg"), b"whole").expect("a file");
        let found = known_sample(folder.path(), "aria_us").expect("a sample");
        assert_eq!(found.content_type, "audio/mpeg");
    }
}
