import type { Settings } from '../lib/ipc/bindings';

/**
 * Theme and motion on the root element; without `data-theme` the system decides. Text size is not here: Rust zooms the
 * whole web view, so that media queries and pointer coordinates stay true.
 */
export function applyAppearance(
  settings: Pick<Settings, 'theme' | 'reduceMotion'>,
  root: HTMLElement = document.documentElement,
): void {
  if (settings.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = settings.theme;
  if (settings.reduceMotion) root.dataset['motion'] = 'none';
  else delete root.dataset['motion'];
}
