//! `tikvod backup`, `tikvod restore`

use std::path::PathBuf;

use serde_json::json;
use tikvod_core::ports::{SystemClock, SystemRandomness};
use tikvod_core::view::BackupInfo;

use crate::ask;
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::print::{Answer, document, time};

pub(crate) async fn make(context: &Context, file: PathBuf) -> Result<()> {
    let info = context.core().await?.backup(&file).await?;
    let text = format!("{}: {} bytes, without any key.", file.display(), info.bytes);
    context.out.answer(&answer(&file, &info, text))
}

/// Before a core is opened: nothing may be on the folder.
pub(crate) async fn restore(context: &Context, file: PathBuf, yes: bool) -> Result<()> {
    let what = format!("What is in {} will be kept aside and replaced.", context.place.data.display());
    ask::agree(yes, &what)?;
    let (backup, folder) = (file.clone(), context.place.data.clone());
    let put = move || tikvod_core::restore(&backup, &folder, &SystemClock, &SystemRandomness);
    let done = tokio::task::spawn_blocking(put).await;
    let info = done.map_err(|error| Failure::new(Exit::Failed, "internal", format!("It ended early: {error}.")))??;
    let text = format!(
        "Restored as it was on {}. Nothing of it is sent until you decide in the app what the other copy did.",
        time(info.made_at)
    );
    context.out.answer(&answer(&file, &info, text))
}

fn answer(file: &std::path::Path, info: &BackupInfo, text: String) -> Answer {
    Answer::new(&json!({"file": file, "backup": document(info)}), text)
}
