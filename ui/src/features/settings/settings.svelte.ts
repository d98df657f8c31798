import type { App } from '$lib/app.svelte';
import { asAppError, type AppError } from '$lib/errors';
import { t } from '$lib/i18n';
import type { AppStatus, RollbackView, SettingsPatch } from '$lib/ipc/bindings';
import { Remote } from '$lib/state/remote.svelte';

export type Doing = 'paste_key' | 'check_key' | 'sign_out' | 'choose_sandbox';

/** What the settings screen does. A setting is shown as chosen at once and put back when it cannot be kept. */
export class SettingsModel {
  #doing = $state<Doing | null>(null);
  #keyError = $state.raw<AppError | null>(null);
  #keyFine = $state(false);

  /** Whether an older or copied state of the data would be noticed. */
  readonly rollback: Remote<RollbackView>;

  constructor(private readonly app: App) {
    this.rollback = new Remote(() => app.backend.call('rollback', null));
  }

  get doing(): Doing | null {
    return this.#doing;
  }
  get keyError(): AppError | null {
    return this.#keyError;
  }
  /** TikVod has just confirmed the key. */
  get keyFine(): boolean {
    return this.#keyFine;
  }

  async change(patch: SettingsPatch): Promise<void> {
    const before = this.app.state.settings;
    if (before) this.app.state.acceptSettings({ ...before, ...patch });
    try {
      this.app.state.acceptSettings(await this.app.backend.call('update_settings', patch));
    } catch (error) {
      if (before) this.app.state.acceptSettings(before);
      this.app.report(error);
    }
  }

  check = (): Promise<boolean> =>
    this.#account('check_key', () => {
      this.#keyFine = true;
      this.app.announce(t.settings.account.checked);
    });

  paste = (): Promise<boolean> =>
    this.#account('paste_key', (status) => {
      this.app.toasts.show(t.settings.account.replaced);
      if (status.account?.storage === 'this_run') this.app.announce(t.common.banner.thisRun);
    });

  signOut = (): Promise<boolean> => this.#account('sign_out');

  sandbox = (): Promise<boolean> => this.#account('choose_sandbox');

  async type(): Promise<void> {
    try {
      await this.app.backend.call('open_key_window', null);
    } catch (error) {
      this.#keyError = asAppError(error);
    }
  }

  clear(): void {
    this.#keyError = null;
    this.#keyFine = false;
  }

  async #account(doing: Doing, then: (status: AppStatus) => void = () => undefined): Promise<boolean> {
    if (this.#doing !== null) return false;
    this.#doing = doing;
    this.clear();
    try {
      const status = await this.app.backend.call(doing, null);
      this.app.state.accept(status);
      then(status);
      return true;
    } catch (error) {
      this.#keyError = asAppError(error);
      return false;
    } finally {
      this.#doing = null;
    }
  }
}
