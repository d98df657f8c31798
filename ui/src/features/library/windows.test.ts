import { describe, expect, it } from 'vitest';
import type { LibraryQuery, VideoCard } from '../../lib/ipc/bindings';
import { type Filter, PAGE, Windows } from './windows.svelte';

const filter: Filter = { search: '', status: null, style: null, days: null, sort: 'newest' };
const card = (index: number, prefix: string): VideoCard => ({
  id: `${prefix}${index}`,
  idea: '',
  hook: null,
  status: 'completed',
  style: 'Listicle',
  captionStyle: null,
  duration: 30,
  createdAt: '2026-11-18T12:00:00Z',
  completedAt: null,
  estimatedReadyAt: null,
  hasThumbnail: false,
  platforms: [],
  download: null,
});

function double(total: number) {
  const asked: LibraryQuery[] = [];
  const list = new Windows(async (query) => {
    asked.push(query);
    const count = Math.max(0, Math.min(query.limit, total - query.offset));
    return { total, items: Array.from({ length: count }, (_, n) => card(query.offset + n, query.search || 'v')) };
  }, filter);
  return { asked, list };
}

describe('windows', () => {
  it('fetch only what is shown, and once', async () => {
    const { asked, list } = double(10_000);
    await list.refresh();
    await list.show(0, 40);
    await Promise.all([list.show(5_000, 5_050), list.show(5_010, 5_060)]);
    expect(asked.map(({ offset, limit }) => [offset, limit])).toEqual([
      [0, PAGE],
      [5_000, PAGE],
    ]);
    expect(list.total).toBe(10_000);
    expect(list.at(5_010)?.id).toBe('v5010');
    expect(list.at(2_000)).toBeNull();
    expect(list.indexOf('v5010')).toBe(5_010);
  });

  it('fetch again what is shown when something changed, and keep showing it meanwhile', async () => {
    const { asked, list } = double(10_000);
    await list.refresh();
    await list.show(300, 340);
    const again = list.refresh();
    expect(list.at(310)?.id).toBe('v310');
    await again;
    expect(asked.at(-1)?.offset).toBe(300);
    expect(asked).toHaveLength(3);
  });

  it('throw away the answer to an older search', async () => {
    const { list } = double(50);
    const slow = list.search({ ...filter, search: 'old' });
    const quick = list.search({ ...filter, search: 'new' });
    await Promise.all([slow, quick]);
    expect(list.at(0)?.id).toBe('new0');
  });

  it('give ids of a range that is not loaded, five pages at a time', async () => {
    const { asked, list } = double(1_234);
    await list.refresh();
    const ids = await list.idsBetween(0, 1_233);
    expect(ids).toHaveLength(1_234);
    expect(ids.at(-1)).toBe('v1233');
    expect(asked).toHaveLength(4);
  });

  it('tell a failure and recover', async () => {
    let broken = true;
    const list = new Windows(async () => {
      if (broken) throw new Error('offline');
      return { total: 0, items: [] };
    }, filter);
    await list.refresh();
    expect(list.error).toBeInstanceOf(Error);
    broken = false;
    await list.refresh();
    expect(list.error).toBeNull();
    expect(list.total).toBe(0);
  });
});
