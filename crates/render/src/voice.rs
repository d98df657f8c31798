//! A stand-in for a voice: a short hummed motif, different for each voice.

use std::f32::consts::TAU;

use crate::seed::{self, Dice};

const RATE: u32 = 24_000;
const PENTATONIC: [i32; 6] = [0, 2, 4, 7, 9, 12];

/// Three seconds as a mono WAV file.
pub(crate) fn sample(voice_id: &str) -> Vec<u8> {
    let mut dice = Dice::new(seed::from_text(voice_id), 31);
    let root = dice.between(130.0, 290.0);
    // How bright the hum is, and where its vowel lies.
    let vowel = dice.between(480.0, 1100.0);
    let vibrato = dice.between(4.2, 5.8);
    let mut samples = vec![0.0_f32; RATE as usize * 3];
    let notes = 6;
    let mut at = 0.1;
    for note in 0..notes {
        let last = note + 1 == notes;
        let long = if last { 0.75 } else { dice.between(0.28, 0.46) };
        // It ends on its own root, so that it sounds finished.
        let step = if last { 0 } else { PENTATONIC[dice.below(PENTATONIC.len())] };
        hum(&mut samples, at, long, root * (step as f32 / 12.0).exp2(), vowel, vibrato);
        at += long;
    }
    wav(&samples)
}

fn hum(samples: &mut [f32], at: f32, long: f32, pitch: f32, vowel: f32, vibrato: f32) {
    let start = (at * RATE as f32) as usize;
    let mut phase = 0.0_f32;
    for i in 0..(long * RATE as f32) as usize {
        let Some(sample) = samples.get_mut(start + i) else { return };
        let t = i as f32 / RATE as f32;
        phase += TAU * pitch * (1.0 + 0.006 * (TAU * vibrato * t).sin()) / RATE as f32;
        let swell = (t / 0.05).min(1.0) * ((long - t) / 0.12).clamp(0.0, 1.0);
        let tone: f32 = (1..=7u8)
            .map(|overtone| {
                let n = f32::from(overtone);
                // Overtones near the vowel's frequency are strong, as in a mouth.
                let near = 1.0 / (1.0 + ((pitch * n - vowel) / 260.0).powi(2));
                (phase * n).sin() * (0.5 / (n * n) + 0.28 * near / n)
            })
            .sum();
        *sample += tone * swell * 0.3;
    }
}

fn wav(samples: &[f32]) -> Vec<u8> {
    let bytes = samples.len() as u32 * 2;
    let mut file = Vec::with_capacity(44 + bytes as usize);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    // PCM, one channel.
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(&2u16.to_le_bytes());
    file.extend_from_slice(&16u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    for sample in samples {
        file.extend_from_slice(&((sample.clamp(-1.0, 1.0) * 32_000.0) as i16).to_le_bytes());
    }
    file
}
