//! What the seeded videos are about.

use rand::Rng as _;
use rand::rngs::StdRng;

use super::THUMBS;
use crate::script::Format;

const LISTS: [&str; 20] = [
    "morning habits that changed my productivity",
    "money mistakes to avoid in your twenties",
    "kitchen tricks every chef knows",
    "countries that are cheaper than you think",
    "books that rewired my brain",
    "apps I cannot work without",
    "stretches for people who sit all day",
    "signs of a confident person",
    "houseplants that survive anything",
    "ways to sleep better tonight",
    "travel mistakes you only make once",
    "phone settings to change today",
    "side hustles that need no money",
    "animals with real superpowers",
    "inventions that came from accidents",
    "foods that never expire",
    "habits of people who never rush",
    "laws of psychology that run your day",
    "cities to see before they change",
    "study tricks that feel like cheating",
];
const STORIES: [&str; 20] = [
    "The history of coffee",
    "Why octopuses have three hearts",
    "The ship that vanished twice",
    "How Venice stays above the water",
    "The man who sold the Eiffel Tower",
    "Why cats purr",
    "The winter that stopped an empire",
    "What happens inside a black hole",
    "The library that burned for a week",
    "How honey outlives everyone",
    "The tiny country inside a city",
    "Why we forget our dreams",
    "The map that lied for a century",
    "How trees talk to each other",
    "The night the sky turned green",
    "Why flamingos stand on one leg",
    "The town that moved a mile",
    "How the Romans heated their floors",
    "The island where time zones meet",
    "Why old books smell so good",
];
const VISUALS: [&str; 16] = [
    "A city waking up before sunrise",
    "Tokyo at night in the rain",
    "A day in the life of a raindrop",
    "The deepest place in the ocean",
    "What silence looks like",
    "A forest through four seasons",
    "The last train home",
    "Life inside a drop of water",
    "A desert after rain",
    "Northern lights over a frozen lake",
    "The journey of a coffee bean",
    "A market at dawn",
    "Mars in the year 2150",
    "Waves that never break twice",
    "The moment before a storm",
    "An abandoned station reclaimed by nature",
];
const TALKS: [&str; 16] = [
    "How to learn a language in a year",
    "How to say no without feeling guilty",
    "How to save your first thousand",
    "The interview question nobody prepares for",
    "How to stop doomscrolling",
    "What I learned from deleting Instagram",
    "How to cook rice that never sticks",
    "My honest opinion on cold showers",
    "How to run your first five kilometers",
    "How to read a book a week",
    "The email that got me hired",
    "How to negotiate your rent",
    "How to pack for two weeks in one bag",
    "What nobody tells freelancers",
    "How to fix your posture at a desk",
    "How to make friends as an adult",
];
const QUIZZES: [&str; 16] = [
    "Space facts quiz",
    "Guess the country by its food",
    "Can you pass a medieval history quiz",
    "Animal superpowers quiz",
    "How well do you know the ocean",
    "Coffee quiz for people who think they know",
    "Brain teasers for your lunch break",
    "The money quiz nobody passes",
    "Ancient Rome in three questions",
    "World capitals quiz",
    "Which language is older",
    "Body facts that sound fake",
    "Dog breeds quiz",
    "Inventions quiz: which came first",
    "Movie trivia for insomniacs",
    "Mountain or volcano",
];

/// The idea of the seeded video with this number, its format, and the name of its thumbnail.
pub(super) fn idea(number: usize, chance: &mut StdRng) -> (Format, String, String) {
    let format = Format::ALL[chance.random_range(0..Format::ALL.len())];
    let ideas: &[&str] = match format {
        Format::Listicle => &LISTS,
        Format::FacelessStory => &STORIES,
        Format::AiBroll => &VISUALS,
        Format::TalkingAvatar => &TALKS,
        Format::Quiz => &QUIZZES,
    };
    let at = chance.random_range(0..ideas.len());
    let base = ideas[at];
    let variant = number % THUMBS;
    let idea = match format {
        Format::Listicle => format!("{} {base}", [5, 7][variant]),
        _ if variant == 0 => base.to_owned(),
        Format::FacelessStory => format!("{base}, told in one minute"),
        Format::AiBroll => format!("{base}, in slow motion"),
        Format::TalkingAvatar => format!("{base} (what worked for me)"),
        Format::Quiz => format!("{base}, hard mode"),
    };
    (format, idea, format!("shared-{}-{at}-{variant}", format.id()))
}
