import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { App } from '../lib/app.svelte';
import { t } from '../lib/i18n';
import { mockBackend } from '../lib/ipc/mock';
import { breaches, settle } from '../test/render';
import Shell from './Shell.svelte';

/** Screens are loaded when they are first shown; the first one of a test run takes its time. */
async function opened(fixture?: string) {
  document.documentElement.removeAttribute('data-ready');
  const backend = mockBackend(fixture);
  const app = new App(backend);
  const { container } = render(Shell, { props: { app } });
  await vi.waitFor(() => expect(container.querySelector('.whole')).not.toBeNull(), { timeout: 20_000 });
  await settle();
  return { app, backend, container };
}

const key = (name: string, options: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key: name, ...options });

describe('the shell', () => {
  it('opens with the welcome while there is no account, and with Create after', async () => {
    await opened('welcome');
    expect(screen.queryByTestId('nav-create')).toBeNull();
    await fireEvent.click(screen.getByTestId('try-sandbox'));
    await vi.waitFor(() => expect(screen.getByTestId('idea')).toBeTruthy(), { timeout: 20_000 });
    expect(screen.getByTestId('banner').textContent).toContain('Sandbox: nothing is charged');
  });

  it('marks the first painted frame of a real screen', async () => {
    await opened('create');
    await vi.waitFor(() => expect(document.documentElement.dataset['ready']).toBe('true'));
    expect(performance.getEntriesByName('tikvod:painted').length).toBeGreaterThan(0);
  });

  it.each([
    'create',
    'sandbox',
    'test',
    'override',
    'offline',
    'this-run',
    'key-problem',
    'problem-folder',
    'problem-newer',
    'welcome',
    'welcome-override',
  ])('%s is free of breaches', async (fixture) => {
    await opened(fixture);
    expect(await breaches()).toEqual([]);
  });

  it.each([
    ['test', t.common.banner.test],
    ['welcome-override', 'http://127.0.0.1:8080/v1'],
    ['override', 'http://127.0.0.1:8080/v1'],
    ['offline', t.common.banner.offline],
    ['this-run', t.common.banner.thisRun],
    ['key-problem', 'TikVod does not know this key'],
  ])('%s is said in a banner that stays', async (fixture, words) => {
    await opened(fixture);
    expect(screen.getByTestId('banner').textContent).toContain(words);
  });

  it('shows nothing but the problem when the app cannot work', async () => {
    const { backend } = await opened('problem-folder');
    expect(screen.getByTestId('problem').textContent).toContain('permission denied');
    expect(screen.queryByTestId('nav-queue')).toBeNull();
    backend.world.problem = null;
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await vi.waitFor(() => expect(screen.getByTestId('nav-queue')).toBeTruthy());
  });

  it('goes everywhere by key, and shows where one is', async () => {
    const { app } = await opened('create');
    await key('2', { ctrlKey: true });
    expect(app.router.screen).toBe('queue');
    await key(',', { ctrlKey: true });
    expect(screen.getByTestId('nav-settings').getAttribute('aria-current')).toBe('page');
  });

  it('finds and runs an action in the palette', async () => {
    const { app } = await opened('create');
    await key('k', { ctrlKey: true });
    await settle();
    const box = screen.getByRole('combobox', { name: t.common.searchLabel });
    expect(await breaches()).toEqual([]);
    await fireEvent.input(box, { target: { value: 'calen' } });
    const option = document.querySelector('#palette-list [aria-selected=true]')!;
    expect(box.getAttribute('aria-activedescendant')).toBe(option.id);
    await fireEvent.keyDown(box, { key: 'Enter' });
    expect([app.router.screen, app.paletteOpen]).toEqual(['calendar', false]);
  });

  it('lists every shortcut, those of other screens too', async () => {
    const { app } = await opened('sandbox');
    app.router.go('settings');
    await settle();
    await key('?');
    await settle();
    const sheet = screen.getByRole('dialog', { name: 'Shortcuts' });
    expect(sheet.textContent).toContain(t.create.add);
    expect(await breaches()).toEqual([]);
  });

  it('changes the theme and undoes with Ctrl Z', async () => {
    const { app, backend } = await opened('settings');
    await key('L', { ctrlKey: true, shiftKey: true });
    await settle();
    expect([backend.world.settings.theme, document.documentElement.dataset['theme']]).toEqual(['light', 'light']);
    const undo = vi.fn(() => Promise.resolve());
    await app.change({ label: 'x', redo: () => Promise.resolve(), undo });
    await settle();
    document.body.focus();
    await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    await settle();
    expect(undo).toHaveBeenCalledOnce();
  });

  it('forgets everything of the old account when another one comes', async () => {
    const { app } = await opened('create');
    app.keep('x', () => 'old');
    app.router.go('library');
    app.state.accept(await app.backend.call('choose_sandbox', null));
    await settle();
    expect([app.keep('x', () => 'new'), app.router.screen]).toEqual(['new', 'create']);
  });

  it('leaves the screen as it is when a new status says the same', async () => {
    const { app } = await opened('create');
    const idea = screen.getByTestId('idea');
    app.state.accept(structuredClone(await app.backend.call('app_status', null)));
    await settle();
    expect(screen.getByTestId('idea')).toBe(idea);
  });

  it('keeps a draft alive over a visit elsewhere', async () => {
    const { app } = await opened('create-empty');
    app.router.go('library');
    await settle();
    app.router.go('create');
    await settle();
    await fireEvent.input(screen.getByTestId('idea'), { target: { value: '3 lighthouses with a secret' } });
    await fireEvent.click(screen.getByTestId('preview-script'));
    await settle();
    expect(screen.queryByTestId('take-hook')).not.toBeNull();
  });

  it('steers the window by its own buttons', async () => {
    const { backend } = await opened('create');
    await fireEvent.click(screen.getByRole('button', { name: t.common.window.maximise }));
    expect(backend.world.calls.at(-1)).toEqual({ name: 'window_control', args: { action: 'toggle_maximize' } });
  });
});
