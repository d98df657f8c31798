// What is selected and where the keyboard is, in a list whose rows are mostly not loaded: ids are kept, never rows.

/** Gives the ids of the videos from one index to another, both included, in the order of the list. */
export type IdsBetween = (from: number, to: number) => Promise<string[]>;

export class Selection {
  /** Ids that are selected. */
  ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Index of the card that has the keyboard. */
  cursor = $state(0);
  /** Index where a Shift selection began. */
  #anchor = 0;
  /** What was selected when the Shift selection began; it grows and shrinks on top of this. */
  #base: ReadonlySet<string> = new Set();
  // A slow answer for an old range must not overwrite a newer click.
  #turn = 0;
  readonly #between: IdsBetween;

  constructor(between: IdsBetween) {
    this.#between = between;
  }

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Only the keyboard moves; what is selected stays. */
  moveTo(index: number): void {
    this.cursor = index;
    this.#rest(index);
  }

  /** One card more or less: Ctrl click, the tick, X. */
  toggle(index: number, id: string): void {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.ids = ids;
    this.cursor = index;
    this.#rest(index);
  }

  /** From the anchor to here: Shift click, Shift arrows. */
  async extendTo(index: number): Promise<void> {
    this.cursor = index;
    const turn = ++this.#turn;
    const range = await this.#between(Math.min(this.#anchor, index), Math.max(this.#anchor, index));
    if (turn === this.#turn) this.ids = new Set([...this.#base, ...range]);
  }

  /** Everything that matches, loaded or not: Ctrl A. */
  async all(total: number): Promise<void> {
    const turn = ++this.#turn;
    const range = total === 0 ? [] : await this.#between(0, total - 1);
    if (turn === this.#turn) this.ids = new Set(range);
    this.#base = this.ids;
  }

  clear(): void {
    this.ids = new Set();
    this.#rest(this.cursor);
  }

  #rest(index: number): void {
    this.#turn++;
    this.#anchor = index;
    this.#base = this.ids;
  }
}

/** Where an arrow leads in a grid of `columns`. */
export function arrow(key: string, from: number, columns: number, total: number, page = 3): number | null {
  const last = total - 1;
  if (total === 0) return null;
  const to = (index: number) => Math.min(Math.max(index, 0), last);
  switch (key) {
    case 'ArrowLeft':
      return to(from - 1);
    case 'ArrowRight':
      return to(from + 1);
    // Up in the first row and down in the last one stay: jumping sideways would surprise.
    case 'ArrowUp':
      return from - columns < 0 ? from : from - columns;
    case 'ArrowDown':
      return from + columns > last
        ? Math.floor(from / columns) < Math.floor(last / columns)
          ? last
          : from
        : from + columns;
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageUp':
      return to(from - page * columns);
    case 'PageDown':
      return to(from + page * columns);
    default:
      return null;
  }
}
