import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { t } from '$lib/i18n';
import { breaches, open, settle } from '../../test/render';
import SettingsView from './SettingsView.svelte';

const states = ['settings', 'sandbox', 'test', 'this-run', 'key-problem'];

describe('Settings', () => {
  it.each(
    states.flatMap(
      (state) =>
        [
          [state, 'light'],
          [state, 'dark'],
        ] as const,
    ),
  )('%s is free of breaches in %s', async (state, theme) => {
    await open(SettingsView, state, { theme });
    expect(await breaches()).toEqual([]);
  });

  it('shows of the key only its hint, and where it is kept', async () => {
    await open(SettingsView, 'settings');
    expect(screen.getByTestId('key-hint').textContent).toBe('tv_live_…3f9a');
    expect(
      within(screen.getByTestId('settings-account')).getByText('In your system keychain since 2 November'),
    ).toBeTruthy();
  });

  it('sets a fence, refuses what is no number, and takes the fence away', async () => {
    const { backend } = await open(SettingsView, 'settings');
    const field = screen.getByLabelText<HTMLInputElement>('Credits a day');
    await fireEvent.input(field, { target: { value: 'ten' } });
    await fireEvent.blur(field);
    expect(screen.getByText('A whole number, or nothing.')).toBeTruthy();
    expect(await breaches()).toEqual([]);
    await fireEvent.input(field, { target: { value: '10' } });
    await fireEvent.blur(field);
    await settle();
    expect(backend.world.settings.fenceDay).toBe(10);
    expect(screen.queryByText('A whole number, or nothing.')).toBeNull();
    await fireEvent.input(field, { target: { value: '' } });
    await fireEvent.blur(field);
    await settle();
    const patches = backend.world.calls.filter(({ name }) => name === 'update_settings').map(({ args }) => args);
    expect(patches).toEqual([{ fenceDay: 10 }, { fenceDay: 0 }]);
  });

  it('says where a restored copy would not be noticed', async () => {
    const { backend, app } = await open(SettingsView, 'settings');
    expect(screen.getByTestId('settings-account').textContent).not.toContain('is not noticed');
    backend.world.rollback = { watched: false, frozen: null };
    app.state.accept({ ...app.state.status!, account: { ...app.state.account! } });
    await settle();
    expect(screen.getByTestId('settings-account').textContent).toContain('is not noticed');
  });

  it('changes a setting at once and puts it back when it cannot be kept', async () => {
    const { app, backend } = await open(SettingsView, 'settings');
    await fireEvent.click(within(screen.getByTestId('theme-light')).getByRole('radio'));
    await settle();
    expect(backend.world.settings.theme).toBe('light');
    backend.world.fail('update_settings', { code: 'disk_full', message: '' });
    await fireEvent.click(within(screen.getByTestId('theme-dark')).getByRole('radio'));
    await settle();
    expect(app.state.settings?.theme).toBe('light');
    expect(app.toasts.all[0]?.tone).toBe('bad');
  });

  it('asks before it signs out', async () => {
    const { backend } = await open(SettingsView, 'settings');
    await fireEvent.click(screen.getByTestId('sign-out'));
    expect(backend.world.account).not.toBeNull();
    expect(await breaches()).toEqual([]);
    await fireEvent.click(screen.getByTestId('sign-out-confirm'));
    await settle();
    expect(backend.world.account).toBeNull();
  });

  it('checks the key and says what TikVod said', async () => {
    const { backend } = await open(SettingsView, 'settings');
    await fireEvent.click(screen.getByRole('button', { name: 'Check key' }));
    await settle();
    expect(screen.getByText(t.settings.account.checked)).toBeTruthy();
    backend.world.fail('check_key', { code: 'key_rejected', message: '' });
    await fireEvent.click(screen.getByRole('button', { name: 'Check key' }));
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('TikVod does not know this key');
  });

  it('adds a social account, refuses it twice, removes it and takes that back', async () => {
    const { app, backend } = await open(SettingsView, 'settings');
    const add = async (id: string, name: string) => {
      await fireEvent.input(screen.getByTestId('social-id'), { target: { value: id } });
      await fireEvent.input(screen.getByTestId('social-name'), { target: { value: name } });
      await fireEvent.submit(screen.getByTestId('social-id').closest('form')!);
      await settle();
    };
    await add('', '');
    expect(screen.getByText(t.settings.social.required)).toBeTruthy();
    await add('acc_tt_91', 'again');
    expect(screen.getByText(t.settings.social.duplicate)).toBeTruthy();
    await add('acc_new', '@new');
    expect(backend.world.socials.map((account) => account.name)).toContain('@new');
    await fireEvent.click(screen.getByRole('button', { name: 'Remove @new' }));
    await settle();
    expect(backend.world.socials.map((account) => account.name)).not.toContain('@new');
    await app.undo.undo();
    expect(backend.world.socials.map((account) => account.name)).toContain('@new');
    await app.undo.undo();
    expect(backend.world.socials.map((account) => account.name)).not.toContain('@new');
  });

  it('switches the webhook inbox on, refuses what is no host, and takes the secret without seeing it', async () => {
    const { backend } = await open(SettingsView, 'settings');
    const card = screen.getByTestId('settings-inbox');
    expect(within(card).queryByTestId('inbox-tunnel')).toBeNull();
    await fireEvent.click(within(card).getByRole('switch', { name: t.settings.inbox.use }));
    await settle();
    expect(screen.getByTestId('inbox-state').textContent).toBe(t.settings.inbox.noSecret);
    await fireEvent.click(screen.getByTestId('inbox-secret'));
    await settle();
    expect(backend.world.calls.at(-2)).toEqual({ name: 'paste_inbox_secret', args: null });
    expect(screen.getByTestId('inbox-state').textContent).toBe(t.settings.inbox.open);
    const host = async (text: string) => {
      await fireEvent.input(screen.getByTestId('inbox-tunnel'), { target: { value: text } });
      await fireEvent.blur(screen.getByTestId('inbox-tunnel'));
      await settle();
    };
    await host('https://abc.example.com/x');
    expect(screen.getByText(t.settings.inbox.tunnelWrong)).toBeTruthy();
    expect(backend.world.inbox.publicAddress).toBeNull();
    await host('abc.example.com');
    expect(within(card).getByText('https://abc.example.com/hook/8f3a')).toBeTruthy();
    expect(await breaches()).toEqual([]);
  });
});
