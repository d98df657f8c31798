// Where things stand in the week: plain sums between wall times and pixels, so that they can be tested without a window.
import { DAY, HOUR, snap, startOfDay, MINUTE, type Wall } from '$lib/plans/zone';

/** Pixels of an hour. */
export const HOUR_PX = 42;
/** Pixels of a mark; a post has no length, so this is only what its three lines need. */
export const MARK_PX = 52;
export const DAYS = 7;

/** Pixels from midnight down to a wall time. */
export const topOf = (wall: Wall): number => ((wall - startOfDay(wall)) / HOUR) * HOUR_PX;

/** A mark near midnight stays inside its day. */
export const markTop = (wall: Wall): number => Math.min(topOf(wall) + 1, 24 * HOUR_PX - MARK_PX - 1);

export type Placed<T> = { item: T; lane: number; lanes: number };

/**
 * The stacking rule: posts whose marks would touch stand side by side in lanes, in the order of their times; a group
 * that touches shares the width evenly, and a post that touches nothing has the whole width.
 */
export function stack<T>(items: readonly T[], topOfItem: (item: T) => number, height = MARK_PX): Placed<T>[] {
  const sorted = items.map((item) => ({ item, top: topOfItem(item) })).sort((a, b) => a.top - b.top);
  const placed: Placed<T>[] = [];
  let group: { item: T; lane: number }[] = [];
  let bottoms: number[] = [];
  const close = () => {
    for (const { item, lane } of group) placed.push({ item, lane, lanes: bottoms.length });
    group = [];
    bottoms = [];
  };
  for (const { item, top } of sorted) {
    if (bottoms.every((bottom) => bottom <= top)) close();
    const free = bottoms.findIndex((bottom) => bottom <= top);
    const lane = free === -1 ? bottoms.length : free;
    bottoms[lane] = top + height;
    group.push({ item, lane });
  }
  close();
  return placed;
}

export type GridBox = {
  /** Left edge of the first day, in the window. */
  left: number;
  /** Width of all seven days. */
  width: number;
  /** Where midnight is, in the window; above the visible part once scrolled. */
  midnight: number;
  /** The part of the window that shows hours. */
  viewTop: number;
  viewBottom: number;
};

/**
 * The quarter of an hour under a point of the window, or null outside the days. Something new begins in the quarter that
 * the pointer is in; a mark, taken at `grab` pixels below its top, goes to the quarter that its top is nearest to.
 */
export function wallUnder(point: { x: number; y: number }, box: GridBox, week: Wall, grab?: number): Wall | null {
  const day = Math.floor(((point.x - box.left) / box.width) * DAYS);
  if (day < 0 || day >= DAYS || point.y < box.viewTop || point.y > box.viewBottom) return null;
  const quarters = ((point.y - (grab ?? 0) - box.midnight) / HOUR_PX) * 4;
  const quarter = grab === undefined ? Math.floor(quarters + 1e-6) : Math.round(quarters);
  return week + day * DAY + Math.min(Math.max(quarter, 0), 24 * 4 - 1) * 15 * MINUTE;
}

/** Pixels to scroll in this frame while something is held near an edge. */
export function edgeScroll(y: number, box: Pick<GridBox, 'viewTop' | 'viewBottom'>, edge = 36): number {
  if (y < box.viewTop + edge) return -Math.min(12, (box.viewTop + edge - y) / 3);
  if (y > box.viewBottom - edge) return Math.min(12, (y - box.viewBottom + edge) / 3);
  return 0;
}

export type Step = 'left' | 'right' | 'up' | 'down';

/** One step of the keyboard while placing: a quarter of an hour, or a day. It never leaves the day by minutes. */
export function stepWall(wall: Wall, step: Step): Wall {
  if (step === 'left') return wall - DAY;
  if (step === 'right') return wall + DAY;
  const moved = wall + (step === 'up' ? -15 : 15) * MINUTE;
  return startOfDay(moved) === startOfDay(wall) ? moved : wall;
}

export type Refusal = 'past' | 'locked';

/** Why something cannot be put there, or null. A post in the past could never go out at its time. */
export function refusal(to: Wall, now: Wall): Refusal | null {
  return to <= now ? 'past' : null;
}

/** Where a newly placed post begins: the next full hour that leaves a quarter of an hour, but not in the night. */
export function firstFree(now: Wall): Wall {
  const next = snap(now + 45 * MINUTE, 60);
  const hour = (next - startOfDay(next)) / HOUR;
  if (hour < 8) return startOfDay(next) + 9 * HOUR;
  return hour > 21 ? startOfDay(next) + DAY + 9 * HOUR : next;
}
