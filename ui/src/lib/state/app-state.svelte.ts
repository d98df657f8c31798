import type { Backend } from '../ipc/backend';
import type { AppStatus, Change, Changes, Entity, Settings } from '../ipc/bindings';
import { Remote } from './remote.svelte';

/** Ids of what changed, or `all` when some changes were missed and everything has to be asked for again. */
export type Touched = readonly string[] | 'all';
type Listener = { entities: readonly Entity[]; heard: (touched: Touched) => void };

/** The window's copy of what Rust says about the whole app, and the one place that hears of changes. */
export class AppState {
  readonly #status: Remote<AppStatus>;
  readonly #listeners = new Set<Listener>();
  #seq: number | null = null;

  readonly account = $derived.by(() => this.status?.account ?? null);
  readonly credits = $derived.by(() => this.status?.credits?.credits ?? null);
  readonly offline = $derived.by(() => this.status?.connection === 'offline');
  readonly settings = $derived.by<Settings | null>(() => this.status?.settings ?? null);

  constructor(private readonly backend: Backend) {
    this.#status = new Remote(() => this.backend.call('app_status', null));
  }

  get status(): AppStatus | null {
    return this.#status.value;
  }

  get error() {
    return this.#status.error;
  }

  /** Listens first and asks then, so that nothing falls between. */
  start(): () => void {
    const stop = this.backend.onChanged((changes) => this.#heard(changes));
    void this.refresh();
    return stop;
  }

  async refresh(): Promise<void> {
    await this.#status.refresh();
    const seq = this.status?.seq;
    if (seq !== undefined) this.#seq = Math.max(this.#seq ?? 0, seq);
  }

  /** Puts in the status or settings that a command returned. */
  accept(status: AppStatus): void {
    this.#status.set(status);
    this.#seq = Math.max(this.#seq ?? 0, status.seq);
  }

  acceptSettings(settings: Settings): void {
    if (this.status) this.#status.set({ ...this.status, settings });
  }

  /** Tells of changes to these kinds of things until the returned function is called. */
  subscribe(entities: readonly Entity[], heard: (touched: Touched) => void): () => void {
    const listener = { entities, heard };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #heard(changes: Changes): void {
    const known = this.#seq;
    this.#seq = Math.max(known ?? 0, changes.seq);
    const missed = known !== null && changes.from > known;
    // Counts, credits and the account stand in the status, and any change can move them.
    void this.refresh();
    for (const listener of this.#listeners) {
      if (missed) listener.heard('all');
      else this.#tell(listener, changes.changes);
    }
  }

  #tell(listener: Listener, changes: readonly Change[]): void {
    const ids = changes.filter((change) => listener.entities.includes(change.entity)).map((change) => change.id);
    if (ids.length > 0) listener.heard(ids);
  }
}
