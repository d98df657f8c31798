import type { App } from '$lib/app.svelte';
import { t } from '$lib/i18n';
import { newClickId } from '$lib/ids';
import type { Catalogue, Decision, QueueItem, QueueView } from '$lib/ipc/bindings';
import { Clock } from '$lib/state/clock.svelte';
import { Remote } from '$lib/state/remote.svelte';
import { asksPerson, cancelCost, canMove, canRetry, group, type Groups, moved } from './groups';
import { ProgressBook, type Progress } from './progress';

/** The queue on screen: what Rust says about it, and what a person can do with it. */
export class QueueModel {
  readonly clock: Clock;
  readonly #view: Remote<QueueView>;
  readonly #catalogue: Remote<Catalogue>;
  readonly #book = new ProgressBook();
  /** Rows that wait for the answer to a click. */
  #busy = $state.raw<ReadonlySet<string>>(new Set());
  /** The waiting list while a row is being dragged or until Rust has said the new order. */
  #order = $state.raw<readonly string[] | null>(null);
  /** Id of the row that keys act on. */
  current = $state<string | null>(null);
  /** The queued video whose cancellation is being asked about. */
  asking = $state.raw<QueueItem | null>(null);
  #known: ReadonlyMap<string, string> | null = null;

  readonly groups: Groups = $derived.by(() => {
    const groups = group(this.#view.value?.items ?? []);
    const order = this.#order;
    if (order !== null) groups.waiting.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    return groups;
  });
  readonly here = $derived.by(
    () =>
      this.groups.decisions.length +
      this.groups.checking.length +
      this.groups.sending.length +
      this.groups.waiting.length,
  );
  readonly there = $derived.by(() => this.groups.processing.length + this.groups.queued.length);
  readonly finished = $derived.by(
    () => this.groups.failed.length + this.groups.completed.length + this.groups.cancelled.length,
  );
  readonly empty = $derived.by(() => this.view !== null && this.here + this.there + this.finished === 0);

  /** Rows in the order in which the arrows walk through them, a column each. */
  readonly columns: readonly (readonly string[])[] = $derived.by(() => {
    const { checking, sending, waiting, processing, queued, completed, cancelled } = this.groups;
    const ids = (...parts: QueueItem[][]) => parts.flat().map(({ id }) => id);
    return [ids(checking, sending, waiting), ids(processing, queued), ids(completed, cancelled)];
  });
  /** The one row that Tab leads to. */
  readonly tabStop: string | null = $derived.by(() => {
    const rows = this.columns.flat();
    return this.current !== null && rows.includes(this.current) ? this.current : (rows[0] ?? null);
  });

  constructor(
    private readonly app: App,
    clock = new Clock(),
  ) {
    this.clock = clock;
    this.#view = new Remote(() => app.backend.call('get_queue', null));
    this.#catalogue = new Remote(() => app.backend.call('get_catalogue', null));
  }

  get view(): QueueView | null {
    return this.#view.value;
  }

  get error() {
    return this.#view.error;
  }

  get loading(): boolean {
    return this.#view.loading;
  }

  get paused(): boolean {
    return this.view?.paused ?? false;
  }

  start(): () => void {
    const stop = this.clock.start(1000);
    void this.refresh();
    void this.#catalogue.refresh();
    return stop;
  }

  async refresh(): Promise<void> {
    await this.#view.refresh();
    this.#order = null;
    this.#speak();
  }

  item(id: string | null): QueueItem | null {
    return this.view?.items.find((one) => one.id === id) ?? null;
  }

  voiceName(id: string): string {
    const name = this.#catalogue.value?.voices.find((voice) => voice.id === id)?.name;
    // `Aria (US)`: the locale is too long for a row and stands in the form.
    return name?.replace(/\s*\(.*\)$/, '') ?? id;
  }

  progress(item: QueueItem): Progress {
    return this.#book.of(item, this.clock.now);
  }

  busy(id: string): boolean {
    return this.#busy.has(id);
  }

  /** Runs what a click asked for, and shows why it did not work. */
  async act(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.app.report(error);
    }
  }

  /** The row that an arrow leads to from the present one. */
  neighbour(key: string): string | null {
    const columns = this.columns;
    const at = columns.findIndex((rows) => this.tabStop !== null && rows.includes(this.tabStop));
    const rows = columns[at];
    if (rows === undefined) return null;
    const row = rows.indexOf(this.tabStop ?? '');
    if (key === 'ArrowUp' || key === 'ArrowDown') return rows[row + (key === 'ArrowUp' ? -1 : 1)] ?? null;
    if (key === 'Home') return rows[0] ?? null;
    if (key === 'End') return rows.at(-1) ?? null;
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
    const step = key === 'ArrowLeft' ? -1 : 1;
    // Empty columns are stepped over.
    for (let next = at + step; next >= 0 && next < columns.length; next += step) {
      const there = columns[next] ?? [];
      if (there.length > 0) return there[Math.min(row, there.length - 1)] ?? null;
    }
    return null;
  }

  /** The decision that 1 and 2 answer: the one with the focus, else the first. */
  get decision(): QueueItem | null {
    const { decisions } = this.groups;
    return decisions.find(({ id }) => id === this.current) ?? decisions[0] ?? null;
  }

  /** The decision after the present one, for D. */
  nextDecision(): QueueItem | null {
    const { decisions } = this.groups;
    const at = decisions.findIndex(({ id }) => id === this.current);
    return decisions[(at + 1) % Math.max(decisions.length, 1)] ?? null;
  }

