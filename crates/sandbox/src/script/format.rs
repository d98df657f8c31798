//! The five formats.

/// What kind of video it is; the API calls it style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Narration over stock and AI b-roll.
    FacelessStory,
    /// AI visuals, synced to every line.
    AiBroll,
    /// A presenter on screen.
    TalkingAvatar,
    /// Questions, choices, answers.
    Quiz,
    /// A numbered list.
    Listicle,
}

impl Format {
    /// All of them, in the order of the reference.
    pub const ALL: [Self; 5] = [Self::FacelessStory, Self::AiBroll, Self::TalkingAvatar, Self::Quiz, Self::Listicle];

    /// The id in `GET /styles`.
    pub fn id(self) -> &'static str {
        match self {
            Self::FacelessStory => "faceless_story",
            Self::AiBroll => "ai_broll",
            Self::TalkingAvatar => "talking_avatar",
            Self::Quiz => "quiz",
            Self::Listicle => "listicle",
        }
    }

    /// The name that calls take as `style`.
    pub fn name(self) -> &'static str {
        match self {
            Self::FacelessStory => "Faceless story",
            Self::AiBroll => "AI b-roll",
            Self::TalkingAvatar => "Talking avatar",
            Self::Quiz => "Quiz",
            Self::Listicle => "Listicle",
        }
    }

    /// What it is for.
    pub fn description(self) -> &'static str {
        match self {
            Self::FacelessStory => "Narration over stock and AI b-roll: facts, history, explainers.",
            Self::AiBroll => "Heavy AI visuals, synced to every line.",
            Self::TalkingAvatar => "A presenter on screen, lip-synced.",
            Self::Quiz => "Question and answer with animated choices.",
            Self::Listicle => "A numbered list, tuned for retention hooks.",
        }
    }

    /// The format of a name; an id is not a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}
