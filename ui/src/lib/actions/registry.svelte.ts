import type { Component } from 'svelte';
import { matches, parseChord } from './keys';

export type Area = 'anywhere' | 'create' | 'queue' | 'library' | 'calendar' | 'settings' | 'window';

export type Action = {
  /** Stable, `area.verb`. */
  id: string;
  title: string;
  area: Area;
  /** One or more ways to press it; the first is shown. */
  keys?: readonly string[];
  /** False while it cannot be done; it is then neither run nor listed in the palette. */
  when?: () => boolean;
  run: () => void | Promise<void>;
  icon?: Component;
  /** Holding the key repeats it. Never for what costs money or sends something. */
  repeats?: boolean;
  /** Left to the text field while one has the focus, although it has a modifier (undo, select all). */
  yieldsToText?: boolean;
  /** Works above an open dialog too. */
  aboveDialogs?: boolean;
  /** Not in the palette: opening the palette, for one. */
  hidden?: boolean;
  /** Further words that the palette finds it by. */
  words?: string;
};

/** What the list of shortcuts needs of an action, also while its screen is not open. */
export type ShortcutInfo = Pick<Action, 'id' | 'title' | 'area'> & { keys: readonly string[] };

/** Only types it; the id is unique within the app and `Actions.register` checks that. */
export const defineAction = (action: Action): Action => action;

const textTypes = new Set(['text', 'search', 'password', 'email', 'url', 'number', 'date', 'time', 'datetime-local']);

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return textTypes.has(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

/** Space, Enter and arrows without a modifier belong to the control that has the focus. */
const ownKeys = new Set(['Space', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);
function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'button, a[href], input, select, summary, video, audio, [role=slider], [role=radio], [role=tab], [role=switch]',
    ) !== null
  );
}

/** The one list of everything that can be done. Views register their part while they are on screen. */
export class Actions {
  #list = $state.raw<readonly Action[]>([]);
  #known = $state.raw<ReadonlyMap<string, ShortcutInfo>>(new Map());
  readonly #mac: () => boolean;
  readonly #failed: (error: unknown) => void;

  constructor(options: { mac: () => boolean; failed: (error: unknown) => void }) {
    this.#mac = options.mac;
    this.#failed = options.failed;
  }

  get all(): readonly Action[] {
    return this.#list;
  }

  get mac(): boolean {
    return this.#mac();
  }

  /** Every shortcut of the app, those of screens that are not open too. */
  get shortcuts(): readonly ShortcutInfo[] {
    return [...this.#known.values()];
  }

  /** Makes shortcuts known whose actions are registered later, with their screen. */
  declare(shortcuts: readonly ShortcutInfo[]): void {
    this.#known = new Map([...this.#known, ...shortcuts.map((info) => [info.id, info] as const)]);
  }

  find(id: string): Action | undefined {
    return this.#list.find((action) => action.id === id);
  }

  register(actions: readonly Action[]): () => void {
    for (const action of actions) {
      if (this.find(action.id)) throw new Error(`Two actions are called ${action.id}`);
    }
    this.#list = [...this.#list, ...actions];
    this.declare(actions.flatMap(({ id, title, area, keys }) => (keys?.length ? [{ id, title, area, keys }] : [])));
    return () => {
      this.#list = this.#list.filter((action) => !actions.includes(action));
    };
  }

  run(action: Action): void {
    if (action.when?.() === false) return;
    try {
      Promise.resolve(action.run()).catch(this.#failed);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Returns true when the press was ours. Later registrations come first: a panel over a list wins. */
  handle(event: KeyboardEvent, dialogOpen: boolean): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const inText = isTextField(event.target);
    for (const action of this.#list.toReversed()) {
      if (dialogOpen && !action.aboveDialogs) continue;
      const chord = action.keys?.map(parseChord).find((keys) => matches(keys, event, this.mac));
      if (!chord) continue;
      const modified = chord.mod || chord.alt || /^F\d+$/.test(chord.key);
      if (inText && (!modified || action.yieldsToText)) continue;
      if (!modified && ownKeys.has(chord.key) && isControl(event.target)) continue;
      if (action.when?.() === false) continue;
      event.preventDefault();
      if (!event.repeat || action.repeats) this.run(action);
      return true;
    }
    return false;
  }
}
