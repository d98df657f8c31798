// Wall times and IANA zones without Temporal, which WebKitGTK 2.50 lacks.
//
// A wall time is held as the milliseconds that it would have in UTC (`Wall`), so days and minutes are plain sums and
// never cross a change of the clocks. Only `resolve` knows about zones. Its policy is the one of the Rust core: a wall
// time that comes twice means the earlier one; one that does not exist moves forward by the gap.

/** A reading of a clock on the wall, as the milliseconds it would have in UTC. */
export type Wall = number;
/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const WALL = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/;

/** Reads `2026-11-24T18:30`, with or without seconds, or a date alone; null for anything else. */
export function parseWall(text: string): Wall | null {
  const match = WALL.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part || 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  // `Date.UTC` lets the 31st of February be the 3rd of March; a wrong date is not a date.
  return wallDate(wall) === text.slice(0, 10) && hour < 24 && minute < 60 ? wall : null;
}

/** `2026-11-24`. */
export const wallDate = (wall: Wall): string => new Date(wall).toISOString().slice(0, 10);
/** `18:30`. */
export const wallTime = (wall: Wall): string => new Date(wall).toISOString().slice(11, 16);
/** `2026-11-24T18:30`, as in `data-local`. */
export const wallMinute = (wall: Wall): string => new Date(wall).toISOString().slice(0, 16);
/** `2026-11-24T18:30:00`, as the commands take it. */
export const wallSecond = (wall: Wall): string => new Date(wall).toISOString().slice(0, 19);

export const startOfDay = (wall: Wall): Wall => Math.floor(wall / DAY) * DAY;
export const sameDay = (a: Wall, b: Wall): boolean => startOfDay(a) === startOfDay(b);
/** To the grid that posts stand on; a quarter of an hour. */
export const snap = (wall: Wall, minutes = 15): Wall => Math.round(wall / (minutes * MINUTE)) * minutes * MINUTE;
export const snapUp = (wall: Wall, minutes = 15): Wall => Math.ceil(wall / (minutes * MINUTE)) * minutes * MINUTE;

const readers = new Map<string, Intl.DateTimeFormat>();

// Building a formatter costs a thousand times more than using it.
function reader(zone: string): Intl.DateTimeFormat {
  let found = readers.get(zone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    readers.set(zone, found);
  }
  return found;
}

/** What the clocks of a zone show at an instant. */
export function wallAt(instant: Instant, zone: string): Wall {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of reader(zone).formatToParts(instant)) part[type] = Number(value);
  return Date.UTC(
    part.year ?? 1970,
    (part.month ?? 1) - 1,
    part.day ?? 1,
    part.hour ?? 0,
    part.minute ?? 0,
    part.second ?? 0,
  );
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(instant: Instant, zone: string): number {
  return wallAt(instant, zone) - Math.floor(instant / 1000) * 1000;
}

export type Resolved =
  | { kind: 'single'; wall: Wall; at: Instant; offset: number }
  /** The time comes twice; `at` is the first one, `later` the other. */
  | { kind: 'fold'; wall: Wall; at: Instant; offset: number; later: Instant; laterOffset: number }
  /** The time does not come at all; `wall` is what the clocks show instead, `asked` what was wanted. */
  | { kind: 'gap'; wall: Wall; at: Instant; offset: number; asked: Wall };

/** Finds the instant at which the clocks of a zone show a wall time. */
export function resolve(wall: Wall, zone: string): Resolved {
  // No zone is a day or more from UTC, so the two offsets a day away stand on both sides of any change near by.
  const before = offsetAt(wall - DAY, zone);
  const after = offsetAt(wall + DAY, zone);
  const found = [...new Set([before, after])]
    .filter((offset) => offsetAt(wall - offset, zone) === offset)
    .map((offset) => ({ at: wall - offset, offset }))
    .sort((a, b) => a.at - b.at);
  const [first, second] = found;
  if (first === undefined) {
    const at = wall - before;
    const shown = wallAt(at, zone);
    return { kind: 'gap', wall: shown, at, offset: shown - at, asked: wall };
  }
  if (second === undefined) return { kind: 'single', wall, ...first };
  return { kind: 'fold', wall, ...first, later: second.at, laterOffset: second.offset };
}

/** `GMT+1`, `GMT−4:30`, `GMT`. */
export function offsetText(offset: number): string {
  if (offset === 0) return 'GMT';
  const minutes = Math.abs(Math.round(offset / MINUTE));
  const rest = minutes % 60;
  const sign = offset < 0 ? '−' : '+';
  return `GMT${sign}${Math.floor(minutes / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** `New York` from `America/New_York`. */
export const zoneCity = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** `Berlin, GMT+1`: a zone as a person knows it, at an instant. */
export function zoneText(zone: string, at: Instant): string {
  return zone === 'UTC' || zone === 'Etc/UTC' ? 'UTC' : `${zoneCity(zone)}, ${offsetText(offsetAt(at, zone))}`;
}

// Where `Intl.Locale` cannot say it: regions whose week begins on Sunday (7) or Saturday (6), from CLDR.
const SUNDAY = new Set(
  'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW'.split(
    ' ',
  ),
);
const SATURDAY = new Set('AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY'.split(' '));

/** First day of the week by locale: 1 is Monday, 7 is Sunday. */
export function firstDay(locale: string): number {
  const parsed = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const info = parsed.getWeekInfo?.() ?? parsed.weekInfo;
  if (info !== undefined) return info.firstDay;
  const region = parsed.maximize().region ?? '';
  if (SUNDAY.has(region)) return 7;
  return SATURDAY.has(region) ? 6 : 1;
}

/** Midnight of the first day of the week that a wall time lies in. */
export function startOfWeek(wall: Wall, first: number): Wall {
  const weekday = new Date(wall).getUTCDay() || 7;
  return startOfDay(wall) - ((weekday - first + 7) % 7) * DAY;
}
