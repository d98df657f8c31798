//! The bytes of one download: asked for, checked, and asked for again where the connection broke off.

use std::time::Duration;

use bytes::Buf as _;
use tikvod_api::{ApiError, ByteRange, ETag, ErrorKind, MediaError, MediaResponse};
use tokio::time::Instant;

use super::file::{HEAD, is_video};
use super::part::Part;
use super::{Ended, Job};
use crate::budget::Asker;
use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::media::{forget_signed, from_media};

/// Tries in a row that bring little.
const TRIES: u32 = 3;
/// What a try has to bring not to count.
const PROGRESS: u64 = 1024 * 1024;
/// How often the window hears of it at most.
const REPORT: Duration = Duration::from_millis(250);

/// Why a try ended early.
enum Fault {
    /// May go better next time; the part is kept.
    Cut(CoreError),
    /// Will not; the part is of no use.
    Final(CoreError),
}

/// What our own disk or database says is final.
impl From<CoreError> for Fault {
    fn from(error: CoreError) -> Self {
        Self::Final(error)
    }
}

type Tried<T> = std::result::Result<T, Fault>;

impl Core {
    /// Downloads until it is whole, not wanted any more, or hopeless. What a later try can go on with stays.
    pub(super) async fn transfer(&self, job: &Job) -> Result<Ended> {
        match self.persist(job).await {
            Ok(ended) => Ok(ended),
            Err(fault) => {
                let hopeless = matches!(fault, Fault::Final(_));
                let (Fault::Cut(error) | Fault::Final(error)) = fault;
                self.with_places(job, move |places| {
                    if hopeless || !places.has_note() {
                        places.discard();
                    }
                    Ok(())
                })
                .await?;
                Err(error)
            }
        }
    }

    async fn persist(&self, job: &Job) -> Tried<Ended> {
        let mut part = Part::open(&job.places).await?;
        let mut tries = 0;
        loop {
            let before = part.length;
            let error = match self.attempt(job, &mut part).await {
                Ok(Ended::Stopped) => {
                    part.keep().await?;
                    return Ok(Ended::Stopped);
                }
                Err(Fault::Cut(error)) => error,
                ended => return ended,
            };
            tracing::info!(%error, bytes = part.length, "a download was cut");
            part.keep().await?;
            tries = if part.length >= before.saturating_add(PROGRESS) { 1 } else { tries + 1 };
            if tries >= TRIES {
                return Err(Fault::Cut(error));
            }
            if !self.still_wanted_after(job, Duration::from_secs(1 << (tries - 1))).await? {
                return Ok(Ended::Stopped);
            }
        }
    }

    /// Asks once, from where the part ends, and reads to the end.
    async fn attempt(&self, job: &Job, part: &mut Part) -> Tried<Ended> {
        let signed = self.signed(&job.session, &job.video_id, Asker::Background).await.map_err(refused)?;
        if part.length == 0
            && let Some(size) = signed.size
            && let Some(path) = self.with_places(job, move |places| Ok(places.finished_before(size))).await?
        {
            self.with_places(job, |places| {
                places.discard();
                Ok(())
            })
            .await?;
            return Ok(Ended::Saved { path, bytes: size });
        }
        let overlap = if part.etag.is_some() { part.overlap().await? } else { Vec::new() };
        if part.length > 0 && overlap.is_empty() {
            // Without a strong mark nothing says that the rest belongs to what is there.
            part.restart().await?;
        }
        let range = (part.length > 0).then(|| ByteRange::from(part.length - overlap.len() as u64));
        let response =
            job.session.media.get(&signed.url, range, part.etag.as_ref()).await.map_err(|error| broken(&error))?;
        match response.status {
            200 => {
                if part.length > 0 {
                    part.restart().await?;
                }
                part.etag = response.etag.clone().filter(ETag::is_strong);
                part.total = size_of(response.total, signed.size)?;
                self.read(job, part, response, &[]).await
            }
            206 if range.is_some() && same_size(response.total, part.total) => {
                part.total = size_of(part.total.or(response.total), signed.size)?;
                self.read(job, part, response, &overlap).await
            }
            status => {
                forget_signed(&job.session, &job.video_id);
                // 206 of a file of another size, or 416: what is there is of another file.
                if matches!(status, 206 | 416) {
                    part.restart().await?;
                }
                Err(said(status))
            }
        }
    }

