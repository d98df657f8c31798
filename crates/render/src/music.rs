//! The music bed: a loop of four bars, synthesised once and repeated.

use std::f32::consts::TAU;

use crate::Music;
use crate::aac::SAMPLE_RATE;
use crate::seed::Dice;

const RATE: f32 = SAMPLE_RATE as f32;
/// The loudest sample of the bed. Quiet: a voice would stand over it.
const PEAK: f32 = 0.2;
const FADE_IN: f32 = 0.25;
const FADE_OUT: f32 = 1.4;

/// Gives out the bed piece by piece.
pub(crate) struct Bed {
    left: Vec<f32>,
    right: Vec<f32>,
    at: usize,
    whole: usize,
}

impl Bed {
    /// A bed of `samples` samples a channel that fades in and out.
    pub(crate) fn new(music: Music, seed: u64, samples: usize) -> Self {
        let dice = Dice::new(seed, 21);
        let band = match music {
            Music::Upbeat => Some(upbeat(dice)),
            Music::Calm => Some(calm(dice)),
            Music::Dramatic => Some(dramatic(dice)),
            Music::None => None,
        };
        let (left, right) = band.map_or_else(Default::default, Band::level);
        Self { left, right, at: 0, whole: samples }
    }

    /// The next `count` samples, or fewer at the end.
    pub(crate) fn next(&mut self, count: usize) -> (Vec<f32>, Vec<f32>) {
        let count = count.min(self.whole - self.at);
        let from = self.at;
        self.at += count;
        if self.left.is_empty() {
            return (vec![0.0; count], vec![0.0; count]);
        }
        let piece = |side: &[f32]| {
            (from..from + count)
                .map(|i| {
                    let (since, left) = (i as f32 / RATE, (self.whole - i) as f32 / RATE);
                    side[i % side.len()] * (since / FADE_IN).min(1.0) * (left / FADE_OUT).min(1.0)
                })
                .collect()
        };
        (piece(&self.left), piece(&self.right))
    }
}

/// The sound of an instrument.
#[derive(Clone, Copy)]
enum Voice {
    Pluck,
    Pad,
    Bell,
    Bass,
}

/// Notes are mixed into a ring, so that what rings on at the end is heard at the start: the loop has no seam.
struct Band {
    left: Vec<f32>,
    right: Vec<f32>,
    beat: f32,
}

impl Band {
    fn new(beats: usize, per_minute: f32) -> Self {
        let beat = 60.0 / per_minute;
        let samples = (beats as f32 * beat * RATE) as usize;
        Self { left: vec![0.0; samples], right: vec![0.0; samples], beat }
    }

    /// Plays a note of a MIDI pitch at a beat, `pan` from −1 (left) to 1.
    fn note(&mut self, voice: Voice, pitch: i32, at: f32, beats: f32, gain: f32, pan: f32) {
        let frequency = 440.0 * ((pitch - 69) as f32 / 12.0).exp2();
        let long = beats * self.beat;
        // Overtones: (multiple of the pitch, strength, how many times faster it fades).
        let (overtones, attack, fade): (&[(f32, f32, f32)], f32, f32) = match voice {
            Voice::Pluck => (&[(1.0, 1.0, 1.0), (2.0, 0.38, 1.7), (3.0, 0.16, 2.6)], 0.004, 4.6),
            Voice::Pad => (&[(0.998, 0.6, 0.0), (1.003, 0.6, 0.0), (2.001, 0.14, 0.0)], long * 0.35, 0.0),
            Voice::Bell => (&[(1.0, 1.0, 1.0), (2.76, 0.22, 2.6), (4.07, 0.08, 4.0)], 0.003, 1.9),
            Voice::Bass => (&[(1.0, 1.0, 1.0), (2.0, 0.3, 1.6)], 0.008, 3.2),
        };
        let ring = if fade > 0.0 { (6.0 / fade).max(long) } else { long * 1.35 };
        let samples = (ring * RATE) as usize;
        let release = (long * 0.35).max(0.02);
        for &(multiple, strength, faster) in overtones {
            // A turning pointer gives the sine without computing one for each sample.
            let turn = TAU * frequency * multiple / RATE;
            let (step_sin, step_cos) = turn.sin_cos();
            let (mut sin, mut cos) = (0.0_f32, 1.0_f32);
            let mut level = strength * gain;
            let decay = (-fade * faster / RATE).exp();
            let start = (at * self.beat * RATE) as usize;
            for i in 0..samples {
                let t = i as f32 / RATE;
                let swell = (t / attack.max(0.002)).min(1.0) * ((ring - t) / release).min(1.0);
                let value = sin * level * swell;
                let ring_at = (start + i) % self.left.len();
                self.left[ring_at] += value * (1.0 - pan.max(0.0) * 0.7);
                self.right[ring_at] += value * (1.0 + pan.min(0.0) * 0.7);
                (sin, cos) = (sin * step_cos + cos * step_sin, cos * step_cos - sin * step_sin);
                level *= decay;
            }
        }
    }

