import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueItem, QueueState } from '../../lib/ipc/bindings';
import { cancelCost, canMove, canRetry, group, moved, placeAt } from './groups';

const item = (id: string, state: QueueState, more: Partial<QueueItem> = {}): QueueItem => ({
  id,
  videoId: null,
  idea: id,
  hook: null,
  style: 'Listicle',
  voice: 'leo',
  captionStyle: null,
  duration: 30,
  state,
  held: null,
  position: null,
  createdAt: '2026-11-18T12:00:00Z',
  sentAt: null,
  estimatedReadyAt: null,
  finishedAt: null,
  creditsUsed: null,
  creditsRefunded: null,
  hasThumbnail: false,
  length: null,
  problem: null,
  download: null,
  ...more,
});

const states: QueueState[] = [
  'waiting',
  'held',
  'sending',
  'unconfirmed',
  'queued',
  'processing',
  'completed',
  'failed',
  'refused',
  'cancelled',
];

describe('grouping', () => {
  it('puts every state into one group and loses none', () => {
    const groups = group(states.map((state) => item(state, state)));
    expect(Object.entries(groups).map(([name, items]) => [name, items.map(({ id }) => id)])).toEqual([
      ['decisions', ['unconfirmed']],
      ['checking', []],
      ['sending', ['sending']],
      ['waiting', ['waiting', 'held']],
      ['processing', ['processing']],
      ['queued', ['queued']],
      ['failed', ['failed', 'refused']],
      ['completed', ['completed']],
      ['cancelled', ['cancelled']],
    ]);
  });

  it('keeps the order in which videos go up, held or not', () => {
    const { waiting } = group([
      item('c', 'waiting', { position: 3 }),
      item('a', 'held', { position: 1, held: 'paused' }),
      item('b', 'waiting', { position: 2 }),
    ]);
    expect(waiting.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('shows first what is ready first, and what has finished last', () => {
    const groups = group([
      item('later', 'processing', { estimatedReadyAt: '2026-11-18T14:20:00Z' }),
      item('unknown', 'processing'),
      item('soon', 'processing', { estimatedReadyAt: '2026-11-18T14:09:00Z' }),
      item('old', 'completed', { finishedAt: '2026-11-18T09:00:00Z' }),
      item('new', 'completed', { finishedAt: '2026-11-18T13:00:00Z' }),
    ]);
    expect(groups.processing.map(({ id }) => id)).toEqual(['soon', 'later', 'unknown']);
    expect(groups.completed.map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it('names the cost of Cancel, and offers nothing that TikVod refuses', () => {
    expect(states.map((state) => cancelCost(item(state, state)))).toEqual([
      'free',
      'free',
      null,
      null,
      'refund',
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(states.filter((state) => canRetry(item(state, state)))).toEqual(['failed', 'refused', 'cancelled']);
    expect(states.filter((state) => canMove(item(state, state)))).toEqual(['waiting', 'held']);
  });
});

describe('moving', () => {
  const list = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
  const order = (items: { id: string }[]) => items.map(({ id }) => id).join('');

  it('takes places from 1, and the end for anything beyond', () => {
    expect(order(moved(list, 'c', 1))).toBe('cabd');
    expect(order(moved(list, 'a', 99))).toBe('bcda');
    expect(order(moved(list, 'b', -5))).toBe('bacd');
    expect(order(moved(list, 'x', 1))).toBe('abcd');
  });

  it('is undone by moving back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }), (from, to) => {
        const id = list[from]?.id ?? '';
        expect(order(moved(moved(list, id, to), id, from + 1))).toBe('abcd');
      }),
      { numRuns: 50, seed: 7 },
    );
  });

  it('finds the place under the pointer', () => {
    const middles = [28, 84, 140, 196];
    expect(placeAt(28, middles, 0)).toBe(1);
    expect(placeAt(90, middles, 0)).toBe(2);
    expect(placeAt(500, middles, 0)).toBe(4);
    expect(placeAt(-20, middles, 3)).toBe(1);
    expect(placeAt(100, middles, 3)).toBe(3);
  });
});

it('asks about a lost answer only after the last look', () => {
  const looked = item('b', 'unconfirmed', { nextLookAt: '2026-11-18T12:10:00Z' });
  const groups = group([item('a', 'unconfirmed'), looked]);
  expect(groups.decisions.map(({ id }) => id)).toEqual(['a']);
  expect(groups.checking.map(({ id }) => id)).toEqual(['b']);
});
