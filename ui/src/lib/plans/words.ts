// How the times of posts read. A wall time has no zone of its own, so it is always formatted as if it were UTC.
import { localeTag } from '../format';
import { t } from '../i18n';
import type { PlanView } from '../ipc/bindings';
import type { Look } from './marks';
import { parseWall, startOfDay, wallAt, type Instant, type Wall } from './zone';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${localeTag()}:${name}`;
  let found = formatters.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(localeTag(), { ...options, timeZone: 'UTC' });
    formatters.set(key, found);
  }
  return found;
}

const format = (wall: Wall, name: string, options: Intl.DateTimeFormatOptions): string =>
  formatter(name, options).format(wall);

/** `18:30`, or `6:30 PM` where that is the custom. */
export const timeText = (wall: Wall): string => format(wall, 'time', { timeStyle: 'short' });
/** The label of a whole hour, as short as it can be: `18:00`, `6 PM`. */
export function hourText(wall: Wall): string {
  const twelve = formatter('time', { timeStyle: 'short' }).resolvedOptions().hour12 === true;
  return twelve ? format(wall, 'hour', { hour: 'numeric' }) : timeText(wall);
}
/** A time without AM or PM, where the place says which: `6:30`. */
export const bareTimeText = (wall: Wall): string =>
  formatter('time', { timeStyle: 'short' })
    .formatToParts(wall)
    .map(({ type, value }) => (type === 'dayPeriod' ? '' : value))
    .join('')
    .trim();
/** `Thu 19 November`. */
export const dayText = (wall: Wall): string =>
  format(wall, 'day', { weekday: 'short', day: 'numeric', month: 'long' }).replace(',', '');
/** `Thu`. */
export const weekdayText = (wall: Wall): string => format(wall, 'weekday', { weekday: 'short' });
/** `Thu 18:30`. */
export const weekdayTime = (wall: Wall): string => `${weekdayText(wall)} ${timeText(wall)}`;
/** For reading aloud: `Thursday 19 November 18:30`. */
export const spokenText = (wall: Wall): string =>
  format(wall, 'spoken', { weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' });

/** `16 – 22 November`, with the year where it is not this one. */
export function weekText(from: Wall, to: Wall, now: Wall): string {
  const year = (wall: Wall) => new Date(wall).getUTCFullYear();
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', timeZone: 'UTC' };
  if (year(from) !== year(now) || year(to) !== year(now)) options.year = 'numeric';
  return new Intl.DateTimeFormat(localeTag(), options).formatRange(from, to);
}

/** Wall time of a plan, in its own zone. */
export const planWall = (plan: Pick<PlanView, 'local' | 'at' | 'zone'>): Wall =>
  parseWall(plan.local) ?? wallAt(Date.parse(plan.at), plan.zone);

/** `Today 18:30`, `Thu 09:00`, `Thu 26 November 09:00`: as short as it is clear within a week. */
export function nearText(wall: Wall, now: Wall): string {
  const days = (startOfDay(wall) - startOfDay(now)) / 86_400_000;
  if (days === 0) return `${t.calendar.today} ${timeText(wall)}`;
  return days > -7 && days < 7 ? weekdayTime(wall) : `${dayText(wall)} ${timeText(wall)}`;
}

/** What a list says of a post: its state and its time, `Posted 08:00`, `Planned Thu 09:00`. */
export function stateAndTime(plan: PlanView, look: Look, now: Instant): string {
  const when = nearText(planWall(plan), wallAt(now, plan.zone));
  return t.calendar.lookAt(t.calendar.looks[look], when);
}

/** A platform's name; one that we do not know keeps its own. */
export function platformName(platform: string): string {
  const names: Partial<Record<string, string>> = t.calendar.platforms;
  return names[platform] ?? platform;
}
