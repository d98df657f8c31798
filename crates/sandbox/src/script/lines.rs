//! Sentences that fit any subject. `{t}` is the subject, `{T}` the same at the beginning of a sentence, `{k}` a key
//! word, `{n}` the number in words, `{N}` the same with a capital, `{i}` what the items are called.

use super::Format;
use super::banks::{Bank, Item};

/// Hooks of a format. Previews use the even ones, rendered scripts the odd ones, so that the two never agree.
pub(super) fn hooks(format: Format) -> &'static [&'static str] {
    match format {
        Format::FacelessStory => &[
            "Nobody tells you this part about {t}.",
            "The real story of {t} starts where most people stop.",
            "You have been told the wrong version of {t}.",
            "There is one detail about {t} that changes everything.",
            "Wait until you hear what is behind {t}.",
            "Almost everyone gets {t} backwards.",
            "This is the side of {t} that never makes the headline.",
            "Once you see this about {t}, you cannot unsee it.",
        ],
        Format::AiBroll => &[
            "Look closer. This is {t}.",
            "Close your eyes for one second and picture {t}.",
            "This is what {t} looks like from the inside.",
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
            "I tested {t} for a month so that you do not have to.",
        ],
        Format::Quiz => &[
            "Only one in ten people gets this right: {t}.",
            "Think you know {t}? Prove it.",
            "Quick quiz on {t}. No cheating.",
            "You will fail this quiz about {t}. I did.",
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

/// Ways into the matter.
pub(super) const OPENINGS: &[&str] = &[
    "It starts somewhere so ordinary that you would walk past it.",
    "For years, the easy answer was good enough.",
    "Ask ten people about {k} and you get ten confident answers.",
    "The first clue is hiding in plain sight.",
    "Everybody looks at {k}. Almost nobody asks what comes before it.",
    "On the surface it is simple, and that is exactly the trap.",
];

/// The turn.
pub(super) const TURNS: &[&str] = &[
    "Then somebody asked a question that did not fit.",
    "But look at {k} again, a little slower.",
    "Here is where it gets strange.",
    "And that is only half of it.",
    "Now the part that textbooks leave out.",
    "This is the moment where most people quit.",
];

/// Endings: what to keep, and a request.
pub(super) const ENDINGS: &[&str] = &[
    "So the next time {k} comes up, you will know. Follow for the next one.",
    "Keep that, forget the rest. Part two tomorrow.",
    "Now tell me which one you did not expect.",
    "Save this before it is gone, and send it to the one who needs it.",
    "That is the whole secret. Follow, and I will show you the next one.",
    "Try it once, then come back and tell me I was wrong.",
];

/// Sentences that give a line more time, without saying more than is known.
pub(super) const FILLERS: &[&str] = &[
    "Try it for seven days before you judge it.",
    "It takes a minute, and you feel it the same evening.",
    "You do not need anything you do not already have.",
    "Start smaller than feels reasonable.",
    "It sounds too simple. That is why it gets skipped.",
    "Most people nod here and change nothing. Be the other kind.",
    "Write that one down.",
    "Watch what happens to {k} when you do.",
    "The first time it feels odd. The third time it is yours.",
    "And it costs you nothing to find out.",
    "Say it once, out loud, and you will remember it.",
    "Ask anyone who lives with {k} every day.",
    "Read that again if you have to.",
    "That alone is worth the watch.",
    "Small on its own, and huge by the end of the year.",
    "If you keep only one line of this, keep that one.",
    "There is a reason why the good ones never talk about it.",
    "It works on a bad day too, and bad days are the test.",
    "You will notice it everywhere from now on.",
    "The rest of {k} gets easier the moment this is in place.",
    "No tricks, no shopping list.",
    "Nobody claps for it, and it works anyway.",
    "That is the quiet part of {k}.",
    "Give it one honest try.",
];

const fn item(what: &'static str, why: &'static str, scene: &'static str) -> Item {
    Item { what, why, scene }
}

/// Items for subjects of which nothing is known: they hold for anything that one can list.
pub(super) const ANY: Bank = Bank::plain(
    &[
        item(
            "the one that everyone scrolls past",
            "It looks dull, and it quietly does most of the work.",
            "crowd walking past one lit window",
        ),
        item(
            "the one that looks boring at first",
            "Give it a week, and it is the one you keep.",
            "gray box opening to a bright inside",
        ),
        item(
            "the one that experts argue about",
            "When they argue, it usually matters.",
            "two silhouettes debating under a lamp",
        ),
        item("the small one", "Small is what you actually finish.", "tiny object on an open palm"),
        item(
            "the one that beginners fear",
            "It is hard for an hour and easy for a lifetime.",
            "first step onto a rope bridge in fog",
        ),
        item(
            "the one with a story behind it",
            "Ask where it came from, and you will not look at it the same way.",
            "old photograph turning over",
        ),
        item(
            "the one your future self will thank you for",
            "Later is always closer than it looks.",
            "long road, small figure waving from far ahead",
        ),
        item("the cheapest one to try", "A test that costs nothing is not a risk.", "single coin spinning on a table"),
        item(
            "the one hiding in plain sight",
            "You saw it today and did not notice.",
            "busy street, one door painted red",
        ),
        item(
            "the one people give up on too early",
            "It pays late, and then it keeps paying.",
            "seedling breaking through dry soil",
        ),
        item(
            "the one that changes how you see the rest",
            "After it, the others fall into place.",
            "camera racking focus from near to far",
        ),
        item(
            "the honest one",
            "No shine, no promises, and that is why it lasts.",
            "plain wooden chair in a white room",
        ),
    ],
    &["the most expensive one", "the one with the most likes", "the fastest one", "whatever everybody else picked"],
);
