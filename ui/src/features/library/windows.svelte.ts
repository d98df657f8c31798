// A long list, fetched in windows: the grid says which rows it shows, this fetches the pages they lie in and keeps them.
import { asAppError, type AppError } from '$lib/errors';
import type { LibraryPage, LibraryQuery, VideoCard } from '$lib/ipc/bindings';

export type Filter = Omit<LibraryQuery, 'offset' | 'limit'>;
export type FetchPage = (query: LibraryQuery) => Promise<LibraryPage>;

/** Cards of one page; small enough to be quick, large enough for two screens. */
export const PAGE = 100;
/** The most that `list_videos` gives at a time. */
const MOST = 500;

export class Windows {
  /** Videos that match; null before the first answer. */
  total = $state<number | null>(null);
  /** The last failure, until an answer comes. */
  error = $state.raw<AppError | null>(null);
  #pages = $state.raw<ReadonlyMap<number, VideoCard[]>>(new Map());
  #filter: Filter;
  #fresh = new Set<number>();
  #asked = new Map<number, Promise<void>>();
  #shown: [from: number, to: number] = [0, PAGE - 1];
  // Answers of an older filter are thrown away.
  #turn = 0;
  readonly #fetch: FetchPage;

  constructor(fetch: FetchPage, filter: Filter) {
    this.#fetch = fetch;
    this.#filter = filter;
  }

  /** The card at an index, or null while it is on its way. */
  at(index: number): VideoCard | null {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null;
  }

  /** Index of a video among those that are loaded, or -1. */
  indexOf(id: string): number {
    for (const [page, cards] of this.#pages) {
      const found = cards.findIndex((card) => card.id === id);
      if (found !== -1) return page * PAGE + found;
    }
    return -1;
  }

  /** Another filter: what is shown stays until the answer is there, so that typing does not flicker. */
  async search(filter: Filter): Promise<void> {
    this.#filter = filter;
    this.#shown = [0, PAGE - 1];
    await this.#anew(true);
  }

  /** The same filter, but something changed; only what is on screen is fetched now. */
  async refresh(): Promise<void> {
    await this.#anew(false);
  }

  /** Says which indexes are on screen, and fetches what is missing there. */
  async show(from: number, to: number): Promise<void> {
    this.#shown = [from, to];
    const last = this.total === null ? 0 : Math.max(0, Math.ceil(this.total / PAGE) - 1);
    const pages: Promise<void>[] = [];
    for (let page = Math.floor(from / PAGE); page <= Math.min(Math.floor(to / PAGE), last); page++) {
      if (!this.#fresh.has(page)) pages.push(this.#load(page * PAGE, PAGE));
    }
    await Promise.all(pages);
  }

  /** Ids from one index to another, both included; fetches what is not here. */
  async idsBetween(from: number, to: number): Promise<string[]> {
    for (let offset = Math.floor(from / PAGE) * PAGE; offset <= to; offset += MOST) {
      if (!this.#has(offset, Math.min(offset + MOST - 1, to))) await this.#load(offset, MOST);
    }
    const ids: string[] = [];
    for (let index = from; index <= to; index++) {
      const card = this.at(index);
      if (card !== null) ids.push(card.id);
    }
    return ids;
  }

  #has(from: number, to: number): boolean {
    for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) {
      if (!this.#pages.has(page)) return false;
    }
    return true;
  }

  async #anew(empty: boolean): Promise<void> {
    this.#turn++;
    this.#fresh = new Set();
    this.#asked = new Map();
    const [from, to] = this.#shown;
    if (empty || this.total === null) {
      await this.#load(Math.floor(from / PAGE) * PAGE, PAGE, true);
    } else {
      await this.show(from, to);
    }
  }

  #load(offset: number, limit: number, only = false): Promise<void> {
    const key = offset * 1000 + limit;
    const under = this.#asked.get(key);
    if (under !== undefined) return under;
    const turn = this.#turn;
    const asked = this.#fetch({ ...this.#filter, offset, limit }).then(
      (answer) => {
        if (turn !== this.#turn) return;
        const pages = new Map(only ? [] : this.#pages);
        for (let at = 0; at < Math.max(answer.items.length, 1); at += PAGE) {
          const page = (offset + at) / PAGE;
          pages.set(page, answer.items.slice(at, at + PAGE));
          this.#fresh.add(page);
        }
        this.#pages = pages;
        this.total = answer.total;
        this.error = null;
        this.#asked.delete(key);
      },
      (error: unknown) => {
        if (turn !== this.#turn) return;
        this.error = asAppError(error);
        this.#asked.delete(key);
      },
    );
    this.#asked.set(key, asked);
    return asked;
  }
}
