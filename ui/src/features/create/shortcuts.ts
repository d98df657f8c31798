import type { ShortcutInfo } from '$lib/actions';
import { t } from '$lib/i18n';

// The title is looked up when it is read: the language is chosen after this file has been loaded.
const info = (id: string, title: () => string, ...keys: string[]): ShortcutInfo => ({
  id: `create.${id}`,
  get title() {
    return title();
  },
  area: 'create',
  keys,
});

/** Names and keys of what Create can do; its view adds what each does. */
export const keysOf = {
  preview: info('preview', () => t.create.previewFree, 'Mod+R'),
  newTake: info('newTake', () => t.create.newTake, 'Mod+Shift+R'),
  play: info('play', () => t.create.play, 'Mod+Space'),
  previousLine: info('previousLine', () => t.create.previousLine, ','),
  nextLine: info('nextLine', () => t.create.nextLine, '.'),
  safeArea: info('safeArea', () => t.create.safeArea, 'Alt+S'),
  voice: info('voice', () => t.create.playVoice, 'Alt+V'),
  metadata: info('metadata', () => t.create.showMetadata, 'Alt+M'),
  drafts: info('drafts', () => t.create.drafts.title, 'Alt+D'),
  newDraft: info('newDraft', () => t.create.drafts.new, 'Mod+N'),
  presets: info('presets', () => t.create.presets.open, 'Alt+P'),
  add: info('add', () => t.create.add, 'Mod+Enter'),
};

export const takeKeys = Array.from({ length: 9 }, (_, i) =>
  info(`take${i + 1}`, () => t.create.take(i + 1), `Alt+${i + 1}`),
);

export const shortcuts: readonly ShortcutInfo[] = [...Object.values(keysOf), ...takeKeys];
