import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrow, Selection } from './selection.svelte';

const id = (index: number) => `v${index}`;
const between = async (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => id(from + n));
const chosen = (selection: Selection) => [...selection.ids].sort().join(' ');

describe('selection', () => {
  it('adds and takes away single cards', () => {
    const selection = new Selection(between);
    selection.toggle(2, id(2));
    selection.toggle(5, id(5));
    selection.toggle(2, id(2));
    expect(chosen(selection)).toBe('v5');
    expect(selection.cursor).toBe(2);
  });

  it('stretches and shrinks from where it began, and keeps what was there before', async () => {
    const selection = new Selection(between);
    selection.toggle(9, id(9));
    selection.toggle(3, id(3));
    await selection.extendTo(5);
    expect(chosen(selection)).toBe('v3 v4 v5 v9');
    await selection.extendTo(4);
    expect(chosen(selection)).toBe('v3 v4 v9');
    await selection.extendTo(2);
    expect(chosen(selection)).toBe('v2 v3 v9');
  });

  it('takes everything, loaded or not, and lets it go', async () => {
    const selection = new Selection(between);
    await selection.all(10_000);
    expect(selection.size).toBe(10_000);
    selection.clear();
    expect(selection.size).toBe(0);
    await selection.all(0);
    expect(selection.size).toBe(0);
  });

  it('does not let a slow range undo a newer click', async () => {
    let answer: (ids: string[]) => void = () => undefined;
    const selection = new Selection(() => new Promise((done) => (answer = done)));
    const slow = selection.extendTo(50);
    selection.toggle(1, id(1));
    answer(['v0', 'v50']);
    await slow;
    expect(chosen(selection)).toBe('v1');
  });
});

describe('arrows', () => {
  it('walk the grid and stay in it', () => {
    expect(arrow('ArrowRight', 0, 6, 18)).toBe(1);
    expect(arrow('ArrowDown', 3, 6, 18)).toBe(9);
    expect(arrow('ArrowUp', 3, 6, 18)).toBe(3);
    expect(arrow('ArrowDown', 9, 6, 14)).toBe(13);
    expect(arrow('ArrowDown', 13, 6, 14)).toBe(13);
    expect(arrow('End', 3, 6, 14)).toBe(13);
    expect(arrow('Home', 3, 6, 14)).toBe(0);
    expect(arrow('Enter', 3, 6, 14)).toBeNull();
    expect(arrow('ArrowDown', 0, 6, 0)).toBeNull();
  });

  it('never leave the list', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.constantFrom(...keys), { maxLength: 30 }),
        (total, columns, pressed) => {
          let at = 0;
          for (const key of pressed) at = arrow(key, at, columns, total) ?? at;
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThan(total);
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });
});
