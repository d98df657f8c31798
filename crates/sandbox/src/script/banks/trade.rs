//! Audiences and lessons.

use super::{Bank, Tone, item};

pub(super) const BANKS: &[Bank] = &[
    Bank {
        tone: Tone::Advice,
        signs: &[
            "marketing",
            "business",
            "brand",
            "content",
            "creator",
            "audience",
            "follower",
            "social",
            "instagram",
            "youtube",
            "sell",
            "sales",
            "customer",
            "freelance",
            "side",
            "hustle",
            "growth",
            "viral",
            "email",
            "client",
        ],
        items: &[
            item(
                "one promise in the first three seconds",
                "Nobody stays to find out what it is about.",
                "thumb stopping mid-scroll on a phone",
            ),
            item(
                "answering the question people actually ask",
                "Search your own comments. The next idea is in there.",
                "comments floating up over a desk",
            ),
            item(
                "showing the work, not the result",
                "A result gets a like. The work gets a follow.",
                "time-lapse of hands building something",
            ),
            item(
                "one channel, ninety days",
                "Four half-hearted accounts are one that nobody misses.",
                "wall calendar filling with crosses",
            ),
            item(
                "a price you can say without blinking",
                "If you pause, they hear a discount.",
                "handshake in a bright studio",
            ),
            item(
                "writing to one person",
                "A crowd does not buy. A person does.",
                "letter on a desk, one name at the top",
            ),
            item(
                "the follow-up on day three",
                "Most yeses live behind a second message.",
                "envelope sliding across a table",
            ),
            item(
                "asking why they said yes",
                "Their words sell better than yours.",
                "two chairs, a recorder between them",
            ),
        ],
        myths: &["a nicer logo", "posting ten times a day", "more hashtags", "a bigger budget"],
    },
    Bank {
        tone: Tone::Advice,
        signs: &[
            "study", "studying", "learn", "learning", "exam", "school", "college", "language", "student", "reading",
            "book", "math", "writing", "notes", "teacher", "english", "spanish",
        ],
        items: &[
            item(
                "closing the book and saying it out loud",
                "If you cannot say it, you only recognized it.",
                "student speaking to an empty room, book closed",
            ),
            item(
                "twenty minutes today, not three hours on Sunday",
                "Memory loves to be interrupted and asked again.",
                "small hourglass on a stack of notes",
            ),
            item(
                "teaching it to somebody who does not care",
                "Their bored face shows where you are vague.",
                "two friends on stairs, one explaining with hands",
            ),
            item("mixing the subjects", "It feels worse and works better.", "colored cards shuffled on a table"),
            item(
                "the questions before the chapter",
                "You read differently when you are looking for something.",
                "question marks penciled in a margin",
            ),
            item(
                "sleep between two sessions",
                "The night files what the day collected.",
                "moonlight on an open notebook",
            ),
            item("one page by hand", "Slow hands leave deep tracks.", "fountain pen moving over paper"),
            item("old tests under real time", "Surprise is what costs the points.", "stopwatch beside a printed exam"),
        ],
        myths: &["highlighting everything", "reading it again", "studying all night", "music with lyrics"],
    },
];
