//! Items for subjects of which nothing is known: they hold for anything that one can list.

use super::{Bank, Tone, item};

pub(in crate::script) const ANY: Bank = Bank {
    tone: Tone::Wonder,
    signs: &[],
    items: &[
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
        item("the small one", "Small is what people actually finish.", "tiny object on an open palm"),
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
        item(
            "the one that costs almost nothing",
            "A test that costs nothing is not a risk.",
            "single coin spinning on a table",
        ),
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
    myths: &[
        "the most expensive one",
        "the one with the most likes",
        "the fastest one",
        "whatever everybody else picked",
    ],
};
