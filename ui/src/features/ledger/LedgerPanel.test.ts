import { fireEvent, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { breaches, open, settle } from '../../test/render';
import LedgerPanel from './LedgerPanel.svelte';

const entries = () =>
  screen.getAllByTestId('ledger-entry').map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim());

it.each(['light', 'dark'] as const)('is free of breaches in %s', async (theme) => {
  await open(LedgerPanel, 'ledger', { theme });
  expect(await breaches()).toEqual([]);
});

it('names every credit, newest first, and says what was assumed', async () => {
  await open(LedgerPanel, 'ledger');
  const lines = entries();
  expect(lines).toHaveLength(5);
  expect(lines[0]).toMatch(/Volcanoes.* Credit returned.*req_5d2e8a41b75.*\+1$/);
  expect(lines[2]).toMatch(/price not said.*−1$/);
  expect(lines[4]).toMatch(/Balance at the beginning\s*\+24$/);
  expect(lines[4]?.match(/Balance at the beginning/g), 'said once').toHaveLength(1);
});

it('shows a difference with what may explain it, until it is taken note of', async () => {
  const { app } = await open(LedgerPanel, 'ledger');
  const words = screen.getByTestId('ledger-drift').textContent;
  expect(words).toContain('differs by −1');
  expect(words).toContain('1 video whose answer was lost');
  expect(words).toContain('2 videos made elsewhere');
  expect(words).not.toContain('not finished');
  await fireEvent.click(screen.getByTestId('ledger-accept'));
  await settle();
  expect(screen.queryByTestId('ledger-drift')).toBeNull();
  expect(app.spoken).toContain('agrees');
});

it('fetches older pages once each, without a gap or a double', async () => {
  const { backend } = await open(LedgerPanel, 'ledger-long');
  expect(entries()).toHaveLength(100);
  for (let page = 0; page < 2; page += 1) {
    await fireEvent.click(screen.getByText('Show older'));
    await settle();
  }
  expect(entries()).toHaveLength(230);
  expect(screen.queryByText('Show older')).toBeNull();
  const asked = backend.world.calls.filter(({ name }) => name === 'ledger').map(({ args }) => args);
  expect(asked).toEqual([{ limit: 100 }, { before: 131, limit: 100 }, { before: 31, limit: 100 }]);
});

it('saves it and offers the folder', async () => {
  const { app, backend } = await open(LedgerPanel, 'ledger');
  await fireEvent.click(screen.getByText('Save as CSV'));
  await settle();
  expect(app.toasts.all[0]?.text).toContain('TikVod ledger');
  app.toasts.all[0]?.action?.run();
  expect(backend.world.calls.at(-1)?.name).toBe('open_download_folder');
});