    /// A soft drum: a tone that falls in pitch.
    fn drum(&mut self, at: f32, high: f32, low: f32, gain: f32, seconds: f32) {
        let mut phase = 0.0_f32;
        let start = (at * self.beat * RATE) as usize;
        for i in 0..(seconds * RATE) as usize {
            let t = i as f32 / RATE;
            phase += TAU * (low + (high - low) * (-t * 28.0).exp()) / RATE;
            let value = phase.sin() * gain * (-t * 5.0 / seconds).exp() * (t / 0.002).min(1.0);
            let ring_at = (start + i) % self.left.len();
            self.left[ring_at] += value;
            self.right[ring_at] += value;
        }
    }

    /// A brush of noise.
    fn brush(&mut self, dice: &mut Dice, at: f32, gain: f32, pan: f32) {
        let start = (at * self.beat * RATE) as usize;
        let mut last = 0.0;
        for i in 0..(0.09 * RATE) as usize {
            let noise = dice.swing();
            // The difference of neighbours keeps only the hiss.
            let value = (noise - last) * 0.5 * gain * (-(i as f32) / RATE * 55.0).exp();
            last = noise;
            let ring_at = (start + i) % self.left.len();
            self.left[ring_at] += value * (1.0 - pan);
            self.right[ring_at] += value * (1.0 + pan);
        }
    }

    /// Both channels, brought to the bed's loudness.
    fn level(self) -> (Vec<f32>, Vec<f32>) {
        let loudest = self.left.iter().chain(&self.right).fold(0.0_f32, |most, &value| most.max(value.abs()));
        let gain = if loudest > 0.0 { PEAK / loudest } else { 0.0 };
        let bring = |side: Vec<f32>| side.into_iter().map(|value| value * gain).collect();
        (bring(self.left), bring(self.right))
    }
}

fn upbeat(mut dice: Dice) -> Band {
    let mut band = Band::new(16, dice.between(104.0, 114.0));
    let key = dice.below(5) as i32 - 2;
    let chords = [[60, 64, 67], [55, 59, 62], [57, 60, 64], [53, 57, 60]];
    let patterns = [[0, 1, 2, 1, 0, 2, 1, 2], [0, 2, 1, 2, 0, 1, 2, 1], [2, 1, 0, 1, 2, 0, 1, 2]];
    let pattern = patterns[dice.below(patterns.len())];
    for (bar, chord) in chords.iter().enumerate() {
        let first = bar as f32 * 4.0;
        for (eighth, &step) in pattern.iter().enumerate() {
            let at = first + eighth as f32 * 0.5;
            let strong = if eighth % 2 == 0 { 0.5 } else { 0.36 };
            band.note(Voice::Pluck, chord[step] + 12 + key, at, 0.5, strong, if step == 1 { 0.5 } else { -0.35 });
        }
        for &tone in chord {
            band.note(Voice::Pad, tone + key, first, 4.0, 0.09, 0.0);
        }
        for (at, gain) in [(0.0, 0.62), (1.5, 0.4), (2.0, 0.55), (3.5, 0.36)] {
            band.note(Voice::Bass, chord[0] - 24 + key, first + at, 0.8, gain, 0.0);
        }
        for beat in 0..4u8 {
            let at = first + f32::from(beat);
            band.drum(at, 120.0, 48.0, if beat % 2 == 0 { 0.55 } else { 0.3 }, 0.26);
            band.brush(&mut dice, at + 0.5, 0.22, 0.25);
        }
    }
    band
}

