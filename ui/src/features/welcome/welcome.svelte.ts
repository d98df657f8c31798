import type { App } from '$lib/app.svelte';
import { asAppError, type AppError } from '$lib/errors';
import { t } from '$lib/i18n';
import type { AppStatus } from '$lib/ipc/bindings';

export type Doing = 'paste_key' | 'choose_sandbox' | 'open_key_window';

/** The two ways in. One at a time; a failure stays at the place where it was caused until the next try. */
export class Welcome {
  #doing = $state<Doing | null>(null);
  #failed = $state.raw<{ doing: Doing; error: AppError } | null>(null);
  #typing = $state(false);

  constructor(private readonly app: App) {}

  get doing(): Doing | null {
    return this.#doing;
  }

  get failed(): { doing: Doing; error: AppError } | null {
    return this.#failed;
  }

  /** The key window has been opened. */
  get typing(): boolean {
    return this.#typing;
  }

  /** Rust reads the clipboard, checks the key with TikVod and keeps it; the window only hears whether it worked. */
  paste = (): Promise<void> =>
    this.#try('paste_key', async () => this.#enter(await this.app.backend.call('paste_key', null)));

  sandbox = (): Promise<void> =>
    this.#try('choose_sandbox', async () => this.#enter(await this.app.backend.call('choose_sandbox', null)));

  type = (): Promise<void> =>
    this.#try('open_key_window', async () => {
      await this.app.backend.call('open_key_window', null);
      this.#typing = true;
    });

  #enter(status: AppStatus): void {
    this.app.state.accept(status);
    if (status.account?.storage === 'this_run') this.app.announce(t.common.banner.thisRun);
  }

  async #try(doing: Doing, act: () => Promise<void>): Promise<void> {
    if (this.#doing !== null) return;
    this.#doing = doing;
    this.#failed = null;
    try {
      await act();
    } catch (error) {
      this.#failed = { doing, error: asAppError(error) };
    } finally {
      this.#doing = null;
    }
  }
}
