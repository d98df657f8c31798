import type { App } from '../lib/app.svelte';
import type { VideoCard } from '../lib/ipc/bindings';
import { search, type Hit } from './search';

const MOST_VIDEOS = 5;
const PAUSE_MS = 120;

export type Entry = { kind: 'action'; id: string; hit: Hit } | { kind: 'video'; id: string; video: VideoCard };

/** The palette: actions by name at once, videos a moment after the typing stops. */
export class Palette {
  #query = $state('');
  #index = $state(0);
  #videos = $state.raw<readonly VideoCard[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly hits = $derived.by(() => search(this.app.actions.all, this.#query, this.app.router.screen));
  readonly entries = $derived.by<Entry[]>(() => [
    ...this.hits.map((hit) => ({ kind: 'action' as const, id: `a-${hit.action.id}`, hit })),
    ...this.#videos.map((video) => ({ kind: 'video' as const, id: `v-${video.id}`, video })),
  ]);
  readonly current = $derived.by(() => this.entries[Math.min(this.#index, this.entries.length - 1)]);

  constructor(private readonly app: App) {}

  get query(): string {
    return this.#query;
  }

  type(query: string): void {
    this.#query = query;
    this.#index = 0;
    clearTimeout(this.#timer);
    if (query.trim().length < 2) this.#videos = [];
    else this.#timer = setTimeout(() => void this.#look(query), PAUSE_MS);
  }

  move(by: number): void {
    const count = this.entries.length;
    if (count > 0) this.#index = (Math.min(this.#index, count - 1) + by + count) % count;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#query = '';
    this.#index = 0;
    this.#videos = [];
    this.app.paletteOpen = false;
  }

  /** Closed first: what is run may open something of its own or need the focus. */
  run(entry = this.current): void {
    this.close();
    if (!entry) return;
    if (entry.kind === 'action') this.app.actions.run(entry.hit.action);
    else this.app.router.go('library', { id: entry.video.id });
  }

  async #look(query: string): Promise<void> {
    try {
      const page = await this.app.backend.call('list_videos', {
        search: query,
        status: null,
        style: null,
        days: null,
        sort: 'newest',
        offset: 0,
        limit: MOST_VIDEOS,
      });
      if (query === this.#query) this.#videos = page.items;
    } catch {
      // The list of actions is what the palette promises; without the library it is only shorter.
      if (query === this.#query) this.#videos = [];
    }
  }
}