    /// Reads the body into the part. `overlap` is what the server has to send first, because we have it already.
    async fn read(&self, job: &Job, part: &mut Part, mut response: MediaResponse, overlap: &[u8]) -> Tried<Ended> {
        let mut expected = overlap;
        let mut reported = Instant::now();
        if !self.note_progress(job, part.length, part.total).await? {
            return Ok(Ended::Stopped);
        }
        loop {
            let chunk = tokio::select! {
                biased;
                chunk = response.chunk() => chunk.map_err(|error| broken(&error))?,
                () = self.0.downloads.notified() => {
                    if self.is_wanted(job).await? {
                        continue;
                    }
                    return Ok(Ended::Stopped);
                }
            };
            let Some(mut chunk) = chunk else { break };
            let known = chunk.len().min(expected.len());
            if chunk[..known] != expected[..known] {
                part.restart().await?;
                return Err(Fault::Cut(CoreError::BadDownload("the file changed while it was downloaded")));
            }
            expected = &expected[known..];
            chunk.advance(known);
            if part.total.is_some_and(|total| part.length + chunk.len() as u64 > total) {
                return Err(Fault::Final(CoreError::BadDownload("it is longer than TikVod said")));
            }
            part.write(&chunk).await?;
            if part.head().len() == HEAD && !is_video(part.head()) {
                return Err(Fault::Final(CoreError::BadDownload("it is not a video")));
            }
            if reported.elapsed() >= REPORT {
                reported = Instant::now();
                if !self.note_progress(job, part.length, part.total).await? {
                    return Ok(Ended::Stopped);
                }
            }
        }
        self.finish(job, part).await
    }

    /// Checks the part and gives it its name.
    async fn finish(&self, job: &Job, part: &mut Part) -> Tried<Ended> {
        if part.total.is_some_and(|total| part.length < total) {
            return Err(Fault::Cut(CoreError::Offline("download the video")));
        }
        if !is_video(part.head()) {
            return Err(Fault::Final(CoreError::BadDownload("it is not a video")));
        }
        part.sync().await?;
        let bytes = part.length;
        let path = self.with_places(job, super::file::Places::name_part).await?;
        Ok(Ended::Saved { path, bytes })
    }

    /// Waits, and says whether the download is still wanted then; it may be paused meanwhile.
    async fn still_wanted_after(&self, job: &Job, wait: Duration) -> Result<bool> {
        let until = Instant::now() + wait;
        loop {
            if !self.is_wanted(job).await? {
                return Ok(false);
            }
            tokio::select! {
                biased;
                () = self.0.downloads.notified() => {}
                () = tokio::time::sleep_until(until) => return self.is_wanted(job).await,
            }
        }
    }
}

/// The size of the whole, on which the server of the file and TikVod have to agree.
fn size_of(file: Option<u64>, said: Option<u64>) -> Tried<Option<u64>> {
    if !same_size(file, said) {
        return Err(Fault::Final(CoreError::BadDownload("its size is not what TikVod said")));
    }
    Ok(file.or(said))
}

fn same_size(a: Option<u64>, b: Option<u64>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a == b)
}

/// What a status without bytes means. A URL that does not work any more is replaced by a new one.
fn said(status: u16) -> Fault {
    match status {
        206 | 401 | 403 | 404 | 408 | 410 | 416 | 429 | 500..=599 => {
            Fault::Cut(CoreError::BadDownload("the server did not send it"))
        }
        _ => Fault::Final(CoreError::BadDownload("the server did not send it")),
    }
}

fn broken(error: &MediaError) -> Fault {
    let cut = matches!(error, MediaError::NoConnection(_) | MediaError::Broken(..) | MediaError::OtherPart);
    let error = from_media("download the video", error);
    if cut { Fault::Cut(error) } else { Fault::Final(error) }
}

/// What it means that TikVod gave no URL. Only a refusal in its own words is final.
fn refused(error: CoreError) -> Fault {
    let last =
        |error: &ApiError| matches!(error.kind(), ErrorKind::Refused | ErrorKind::NotFound | ErrorKind::Conflict);
    match error {
        CoreError::Api(error) if last(&error) => Fault::Final(CoreError::Api(error)),
        error => Fault::Cut(error),
    }
}
