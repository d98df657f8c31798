// Which of the three columns a video stands in, and in which order. Pure, so that every state is tested.
import type { QueueItem } from '../../lib/ipc/bindings';

export type Groups = {
  /** Sent, but the answer was lost: the person decides. */
  decisions: QueueItem[];
  /** Sent, the answer was lost, and TikVod is still being looked through: nothing to decide yet. */
  checking: QueueItem[];
  sending: QueueItem[];
  /** Waiting or held, in the order in which they go up. */
  waiting: QueueItem[];
  processing: QueueItem[];
  queued: QueueItem[];
  /** Failed and refused, newest first. */
  failed: QueueItem[];
  completed: QueueItem[];
  cancelled: QueueItem[];
};

const time = (text: string | null): number => (text === null ? 0 : Date.parse(text));
const newest = (a: QueueItem, b: QueueItem): number =>
  time(b.finishedAt ?? b.createdAt) - time(a.finishedAt ?? a.createdAt);
const soonest = (a: QueueItem, b: QueueItem): number =>
  (time(a.estimatedReadyAt) || Number.POSITIVE_INFINITY) - (time(b.estimatedReadyAt) || Number.POSITIVE_INFINITY) ||
  time(a.sentAt) - time(b.sentAt);

/** Sorts the queue into its groups. */
export function group(items: readonly QueueItem[]): Groups {
  const groups: Groups = {
    decisions: [],
    checking: [],
    sending: [],
    waiting: [],
    processing: [],
    queued: [],
    failed: [],
    completed: [],
    cancelled: [],
  };
  for (const item of items) groups[column(item)].push(item);
  groups.waiting.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  groups.decisions.sort((a, b) => time(a.sentAt) - time(b.sentAt));
  groups.checking.sort((a, b) => time(a.sentAt) - time(b.sentAt));
  groups.processing.sort(soonest);
  groups.queued.sort((a, b) => time(a.sentAt) - time(b.sentAt));
  groups.failed.sort(newest);
  groups.completed.sort(newest);
  groups.cancelled.sort(newest);
  return groups;
}

function column(item: QueueItem): keyof Groups {
  switch (item.state) {
    case 'unconfirmed':
      return asksPerson(item) ? 'decisions' : 'checking';
    case 'waiting':
    case 'held':
      return 'waiting';
    case 'failed':
    case 'refused':
      return 'failed';
    case 'sending':
    case 'queued':
    case 'processing':
    case 'completed':
    case 'cancelled':
      return item.state;
  }
}

/** Whether only the person can settle it: the answer was lost, and nothing clear was found at TikVod. */
export const asksPerson = (item: QueueItem): boolean => item.state === 'unconfirmed' && item.nextLookAt === undefined;

/** What Cancel does to a video here: nothing was paid yet, or the credit comes back; null where it cannot be cancelled. */
export function cancelCost(item: QueueItem): 'free' | 'refund' | null {
  if (item.state === 'waiting' || item.state === 'held') return 'free';
  // A processing job cannot be cancelled, TikVod refuses it.
  return item.state === 'queued' ? 'refund' : null;
}

export const canRetry = (item: QueueItem): boolean =>
  item.state === 'failed' || item.state === 'refused' || item.state === 'cancelled';

export const canMove = (item: QueueItem): boolean => item.state === 'waiting' || item.state === 'held';

/** The waiting list with one item at a new place, counted from 1. */
export function moved<T extends { id: string }>(items: readonly T[], id: string, position: number): T[] {
  const item = items.find((one) => one.id === id);
  if (item === undefined) return [...items];
  const rest = items.filter((one) => one.id !== id);
  const at = Math.min(Math.max(position, 1), items.length) - 1;
  return [...rest.slice(0, at), item, ...rest.slice(at)];
}

/** The place, counted from 1, that a row gets when its middle is let go at `y`; `middles` are those of all rows at rest. */
export function placeAt(y: number, middles: readonly number[], from: number): number {
  const others = middles.filter((_, index) => index !== from);
  return others.filter((middle) => middle < y).length + 1;
}
