import type { ShortcutInfo } from '$lib/actions';
import { t } from '$lib/i18n';

const keys = {
  pause: ['P'],
  up: ['Alt+ArrowUp'],
  down: ['Alt+ArrowDown'],
  first: ['Alt+Home'],
  cancel: ['Delete'],
  retry: ['R'],
  edit: ['E'],
  seen: ['1'],
  again: ['2'],
  next: ['D'],
} as const satisfies Partial<Record<keyof typeof t.queue.actions, readonly string[]>>;

export type Shortcut = keyof typeof keys;
const names = Object.keys(keys) as Shortcut[];

/** The keys of the queue; `actions.ts` says what they do. */
export const shortcuts: readonly (ShortcutInfo & { name: Shortcut })[] = names.map((name) => ({
  name,
  id: `queue.${name}`,
  // Looked up when it is read: the language is chosen after this file has been loaded.
  get title() {
    return t.queue.actions[name];
  },
  area: 'queue',
  keys: keys[name],
}));
