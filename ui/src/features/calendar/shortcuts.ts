import type { ShortcutInfo } from '$lib/actions';
import { t } from '$lib/i18n';

const keys = {
  today: ['T'],
  earlier: ['Shift+ArrowLeft'],
  later: ['Shift+ArrowRight'],
  create: ['N'],
  plan: ['Mod+Enter'],
  handOver: ['H'],
  edit: ['E'],
  drop: ['Delete'],
  earlierMinutes: ['Alt+ArrowUp'],
  laterMinutes: ['Alt+ArrowDown'],
  earlierDay: ['Alt+ArrowLeft'],
  laterDay: ['Alt+ArrowRight'],
  close: ['Escape'],
} as const satisfies Partial<Record<keyof typeof t.calendar.actions, readonly string[]>>;

export type Shortcut = keyof typeof keys;
const names = Object.keys(keys) as Shortcut[];

/** The keys of the calendar; `actions.ts` says what they do. */
export const shortcuts: readonly (ShortcutInfo & { name: Shortcut })[] = names.map((name) => ({
  name,
  id: `calendar.${name}`,
  // Looked up when it is read: the language is chosen after this file has been loaded.
  get title() {
    return t.calendar.actions[name];
  },
  area: 'calendar',
  keys: keys[name],
}));
