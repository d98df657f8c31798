// How numbers, lengths and moments read. Everything goes through Intl with the system's locale; `useLocale` exists for
// tests and for a language chosen in the app.
// WebKit takes the C locale at its word and writes 2000 and “$ 1.00”; a person who has set none expects neither.
const posix = /posix/i.test(new Intl.DateTimeFormat().resolvedOptions().locale);
let locale: string | undefined = posix ? 'en-US' : undefined;
let zone: string | undefined;

const cache = new Map<string, unknown>();
function made<T>(key: string, make: () => T): T {
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key) as T;
}

export function useLocale(tag: string | undefined, timeZone?: string): void {
  locale = tag;
  zone = timeZone;
  cache.clear();
}

const dates = (key: string, options: Intl.DateTimeFormatOptions) =>
  made(
    `date:${key}`,
    () => new Intl.DateTimeFormat(locale, zone === undefined ? options : { ...options, timeZone: zone }),
  );

export const number = (n: number): string => made('number', () => new Intl.NumberFormat(locale)).format(n);

export const percent = (part: number): string =>
  made('percent', () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })).format(part);

/** Seconds with one decimal where it is not whole: `43.5 s`, `45 s`. */
export const seconds = (n: number): string =>
  made(
    'seconds',
    () =>
      new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'narrow', maximumFractionDigits: 1 }),
  )
    .format(Math.round(n * 10) / 10)
    .replace(/(\d)s$/, '$1 s');

/** `m:ss`, cut, not rounded: a clock never shows a second that has not come. */
export function duration(total: number): string {
  const whole = Math.max(0, Math.floor(total));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** `m:ss.d` for the player. */
export function clock(total: number): string {
  const tenths = Math.max(0, Math.floor(total * 10 + 1e-6));
  return `${duration(tenths / 10)}.${tenths % 10}`;
}

/** `14:02`, or `2:02 PM` where that is the custom. */
export const time = (at: string | Date): string => dates('time', { timeStyle: 'short' }).format(new Date(at));
/** `18 November`. */
export const day = (at: string | Date): string => dates('day', { day: 'numeric', month: 'long' }).format(new Date(at));
/** `18 Nov 2026`. */
export const date = (at: string | Date): string =>
  dates('date', { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));
/** `18 Nov, 14:02`. */
export const dateTime = (at: string | Date): string =>
  dates('dateTime', { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).format(new Date(at));

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `in 6 minutes`, `2 days ago`; under a minute `now`. */
export function relative(at: string | Date, now: Date): string {
  const away = (new Date(at).getTime() - now.getTime()) / 1000;
  const words = made('relative', () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  for (const [unit, size] of steps) {
    if (Math.abs(away) >= size) return words.format(Math.round(away / size), unit);
  }
  return words.format(0, 'second');
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
/** `18.4 MB`, in powers of ten as file managers count. */
export function bytes(n: number): string {
  const power = n < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(n) / 3));
  const unit = units[power] ?? 'byte';
  return made(
    `bytes:${unit}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power < 2 ? 0 : 1,
      }),
  ).format(n / 1000 ** power);
}

/** Money a credit costs, told as "about", never reckoned with. */
export const money = (amount: number, currency: string): string =>
  made(
    `money:${currency}`,
    () => new Intl.NumberFormat(locale, { style: 'currency', currency: currency.toUpperCase() }),
  ).format(amount);

/** Unicode scalar values: what TikVod counts as characters. A letter with a combining mark is two, an emoji one or more. */
export const scalars = (text: string): number => Array.from(text).length;

/** `18 Nov`. */
export const shortDay = (at: string | Date): string =>
  dates('shortDay', { day: 'numeric', month: 'short' }).format(new Date(at));

/** The language of dates and numbers: the system's, unless one was chosen. */
export const localeTag = (): string => locale ?? new Intl.DateTimeFormat().resolvedOptions().locale;
