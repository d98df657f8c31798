//! The draft: hook and beats by format, before they are cut to length.

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use super::banks::{self, Bank, Item};
use super::lines::Voice;
use super::topic::Topic;
use super::{Format, Take, lines, words};

/// One beat: a sentence that has to be there and others that may follow it.
#[derive(Debug, Clone)]
pub(super) struct Beat {
    pub(super) core: String,
    pub(super) extras: Vec<String>,
    /// What the script says goodbye with, where it has no beat of its own.
    pub(super) goodbye: Option<String>,
    pub(super) scene: String,
}

/// A hook and its beats.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) hook: String,
    pub(super) beats: Vec<Beat>,
}

/// Everything that a draft is written from.
struct Desk<'a> {
    topic: &'a Topic,
    format: Format,
    duration: u32,
    bank: &'static Bank,
    voice: &'static Voice,
    items: Vec<Item>,
    chance: &'a mut StdRng,
}

/// Drafts a script.
pub(super) fn draft(topic: &Topic, format: Format, duration: u32, take: &Take, chance: &mut StdRng) -> Draft {
    let bank = banks::of(topic);
    let items = choose(topic, format, duration, bank, chance);
    let voice = lines::voice(bank.tone);
    let mut desk = Desk { topic, format, duration, bank, voice, items, chance };
    let hook = desk.hook(take);
    let mut beats = match format {
        Format::Listicle => desk.list(),
        Format::Quiz => desk.quiz(),
        Format::FacelessStory => desk.story(),
        Format::AiBroll => desk.broll(),
        Format::TalkingAvatar => desk.avatar(),
    };
    let mut fillers = voice.fillers.to_vec();
    fillers.shuffle(desk.chance);
    // Only what explains an item is drawn out; openings, turns and endings stand as they are.
    let open: Vec<usize> = (0..beats.len()).filter(|at| !beats[*at].extras.is_empty()).collect();
    for (at, filler) in fillers.iter().enumerate() {
        if let Some(beat) = open.get(at % open.len().max(1)) {
            let filler = desk.write(filler);
            beats[*beat].extras.push(filler);
        }
    }
    Draft { hook, beats }
}

/// The items: as many as the idea promises, where they fit with at least a second each; else as the length wants.
fn choose(topic: &Topic, format: Format, duration: u32, bank: &Bank, chance: &mut StdRng) -> Vec<Item> {
    let seconds = duration as usize;
    let (by_length, fits) = match format {
        Format::Quiz => ((seconds / 14).max(1), (seconds - 6) / 2),
        Format::AiBroll => ((seconds / 7).max(3), seconds - 4),
        Format::FacelessStory | Format::TalkingAvatar => ((seconds / 9).max(1), (seconds - 6) / 2),
        Format::Listicle => ((seconds / 8).max(3), seconds - 4),
    };
    let promised = topic.count.filter(|n| *n <= fits.min(20));
    let count = promised.unwrap_or_else(|| by_length.min(bank.items.len()));
    let mut items = bank.items.to_vec();
    items.shuffle(chance);
    if items.len() < count {
        // A long list outgrows its field; what holds for anything fills it up.
        let mut more = banks::ANY.items.to_vec();
        more.shuffle(chance);
        items.extend(more);
    }
    items.into_iter().cycle().take(count).collect()
}

