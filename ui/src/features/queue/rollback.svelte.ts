import type { App } from '$lib/app.svelte';
import { t } from '$lib/i18n';
import type { Frozen, FrozenItem, RollbackView } from '$lib/ipc/bindings';
import { Remote } from '$lib/state/remote.svelte';

/** What waits for the person after an older or copied state of the data came back, and what they ticked. */
export class RollbackModel {
  readonly #view: Remote<RollbackView>;
  /** What the person ticked or unticked; anything else is as TikVod's list suggests. */
  #chosen = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  busy = $state(false);

  readonly frozen: Frozen | null = $derived.by(() => this.#view.value?.frozen ?? null);
  readonly videos: readonly FrozenItem[] = $derived.by(() => this.#of('video'));
  readonly posts: readonly FrozenItem[] = $derived.by(() => this.#of('post'));
  /** What is sent once the person goes on. */
  readonly rest = $derived.by(() => ({
    videos: this.videos.filter((item) => !this.sent(item)).length,
    posts: this.posts.filter((item) => !this.sent(item)).length,
  }));

  constructor(private readonly app: App) {
    this.#view = new Remote(() => app.backend.call('rollback', null));
  }

  /** Asks only while something is frozen: the question is rare, and the status says when it is there. */
  async refresh(): Promise<void> {
    if (this.app.state.status?.frozen === true || this.frozen !== null) await this.#view.refresh();
  }

  sent(item: FrozenItem): boolean {
    return this.#chosen.get(item.id) ?? item.seenThere !== null;
  }

  tick(item: FrozenItem, sent: boolean): void {
    this.#chosen = new Map(this.#chosen).set(item.id, sent);
  }

  async goOn(): Promise<void> {
    if (this.busy || this.frozen === null) return;
    this.busy = true;
    try {
      const alreadySent = this.frozen.items.filter((item) => this.sent(item)).map(({ id }) => id);
      this.#view.set(await this.app.backend.call('go_on', { alreadySent }));
      this.#chosen = new Map();
      this.app.announce(t.queue.frozen.settled);
    } finally {
      this.busy = false;
    }
  }

  #of(kind: FrozenItem['kind']): readonly FrozenItem[] {
    return this.frozen?.items.filter((item) => item.kind === kind) ?? [];
  }
}
