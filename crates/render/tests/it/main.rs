//! Renders clips and reads them back.

mod boxes;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tikvod_render::{
    CaptionPreset, Clip, FPS, Line, Music, RenderError, Scene, Storyboard, render_thumbnail, render_video, voice_sample,
};

const SCENES: [Scene; 5] = [Scene::FacelessStory, Scene::AiBroll, Scene::TalkingAvatar, Scene::Quiz, Scene::Listicle];

fn board(scene: Scene, lines: &[(&str, f32)]) -> Storyboard {
    Storyboard {
        scene,
        lines: lines.iter().map(|&(text, seconds)| Line { text: text.to_owned(), seconds }).collect(),
        captions: Some(CaptionPreset::BoldPop),
        words_per_line: 3,
        music: Music::Upbeat,
        seed: 7,
    }
}

fn render(board: &Storyboard, folder: &Path) -> (Clip, Vec<u8>) {
    let out = folder.join("clip.mp4");
    let clip = render_video(board, &out, &AtomicBool::new(false)).expect("the clip is rendered");
    (clip, fs::read(out).expect("the clip is there"))
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_file_is_what_a_player_expects() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = [("The sun has not set here.", 1.3), ("Five places forget what night is.", 3.07), ("Bye.", 0.9)];
    let (clip, file) = render(&board(Scene::Listicle, &lines), folder.path());

    let order: Vec<String> = boxes::boxes(&file).into_iter().map(|b| b.kind).collect();
    let place = |kind: &str| order.iter().position(|found| found == kind).expect("the box is there");
    assert_eq!(place("ftyp"), 0, "{order:?}");
    assert!(place("moov") < place("mdat"), "the index stands first: {order:?}");
    assert_eq!(clip.file_size, file.len() as u64);

    let tracks = boxes::tracks(&file);
    let kinds: Vec<_> = tracks.iter().map(|track| (track.handler.as_str(), track.codec.as_str())).collect();
    assert_eq!(kinds, [("vide", "avc1"), ("soun", "mp4a")]);
    let (picture, sound) = (&tracks[0], &tracks[1]);
    assert_eq!(picture.size(), (540, 960));
    assert_eq!(picture.samples, clip.frames);
    assert!((picture.seconds - 5.27).abs() < 0.1, "{} s for 5.27 s of lines", picture.seconds);
    assert!((clip.duration_ms as f64 / 1000.0 - picture.seconds).abs() < 0.01, "{clip:?}");
    assert!((sound.seconds - picture.seconds).abs() < 0.05, "sound of {} s", sound.seconds);
    let movie = boxes::at(&file, "moov/mvhd");
    let movie = f64::from(boxes::number(movie, 16)) / f64::from(boxes::number(movie, 12));
    assert!((movie - 5.27).abs() < 0.1, "the movie says {movie} s");

    let keyframes = picture.keyframes();
    assert_eq!(keyframes[0], 1);
    assert!(keyframes.windows(2).all(|pair| pair[1] - pair[0] <= FPS * 2), "one can seek: {keyframes:?}");
    let second_line = (1.3 * FPS as f32).round() as u32 + 1;
    assert!(keyframes.contains(&second_line), "a cut is a keyframe: {keyframes:?}");
}

#[test]
fn the_file_keeps_its_size_in_bounds() {
    let folder = tempfile::tempdir().expect("a folder");
    for scene in SCENES {
        let (clip, _) = render(&board(scene, &[("What moves here, and how much?", 4.0)]), folder.path());
        let rate = clip.file_size * 8 / clip.duration_ms;
        assert!((60..1500).contains(&rate), "{scene:?} takes {rate} kbit/s");
    }
}

#[test]
fn the_same_storyboard_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut board = board(Scene::AiBroll, &[("One.", 0.6), ("Two and three.", 0.7)]);
    let (_, first) = render(&board, folder.path());
    let (_, second) = render(&board, folder.path());
    assert!(first == second, "nothing but the storyboard decides");
    board.seed += 1;
    let (_, other) = render(&board, folder.path());
    assert!(first != other, "the seed decides too");
}

#[test]
fn cancelling_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("clip.mp4");
    let board = board(Scene::FacelessStory, &[("A long story that nobody waits for.", 60.0)]);

    let at_once = render_video(&board, &out, &AtomicBool::new(true));
    assert!(matches!(at_once, Err(RenderError::Cancelled)), "{at_once:?}");
    assert!(files(folder.path()).is_empty(), "cancelled before it began");

    fs::write(&out, "the version before").expect("a file");
    let flag = Arc::new(AtomicBool::new(false));
    let later = flag.clone();
    let other = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        later.store(true, Ordering::Relaxed);
    });
    let midway = render_video(&board, &out, &flag);
    other.join().expect("the other thread ends");
    assert!(matches!(midway, Err(RenderError::Cancelled)), "{midway:?}");
    assert_eq!(files(folder.path()), ["clip.mp4"], "no draft is left");
    assert_eq!(fs::read_to_string(&out).expect("the file"), "the version before", "and the old file is untouched");
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("missing").join("clip.mp4");
    let failed = render_video(&board(Scene::Quiz, &[("Why?", 1.0)]), &out, &AtomicBool::new(false));
    let message = failed.expect_err("there is no such folder").to_string();
    assert!(message.starts_with("cannot create "), "{message}");
}

