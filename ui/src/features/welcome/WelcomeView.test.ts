import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { t } from '$lib/i18n';
import { breaches, open, settle } from '../../test/render';
import WelcomeView from './WelcomeView.svelte';

describe('Welcome', () => {
  it.each(['light', 'dark'] as const)('is free of breaches in %s', async (theme) => {
    await open(WelcomeView, 'welcome', { theme });
    expect(await breaches()).toEqual([]);
  });

  it.each([
    ['welcome-malformed', 'key_malformed'],
    ['welcome-rejected', 'key_rejected'],
    ['welcome-clipboard', 'clipboard_empty'],
    ['welcome-offline', 'offline'],
  ] as const)('%s says so beside the button and lets one try again', async (fixture, code) => {
    const { backend } = await open(WelcomeView, fixture);
    await fireEvent.click(screen.getByTestId('paste-key'));
    await settle();
    expect(screen.getByTestId('welcome-error').textContent).toContain(t.errors[code].title);
    expect(await breaches()).toEqual([]);
    backend.world.mend('paste_key');
    await fireEvent.click(screen.getByTestId('paste-key'));
    await settle();
    expect(screen.queryByTestId('welcome-error')).toBeNull();
    expect(backend.world.account?.kind).toBe('live');
  });

  it('shows that the key is being checked and takes no second click', async () => {
    const { backend } = await open(WelcomeView, 'welcome-busy');
    await fireEvent.click(screen.getByTestId('paste-key'));
    await fireEvent.click(screen.getByTestId('paste-key'));
    await fireEvent.click(screen.getByTestId('try-sandbox'));
    expect(screen.getByText(t.welcome.checking)).toBeTruthy();
    expect(backend.world.calls.filter((call) => call.name !== 'app_status')).toHaveLength(1);
    expect(await breaches()).toEqual([]);
  });

  it('enters the sandbox, or says why not', async () => {
    const { backend } = await open(WelcomeView, 'welcome-sandbox-failed');
    await fireEvent.click(screen.getByTestId('try-sandbox'));
    await settle();
    expect(screen.getByTestId('welcome-error').textContent).toContain('The port is taken.');
    backend.world.mend('choose_sandbox');
    await fireEvent.click(screen.getByTestId('try-sandbox'));
    await settle();
    expect(backend.world.account?.kind).toBe('sandbox');
  });

  it('opens the window for typing and never has a field for the key itself', async () => {
    const { backend, container } = await open(WelcomeView, 'welcome');
    await fireEvent.click(screen.getByTestId('type-key'));
    await settle();
    expect(backend.world.calls.at(-1)?.name).toBe('open_key_window');
    expect(container.querySelectorAll('input, textarea')).toHaveLength(0);
  });
});
