import type { Action } from '$lib/actions';
import { shortcuts, type Shortcut } from './shortcuts';
import type { Library } from './library.svelte';

type Hands = { search: () => void; filters: () => void; sort: () => void; close: () => void };

type Body = Pick<Action, 'run'> & Partial<Pick<Action, 'when' | 'repeats' | 'yieldsToText'>>;

/** Everything the library can do, with its keys; registered while the library is on screen. */
export function libraryActions(model: Library, hands: Hands): Action[] {
  const hasCurrent = () => model.current !== null;
  const hasDetail = () => model.detail !== null;
  const download = async () => {
    const card = model.current;
    if (model.selection.size > 0) await model.downloadSelected();
    else if (card !== null) await model.download(card.id);
  };
  const canDownload = () => model.selection.size > 0 || model.current?.status === 'completed';
  const bodies: Record<Shortcut, Body> = {
    search: { run: hands.search },
    all: {
      yieldsToText: true,
      when: () => (model.list.total ?? 0) > 0,
      run: () => model.selection.all(model.list.total ?? 0),
    },
    select: {
      when: () => model.list.at(model.selection.cursor) !== null,
      run: () => {
        const card = model.list.at(model.selection.cursor);
        if (card !== null) model.selection.toggle(model.selection.cursor, card.id);
      },
    },
    download: { when: canDownload, run: download },
    plan: {
      when: hasCurrent,
      run: () => {
        if (model.current !== null) model.plan(model.current.id);
      },
    },
    variation: {
      when: hasDetail,
      run: () => {
        if (model.detail !== null) model.variation(model.detail);
      },
    },
    copy: {
      when: () => (model.detail?.script.length ?? 0) > 0,
      run: async () => {
        if (model.detail !== null) await model.copyScript(model.detail);
      },
    },
    filters: { run: hands.filters },
    sort: { run: hands.sort },
    play: {
      when: () => model.detail?.playable === true,
      run: () => model.player.toggle(),
    },
    close: {
      when: () => model.selection.size > 0 || model.openId !== null,
      run: () => {
        if (model.selection.size > 0) model.selection.clear();
        else hands.close();
      },
    },
  };
  return shortcuts.map(({ name, ...info }) => ({ ...info, ...bodies[name] }));
}
