import Calendar from '@lucide/svelte/icons/calendar';
import Clapperboard from '@lucide/svelte/icons/clapperboard';
import Contrast from '@lucide/svelte/icons/contrast';
import ExternalLink from '@lucide/svelte/icons/external-link';
import Keyboard from '@lucide/svelte/icons/keyboard';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import Redo from '@lucide/svelte/icons/redo-2';
import Search from '@lucide/svelte/icons/search';
import SettingsIcon from '@lucide/svelte/icons/settings';
import Ticket from '@lucide/svelte/icons/ticket';
import Undo from '@lucide/svelte/icons/undo-2';
import { defineAction, type Action } from '../lib/actions';
import type { App } from '../lib/app.svelte';
import { t } from '../lib/i18n';
import type { Theme, WindowAction } from '../lib/ipc/bindings';
import type { Screen } from '../lib/state/router.svelte';
import { nextRegion } from './regions';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** What can be done from every screen. */
export function globalActions(app: App): Action[] {
  const words = t.actions;
  const signedIn = () => app.state.account !== null;
  const go = (screen: Screen, title: string, keys: string, icon: Action['icon']): Action => {
    const action = defineAction({
      id: `go.${screen}`,
      title,
      area: 'anywhere',
      keys: [keys],
      when: signedIn,
      run: () => app.router.go(screen),
    });
    return icon ? { ...action, icon } : action;
  };
  const control = (action: WindowAction, title: string): Action =>
    defineAction({
      id: `window.${action}`,
      title,
      area: 'window',
      run: () => app.backend.call('window_control', { action }).then(() => undefined),
    });
  const nextTheme = async () => {
    const now = app.state.settings?.theme ?? 'system';
    const theme = themes[(themes.indexOf(now) + 1) % themes.length] ?? 'system';
    app.state.acceptSettings(await app.backend.call('update_settings', { theme }));
    app.announce(t.settings.themes[theme]);
  };
  return [
    defineAction({
      id: 'palette',
      title: words.palette,
      area: 'anywhere',
      keys: ['Mod+K'],
      icon: Search,
      hidden: true,
      when: signedIn,
      run: () => void (app.paletteOpen = true),
    }),
    defineAction({
      id: 'ledger',
      title: t.ledger.open,
      area: 'anywhere',
      words: words.ledgerWords,
      icon: Ticket,
      when: signedIn,
      run: () => void (app.ledgerOpen = true),
    }),
    go('create', words.goCreate, 'Mod+1', Clapperboard),
    go('queue', words.goQueue, 'Mod+2', ListOrdered),
    go('library', words.goLibrary, 'Mod+3', LayoutGrid),
    go('calendar', words.goCalendar, 'Mod+4', Calendar),
    go('settings', words.goSettings, 'Mod+,', SettingsIcon),
    defineAction({
      id: 'shortcuts',
      title: words.shortcuts,
      area: 'anywhere',
      keys: ['?'],
      icon: Keyboard,
      run: () => void (app.shortcutsOpen = true),
    }),
    defineAction({
      id: 'undo',
      title: words.undo,
      area: 'anywhere',
      keys: ['Mod+Z'],
      icon: Undo,
      yieldsToText: true,
      when: () => app.undo.next !== undefined,
      run: () => app.undo.undo().then(() => undefined),
    }),
    defineAction({
      id: 'redo',
      title: words.redo,
      area: 'anywhere',
      keys: ['Mod+Shift+Z'],
      icon: Redo,
      yieldsToText: true,
      when: () => app.undo.nextRedo !== undefined,
      run: () => app.undo.redo().then(() => undefined),
    }),
    defineAction({
      id: 'theme',
      title: words.theme,
      area: 'anywhere',
      keys: ['Mod+Shift+L'],
      icon: Contrast,
      aboveDialogs: true,
      words: 'dark light appearance',
      run: nextTheme,
    }),
    defineAction({
      id: 'region.next',
      title: words.nextRegion,
      area: 'anywhere',
      keys: ['F6'],
      hidden: true,
      run: () => nextRegion(1),
    }),
    defineAction({
      id: 'region.previous',
      title: words.previousRegion,
      area: 'anywhere',
      keys: ['Shift+F6'],
      hidden: true,
      run: () => nextRegion(-1),
    }),
    defineAction({
      id: 'dashboard',
      title: words.dashboard,
      area: 'anywhere',
      icon: ExternalLink,
      run: () => app.openLink('dashboard'),
    }),
    control('minimize', t.common.window.minimise),
    control('toggle_maximize', t.common.window.maximise),
    control('close', t.common.window.close),
  ];
}
