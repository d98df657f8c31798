//! Sentences that fit any subject. `{t}` is the subject, `{T}` the same at the beginning of a sentence, `{h}` a short
//! noun phrase for it, `{n}` the number in words, `{N}` the same with a capital, `{s}` the seconds, `{w}` and `{W}`
//! what the beat is about. Previews use the even hooks, rendered scripts the odd ones, so that the two never agree.

use super::Format;
use super::banks::Tone;

/// Hooks about a thing.
pub(super) fn hooks(format: Format) -> &'static [&'static str; 8] {
    match format {
        Format::FacelessStory => &[
            "Nobody tells you this part about {t}.",
            "The real story of {t} starts where most people stop.",
            "You have been told the wrong story about {t}.",
            "There is one detail about {t} that changes everything.",
            "Wait until you hear what is behind {t}.",
            "Almost everyone gets {t} backwards.",
            "This is the side of {t} that never makes the headline.",
            "Once you see this about {t}, you cannot unsee it.",
        ],
        Format::AiBroll => &[
            "Look closer: {t}.",
            "Close your eyes for one second and picture {t}.",
            "{T}, seen from the inside.",
            "Imagine {t}, slowed down a hundred times.",
            "You have never seen {t} like this.",
            "Every frame of this is about {t}.",
            "What if {t} had a color?",
            "Watch {t} appear out of nothing.",
        ],
        Format::TalkingAvatar => &[
            "Give me {s} seconds, and I will change your mind about {t}.",
            "I was wrong about {t}, and it cost me a year.",
            "Can we be honest about {t} for a moment?",
            "If I had to start over with {t}, I would do this.",
            "Stop scrolling if you care about {t}.",
            "Here is what I wish somebody had told me about {t}.",
            "Everyone asks me about {t}. Here is my real answer.",
            "I spent a month on {t} so that you do not have to.",
        ],
        Format::Quiz => &[
            "Only one in ten people gets this right: {t}.",
            "Think you know {t}? Prove it.",
            "Quick quiz: {t}. No cheating.",
            "You will fail this one: {t}. I did.",
            "Pause if you have to: how well do you know {t}?",
            "Let us test you on {t}. The last one is mean.",
            "If you get all of these, you know {t} better than most.",
            "{T}: how many can you answer before the timer ends?",
        ],
        Format::Listicle => &[
            "{N} {t}, and the last one is the one people skip.",
            "{N} {t} that I would bet on again tomorrow.",
            "Save this: {n} {t} in {s} seconds.",
            "Nobody needs more than these {n} {t}.",
            "I ranked {n} {t}. Number {n} surprised me.",
            "{N} {t}, no fluff, starting now.",
            "These {n} {t} do more than the other hundred.",
            "Most people know two of these {n} {t}.",
        ],
    }
}

/// Hooks about a question: `why octopuses have three hearts`.
pub(super) const QUESTIONS: [&str; 8] = [
    "{T}? The answer is stranger than the question.",
    "{T}? Almost everyone answers too fast.",
    "You have asked it yourself: {t}?",
    "{T}? Nobody told you this at school.",
    "One question, {s} seconds: {t}?",
    "{T}? Wait for the last part.",
    "Here is something to tell at dinner: {t}.",
    "{T}? It took people ages to find out.",
];

/// Ways into the matter.
pub(super) const OPENINGS: [&str; 6] = [
    "It starts somewhere so ordinary that you would walk past it.",
    "For years, the easy answer was good enough.",
    "Ask ten people about {h} and you get ten confident answers.",
    "The first clue is hiding in plain sight.",
    "Everybody has an opinion on {h}. Almost nobody has looked twice.",
    "On the surface it is simple, and that is exactly the trap.",
];

/// The turn.
pub(super) const TURNS: [&str; 6] = [
    "Then somebody asked a question that did not fit.",
    "But look at {h} again, a little slower.",
    "Here is where it gets strange.",
    "And that is only half of it.",
    "Now the part that usually gets left out.",
    "This is the moment where most people stop listening.",
];

