//! Renders one clip to look at: `cargo run -p tikvod-render --example clip -- <scene> <preset> <music> <seed> <out.mp4> [text]`.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tikvod_render::{CaptionPreset, Line, Music, Scene, Storyboard, render_thumbnail, render_video};

const STORY: [(&str, f32); 8] = [
    ("The sun has not set here since April.", 3.2),
    ("Five places on Earth forget what night is. Number one threw away its clocks.", 4.6),
    ("Tromsø, Norway. From May to July, people mow their lawns at two in the morning.", 7.4),
    ("Nunavut, Canada. Two months of daylight, then two months without any.", 6.8),
    ("Dawson, Yukon. The bakery sells bread at midnight, in full sun.", 6.1),
    ("Utqiagvik, Alaska. Eighty-two days without a single sunset.", 5.6),
    ("Sommarøy, Norway. The island asked to live without clocks.", 6.3),
    ("Which one would you survive? Part two is tomorrow.", 3.5),
];

const QUIZ: [(&str, f32); 6] = [
    ("Only two percent get all three right.", 3.0),
    ("Which planet has the longest day: Mars, Venus or Jupiter?", 6.0),
    ("Venus. One day there is longer than its year.", 4.0),
    ("What do sharks have none of?", 5.0),
    ("Bones. They are all cartilage.", 3.4),
    ("How many did you get?", 2.6),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let word = |at: usize| args.get(at).map_or("", String::as_str);
    let scene = match word(0) {
        "broll" => Scene::AiBroll,
        "avatar" => Scene::TalkingAvatar,
        "quiz" => Scene::Quiz,
        "list" => Scene::Listicle,
        _ => Scene::FacelessStory,
    };
    let captions = match word(1) {
        "none" => None,
        "minimal" => Some(CaptionPreset::MinimalWhite),
        "karaoke" => Some(CaptionPreset::KaraokeNeon),
        _ => Some(CaptionPreset::BoldPop),
    };
    let music = match word(2) {
        "calm" => Music::Calm,
        "dramatic" => Music::Dramatic,
        "none" => Music::None,
        _ => Music::Upbeat,
    };
    let own = [(word(5), 4.0)];
    let script: &[(&str, f32)] = if !word(5).is_empty() {
        &own
    } else if scene == Scene::Quiz {
        &QUIZ
    } else {
        &STORY
    };
    let lines = script.iter().map(|&(text, seconds)| Line { text: text.to_owned(), seconds }).collect();
    let seed = word(3).parse().unwrap_or(1);
    let board = Storyboard { scene, lines, captions, words_per_line: 3, music, seed };
    let out = Path::new(args.get(4).map_or("clip.mp4", String::as_str));

    let start = Instant::now();
    std::fs::write(out.with_extension("jpg"), render_thumbnail(&board)?)?;
    let thumbnail = start.elapsed();
    let start = Instant::now();
    let clip = render_video(&board, out, &AtomicBool::new(false))?;
    let took = start.elapsed().as_secs_f64();
    writeln!(
        std::io::stdout(),
        "{clip:?}; {:.0} frames/s, {:.0} kbit/s, thumbnail {:.0} ms",
        f64::from(clip.frames) / took,
        clip.file_size as f64 * 8.0 / clip.duration_ms as f64,
        thumbnail.as_secs_f64() * 1000.0
    )?;
    Ok(())
}
