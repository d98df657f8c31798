//! Mornings, bodies, minds.

use super::{Bank, Tone, item};

pub(super) const BANKS: &[Bank] = &[
    Bank {
        tone: Tone::Advice,
        signs: &[
            "morning",
            "productivity",
            "productive",
            "habit",
            "routine",
            "focus",
            "procrastination",
            "discipline",
            "time",
            "work",
            "deadline",
            "motivation",
        ],
        items: &[
            item(
                "no phone for thirty minutes after waking",
                "Your head wakes up on its own agenda, not on everyone else's.",
                "sunrise bedroom, phone face down on a nightstand",
            ),
            item(
                "water before coffee",
                "You lost half a liter overnight, and tired is often just thirsty.",
                "glass of water catching the first light, coffee waiting behind it",
            ),
            item(
                "three priorities on paper, not twenty",
                "A list of twenty is a wish. A list of three is a plan.",
                "hand writing three lines in a small notebook",
            ),
            item(
                "the hardest task first",
                "Everything after it feels like downhill.",
                "cleared desk, one open document, a clock at nine",
            ),
            item(
                "ten minutes of daylight",
                "Light sets the clock that decides when you get tired tonight.",
                "person on a balcony, face turned to the sun",
            ),
            item(
                "one alarm, across the room",
                "Snoozing sells you nine bad minutes at the price of your mood.",
                "alarm clock on a far shelf, bare feet on a wooden floor",
            ),
            item(
                "a desk cleared the night before",
                "Tomorrow starts where you left the mess, or where you did not.",
                "tidy desk at night under a warm lamp",
            ),
            item(
                "a timer for twenty-five minutes",
                "You can bear almost anything when you can see its end.",
                "kitchen timer ticking beside a laptop",
            ),
        ],
        myths: &["waking up at four", "a longer to-do list", "answering every message first", "a third coffee"],
    },
    Bank {
        tone: Tone::Advice,
        signs: &[
            "fitness", "gym", "workout", "exercise", "muscle", "weight", "running", "run", "training", "strength",
            "fat", "health", "healthy", "body", "yoga", "posture", "diet",
        ],
        items: &[
            item(
                "walking after every meal",
                "Ten minutes are enough to take the edge off your blood sugar.",
                "sneakers on a tree-lined path at golden hour",
            ),
            item(
                "protein at breakfast",
                "You stop hunting for snacks at eleven.",
                "eggs and yogurt on a bright kitchen table",
            ),
            item(
                "two lifts, done slowly",
                "Control builds more than weight that you throw around.",
                "slow squat in a quiet gym, chalk in the air",
            ),
            item(
                "sleep before supplements",
                "Nothing in a jar does what eight hours do.",
                "dark bedroom, curtains closed, phone outside",
            ),
            item(
                "the stairs, every time",
                "It is the workout that never needs a bag.",
                "feet climbing a sunlit staircase",
            ),
            item(
                "stretching while the kettle boils",
                "Habits stick to habits that are already there.",
                "person stretching in a kitchen, steam rising",
            ),
            item(
                "a plan you can keep on a bad day",
                "The bad days decide, not the good ones.",
                "calendar with small check marks in a row",
            ),
            item(
                "one day of real rest",
                "You grow while you recover, not while you lift.",
                "hammock in the shade, running shoes below it",
            ),
        ],
        myths: &["training every single day", "sweating more", "skipping breakfast", "a more expensive gym"],
    },
    Bank {
        tone: Tone::Advice,
        signs: &[
            "psychology",
            "mind",
            "brain",
            "anxiety",
            "stress",
            "happiness",
            "confidence",
            "relationship",
            "dating",
            "friend",
            "communication",
            "introvert",
            "memory",
            "sleep",
            "meditation",
            "emotion",
        ],
        items: &[
            item(
                "naming the feeling out loud",
                "A feeling with a name loses half of its volume.",
                "face in soft window light, lips moving",
            ),
            item(
                "one slow breath out, longer than the breath in",
                "Your body reads it as the all-clear.",
                "breath fogging a cold window",
            ),
            item(
                "asking a second question",
                "People remember those who wanted to know more.",
                "two people leaning in over a small table",
            ),
            item(
                "writing the worry down before bed",
                "Paper can hold it, so you do not have to.",
                "notebook and pen on a bedside table",
            ),
            item(
                "waiting ten seconds before you answer",
                "The first answer defends you. The second one is true.",
                "clock hand moving in close-up",
            ),
            item(
                "saying no without a reason",
                "A reason is an invitation to argue.",
                "closed door, warm light under it",
            ),
            item(
                "remembering one small win",
                "The mind keeps bad days for free. Good ones you have to save.",
                "polaroid photo pinned to a wall",
            ),
            item(
                "leaving the phone in another room",
                "It costs attention even when it is silent.",
                "phone on a shelf, blurred person reading",
            ),
        ],
        myths: &["thinking about it longer", "waiting until you feel ready", "pretending it is fine", "talking faster"],
    },
];
