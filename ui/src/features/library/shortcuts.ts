import type { ShortcutInfo } from '$lib/actions';
import { t } from '$lib/i18n';

const keys = {
  search: ['/'],
  all: ['Mod+A'],
  select: ['X'],
  download: ['D'],
  plan: ['Mod+P'],
  variation: ['V'],
  copy: ['C'],
  filters: ['F'],
  sort: ['S'],
  play: ['Space'],
  close: ['Escape'],
} as const satisfies Partial<Record<keyof typeof t.library.actions, readonly string[]>>;

export type Shortcut = keyof typeof keys;
const names = Object.keys(keys) as Shortcut[];

/** The keys of the library; `actions.ts` says what they do. */
export const shortcuts: readonly (ShortcutInfo & { name: Shortcut })[] = names.map((name) => ({
  name,
  id: `library.${name}`,
  // Looked up when it is read: the language is chosen after this file has been loaded.
  get title() {
    return t.library.actions[name];
  },
  area: 'library',
  keys: keys[name],
}));
