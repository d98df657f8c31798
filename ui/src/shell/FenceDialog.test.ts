import { fireEvent, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { AppError } from '../lib/errors';
import { breaches, open, settle } from '../test/render';
import FenceDialog from './FenceDialog.svelte';

const refusal = (field: string, limit: number, actual: number) =>
  new AppError({
    code: 'fence',
    message: 'This would pass the fence.',
    fields: [{ field, rule: 'out_of_range', limit, actual }],
  });

it('asks with the numbers, one question after the other, and does on a yes the same again, confirmed', async () => {
  const { app } = await open(FenceDialog, 'queue');
  const sent: unknown[] = [];
  const act = (field: string) => (confirmed: { confirmFence?: true }) => {
    sent.push({ field, ...confirmed });
    return confirmed.confirmFence === true ? Promise.resolve(field) : Promise.reject(refusal(field, 10, 12));
  };
  const day = app.fence.pass(act('fenceDay'));
  const batch = app.fence.pass(act('fenceBatch'));
  await settle();
  expect(screen.getByTestId('fence').textContent).toContain('It would be 12 credits today. Your fence is 10 a day.');
  expect(await breaches()).toEqual([]);
  await fireEvent.click(screen.getByTestId('fence-no'));
  await settle();
  expect(await day).toBeNull();
  expect(screen.getByTestId('fence').textContent).toContain('12 credits at once');
  await fireEvent.click(screen.getByTestId('fence-yes'));
  expect(await batch).toBe('fenceBatch');
  await settle();
  expect(screen.queryByTestId('fence')).toBeNull();
  const expected = [{ field: 'fenceDay' }, { field: 'fenceBatch' }, { field: 'fenceBatch', confirmFence: true }];
  expect(sent).toEqual(expected);
});

it('keeps the focus among its own buttons, both ways round', async () => {
  const { app } = await open(FenceDialog, 'queue');
  void app.fence.pass(() => Promise.reject(refusal('fenceDay', 10, 12)));
  await settle();
  const [yes, close] = [screen.getByTestId('fence-yes'), screen.getByRole('button', { name: 'Close' })];
  yes.focus();
  await fireEvent.keyDown(yes, { key: 'Tab' });
  expect(document.activeElement).toBe(close);
  await fireEvent.keyDown(close, { key: 'Tab', shiftKey: true });
  expect(document.activeElement).toBe(yes);
});

it('lets every other failure pass', async () => {
  const { app } = await open(FenceDialog, 'queue');
  const offline = new AppError({ code: 'offline', message: 'No connection.' });
  await expect(app.fence.pass(() => Promise.reject(offline))).rejects.toBe(offline);
  expect(app.fence.question).toBeNull();
});
