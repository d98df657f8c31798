//! The draft: hook and beats by format, before they are cut to length.

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use super::banks::{self, Bank, Item};
use super::topic::Topic;
use super::{Format, Take, lines, words};

/// One beat: a sentence that has to be there and others that may follow it.
#[derive(Debug, Clone)]
pub(super) struct Beat {
    pub(super) core: String,
    pub(super) extras: Vec<String>,
    pub(super) scene: String,
}

/// A hook and its beats.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) hook: String,
    pub(super) beats: Vec<Beat>,
}

/// What the templates are filled with.
struct Ink<'a> {
    topic: &'a Topic,
    count: usize,
    duration: u32,
    turn: usize,
}

impl Ink<'_> {
    /// Fills a template. Each use takes the next key word.
    fn write(&mut self, template: &str) -> String {
        let mut text = template.to_owned();
        if text.contains("{k}") {
            text = text.replace("{k}", self.topic.keyword(self.turn));
            self.turn += 1;
        }
        let number = words::number(self.count);
        text.replace("{N}", &words::capital(&number))
            .replace("{n}", &number)
            .replace("{s}", &self.duration.to_string())
            .replace("{T}", &words::capital(&self.topic.subject))
            .replace("{t}", &self.topic.subject)
    }
}

/// Drafts a script.
pub(super) fn draft(topic: &Topic, format: Format, duration: u32, take: &Take, chance: &mut StdRng) -> Draft {
    let bank = banks::of(topic).unwrap_or(&lines::ANY);
    let count = beats(topic, format, duration);
    let mut items: Vec<Item> = bank.items.to_vec();
    items.shuffle(chance);
    let mut more: Vec<Item> = lines::ANY.items.to_vec();
    more.shuffle(chance);
    // A long list outgrows its field; the last bank is never short of something that fits anything.
    items.extend(more.iter().filter(|item| bank.items.iter().all(|own| own.what != item.what)));
    let items: Vec<Item> = items.iter().copied().cycle().take(count).collect();
    let mut ink = Ink { topic, count, duration, turn: chance.random_range(0..8) };
    let hook = hook(topic, format, take, &mut ink);
    let mut beats = match format {
        Format::Listicle => list(topic, &items, &mut ink),
        Format::Quiz => quiz(bank, &items, duration, &mut ink, chance),
        Format::FacelessStory => story(&items, duration, &mut ink, chance),
        Format::AiBroll => broll(&items, chance, &mut ink),
        Format::TalkingAvatar => avatar(&items, duration, &mut ink, chance),
    };
    let mut fillers = lines::FILLERS.to_vec();
    fillers.shuffle(chance);
    let beats_long = beats.len();
    for (at, filler) in fillers.iter().enumerate() {
        let filler = ink.write(filler);
        // The last beat is the ending; nothing comes after it.
        beats[at % beats_long.saturating_sub(1).max(1)].extras.push(filler);
    }
    Draft { hook, beats }
}

/// How many items the script has: as many as the idea promises, where they fit with at least a second each.
fn beats(topic: &Topic, format: Format, duration: u32) -> usize {
    let duration = duration as usize;
    let by_length = match format {
        Format::Quiz => (duration / 14).max(1),
        Format::AiBroll => (duration / 6).clamp(3, 12),
        Format::FacelessStory | Format::TalkingAvatar => (duration / 9).clamp(1, 8),
        Format::Listicle => (duration / 8).clamp(3, 9),
    };
    let fits = match format {
        Format::Listicle | Format::AiBroll => duration - 4,
        Format::Quiz | Format::FacelessStory | Format::TalkingAvatar => (duration - 6) / 2,
    };
    topic.count.filter(|n| *n <= fits.min(20)).unwrap_or(by_length)
}

