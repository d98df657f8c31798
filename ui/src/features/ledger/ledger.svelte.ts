import type { App } from '$lib/app.svelte';
import { t } from '$lib/i18n';
import type { LedgerEntry, LedgerView } from '$lib/ipc/bindings';
import { Remote } from '$lib/state/remote.svelte';

const page = 100;

/** The credit ledger on screen: the newest page, live, and older ones as they are asked for. */
export class LedgerModel {
  readonly #newest: Remote<LedgerView>;
  #older = $state.raw<readonly LedgerEntry[]>([]);
  /** Where the next older page begins, once one was fetched. */
  #next = $state<number | null | undefined>(undefined);
  busy = $state<'older' | 'drift' | 'save' | null>(null);

  readonly entries: readonly LedgerEntry[] = $derived.by(() => {
    const newest = this.view?.entries ?? [];
    const last = newest.at(-1)?.id ?? Infinity;
    return [...newest, ...this.#older.filter(({ id }) => id < last)];
  });

  constructor(private readonly app: App) {
    this.#newest = new Remote(() => app.backend.call('ledger', { limit: page }));
  }

  get view(): LedgerView | null {
    return this.#newest.value;
  }

  get error() {
    return this.#newest.error;
  }

  get next(): number | null {
    return this.#next === undefined ? (this.view?.next ?? null) : this.#next;
  }

  refresh(): Promise<void> {
    return this.#newest.refresh();
  }

  older(): Promise<void> {
    return this.#during('older', async () => {
      if (this.next === null) return;
      const view = await this.app.backend.call('ledger', { before: this.next, limit: page });
      this.#older = [...this.#older, ...view.entries];
      this.#next = view.next;
    });
  }

  acceptDrift(): Promise<void> {
    return this.#during('drift', async () => {
      await this.app.backend.call('accept_drift', null);
      await this.refresh();
      this.app.announce(t.ledger.noted);
    });
  }

  save(): Promise<void> {
    return this.#during('save', async () => {
      const { fileName } = await this.app.backend.call('save_ledger', null);
      const open = () => {
        this.app.backend.call('open_download_folder', null).catch((error: unknown) => this.app.report(error));
      };
      this.app.toasts.show(t.ledger.saved(fileName), { action: { label: t.ledger.openFolder, run: open } });
    });
  }

  async #during(what: NonNullable<LedgerModel['busy']>, act: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = what;
    try {
      await act();
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = null;
    }
  }
}
