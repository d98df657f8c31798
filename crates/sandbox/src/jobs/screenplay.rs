//! What a job's video says and looks like, from what was asked for.

use tikvod_render::{CaptionPreset, Line, Music, Scene, Storyboard};

use crate::api::catalogue;
use crate::script::{Format, Script, Take, compose};
use crate::store::videos::VideoRow;

/// A job's script with what the renderer needs besides.
pub(crate) struct Screenplay {
    pub(crate) script: Script,
    format: Format,
    captions: Option<(CaptionPreset, usize)>,
    music: Music,
    seed: u64,
}

impl Screenplay {
    /// The script that was written when the job was made; a seeded video's is composed anew, always the same.
    pub(crate) fn of(video: &VideoRow) -> Self {
        let format = Format::named(&video.style).unwrap_or(Format::FacelessStory);
        let stored = video.script.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let salt = video.salt.cast_unsigned();
        let script = stored.unwrap_or_else(|| compose(&video.idea, format, video.duration, &Take::rendered(salt)));
        let captions = video.caption_style.as_deref().and_then(catalogue::caption_preset);
        let music = match video.music.as_str() {
            "calm" => Music::Calm,
            "dramatic" => Music::Dramatic,
            "none" => Music::None,
            _ => Music::Upbeat,
        };
        Self { script, format, captions, music, seed: salt }
    }

    /// How long the file will be, in whole seconds.
    pub(crate) fn seconds(&self) -> i64 {
        i64::from(self.script.estimated_duration)
    }

    pub(crate) fn board(&self) -> Storyboard {
        let scene = match self.format {
            Format::FacelessStory => Scene::FacelessStory,
            Format::AiBroll => Scene::AiBroll,
            Format::TalkingAvatar => Scene::TalkingAvatar,
            Format::Quiz => Scene::Quiz,
            Format::Listicle => Scene::Listicle,
        };
        let hook = Line { text: self.script.hook.clone(), seconds: self.script.hook_seconds() as f32 };
        let segments = self.script.segments.iter();
        let spoken = segments.map(|s| Line { text: s.text.clone(), seconds: s.seconds as f32 });
        Storyboard {
            scene,
            lines: std::iter::once(hook).chain(spoken).collect(),
            captions: self.captions.map(|(preset, _)| preset),
            words_per_line: self.captions.map_or(3, |(_, words)| words),
            music: self.music,
            seed: self.seed,
        }
    }
}