/// What stands in sentences of one tone.
pub(super) struct Voice {
    /// How a story leads from one item to the next.
    pub(super) leads: [&'static str; 8],
    /// How a presenter begins.
    pub(super) confessions: [&'static str; 5],
    /// How a presenter speaks of an item.
    pub(super) asides: [&'static str; 8],
    /// Questions of a quiz.
    pub(super) asked: [&'static str; 6],
    /// What gives a line more time, without saying more than is known.
    pub(super) fillers: [&'static str; 16],
    /// Endings: what to keep, and a request.
    pub(super) endings: [&'static str; 6],
}

/// How a field is spoken about.
pub(super) fn voice(tone: Tone) -> &'static Voice {
    match tone {
        Tone::Advice => &ADVICE,
        Tone::Wonder => &WONDER,
    }
}

const ADVICE: Voice = Voice {
    leads: [
        "It begins with {w}.",
        "The quiet one comes next: {w}.",
        "Then, almost unnoticed, {w}.",
        "People laugh at this one until they try it: {w}.",
        "What holds it together is {w}.",
        "Add {w}, and the picture changes.",
        "The surprising part is {w}.",
        "And it ends with {w}.",
    ],
    confessions: [
        "I used to do what everybody does with {h}, and I got what everybody gets.",
        "A year ago I knew nothing about {h}. I just talked a lot.",
        "I read the books, bought the course, and still got {h} wrong.",
        "Let me save you the long way around.",
        "My first try at {h} was a small disaster.",
    ],
    asides: [
        "What worked for me: {w}.",
        "So I tried this: {w}.",
        "My next change was {w}.",
        "If you do one thing, make it this: {w}.",
        "The surprise was {w}.",
        "I never skip this one anymore: {w}.",
        "My friends laughed about it: {w}. Now they ask.",
        "And I would not give this up: {w}.",
    ],
    asked: [
        "What makes the biggest difference?",
        "Which of these do most people overlook?",
        "What would an expert pick?",
        "Which one actually matters?",
        "What comes first?",
        "Which one is underrated?",
    ],
    fillers: [
        "Try it for seven days before you judge it.",
        "It takes a minute, and you feel it the same evening.",
        "You do not need anything you do not already have.",
        "Start smaller than feels reasonable.",
        "It sounds too simple. That is why it gets skipped.",
        "Most people nod here and change nothing. Be the other kind.",
        "Write that one down.",
        "The first time it feels odd. The third time it is yours.",
        "It costs you nothing to find out.",
        "Small on its own, and huge by the end of the year.",
        "There is a reason why the good ones never talk about it.",
        "It works on a bad day too, and bad days are the test.",
        "The rest gets easier the moment this is in place.",
        "No tricks, no shopping list.",
        "Nobody claps for it, and it works anyway.",
        "Give it one honest try.",
    ],
    endings: [
        "Try one of them tonight, and tell me which.",
        "Keep that, forget the rest. Part two tomorrow.",
        "Now tell me which one you did not expect.",
        "Save this before it is gone, and send it to the one who needs it.",
        "That is all there is to it. Follow, and I will show you the next one.",
        "Try it once, then come back and tell me I was wrong.",
    ],
};

const WONDER: Voice = Voice {
    leads: [
        "First there is {w}.",
        "Underneath it all lies {w}.",
        "Then comes {w}.",
        "What nobody mentions is {w}.",
        "Behind that stands {w}.",
        "In the middle of it all: {w}.",
        "So much of it hinges on {w}.",
        "What stays with you is {w}.",
    ],
    confessions: [
        "I fell into a rabbit hole about {h} last night, and I am not out yet.",
        "I thought I knew {h}. I knew the poster, not the story.",
        "Somebody asked me about {h}, and I had no answer. That bothered me.",
        "Bear with me, because this one is worth it.",
        "Nobody ever explained {h} to me properly, so let me try.",
    ],
    asides: [
        "What got me first: {w}.",
        "And then there is {w}.",
        "Nobody warned me about {w}.",
        "My favorite part: {w}.",
        "I keep coming back to {w}.",
        "Here is what I cannot forget: {w}.",
        "It gets better with {w}.",
        "And the one that gave me goosebumps: {w}.",
    ],
    asked: [
        "What is really behind it?",
        "Which of these do most people overlook?",
        "What would an expert point to first?",
        "Which one matters most?",
        "What surprised the people who looked closer?",
        "Which one is true?",
    ],
    fillers: [
        "Let that sink in for a second.",
        "You will see it everywhere from now on.",
        "It sounds made up. It is not.",
        "Most people walk past it their whole lives.",
        "Nobody planned it that way.",
        "That alone would be worth a film.",
        "And it has been there all along.",
        "It took a long time until somebody noticed.",
        "Ask anyone who has spent years on {h}.",
        "There is a quiet kind of genius in that.",
        "Once it is gone, you notice what it did.",
        "It is easy to miss and hard to forget.",
        "That is the quiet part of {h}.",
        "Look at it long enough and it looks back.",
        "No headline has ever done it justice.",
        "The simple explanation came last, as it often does.",
    ],
    endings: [
        "So the next time {h} comes up, you will know. Follow for the next one.",
        "Keep that one for your next dinner. Part two tomorrow.",
        "Now tell me which part you did not expect.",
        "Send this to the one person who would love it.",
        "And that is still not the whole story. Follow for part two.",
        "Would you have guessed it? Tell me honestly.",
    ],
};

/// How a picture takes over from a line.
pub(super) const FRAMES: [&str; 8] = [
    "Here: {w}.",
    "Now this: {w}.",
    "A cut. {W}.",
    "Out of the dark: {w}.",
    "Hold on this one: {w}.",
    "Closer. {W}.",
    "Slow it down: {w}.",
    "And there it is: {w}.",
];
