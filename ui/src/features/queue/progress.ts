// Progress of a render, reckoned from TikVod's estimate: an estimate is no measurement, so it moves in steps, never
// backwards, never to the end by itself, and says "late" where the time has passed.
import type { QueueItem } from '../../lib/ipc/bindings';

export type Progress = {
  /** 0 to 0.96. */
  fraction: number;
  /** Whole minutes that are left, at least 1; 0 when late. */
  minutes: number;
  /** The estimate has passed, by more than a moment, and the video is not there. */
  late: boolean;
  /** There is no estimate at all. */
  unknown: boolean;
};

const STEP = 0.04;
const MOST = 0.96;
const MINUTE = 60_000;
/** An estimate says “about”: nobody calls a render late for these few seconds. */
const GRACE = 30_000;

/** Remembers the furthest that each video got, since a new estimate may lie later than the old one. */
export class ProgressBook {
  #furthest = new Map<string, number>();

  /** Progress of a video now; `now` is milliseconds. */
  of(item: Pick<QueueItem, 'id' | 'sentAt' | 'createdAt' | 'estimatedReadyAt'>, now: number): Progress {
    const ready = item.estimatedReadyAt === null ? Number.NaN : Date.parse(item.estimatedReadyAt);
    const known = this.#furthest.get(item.id) ?? 0;
    if (Number.isNaN(ready)) return { fraction: known, minutes: 0, late: false, unknown: true };
    const begun = Date.parse(item.sentAt ?? item.createdAt);
    const share = ready > begun ? (now - begun) / (ready - begun) : 1;
    const stepped = Math.floor(Math.min(Math.max(share, 0), MOST) / STEP + 1e-9) * STEP;
    const fraction = Math.max(known, stepped);
    this.#furthest.set(item.id, fraction);
    const late = now > ready + GRACE;
    return { fraction, minutes: late ? 0 : Math.max(1, Math.round((ready - now) / MINUTE)), late, unknown: false };
  }

  /** Forgets videos that are no longer in the queue. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#furthest.keys()) if (!ids.has(id)) this.#furthest.delete(id);
  }
}
