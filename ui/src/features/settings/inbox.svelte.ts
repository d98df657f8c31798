import type { App } from '$lib/app.svelte';
import { asAppError } from '$lib/errors';
import { t } from '$lib/i18n';
import type { CommandName } from '$lib/ipc/backend';
import type { InboxView } from '$lib/ipc/bindings';
import { Remote } from '$lib/state/remote.svelte';

/** Labels of a host name, with or without a port. The core has the last word. */
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i;

type Calls = Extract<CommandName, 'inbox_on' | 'inbox_off' | 'paste_inbox_secret'>;

/** The webhook inbox. Its secret never comes here: Rust takes it from the clipboard. */
export class Inbox {
  readonly view: Remote<InboxView>;
  #typed = $state<string | null>(null);
  #busy = $state<Calls | null>(null);

  constructor(private readonly app: App) {
    this.view = new Remote(() => app.backend.call('inbox', null));
  }

  get busy(): Calls | null {
    return this.#busy;
  }

  /** Host of the tunnel as it is kept, or as it is being typed. */
  get tunnel(): string {
    return this.#typed ?? this.#kept;
  }
  set tunnel(text: string) {
    this.#typed = text;
  }

  get wrong(): string | null {
    const text = this.tunnel.trim();
    return text === '' || HOST.test(text) ? null : t.settings.inbox.tunnelWrong;
  }

  get #kept(): string {
    const address = this.view.value?.publicAddress;
    return address ? new URL(address).host : '';
  }

  turn(on: boolean): Promise<void> {
    return this.#do(on ? 'inbox_on' : 'inbox_off', () =>
      on ? this.app.backend.call('inbox_on', {}) : this.app.backend.call('inbox_off', null),
    );
  }

  /** Keeps the tunnel's host, where it is another. */
  async keepTunnel(): Promise<void> {
    const tunnel = this.tunnel.trim();
    if (this.wrong !== null) return;
    if (tunnel !== this.#kept) await this.#do('inbox_on', () => this.app.backend.call('inbox_on', { tunnel }));
    this.#typed = null;
  }

  pasteSecret(): Promise<void> {
    return this.#do('paste_inbox_secret', async () => {
      const view = await this.app.backend.call('paste_inbox_secret', null);
      this.app.toasts.show(t.settings.inbox.pasted);
      return view;
    });
  }

  async #do(name: Calls, call: () => Promise<InboxView>): Promise<void> {
    if (this.#busy) return;
    this.#busy = name;
    try {
      await call();
      await this.view.refresh();
    } catch (error) {
      this.app.report(asAppError(error));
    } finally {
      this.#busy = null;
    }
  }
}
