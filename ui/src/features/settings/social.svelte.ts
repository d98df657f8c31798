import type { App } from '$lib/app.svelte';
import { asAppError } from '$lib/errors';
import { t } from '$lib/i18n';
import type { SocialAccount } from '$lib/ipc/bindings';
import { Remote } from '$lib/state/remote.svelte';

export const PLATFORMS = ['tiktok', 'youtube_shorts', 'instagram_reels', 'snapchat'] as const;

/** The book of social accounts. TikVod cannot list them, so a person copies each id once. */
export class Social {
  readonly list: Remote<SocialAccount[]>;
  platform = $state<string>('tiktok');
  accountId = $state('');
  name = $state('');
  #reason = $state<string | null>(null);
  #busy = $state(false);

  constructor(private readonly app: App) {
    this.list = new Remote(() => app.backend.call('list_social_accounts', null));
  }

  get reason(): string | null {
    return this.#reason;
  }
  get busy(): boolean {
    return this.#busy;
  }

  async add(): Promise<void> {
    const wish = { platform: this.platform, accountId: this.accountId.trim(), name: this.name.trim() };
    this.#reason = this.#wrong(wish);
    if (this.#reason !== null || this.#busy) return;
    this.#busy = true;
    try {
      await this.app.change({ label: t.settings.social.added(wish.name || wish.accountId), ...this.#steps(wish) });
      this.accountId = '';
      this.name = '';
    } catch (error) {
      const failure = asAppError(error);
      if (failure.fields.some((field) => field.rule === 'duplicate')) this.#reason = t.settings.social.duplicate;
      else this.app.report(failure);
    } finally {
      this.#busy = false;
    }
  }

  async remove(account: SocialAccount): Promise<void> {
    const steps = this.#steps(account);
    try {
      await this.app.change({ label: t.settings.social.removed(account.name), undo: steps.redo, redo: steps.undo });
    } catch (error) {
      this.app.report(error);
    }
  }

  /**
   * Adding and removing undo each other. An account that is added again has another id, so it is found by what it is
   * and not by the id that it had.
   */
  #steps(wish: { platform: string; accountId: string; name: string }) {
    const { platform, accountId, name } = wish;
    return {
      redo: async () => {
        await this.app.backend.call('add_social_account', { platform, accountId, name });
        await this.list.refresh();
      },
      undo: async () => {
        const there = (await this.app.backend.call('list_social_accounts', null)).find(
          (one) => one.platform === platform && one.accountId === accountId,
        );
        if (there) await this.app.backend.call('remove_social_account', { id: there.id });
        await this.list.refresh();
      },
    };
  }

  #wrong(wish: { platform: string; accountId: string }): string | null {
    if (wish.accountId === '') return t.settings.social.required;
    const there = this.list.value?.some(
      (other) => other.platform === wish.platform && other.accountId === wish.accountId,
    );
    return there ? t.settings.social.duplicate : null;
  }
}