  /** Pauses or resumes all sending. Undone by Ctrl Z, without a toast: the button itself shows it. */
  async togglePause(): Promise<void> {
    const paused = !this.paused;
    const set = async (value: boolean) => {
      const settings = await this.app.backend.call('update_settings', { paused: value });
      this.app.state.acceptSettings(settings);
      await this.refresh();
    };
    await this.app.undo.make({
      label: paused ? t.queue.pausedChange : t.queue.resumedChange,
      undo: () => set(!paused),
      redo: () => set(paused),
    });
  }

  /** Cancels what costs nothing yet at once and undoably; what is queued at TikVod gets its refund and no undo. */
  async cancel(item: QueueItem): Promise<void> {
    const cost = cancelCost(item);
    if (cost === null) return;
    if (cost === 'refund') {
      await this.#during(item.id, () => this.app.backend.call('cancel_item', { id: item.id }));
      this.app.toasts.show(t.queue.cancelledRefund(item.idea));
      return;
    }
    // Bringing it back makes a new intent: TikVod never heard of the old one, so it is still one video.
    let id = item.id;
    await this.app.change({
      label: t.queue.cancelled(item.idea),
      redo: () => this.#during(id, () => this.app.backend.call('cancel_item', { id })),
      undo: () =>
        this.#during(id, async () => {
          const clickId = newClickId();
          const again = { id, clickId };
          const back = await this.app.fence.pass((fence) =>
            this.app.backend.call('retry_item', { ...again, ...fence }),
          );
          if (back === null) return;
          id = back.id;
          if (item.position !== null) await this.app.backend.call('move_item', { id, position: item.position });
        }),
    });
  }

  /** By key it asks first where a refund is involved: a stray Del must not cost a place in TikVod's line. */
  cancelByKey(): void {
    const item = this.item(this.current);
    if (item === null) return;
    if (cancelCost(item) === 'refund') this.asking = item;
    else void this.act(() => this.cancel(item));
  }

  async retry(item: QueueItem): Promise<void> {
    if (!canRetry(item)) return;
    const click = newClickId();
    const again = { id: item.id, clickId: click };
    let done = false;
    await this.#during(item.id, async () => {
      const sent = await this.app.fence.pass((fence) => this.app.backend.call('retry_item', { ...again, ...fence }));
      done = sent !== null;
    });
    if (done) this.app.announce(t.queue.retried(item.idea));
  }

  edit(item: QueueItem): void {
    const { idea, style, voice, captionStyle, duration } = item;
    this.app.router.go('create', { form: { idea, style, voice, captionStyle, duration } });
  }

  async decide(item: QueueItem, decision: Decision): Promise<void> {
    const click = newClickId();
    const args = { id: item.id, decision, clickId: click };
    let done = false;
    await this.#during(item.id, async () => {
      const sent = await this.app.fence.pass((fence) => this.app.backend.call('decide_item', { ...args, ...fence }));
      done = sent !== null;
    });
    if (!done) return;
    const words = t.queue.decision;
    this.app.announce(decision === 'seen_there' ? words.settledSeen(item.idea) : words.settledAgain(item.idea));
  }

  /** Moves a waiting video to a place counted from 1. */
  async move(item: QueueItem, position: number): Promise<void> {
    const waiting = this.groups.waiting;
    const from = waiting.findIndex((one) => one.id === item.id) + 1;
    const to = Math.min(Math.max(position, 1), waiting.length);
    if (!canMove(item) || from === 0 || from === to) return;
    const put = async (place: number) => {
      this.#order = moved(this.groups.waiting, item.id, place).map(({ id }) => id);
      try {
        await this.app.backend.call('move_item', { id: item.id, position: place });
      } finally {
        await this.refresh();
      }
    };
    this.app.announce(t.queue.placed(item.idea, String(to), String(waiting.length)));
    await this.app.undo.make({
      label: t.queue.movedChange(item.idea, t.queue.place(to)),
      undo: () => put(from),
      redo: () => put(to),
    });
  }

  async moveBy(step: -1 | 1): Promise<void> {
    const at = this.groups.waiting.findIndex((one) => one.id === this.current);
    const item = this.groups.waiting[at];
    if (item !== undefined) await this.move(item, at + 1 + step);
  }

  async download(item: QueueItem): Promise<void> {
    const id = item.videoId;
    if (id === null) return;
    await this.#during(item.id, () => this.app.backend.call('download_video', { id }));
  }

  open(item: QueueItem): void {
    if (item.videoId !== null) this.app.router.go('library', { id: item.videoId });
  }

  async #during(id: string, act: () => Promise<unknown>): Promise<void> {
    this.#busy = new Set([...this.#busy, id]);
    try {
      await act();
    } finally {
      this.#busy = new Set([...this.#busy].filter((one) => one !== id));
      await this.refresh();
    }
  }

  /** Speaks what became of a video, once, and nothing on the first look. */
  #speak(): void {
    const items = this.view?.items;
    if (items === undefined) return;
    const before = this.#known;
    this.#known = new Map(items.map((item) => [item.id, spoken(item)]));
    this.#book.keep(new Set(this.#known.keys()));
    if (before === null) return;
    for (const item of items) {
      if (before.get(item.id) === spoken(item)) continue;
      if (item.state === 'completed') this.app.announce(t.queue.spoken.ready(item.idea));
      if (asksPerson(item)) this.app.announce(t.queue.spoken.decide(item.idea));
      if (item.state === 'failed' || item.state === 'refused') this.app.announce(t.queue.spoken.failed(item.idea));
    }
  }
}

/** What is read out when it changes: a lost answer is news for the person only once it is a question. */
const spoken = (item: QueueItem): string => (asksPerson(item) ? 'asks' : item.state);
