import { AppError } from '../../errors/app-error';
import type { Draft, DraftCard } from '../bindings';
import { draftOf, emptyDraft } from './create';
import type { Handlers, World } from './world';

type Part = Pick<
  Handlers,
  | 'open_draft'
  | 'save_draft'
  | 'list_drafts'
  | 'new_draft'
  | 'get_draft'
  | 'rename_draft'
  | 'duplicate_draft'
  | 'remove_draft'
  | 'restore_draft'
  | 'list_presets'
  | 'save_preset'
  | 'remove_preset'
  | 'export_presets'
  | 'import_presets'
>;

const card = ({ id, name, form, takes, updatedAt }: Draft): DraftCard => {
  const { idea, style, duration } = form;
  return { id, name, idea: idea.slice(0, 200), style, duration, takes: takes.length, updatedAt };
};

/** `world.draft` is the one on screen; `world.drafts` are the others, the newest first. */
export function draftHandlers(world: World): Part {
  const removed = new Map<string, Draft>();
  const turnTo = (draft: Draft) => {
    if (world.draft) world.drafts = [world.draft, ...world.drafts];
    world.drafts = world.drafts.filter(({ id }) => id !== draft.id);
    world.draft = draft;
    return draft;
  };
  const find = (id: string) => {
    const draft = [draftOf(world), ...world.drafts].find((one) => one.id === id);
    if (!draft) throw new AppError({ code: 'not_found', message: 'draft' });
    return draft;
  };
  const put = (draft: Draft) => {
    if (world.draft?.id === draft.id) world.draft = draft;
    world.drafts = world.drafts.map((one) => (one.id === draft.id ? draft : one));
  };
  return {
    open_draft: () => {
      const [first, ...rest] = world.drafts;
      if (!world.draft && first) [world.draft, world.drafts] = [first, rest];
      return draftOf(world);
    },
    save_draft: ({ id, form }) => (put({ ...find(id), form, updatedAt: world.at(0) }), null),
    list_drafts: () => [...(world.draft ? [world.draft] : []), ...world.drafts].map(card),
    new_draft: () => turnTo(emptyDraft(world)),
    get_draft: ({ id }) => turnTo(find(id)),
    rename_draft: ({ id, name }) => (put({ ...find(id), name: name === '' ? null : name }), null),
    duplicate_draft: ({ id }) => {
      const { name, form, takes } = find(id);
      return turnTo({ ...emptyDraft(world), name: name === null ? null : `${name} copy`, form, takes });
    },
    remove_draft: ({ id }) => {
      removed.set(id, find(id));
      if (world.draft?.id === id) world.draft = null;
      world.drafts = world.drafts.filter((one) => one.id !== id);
      return null;
    },
    restore_draft: ({ id }) => {
      const draft = removed.get(id);
      if (draft) world.drafts = [draft, ...world.drafts];
      return null;
    },
    list_presets: () => world.presets,
    save_preset: ({ id, name, options }) => {
      if (name === '') {
        const fields = [{ field: 'name', rule: 'required', limit: null, actual: null } as const];
        throw new AppError({ code: 'invalid_input', message: 'name', fields });
      }
      const preset = { id: id ?? world.id('preset'), name, options };
      world.presets = [...world.presets.filter((other) => other.id !== preset.id), preset];
      return preset;
    },
    remove_preset: ({ id }) => {
      world.presets = world.presets.filter((preset) => preset.id !== id);
      return null;
    },
    export_presets: () => ({ fileName: 'TikVod presets 2026-11-24 051500.json' }),
    import_presets: ({ text }) => {
      if (!text.includes('tikvod-presets')) {
        const fields = [{ field: 'text', rule: 'unreadable', limit: null, actual: null } as const];
        throw new AppError({ code: 'invalid_input', message: 'text', fields });
      }
      return { added: ['From a file'], known: [], refused: [] };
    },
  };
}