fn hook(topic: &Topic, format: Format, take: &Take, ink: &mut Ink<'_>) -> String {
    // A list whose number is not that of the idea (99 facts in 20 seconds) speaks of the best of them.
    let all = lines::hooks(format);
    let half = all.len() / 2;
    let at = (take.turn % half as u64) as usize * 2 + usize::from(take.rendered);
    let template = all[at];
    if format == Format::Listicle && topic.item.is_none() {
        return ink
            .write(&template.replace("{n} {t}", "{n} things about {t}").replace("{N} {t}", "{N} things about {t}"));
    }
    ink.write(template)
}

fn list(topic: &Topic, items: &[Item], ink: &mut Ink<'_>) -> Vec<Beat> {
    let label = topic.item.as_deref().unwrap_or("number");
    let mut beats: Vec<Beat> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let core = format!("{} {}: {}.", words::capital(label), words::number(at + 1), item.what);
        beats.push(Beat { core, extras: vec![item.why.to_owned()], scene: scene(item, ink) });
    }
    let ending = ink.write(lines::ENDINGS[ink.turn % lines::ENDINGS.len()]);
    if beats.len() < 3 {
        beats.push(Beat { core: ending, extras: Vec::new(), scene: closing(ink) });
    } else if let Some(last) = beats.last_mut() {
        last.extras.push(ending);
    }
    beats
}

fn quiz(bank: &Bank, items: &[Item], duration: u32, ink: &mut Ink<'_>, chance: &mut StdRng) -> Vec<Beat> {
    const ASKED: [&str; 6] = [
        "What makes the biggest difference?",
        "Which of these do most people overlook?",
        "What would an expert pick?",
        "Which one actually matters?",
        "What comes first?",
        "Which one is underrated?",
    ];
    let offset = chance.random_range(0..ASKED.len());
    let together = items.len() * 2 + 1 > (duration as usize).saturating_sub(4) / 2;
    let mut beats = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let right = chance.random_range(0..3);
        let mut wrong = bank.myths.to_vec();
        wrong.shuffle(chance);
        let mut choices = vec![wrong[0], wrong[1]];
        choices.insert(right, item.what);
        let asked = ASKED[(offset + at) % ASKED.len()];
        let letter = ["A", "B", "C"][right];
        let question = format!(
            "Question {}: {asked} A, {}. B, {}. Or C, {}?",
            words::number(at + 1),
            choices[0],
            choices[1],
            choices[2]
        );
        let answer = format!("It is {letter}: {}.", item.what);
        let why = item.why.to_owned();
        if together {
            beats.push(Beat { core: format!("{question} {answer}"), extras: vec![why], scene: scene(item, ink) });
        } else {
            let board = ink.write("three glowing answer cards, {k} in the background, countdown ring");
            beats.push(Beat { core: question, extras: vec![ink.write("Three. Two. One.")], scene: board });
            beats.push(Beat { core: answer, extras: vec![why], scene: scene(item, ink) });
        }
    }
    let score = ink.write("How many did you get? Put your score on {t} in the comments.");
    beats.push(Beat { core: score, extras: Vec::new(), scene: closing(ink) });
    beats
}

fn story(items: &[Item], duration: u32, ink: &mut Ink<'_>, chance: &mut StdRng) -> Vec<Beat> {
    const LEADS: [&str; 8] = [
        "First there is {w}.",
        "Underneath it all lies {w}.",
        "Then comes {w}.",
        "What nobody mentions is {w}.",
        "Behind that stands {w}.",
        "And in the middle of it: {w}.",
        "It hinges on {w}.",
        "What stays with you is {w}.",
    ];
    let mut beats = vec![plain(lines::OPENINGS, "wide establishing shot, {k} in soft morning haze", ink, chance)];
    let turn_at = items.len() / 2;
    for (at, item) in items.iter().enumerate() {
        if at == turn_at && items.len() > 2 && duration >= 30 {
            beats.push(plain(lines::TURNS, "slow push-in on {k}, light changing", ink, chance));
        }
        let core = LEADS[at % LEADS.len()].replace("{w}", item.what);
        beats.push(Beat { core, extras: vec![item.why.to_owned()], scene: scene(item, ink) });
    }
    beats.push(plain(lines::ENDINGS, "last wide shot, {k} fading into dusk", ink, chance));
    beats
}

