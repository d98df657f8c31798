//! `tikvod voices`, `styles`, `captions`, `preview`

use serde_json::json;
use tikvod_core::view::{self, Catalogue};

use crate::args::PreviewArgs;
use crate::context::Context;
use crate::failure::Result;
use crate::print::{Answer, clean, document, table};

async fn catalogue(context: &Context) -> Result<Catalogue> {
    let catalogue = context.online().await?.catalogue().await?;
    if catalogue.fetched_at.is_none() {
        crate::print::note("TikVod could not be asked; this is the list of its reference.");
    }
    Ok(catalogue)
}

pub(crate) async fn voices(context: &Context) -> Result<()> {
    let found = catalogue(context).await?;
    let rows: Vec<_> = found
        .voices
        .iter()
        .map(|v| [v.id.clone(), v.name.clone(), v.locale.clone(), v.gender.clone(), v.style.clone()])
        .collect();
    let text = table(["ID", "NAME", "LOCALE", "GENDER", "STYLE"], &rows);
    list(context, &document(&found.voices), &found, text)
}

pub(crate) async fn styles(context: &Context) -> Result<()> {
    let found = catalogue(context).await?;
    let rows: Vec<_> = found.styles.iter().map(|s| [s.name.clone(), s.description.clone()]).collect();
    list(context, &document(&found.styles), &found, table(["NAME", "FOR"], &rows))
}

pub(crate) async fn captions(context: &Context) -> Result<()> {
    let found = catalogue(context).await?;
    let rows: Vec<_> =
        found.caption_styles.iter().map(|c| [c.id.clone(), c.name.clone(), c.words_per_line.to_string()]).collect();
    list(context, &document(&found.caption_styles), &found, table(["ID", "NAME", "WORDS A LINE"], &rows))
}

fn list(context: &Context, data: &serde_json::Value, found: &Catalogue, text: String) -> Result<()> {
    context.out.answer(&Answer::new(&json!({"data": data, "fetched_at": found.fetched_at}), text))
}

pub(crate) async fn preview(context: &Context, args: PreviewArgs) -> Result<()> {
    let args =
        view::PreviewArgs { draft_id: String::new(), idea: args.idea, style: args.style, duration: args.duration };
    let take = context.online().await?.write_script(args).await?;
    let lines = take.lines.iter().map(|line| {
        let about = if line.about { "about " } else { "" };
        format!("{:>5.1} s  {}  ({about}{:.1} s)", line.start, clean(&line.text), line.seconds)
    });
    let mut text: Vec<String> = lines.collect();
    text.push(format!("\n{} words, {:.0} s of {} s", take.word_count, take.total_seconds, take.duration));
    crate::print::note("TikVod writes the script anew when it renders. To steer it, use this one as the idea.");
    context.out.answer(&Answer::new(&take, text.join("\n")))
}
