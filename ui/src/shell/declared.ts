import type { ShortcutInfo } from '../lib/actions';

// Screens tell their shortcuts in a file of their own, so that the list is whole before they are opened.
const files = import.meta.glob<{ shortcuts: readonly ShortcutInfo[] }>('../features/*/shortcuts.ts', { eager: true });

export const declared: readonly ShortcutInfo[] = Object.values(files).flatMap((file) => file.shortcuts);
