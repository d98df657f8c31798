//! Writing: catalogues, free script previews, and the click that queues a video.

use chrono::TimeDelta;
use tikvod_api::{MediaUrl, PreviewScript, Style};

use crate::budget::Asker;
use crate::core::Core;
use crate::domain::intent::Kind;
use crate::domain::{form, languages, script};
use crate::error::{CoreError, Result};
use crate::store::catalogue::{self, Cached};
use crate::store::intents::{self, NewIntent};
use crate::store::{accounts, drafts};
use crate::trials::{Bug, planted};
use crate::view::{CaptionStyle, Catalogue, PreviewArgs, QueueItem, QueueVideoArgs, StyleInfo, Take, Voice};
use crate::{fence, queue};

/// How old the catalogues may be before TikVod is asked again.
const FRESH: TimeDelta = TimeDelta::hours(6);

impl Core {
    /// Voices, formats, caption presets: from TikVod, from the cache when it is fresh or TikVod cannot be reached, and
    /// from the reference when there is neither.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn catalogue(&self) -> Result<Catalogue> {
        let account = self.account_id().await?;
        let cached = self.0.store.read("read the catalogues", move |c| catalogue::get(c, &account)).await?;
        let now = self.now();
        if let Some((cached, at)) = &cached
            && now - *at < FRESH
        {
            return Ok(view(cached.clone(), Some(*at)));
        }
        match self.fetch_catalogue().await {
            Ok(fetched) => Ok(view(fetched, Some(now))),
            Err(error) => {
                tracing::info!(%error, "the catalogues come from the cache");
                Ok(match cached {
                    Some((cached, at)) => view(cached, Some(at)),
                    None => view(reference(), None),
                })
            }
        }
    }

    async fn fetch_catalogue(&self) -> Result<Cached> {
        let session = self.open_session()?;
        let voices = self.ask(Asker::Click, session.client.voices()).await?.value.data;
        let styles = self.ask(Asker::Click, session.client.styles()).await?.value.data;
        let captions = self.ask(Asker::Click, session.client.caption_styles()).await?.value.data;
        let samples = voices.iter().filter_map(|voice| {
            let url = voice.preview_url.as_ref()?;
            Some((voice.id.to_string(), url.as_str().to_owned()))
        });
        let cached = Cached {
            samples: samples.collect(),
            voices: voices
                .into_iter()
                .map(|voice| Voice {
                    name: voice.name.unwrap_or_else(|| voice.id.to_string()),
                    id: voice.id.to_string(),
                    locale: voice.locale.unwrap_or_default(),
                    gender: voice.gender.unwrap_or_default(),
                    style: voice.style.unwrap_or_default(),
                    has_sample: voice.preview_url.is_some(),
                })
                .collect(),
            styles: styles
                .into_iter()
                .map(|style| StyleInfo {
                    id: style.id.unwrap_or_else(|| style.name.to_string()),
                    name: style.name.to_string(),
                    description: style.description.unwrap_or_default(),
                })
                .collect(),
            caption_styles: captions
                .into_iter()
                .map(|style| CaptionStyle {
                    name: style.name.unwrap_or_else(|| style.id.to_string()),
                    id: style.id.to_string(),
                    words_per_line: style.words_per_line.unwrap_or(3).clamp(1, 12),
                })
                .collect(),
        };
        let (account, now, kept) = (session.account.id.clone(), self.now(), cached.clone());
        self.0.store.write("keep the catalogues", move |tx| catalogue::set(tx, &account, &kept, now)).await?;
        Ok(cached)
    }

    /// Where the sample of a voice is, if it has one.
    pub(crate) async fn voice_sample_url(&self, voice_id: &str) -> Result<Option<MediaUrl>> {
        let account = self.account_id().await?;
        let cached = self.0.store.read("read the catalogues", move |c| catalogue::get(c, &account)).await?;
        let samples = cached.map(|(cached, _)| cached.samples).unwrap_or_default();
        Ok(samples.into_iter().find(|(id, _)| id == voice_id).map(|(_, url)| MediaUrl::from(url)))
    }

    /// The id of the account in use, also while it cannot be reached: writing and looking go on offline.
    pub(crate) async fn account_id(&self) -> Result<String> {
        if let Some(session) = self.session() {
            return Ok(session.account.id.clone());
        }
        let account = self.0.store.read("read the account", accounts::active).await?;
        account.map(|account| account.id).ok_or(CoreError::NoAccount)
    }

    /// Lets TikVod write a script. Free; creates nothing there.
    ///
    /// # Errors
    /// [`CoreError::Invalid`], no connection, TikVod's refusal.
    pub async fn preview_script(&self, args: PreviewArgs) -> Result<Take> {
        let draft_id = args.draft_id.clone();
        let mut take = self.write_script(args).await?;
        self.0
            .store
            .write("keep the take", move |tx| {
                take.number = drafts::next_take(tx, &draft_id)?.ok_or(CoreError::NotFound("draft"))?;
                drafts::add_take(tx, &draft_id, &take)?;
                Ok(take)
            })
            .await
    }

    /// Lets TikVod write a script that is only shown: no draft keeps it, and its number is 0. Free.
    ///
    /// # Errors
    /// As [`Core::preview_script`].
    pub async fn write_script(&self, args: PreviewArgs) -> Result<Take> {
        let problems = form::check_preview(&args.idea, &args.style, args.duration);
        if !problems.is_empty() {
            return Err(CoreError::Invalid(problems));
        }
        let session = self.open_session()?;
        let request = PreviewScript {
            idea: args.idea.clone(),
            style: Style::from(args.style.clone()),
            duration: Some(args.duration.into()),
        };
        let preview = self.ask(Asker::Click, session.client.preview_script(&request)).await?.value;
        let segments: Vec<_> = preview.segments.into_iter().map(|s| (s.text, s.estimated_seconds)).collect();
        let (lines, total_seconds) = script::time_line(&preview.hook, &segments, preview.estimated_duration);
        let words = || lines.iter().map(|line| line.text.split_whitespace().count() as u32).sum();
        Ok(Take {
            id: self.new_id(),
            number: 0,
            idea: args.idea,
            style: args.style,
            duration: args.duration,
            word_count: preview.word_count.unwrap_or_else(words),
            lines,
            total_seconds,
            created_at: self.now(),
        })
    }

    /// Writes the intent to make a video; the outbox sends it. The same click id is the same item, however often.
    ///
    /// # Errors
    /// [`CoreError::Invalid`], [`CoreError::NoAccount`], [`CoreError::Fence`] unless it is confirmed.
    pub async fn queue_video(&self, args: QueueVideoArgs) -> Result<QueueItem> {
        let mut problems = form::check(&args.form);
        if uuid::Uuid::parse_str(&args.click_id).is_err() {
            problems.push(crate::view::FieldProblem {
                field: "clickId".into(),
                rule: crate::view::FieldRule::UnknownValue,
                limit: None,
                actual: None,
            });
        }
        if !problems.is_empty() {
            return Err(CoreError::Invalid(problems));
        }
        let account_id = self.account_id().await?;
        let new = NewIntent {
            id: self.new_id(),
            click_id: if planted(Bug::NoUniqueClick) { self.new_id() } else { args.click_id },
            kind: Kind::Video,
            fingerprint: form::fingerprint(&args.form.idea, &args.form.style),
            body: serde_json::to_string(&args.form).map_err(|error| CoreError::Internal(error.to_string()))?,
            account_id,
            hook: args.hook.map(|hook| hook.chars().take(500).collect()),
            plan_id: None,
            video_id: None,
            supersedes: None,
            created_at: self.now(),
        };
        let (next_click, facts) = (self.new_id(), self.queue_facts());
        let item = self
            .0
            .store
            .write("queue the video", move |tx| {
                let known = if planted(Bug::NoUniqueClick) { None } else { intents::of_click(tx, &new.click_id)? };
                if let Some(row) = known {
                    return queue::item(tx, row, &facts);
                }
                fence::ask(tx, &new.account_id, 1, args.confirm_fence == Some(true), new.created_at)?;
                intents::insert(tx, &new)?;
                drafts::renew_click(tx, &args.draft_id, &next_click)?;
                let row = intents::get(tx, &new.id)?.ok_or(CoreError::NotFound("item"))?;
                queue::item(tx, row, &facts)
            })
            .await?;
        self.0.outbox.notify_one();
        Ok(item)
    }
}