fn broll(items: &[Item], chance: &mut StdRng, ink: &mut Ink<'_>) -> Vec<Beat> {
    const FRAMES: [&str; 8] = [
        "Here: {w}.",
        "Now watch {w}.",
        "A cut to {w}.",
        "Then, out of the dark, {w}.",
        "Hold on {w}.",
        "Closer. {W}.",
        "Slow it down: {w}.",
        "And there it is: {w}.",
    ];
    let offset = chance.random_range(0..FRAMES.len());
    let mut beats: Vec<Beat> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let frame = FRAMES[(offset + at) % FRAMES.len()];
        let core = frame.replace("{w}", item.what).replace("{W}", &words::capital(item.what));
        beats.push(Beat { core, extras: vec![item.why.to_owned()], scene: scene(item, ink) });
    }
    if let Some(last) = beats.last_mut() {
        let ending = ink.write(lines::ENDINGS[chance.random_range(0..lines::ENDINGS.len())]);
        last.extras.insert(0, ending);
    }
    while beats.len() < 3 {
        beats.push(plain(lines::ENDINGS, "abstract light trails forming {k}", ink, chance));
    }
    beats
}

fn avatar(items: &[Item], duration: u32, ink: &mut Ink<'_>, chance: &mut StdRng) -> Vec<Beat> {
    const CONFESSIONS: [&str; 5] = [
        "I used to do what everybody does with {k}, and I got what everybody gets.",
        "A year ago I knew nothing about {k}. I just talked a lot.",
        "I read the books, bought the course, and still got {k} wrong.",
        "Let me save you the long way around.",
        "My first try at {k} was a small disaster.",
    ];
    const ADVICE: [&str; 8] = [
        "What worked for me: {w}.",
        "So I tried {w}.",
        "My next change was {w}.",
        "If you do one thing, make it {w}.",
        "The surprise was {w}.",
        "I never skip {w} anymore.",
        "My friends laughed about {w}. Now they ask.",
        "And I would not give up {w}.",
    ];
    let presenter = "presenter in a bright studio, looking into the camera, {k} on the screen behind";
    let mut beats = vec![plain(&CONFESSIONS, presenter, ink, chance)];
    let offset = chance.random_range(0..ADVICE.len());
    for (at, item) in items.iter().enumerate() {
        let core = ADVICE[(offset + at) % ADVICE.len()].replace("{w}", item.what);
        beats.push(Beat {
            core,
            extras: vec![item.why.to_owned()],
            scene: format!("presenter gesturing; cutaway: {}", item.scene),
        });
    }
    if duration >= 40 && items.len() > 2 {
        beats.push(plain(lines::TURNS, presenter, ink, chance));
        let at = beats.len() - 1;
        // The turn belongs before the last piece of advice.
        beats.swap(at, at - 1);
    }
    beats.push(plain(lines::ENDINGS, "presenter leaning in, pointing at the follow button", ink, chance));
    beats
}

/// A beat from a list of sentences.
fn plain(templates: &[&str], scene: &str, ink: &mut Ink<'_>, chance: &mut StdRng) -> Beat {
    let core = ink.write(templates[chance.random_range(0..templates.len())]);
    Beat { core, extras: Vec::new(), scene: ink.write(scene) }
}

fn scene(item: &Item, ink: &mut Ink<'_>) -> String {
    let key = ink.topic.keyword(ink.turn);
    ink.turn += 1;
    format!("{}, a hint of {key}", item.scene)
}

fn closing(ink: &mut Ink<'_>) -> String {
    ink.write("bold closing card over {k}, warm light")
}