fn calm(mut dice: Dice) -> Band {
    let mut band = Band::new(16, dice.between(62.0, 72.0));
    let key = dice.below(5) as i32 - 2;
    let chords = [[53, 57, 60, 64], [50, 57, 60, 65], [55, 59, 62, 64], [48, 55, 59, 64]];
    let scale = [72, 74, 76, 79, 81];
    for (bar, chord) in chords.iter().enumerate() {
        let first = bar as f32 * 4.0;
        for (i, &tone) in chord.iter().enumerate() {
            band.note(Voice::Pad, tone + key, first, 4.0, 0.3, i as f32 * 0.3 - 0.45);
        }
        band.note(Voice::Bass, chord[0] - 12 + key, first, 3.0, 0.3, 0.0);
        for at in [0.5, 2.0, 3.0] {
            if dice.below(4) != 0 {
                let pitch = scale[dice.below(scale.len())] + key;
                let pan = dice.swing() * 0.6;
                band.note(Voice::Bell, pitch, first + at, 1.0, 0.16, pan);
            }
        }
    }
    band
}

fn dramatic(mut dice: Dice) -> Band {
    let mut band = Band::new(16, dice.between(80.0, 90.0));
    let key = dice.below(4) as i32 - 2;
    let chords = [[57, 60, 64], [53, 57, 60], [60, 64, 67], [55, 59, 62]];
    for (bar, chord) in chords.iter().enumerate() {
        let first = bar as f32 * 4.0;
        for (i, &tone) in chord.iter().enumerate() {
            band.note(Voice::Pad, tone + key, first, 4.0, 0.2, i as f32 * 0.5 - 0.5);
        }
        band.note(Voice::Pad, chord[2] + 12 + key, first, 4.0, 0.09, 0.3);
        band.note(Voice::Pad, 33 + key, first, 4.0, 0.34, 0.0);
        for eighth in 0..8u8 {
            let gain = if eighth % 4 == 0 { 0.5 } else { 0.3 };
            band.note(Voice::Bass, chord[0] - 12 + key, first + f32::from(eighth) * 0.5, 0.4, gain, 0.0);
        }
        band.drum(first, 90.0, 38.0, 0.8, 0.7);
        if bar == 3 {
            for at in [3.0, 3.5] {
                band.drum(first + at, 110.0, 52.0, 0.4, 0.35);
            }
        }
        if dice.below(2) == 0 {
            band.note(Voice::Bell, chord[dice.below(3)] + 12 + key, first + 2.0, 2.0, 0.1, -0.4);
        }
    }
    band
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mood_sounds_and_does_not_clip() {
        for music in [Music::Upbeat, Music::Calm, Music::Dramatic] {
            let mut bed = Bed::new(music, 5, 48_000 * 4);
            let (left, right) = bed.next(usize::MAX);
            assert_eq!((left.len(), right.len()), (192_000, 192_000));
            let loudest = left.iter().chain(&right).fold(0.0_f32, |most, value| most.max(value.abs()));
            assert!(loudest > 0.05 && loudest <= PEAK + 1e-4, "{music:?} peaks at {loudest}");
            assert!(left[0].abs() < 1e-3 && left[191_999].abs() < 1e-3, "fades at both ends");
        }
    }

    #[test]
    fn no_music_is_digital_silence() {
        let (left, right) = Bed::new(Music::None, 5, 1000).next(2000);
        assert_eq!(left, vec![0.0; 1000]);
        assert_eq!(right, vec![0.0; 1000]);
    }
}
