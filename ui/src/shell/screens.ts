import type { Component } from 'svelte';
import type { Screen } from '../lib/state/router.svelte';

type View = { default: Component };

// Each screen is its own file in the bundle, so that the first one is painted before the rest is read.
export const screens: Record<Screen, () => Promise<View>> = {
  create: () => import('../features/create/CreateView.svelte'),
  queue: () => import('../features/queue/QueueView.svelte'),
  library: () => import('../features/library/LibraryView.svelte'),
  calendar: () => import('../features/calendar/CalendarView.svelte'),
  settings: () => import('../features/settings/SettingsView.svelte'),
};

export const welcome = (): Promise<View> => import('../features/welcome/WelcomeView.svelte');

/** Reads the other screens while nothing else is going on. */
export function prefetch(): void {
  const read = () => {
    for (const load of Object.values(screens)) void load();
  };
  // WebKit has requestIdleCallback only behind a flag.
  if ('requestIdleCallback' in window) window.requestIdleCallback(read);
  else setTimeout(read, 600);
}
