import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProgressBook } from './progress';

const begun = Date.parse('2026-11-18T14:00:00Z');
const minute = 60_000;
const render = (ready: number | null) => ({
  id: 'a',
  createdAt: new Date(begun).toISOString(),
  sentAt: null,
  estimatedReadyAt: ready === null ? null : new Date(ready).toISOString(),
});

it('moves in steps and never reaches the end by itself', () => {
  const book = new ProgressBook();
  const at = (now: number) => book.of(render(begun + 10 * minute), now).fraction;
  expect(at(begun)).toBe(0);
  expect(at(begun + 5 * minute)).toBeCloseTo(0.48);
  expect(at(begun + 5 * minute + 1000)).toBeCloseTo(0.48);
  expect(at(begun + 60 * minute)).toBeCloseTo(0.96);
});

it('never goes backwards, whatever TikVod estimates', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.integer({ min: 0, max: 10 * minute }), ready: fc.integer({ min: -5, max: 60 }) }), {
        maxLength: 30,
      }),
      (answers) => {
        const book = new ProgressBook();
        let now = begun;
        let last = 0;
        for (const { wait, ready } of answers) {
          now += wait;
          const { fraction } = book.of(render(begun + ready * minute), now);
          expect(fraction).toBeGreaterThanOrEqual(last);
          expect(fraction).toBeLessThanOrEqual(0.96 + 1e-9);
          last = fraction;
        }
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});

it('is late, not failed, once the estimate has passed by more than a moment', () => {
  const book = new ProgressBook();
  expect(book.of(render(begun + minute), begun + 30_000)).toMatchObject({ late: false, minutes: 1 });
  expect(book.of(render(begun + minute), begun + minute + 20_000)).toMatchObject({ late: false, minutes: 1 });
  expect(book.of(render(begun + minute), begun + 2 * minute)).toMatchObject({ late: true, minutes: 0 });
});

it('says nothing without an estimate', () => {
  expect(new ProgressBook().of(render(null), begun + minute)).toMatchObject({ unknown: true, late: false });
});

it('forgets what is gone', () => {
  const book = new ProgressBook();
  book.of(render(begun + minute), begun + minute);
  book.keep(new Set());
  expect(book.of(render(begun + 10 * minute), begun).fraction).toBe(0);
});