#[test]
fn music_is_heard_and_none_is_silence() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut board = board(Scene::TalkingAvatar, &[("Listen to this.", 2.0)]);
    let loudest = |board: &Storyboard| {
        let (_, file) = render(board, folder.path());
        let sound = syom::decode_with(&file, &syom::DecodeOptions::audio()).expect("the sound track decodes");
        assert_eq!((sound.channels.len(), sound.sample_rate), (2, 48_000));
        sound.channels.iter().flatten().fold(0.0_f32, |most, sample| most.max(sample.abs()))
    };
    for music in [Music::Upbeat, Music::Calm, Music::Dramatic] {
        board.music = music;
        let peak = loudest(&board);
        assert!(peak > 0.03 && peak < 0.5, "{music:?} peaks at {peak}");
    }
    board.music = Music::None;
    assert!(loudest(&board) == 0.0, "digital silence");
}

#[test]
fn bad_storyboards_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refuse = |lines: &[(&str, f32)]| {
        let board = board(Scene::Quiz, lines);
        assert!(render_thumbnail(&board).is_err(), "the thumbnail refuses {lines:?} too");
        let out = folder.path().join("clip.mp4");
        let error = render_video(&board, &out, &AtomicBool::new(false)).expect_err("out of bounds");
        assert!(files(folder.path()).is_empty(), "nothing is written for {lines:?}");
        error
    };
    assert!(matches!(refuse(&[]), RenderError::NoLines));
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1.0, 0.0, 0.01] {
        let error = refuse(&[("Fine.", 1.0), ("Bad.", bad)]);
        assert!(matches!(error, RenderError::BadLength { line: 1, .. }), "{bad}: {error}");
    }
    assert!(matches!(refuse(&[("a", 70.0), ("b", 50.5)]), RenderError::TooLong { .. }));
    assert!(matches!(refuse(&[("a", f32::MAX), ("b", f32::MAX)]), RenderError::TooLong { .. }));
}

#[test]
fn any_text_is_shown_or_left_out_but_never_fails() {
    let texts = [
        "",
        "   \n ",
        "🎉👩‍🚀🔥",
        "夜は決して眠らない。次は何？",
        "مدينة لا تنام أبدًا؟",
        "העיר שלעולם אינה ישנה",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft?",
        "a\u{0}b\u{7f}\u{202e}c\u{200b}d e\u{301}\u{301}\u{301}\u{301}",
        "A) B) C)?",
        "99999999999999999999. 1: 2) #",
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for scene in SCENES {
        // The presets do not know the scene: one scene is enough for the other two.
        let presets: &[CaptionPreset] = if scene == Scene::TalkingAvatar {
            &[CaptionPreset::BoldPop, CaptionPreset::MinimalWhite, CaptionPreset::KaraokeNeon]
        } else {
            &[CaptionPreset::BoldPop]
        };
        for &preset in presets {
            let lines: Vec<(&str, f32)> = texts.iter().map(|&text| (text, 0.2)).collect();
            let mut board = board(scene, &lines);
            board.captions = Some(preset);
            board.words_per_line = 0;
            render(&board, folder.path());
        }
        let all = texts.join(" ").repeat(20);
        let mut board = board(scene, &[(&all, 0.4)]);
        board.words_per_line = usize::MAX;
        render(&board, folder.path());
    }
}

#[test]
fn a_thumbnail_is_a_picture_of_the_size() {
    for scene in SCENES {
        let jpeg = render_thumbnail(&board(scene, &[("Only two percent know this.", 3.0)])).expect("a thumbnail");
        let picture = image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg).expect("a JPEG");
        assert_eq!((picture.width(), picture.height()), (540, 960), "{scene:?}");
        assert!(jpeg.len() < 200_000, "{scene:?} takes {} bytes", jpeg.len());
    }
}

#[test]
fn seeds_give_different_colours() {
    for scene in SCENES {
        let moods: BTreeSet<[u8; 3]> = (0..10)
            .map(|seed| {
                let mut board = board(scene, &[("", 1.0)]);
                board.seed = seed;
                let jpeg = render_thumbnail(&board).expect("a thumbnail");
                let picture = image::load_from_memory(&jpeg).expect("a JPEG").to_rgb8();
                // The mean of a strip that is sky or wall in every scene, in coarse steps.
                let mut sum = [0u64; 3];
                for x in 0..540 {
                    for (total, value) in sum.iter_mut().zip(picture.get_pixel(x, 12).0) {
                        *total += u64::from(value);
                    }
                }
                sum.map(|total| (total / 540 / 24) as u8)
            })
            .collect();
        assert!(moods.len() >= 4, "{scene:?} has only {} moods", moods.len());
    }
}

#[test]
fn every_voice_hums_its_own_motif() {
    let voices = ["en-US-aria", "en-GB-leo", "mia", "max", ""];
    let samples: BTreeSet<Vec<u8>> = voices.iter().map(|id| voice_sample(id).expect("a sample")).collect();
    assert_eq!(samples.len(), voices.len(), "no two are the same");
    for sample in samples {
        assert_eq!((&sample[..4], &sample[8..12]), (b"RIFF".as_slice(), b"WAVE".as_slice()));
        let seconds = (sample.len() - 44) as f32 / 48_000.0;
        assert!((2.5..=3.5).contains(&seconds), "{seconds} s");
        let peak = sample[44..].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs()).max();
        assert!(peak.is_some_and(|peak| (4_000..32_000).contains(&peak)), "loud enough and not clipped: {peak:?}");
    }
}
