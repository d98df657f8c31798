import { defineAction, type Action } from '$lib/actions';
import { t } from '$lib/i18n';
import type { Library } from './library.svelte';

type Hands = { search: () => void; filters: () => void; sort: () => void; close: () => void };

/** Everything the library can do, with its keys; registered while the library is on screen. */
export function libraryActions(model: Library, hands: Hands): Action[] {
  const words = t.library.actions;
  const area = 'library' as const;
  const hasCurrent = () => model.current !== null;
  const hasDetail = () => model.detail !== null;
  const download = async () => {
    const card = model.current;
    if (model.selection.size > 0) await model.downloadSelected();
    else if (card !== null) await model.download(card.id);
  };
  const canDownload = () => model.selection.size > 0 || model.current?.status === 'completed';
  return [
    { id: 'library.search', title: words.search, keys: ['/'], run: hands.search },
    {
      id: 'library.all',
      title: words.all,
      keys: ['Mod+A'],
      yieldsToText: true,
      when: () => (model.list.total ?? 0) > 0,
      run: () => model.selection.all(model.list.total ?? 0),
    },
    {
      id: 'library.select',
      title: words.select,
      keys: ['X'],
      when: () => model.list.at(model.selection.cursor) !== null,
      run: () => {
        const card = model.list.at(model.selection.cursor);
        if (card !== null) model.selection.toggle(model.selection.cursor, card.id);
      },
    },
    { id: 'library.download', title: words.download, keys: ['D'], when: canDownload, run: download },
    {
      id: 'library.plan',
      title: words.plan,
      keys: ['Mod+P'],
      when: hasCurrent,
      run: () => {
        if (model.current !== null) model.plan(model.current.id);
      },
    },
    {
      id: 'library.variation',
      title: words.variation,
      keys: ['V'],
      when: hasDetail,
      run: () => {
        if (model.detail !== null) model.variation(model.detail);
      },
    },
    {
      id: 'library.copy',
      title: words.copy,
      keys: ['C'],
      when: () => (model.detail?.script.length ?? 0) > 0,
      run: async () => {
        if (model.detail !== null) await model.copyScript(model.detail);
      },
    },
    { id: 'library.filters', title: words.filters, keys: ['F'], run: hands.filters },
    { id: 'library.sort', title: words.sort, keys: ['S'], run: hands.sort },
    {
      id: 'library.play',
      title: words.play,
      keys: ['Space'],
      when: () => model.detail?.playable === true,
      run: () => model.player.toggle(),
    },
    {
      id: 'library.close',
      title: words.close,
      keys: ['Escape'],
      when: () => model.selection.size > 0 || model.openId !== null,
      run: () => {
        if (model.selection.size > 0) model.selection.clear();
        else hands.close();
      },
    },
  ].map((action: Omit<Action, 'area'>) => defineAction({ ...action, area }));
}
