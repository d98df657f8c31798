import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TakeLine } from '$lib/ipc/bindings';
import { captionAt, chunks, lineAt, lineDone, nextStart, previousStart, rankOf, ruler } from './timing';

function lines(...seconds: number[]): TakeLine[] {
  let start = 0;
  return seconds.map((length, index) => {
    const line = {
      text: `Line number ${index} of the script. And more.`,
      start,
      seconds: length,
      about: index === 0,
      hook: index === 0,
    };
    start += length;
    return line;
  });
}

const anyLines = fc
  .array(fc.double({ min: 0.5, max: 12, noNaN: true }), { minLength: 1, maxLength: 12 })
  .map((all) => lines(...all));

describe('timing', () => {
  it('knows the line at a time, at every border', () => {
    const all = lines(3, 4, 5);
    expect([0, 2.99, 3, 6.99, 7, 99].map((time) => lineAt(all, time))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(lineAt([], 4)).toBe(0);
  });

  it('has the time stand in the line that it names', () => {
    fc.assert(
      fc.property(anyLines, fc.double({ min: 0, max: 1, noNaN: true }), (all, part) => {
        const last = all.at(-1)!;
        const time = part * (last.start + last.seconds);
        const line = all[lineAt(all, time)]!;
        expect(time).toBeGreaterThanOrEqual(line.start - 1e-6);
        expect(lineDone(line, time)).toBeGreaterThanOrEqual(0);
        expect(lineDone(line, time)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('steps as a music player does', () => {
    const all = lines(3, 4, 5);
    expect(previousStart(all, 5)).toBe(3);
    expect(previousStart(all, 3.4)).toBe(0);
    expect(previousStart(all, 0.2)).toBe(0);
    expect(nextStart(all, 1)).toBe(3);
    expect(nextStart(all, 8)).toBe(8);
  });

  it('measures against the target', () => {
    expect(ruler(43.5, 45)).toMatchObject({ spare: 1.5, state: 'near', scale: 45, target: 1 });
    expect(ruler(30, 45)).toMatchObject({ spare: 15, state: 'under' });
    expect(ruler(60, 45)).toMatchObject({ spare: -15, state: 'over', scale: 60, target: 0.75 });
    expect(ruler(0, 0).target).toBe(1);
  });

  it('loses no word between captions, and no moment', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}[.!,]?$/), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (words, perLine) => {
          const all = chunks(words.join(' '), perLine);
          expect(all.flatMap((chunk) => chunk.words)).toEqual(words);
          expect(all.every((chunk) => chunk.words.length <= perLine)).toBe(true);
          expect(all[0]!.from).toBe(0);
          expect(all.at(-1)!.to).toBe(1);
          all.slice(1).forEach((chunk, i) => expect(chunk.from).toBe(all[i]!.to));
        },
      ),
    );
  });

  it('never runs a caption over the end of a sentence', () => {
    expect(chunks('Dawson, Yukon. The bakery sells bread.', 3).map((chunk) => chunk.words.join(' '))).toEqual([
      'Dawson, Yukon.',
      'The bakery sells',
      'bread.',
    ]);
  });

  it('shows the words of the moment, the last one strong', () => {
    const line: TakeLine = { text: 'The sun has not set here.', start: 10, seconds: 4, about: false, hook: true };
    expect(captionAt(line, 10, 3)).toEqual({ text: 'The sun', strong: 'has' });
    expect(captionAt(line, 13.9, 3)).toEqual({ text: 'not set', strong: 'here' });
    expect(captionAt({ ...line, text: '' }, 10, 3)).toEqual({ text: '', strong: undefined });
  });

  it('reads the number that a line counts', () => {
    expect(['Number 3: bread', 'No. 12 is ice', '5. Tromsø', '82days', 'Three'].map(rankOf)).toEqual([
      '3',
      '12',
      '5',
      null,
      null,
    ]);
  });
});
