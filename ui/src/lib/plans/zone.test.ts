import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY,
  firstDay,
  MINUTE,
  offsetText,
  parseWall,
  resolve,
  snap,
  startOfWeek,
  wallAt,
  wallDate,
  wallMinute,
  wallSecond,
  zoneText,
} from './zone';

const wall = (text: string) => parseWall(text) ?? Number.NaN;
const utc = (at: number) => new Date(at).toISOString().slice(0, 16);

describe('reading wall times', () => {
  it('takes dates, minutes and seconds', () => {
    expect(wallSecond(wall('2026-11-24T18:30'))).toBe('2026-11-24T18:30:00');
    expect(wallMinute(wall('2026-11-24T18:30:59'))).toBe('2026-11-24T18:30');
    expect(wallDate(wall('2026-11-24'))).toBe('2026-11-24');
  });

  it.each(['', '24.11.2026', '2026-02-30T10:00', '2026-11-24T24:10', '2026-13-01T10:00', '2026-11-24T10:61'])(
    'refuses %j',
    (text) => expect(parseWall(text)).toBeNull(),
  );
});

describe('resolving wall times', () => {
  // The same eight cases stand in the Rust core: the window and the core must never disagree about an instant.
  it.each([
    ['America/New_York', '2027-03-14T02:30', 'gap', '2027-03-14T03:30', '2027-03-14T07:30'],
    ['America/New_York', '2026-11-01T01:30', 'fold', '2026-11-01T01:30', '2026-11-01T05:30'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', 'gap', '2026-10-04T02:45', '2026-10-03T15:45'],
    ['Europe/Zurich', '2027-03-28T02:30', 'gap', '2027-03-28T03:30', '2027-03-28T01:30'],
    ['Africa/Casablanca', '2027-02-07T02:30', 'fold', '2027-02-07T02:30', '2027-02-07T01:30'],
    ['Asia/Tehran', '2027-03-22T00:30', 'single', '2027-03-22T00:30', '2027-03-21T21:00'],
    ['America/Sao_Paulo', '2026-11-01T00:30', 'single', '2026-11-01T00:30', '2026-11-01T03:30'],
    ['Pacific/Apia', '2011-12-30T12:00', 'gap', '2011-12-31T12:00', '2011-12-30T22:00'],
  ])('%s %s is a %s: %s', (zone, asked, kind, shown, at) => {
    const found = resolve(wall(asked), zone);
    expect([found.kind, wallMinute(found.wall), utc(found.at)]).toEqual([kind, shown, at]);
  });

  it('tells both offsets of a time that comes twice', () => {
    const found = resolve(wall('2026-11-01T01:30'), 'America/New_York');
    if (found.kind !== 'fold') throw new Error('a fold was expected');
    expect([offsetText(found.offset), offsetText(found.laterOffset)]).toEqual(['GMT−4', 'GMT−5']);
    expect(found.later - found.at).toBe(60 * MINUTE);
  });

  it('finds the instant that the clocks show, in every zone at every time', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2031, 0) }),
        fc.constantFrom(...zones),
        (time, zone) => {
          const asked = snap(time, 1);
          const found = resolve(asked, zone);
          expect(wallAt(found.at, zone)).toBe(found.wall);
          // A post never slips backwards.
          expect(found.wall).toBeGreaterThanOrEqual(asked);
          if (found.kind !== 'gap') expect(found.wall).toBe(asked);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('weeks', () => {
  it('begin where the locale says', () => {
    expect([firstDay('de-DE'), firstDay('en-US'), firstDay('en-GB')]).toEqual([1, 7, 1]);
  });

  it('hold the day that was asked for, and seven days of the same length over a change of the clocks', () => {
    expect(wallDate(startOfWeek(wall('2026-11-22T23:59'), 1))).toBe('2026-11-16');
    expect(wallDate(startOfWeek(wall('2026-11-22T00:00'), 7))).toBe('2026-11-22');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 7 }), (time, first) => {
        const start = startOfWeek(time, first);
        expect(start).toBeLessThanOrEqual(time);
        expect(time - start).toBeLessThan(7 * DAY);
        expect(new Date(start).getUTCDay() || 7).toBe(first);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

it('names a zone as a person knows it', () => {
  expect(zoneText('Europe/Berlin', Date.UTC(2026, 10, 18))).toBe('Berlin, GMT+1');
  expect(zoneText('America/New_York', Date.UTC(2026, 6, 1))).toBe('New York, GMT−4');
  expect(zoneText('Asia/Kathmandu', 0)).toBe('Kathmandu, GMT+5:30');
  expect(zoneText('UTC', 0)).toBe('UTC');
});
