import type { App } from '$lib/app.svelte';
import { asAppError } from '$lib/errors';
import { t } from '$lib/i18n';
import type { DraftCard } from '$lib/ipc/bindings';
import { Remote } from '$lib/state/remote.svelte';
import type { Create } from './create.svelte';

/** What a draft is called in the list: its name, else its idea. */
export const title = (draft: Pick<DraftCard, 'name' | 'idea'>): string =>
  draft.name ?? (draft.idea.replaceAll(/\s+/g, ' ').trim() || t.create.drafts.untitled);

/** The list of drafts, and what can be done with each. */
export class Drafts {
  readonly list: Remote<DraftCard[]>;

  constructor(
    private readonly app: App,
    private readonly create: Create,
  ) {
    this.list = new Remote(() => app.backend.call('list_drafts', null));
  }

  /** Drafts whose name or idea has all the words of `text`. */
  found(text: string): readonly DraftCard[] {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return (this.list.value ?? []).filter((draft) => {
      const told = `${draft.name ?? ''} ${draft.idea}`.toLocaleLowerCase();
      return words.every((word) => told.includes(word));
    });
  }

  open(id: string): Promise<boolean> {
    return this.#tried(() => this.create.turnTo(() => this.app.backend.call('get_draft', { id })));
  }

  begin(): Promise<boolean> {
    return this.#tried(() => this.create.turnTo(() => this.app.backend.call('new_draft', null)));
  }

  /** What is typed into the draft at hand is kept first, so that the copy has it. */
  duplicate(id: string): Promise<boolean> {
    return this.#tried(async () => {
      await this.create.leave();
      await this.create.turnTo(() => this.app.backend.call('duplicate_draft', { id }));
    });
  }

  /** True when it has the name now. */
  async rename(draft: DraftCard, text: string): Promise<boolean> {
    const [before, after] = [draft.name ?? '', text.trim()];
    if (before === after) return true;
    const put = (name: string) => async () => {
      await this.app.backend.call('rename_draft', { id: draft.id, name });
      this.create.called(draft.id, name === '' ? null : name);
      await this.list.refresh();
    };
    const label = after === '' ? t.create.drafts.unnamed : t.create.drafts.renamed(after);
    return this.#tried(() => this.app.change({ label, undo: put(before), redo: put(after) }));
  }

  async remove(draft: DraftCard): Promise<void> {
    const { id } = draft;
    const after = async () => {
      if (this.create.draft?.id === id) await this.create.turnTo(() => this.app.backend.call('open_draft', null));
      await this.list.refresh();
    };
    await this.#tried(() =>
      this.app.change({
        label: t.create.drafts.removed(title(draft)),
        redo: async () => {
          if (this.create.draft?.id === id) await this.create.leave();
          await this.app.backend.call('remove_draft', { id });
          await after();
        },
        undo: async () => {
          await this.app.backend.call('restore_draft', { id });
          await this.list.refresh();
        },
      }),
    );
  }

  async #tried(what: () => Promise<unknown>): Promise<boolean> {
    try {
      await what();
      return true;
    } catch (error) {
      this.app.report(asAppError(error));
      return false;
    }
  }
}
