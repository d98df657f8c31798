import { mount } from 'svelte';
import { App } from './lib/app.svelte';
import type { Backend } from './lib/ipc/backend';
import { tauriBackend } from './lib/ipc/tauri';
import Shell from './shell/Shell.svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/captions.css';

/** In a plain browser there is no Rust: the dev server then brings the stand-in. The build drops this branch. */
async function backend(): Promise<Backend> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
    const { mockBackend } = await import('./lib/ipc/mock');
    const query = new URLSearchParams(location.search);
    if (query.has('pseudo')) {
      const [{ pseudo }, { en }, { useCatalogue }] = await Promise.all([
        import('./lib/i18n/pseudo'),
        import('./lib/i18n/en'),
        import('./lib/i18n'),
      ]);
      useCatalogue(pseudo(en));
    }
    const mock = mockBackend(query.get('fixture'), { latency: Number(query.get('latency') ?? 120) });
    const theme = query.get('theme');
    if (theme === 'light' || theme === 'dark') mock.world.settings.theme = theme;
    return mock;
  }
  return tauriBackend();
}

async function start(): Promise<void> {
  const target = document.getElementById('app');
  if (!target) return;
  const app = new App(await backend());
  if (import.meta.env.DEV) {
    const screen = new URLSearchParams(location.search).get('screen');
    if (screen === 'queue' || screen === 'library' || screen === 'calendar' || screen === 'settings')
      app.router.go(screen);
  }
  mount(Shell, { target, props: { app } });
}

void start();