impl Desk<'_> {
    /// Fills a template.
    fn write(&self, template: &str) -> String {
        let number = words::number(self.items.len());
        template
            .replace("{N}", &words::capital(&number))
            .replace("{n}", &number)
            .replace("{s}", &self.duration.to_string())
            .replace("{T}", &words::capital(&self.topic.subject))
            .replace("{t}", &self.topic.subject)
            .replace("{h}", &self.topic.thing)
    }

    /// One of some templates, filled.
    fn any(&mut self, templates: &[&str]) -> String {
        let template = templates[self.chance.random_range(0..templates.len())];
        self.write(template)
    }

    fn hook(&self, take: &Take) -> String {
        let all = if self.topic.question && self.format != Format::Listicle {
            &lines::QUESTIONS
        } else {
            lines::hooks(self.format)
        };
        let at = (take.turn % 4) as usize * 2 + usize::from(take.rendered);
        if self.format == Format::Listicle && self.topic.item.is_none() {
            return self.write(&all[at].replace("{t}", "things about {h}"));
        }
        self.write(all[at])
    }

    fn list(&mut self) -> Vec<Beat> {
        let label = words::capital(self.topic.item.as_deref().unwrap_or("number"));
        let items = self.items.iter().enumerate();
        let numbered = items.map(|(at, item)| (format!("{label} {}: {}.", words::number(at + 1), item.what), *item));
        let mut beats: Vec<Beat> =
            numbered.collect::<Vec<_>>().into_iter().map(|(core, i)| self.beat(core, &i)).collect();
        let ending = self.any(&self.voice.endings);
        if beats.len() < 3 {
            beats.push(plain(ending, self.write("bold closing card, {h}, warm light")));
        } else if let Some(last) = beats.last_mut() {
            last.goodbye = Some(ending);
        }
        beats
    }

    fn quiz(&mut self) -> Vec<Beat> {
        let offset = self.chance.random_range(0..6);
        // Question and answer share a segment where there are too many of them.
        let together = self.items.len() * 2 + 1 > (self.duration as usize).saturating_sub(4) / 2;
        let mut beats = Vec::new();
        for (at, item) in self.items.clone().iter().enumerate() {
            let right = self.chance.random_range(0..3);
            let mut wrong = self.bank.myths.to_vec();
            wrong.shuffle(self.chance);
            let mut choices = vec![wrong[0], wrong[1]];
            choices.insert(right, item.what);
            let asked = self.voice.asked[(offset + at) % 6];
            let number = words::number(at + 1);
            let question =
                format!("Question {number}. {asked} A, {}. B, {}. Or C, {}?", choices[0], choices[1], choices[2]);
            let answer = format!("It is {}: {}.", ["A", "B", "C"][right], item.what);
            if together {
                beats.push(self.beat(format!("{question} {answer}"), item));
            } else {
                let scene = self.write("three glowing answer cards, {h} in the background, countdown ring");
                beats.push(plain(question, scene));
                beats.push(self.beat(answer, item));
            }
        }
        let score = self.any(&[
            "How many did you get? Put your score in the comments.",
            "Be honest: how many did you get?",
            "Tell me your score, and send this to somebody who would do worse.",
        ]);
        beats.push(plain(score, self.write("bold closing card, {h}, warm light")));
        while beats.len() < 3 {
            let again = self.any(&self.voice.endings);
            beats.push(plain(again, self.write("confetti over {h}")));
        }
        beats
    }

    fn story(&mut self) -> Vec<Beat> {
        let opening = self.any(&lines::OPENINGS);
        let mut beats = vec![plain(opening, self.write("wide establishing shot, {h} in soft morning haze"))];
        let items = self.items.clone();
        for (at, item) in items.iter().enumerate() {
            if at == items.len() / 2 && items.len() > 2 && self.duration >= 30 {
                let turn = self.any(&lines::TURNS);
                beats.push(plain(turn, self.write("slow push-in on {h}, light changing")));
            }
            // The last lead is the last item's, so that the story comes to an end.
            let lead = if at + 1 == items.len() { 7 } else { at % 7 };
            beats.push(self.beat(self.voice.leads[lead].replace("{w}", item.what), item));
        }
        let ending = self.any(&self.voice.endings);
        beats.push(plain(ending, self.write("last wide shot, {h} fading into dusk")));
        beats
    }

    fn broll(&mut self) -> Vec<Beat> {
        let offset = self.chance.random_range(0..8);
        let mut beats = Vec::new();
        for (at, item) in self.items.clone().iter().enumerate() {
            let frame = lines::FRAMES[(offset + at) % 8];
            let core = frame.replace("{w}", item.what).replace("{W}", &words::capital(item.what));
            beats.push(self.beat(core, item));
        }
        let ending = self.any(&self.voice.endings);
        if beats.len() < 3 {
            beats.push(plain(ending, self.write("abstract light trails forming {h}")));
        } else if let Some(last) = beats.last_mut() {
            last.goodbye = Some(ending);
        }
        beats
    }

    fn avatar(&mut self) -> Vec<Beat> {
        let studio = "presenter in a bright studio, looking into the camera, {h} on the screen behind";
        let confession = self.any(&self.voice.confessions);
        let mut beats = vec![plain(confession, self.write(studio))];
        let offset = self.chance.random_range(0..8);
        let items = self.items.clone();
        for (at, item) in items.iter().enumerate() {
            if at + 1 == items.len() && items.len() > 2 && self.duration >= 40 {
                let turn = self.any(&lines::TURNS);
                beats.push(plain(turn, self.write(studio)));
            }
            let mut beat = self.beat(self.voice.asides[(offset + at) % 8].replace("{w}", item.what), item);
            beat.scene = format!("presenter gesturing; cutaway: {}", item.scene);
            beats.push(beat);
        }
        let ending = self.any(&self.voice.endings);
        beats.push(plain(ending, self.write("presenter leaning in, pointing at the follow button, {h} behind")));
        beats
    }

    /// A beat about an item, with its reason.
    fn beat(&self, core: String, item: &Item) -> Beat {
        let scene = format!("{}, a hint of {}", item.scene, self.topic.thing);
        Beat { core, extras: vec![item.why.to_owned()], goodbye: None, scene }
    }
}

/// A beat that says one thing.
fn plain(core: String, scene: String) -> Beat {
    Beat { core, extras: Vec::new(), goodbye: None, scene }
}
