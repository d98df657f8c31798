import { render } from '@testing-library/svelte';
import axe from 'axe-core';
import type { Component } from 'svelte';
import { App } from '../lib/app.svelte';
import { mockBackend, type MockBackend } from '../lib/ipc/mock';
import { AppFrame } from './frame';
import { settle } from './settle';

export { settle } from './settle';

export type Opened = { container: HTMLElement; unmount: () => void; app: App; backend: MockBackend };

/** Opens a view over the stand-in in the state that `fixture` names. */
export async function open(
  view: Component,
  fixture?: string,
  options: { theme?: 'light' | 'dark' } = {},
): Promise<Opened> {
  const backend = mockBackend(fixture);
  const app = new App(backend);
  document.documentElement.dataset['theme'] = options.theme ?? 'dark';
  const opened = render(AppFrame, { props: { app, view } });
  await settle();
  return { container: opened.container, unmount: opened.unmount, app, backend };
}

/** Breaches of WCAG 2.2 A and AA. Contrast needs real pixels and is measured on the tokens, not here. */
export async function breaches(node: Element = document.body): Promise<string[]> {
  const result = await axe.run(node, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
    },
  });
  return result.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((hit) => hit.html.slice(0, 160)).join(' | ')}`,
  );
}
