import { createContext, onMount } from 'svelte';
import { Actions, type Action } from './actions';
import { asAppError, describe, type Remedy } from './errors';
import { t } from './i18n';
import type { Backend, MediaKind } from './ipc/backend';
import type { Entity, Link } from './ipc/bindings';
import { mac } from './platform';
import { AppState, type Touched } from './state/app-state.svelte';
import { Fence } from './state/fence.svelte';
import { Router } from './state/router.svelte';
import { Toasts } from './state/toasts.svelte';
import { Undo, type Change } from './undo/undo.svelte';

/** A thing that outlives its view, and what ends its reactivity. */
type Kept = { value: unknown; end: () => void };

/** Everything that the views share, made once and handed down by context. */
export class App {
  readonly state: AppState;
  readonly router = new Router();
  readonly toasts: Toasts;
  readonly undo: Undo;
  readonly fence = new Fence();
  readonly actions: Actions;
  /** Words for screen readers; the shell speaks them once. */
  spoken = $state('');
  readonly #kept = new Map<string, Kept>();
  paletteOpen = $state(false);
  shortcutsOpen = $state(false);
  ledgerOpen = $state(false);

  constructor(
    readonly backend: Backend,
    options: { toasts?: Toasts } = {},
  ) {
    this.state = new AppState(backend);
    this.toasts = options.toasts ?? new Toasts();
    const failed = (error: unknown) => this.report(error);
    this.undo = new Undo({ told: (message) => this.toasts.show(message), failed, words: t.common });
    this.actions = new Actions({ mac: () => mac, failed });
  }

  /** Shows a failure that has no place of its own on the screen. */
  report(error: unknown): void {
    const failure = asAppError(error);
    const words = describe(failure);
    const remedy = this.remedy(words.remedy);
    this.toasts.show(`${words.title}. ${words.body}`, remedy ? { tone: 'bad', action: remedy } : { tone: 'bad' });
  }

  /** The button for a failure's remedy, where it is one that the shell can do without knowing what was tried. */
  remedy(kind: Remedy): { label: string; run: () => void } | null {
    switch (kind) {
      case 'open_settings':
        return { label: t.common.openSettings, run: () => this.router.go('settings') };
      case 'api_keys':
        return { label: t.common.getKey, run: () => this.openLink('api_keys') };
      case 'top_up':
        return { label: t.common.topUp, run: () => this.openLink('top_up') };
      case 'dashboard':
        return { label: t.common.dashboard, run: () => this.openLink('dashboard') };
      case 'none':
      case 'retry':
        return null;
    }
  }

  openLink(link: Link): void {
    this.backend.call('open_link', { link }).catch((error: unknown) => this.report(error));
  }

  /** Makes a change, puts it on the undo stack and says so with an Undo button. */
  async change(change: Change): Promise<void> {
    await this.undo.make(change);
    this.toasts.show(change.label, { action: { label: t.common.undo, run: () => void this.undo.undo(change) } });
  }

  /** Speaks to screen readers; the same words twice are spoken twice. */
  announce(words: string): void {
    this.spoken = words === this.spoken ? `${words}\u00a0` : words;
  }

  /**
   * What outlives its view: made once, found again when the screen is opened again, gone with the account (`forget`).
   */
  keep<T>(key: string, make: () => T): T {
    let kept = this.#kept.get(key);
    if (!kept) {
      const entry: Kept = { value: undefined, end: () => undefined };
      // A root of its own: a `$derived` that is made while a view mounts belongs to that view, and after the view is
      // gone it would answer with its last value for ever.
      entry.end = $effect.root(() => {
        entry.value = make();
      });
      this.#kept.set(key, entry);
      kept = entry;
    }
    return kept.value as T;
  }

  forget(): void {
    for (const kept of this.#kept.values()) kept.end();
    this.#kept.clear();
    this.undo.clear();
  }

  mediaUrl(kind: MediaKind, id: string): string {
    return this.backend.mediaUrl(kind, id, this.state.status ?? { platform: 'linux', mediaBase: '' });
  }
}

const [getApp, setApp] = createContext<App>();
export const useApp = getApp;
export const provideApp = setApp;

/** Registers a view's actions while it is on screen. */
export function useActions(actions: readonly Action[]): void {
  const app = useApp();
  onMount(() => app.actions.register(actions));
}

/** Hears of changes while the view is on screen. */
export function useChanges(entities: readonly Entity[], heard: (touched: Touched) => void): void {
  const app = useApp();
  onMount(() => app.state.subscribe(entities, heard));
}