fn view(cached: Cached, fetched_at: Option<chrono::DateTime<chrono::Utc>>) -> Catalogue {
    Catalogue {
        voices: cached.voices,
        styles: cached.styles,
        caption_styles: cached.caption_styles,
        languages: languages::all(),
        fetched_at,
        limits: form::limits(),
    }
}

/// The catalogues as the reference prints them (tikvod-api.md): so that a first start without a connection can write.
fn reference() -> Cached {
    let voice = |id: &str, name: &str, locale: &str, gender: &str, style: &str| Voice {
        id: id.into(),
        name: name.into(),
        locale: locale.into(),
        gender: gender.into(),
        style: style.into(),
        has_sample: false,
    };
    let style = |id: &str, name: &str, description: &str| StyleInfo {
        id: id.into(),
        name: name.into(),
        description: description.into(),
    };
    let caption =
        |id: &str, name: &str, words_per_line| CaptionStyle { id: id.into(), name: name.into(), words_per_line };
    Cached {
        voices: vec![
            voice("aria_us", "Aria (US)", "en-US", "female", "conversational"),
            voice("leo_uk", "Leo (UK)", "en-GB", "male", "authoritative"),
            voice("mia_calm", "Mia (calm)", "en-US", "female", "soft"),
            voice("max_energetic", "Max (energetic)", "en-US", "male", "high_energy"),
        ],
        styles: vec![
            style("faceless_story", "Faceless story", "Narration over stock and AI b-roll: facts, history, explainers"),
            style("ai_broll", "AI b-roll", "Heavy AI visuals, synced to every line"),
            style("talking_avatar", "Talking avatar", "A presenter on screen, lip-synced"),
            style("quiz", "Quiz", "Question and answer with animated choices"),
            style("listicle", "Listicle", "Numbered list, tuned for retention hooks"),
        ],
        caption_styles: vec![
            caption("bold_pop", "Bold Pop", 3),
            caption("minimal_white", "Minimal White", 4),
            caption("karaoke_neon", "Karaoke Neon", 2),
        ],
        samples: Vec::new(),
    }
}
