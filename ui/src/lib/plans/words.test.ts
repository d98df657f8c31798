import { afterEach, expect, it } from 'vitest';
import { useLocale } from '../format';
import { bareTimeText, hourText, nearText, platformName, spokenText, timeText } from './words';
import { parseWall } from './zone';

const wall = (text: string) => parseWall(text) ?? Number.NaN;
const plain = (text: string) => text.replaceAll('\u202f', ' ');
const evening = wall('2026-11-19T18:30');

afterEach(() => useLocale('en-GB', 'UTC'));

it('reads times as the locale does, and keeps the labels of hours short', () => {
  expect([timeText(evening), hourText(wall('2026-11-19T18:00')), bareTimeText(evening)]).toEqual([
    '18:30',
    '18:00',
    '18:30',
  ]);
  useLocale('en-US', 'UTC');
  expect([timeText(evening), hourText(wall('2026-11-19T18:00')), bareTimeText(evening)].map(plain)).toEqual([
    '6:30 PM',
    '6 PM',
    '6:30',
  ]);
});

it('says a day as short as it is clear', () => {
  const now = wall('2026-11-18T14:06');
  expect(nearText(wall('2026-11-18T18:30'), now)).toBe('Today 18:30');
  expect(nearText(evening, now)).toBe('Thu 18:30');
  expect(nearText(wall('2026-11-26T09:00'), now)).toBe('Thu 26 November 09:00');
  expect(spokenText(evening)).toBe('Thursday 19 November at 18:30');
});

it('names platforms, and keeps a name that it does not know', () => {
  expect(platformName('youtube_shorts')).toBe('YouTube');
  expect(platformName('somewhere_new')).toBe('somewhere_new');
});
