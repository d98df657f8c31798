import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  edgeScroll,
  firstFree,
  HOUR_PX,
  MARK_PX,
  markTop,
  refusal,
  stack,
  stepWall,
  topOf,
  wallUnder,
} from './geometry';
import { DAY, HOUR, parseWall, wallMinute } from '$lib/plans/zone';

const wall = (text: string) => parseWall(text) ?? Number.NaN;
const week = wall('2026-11-16');
const box = { left: 248, width: 1032, midnight: -100, viewTop: 153, viewBottom: 800 };

describe('places', () => {
  it('stand where their hour is', () => {
    expect(topOf(wall('2026-11-19T18:30'))).toBe(18.5 * HOUR_PX);
    expect(markTop(wall('2026-11-19T23:45')) + MARK_PX).toBeLessThan(24 * HOUR_PX);
  });

  it('are found again under the pointer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 95 }), (day, quarter) => {
        const asked = week + day * DAY + quarter * (HOUR / 4);
        const y = box.midnight + topOf(asked);
        const seen = { ...box, viewTop: -1000, viewBottom: 2000 };
        const x = box.left + ((day + 0.5) / 7) * box.width;
        expect(wallUnder({ x, y: y + 10 }, seen, week)).toBe(asked);
        expect(wallUnder({ x, y: y + 20 }, seen, week, 20)).toBe(asked);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('are none outside the days', () => {
    expect(wallUnder({ x: 200, y: 400 }, box, week)).toBeNull();
    expect(wallUnder({ x: 1290, y: 400 }, box, week)).toBeNull();
    expect(wallUnder({ x: 400, y: 100 }, box, week)).toBeNull();
  });
});

describe('stacking', () => {
  const lanes = (tops: number[]) => stack(tops, (top) => top).map(({ item, lane, lanes: of }) => [item, lane, of]);

  it('leaves a post alone that touches nothing', () => {
    expect(lanes([0, 60, 200])).toEqual([
      [0, 0, 1],
      [60, 0, 1],
      [200, 0, 1],
    ]);
  });

  it('puts posts side by side that touch, and uses a lane again', () => {
    expect(lanes([0, 10, 55, 300])).toEqual([
      [0, 0, 2],
      [10, 1, 2],
      [55, 0, 2],
      [300, 0, 1],
    ]);
  });

  it('never lets two posts of one lane touch, and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 960 }), { maxLength: 40 }), (tops) => {
        const placed = stack(tops, (top) => top);
        expect(placed.map(({ item }) => item).sort((a, b) => a - b)).toEqual([...tops].sort((a, b) => a - b));
        for (const a of placed)
          for (const b of placed)
            if (a !== b && a.lane / a.lanes === b.lane / b.lanes && a.lanes === b.lanes)
              expect(Math.abs(a.item - b.item)).toBeGreaterThanOrEqual(MARK_PX);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('moving', () => {
  it('steps by a quarter of an hour or a day and stays in the day', () => {
    const at = wall('2026-11-19T00:00');
    expect(wallMinute(stepWall(at, 'down'))).toBe('2026-11-19T00:15');
    expect(stepWall(at, 'up')).toBe(at);
    expect(wallMinute(stepWall(at, 'left'))).toBe('2026-11-18T00:00');
  });

  it('refuses the past', () => {
    const now = wall('2026-11-18T14:06');
    expect(refusal(wall('2026-11-18T14:00'), now)).toBe('past');
    expect(refusal(wall('2026-11-18T14:15'), now)).toBeNull();
  });

  it('scrolls only near an edge, faster the nearer', () => {
    expect(edgeScroll(400, box)).toBe(0);
    expect(edgeScroll(160, box)).toBeLessThan(edgeScroll(180, box));
    expect(edgeScroll(799, box)).toBe(35 / 3);
  });

  it('begins in the day, not in the night', () => {
    expect(wallMinute(firstFree(wall('2026-11-18T14:06')))).toBe('2026-11-18T15:00');
    expect(wallMinute(firstFree(wall('2026-11-18T14:50')))).toBe('2026-11-18T16:00');
    expect(wallMinute(firstFree(wall('2026-11-18T03:00')))).toBe('2026-11-18T09:00');
    expect(wallMinute(firstFree(wall('2026-11-18T22:40')))).toBe('2026-11-19T09:00');
  });
});
