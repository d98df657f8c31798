import { describe, expect, it, vi } from 'vitest';
import { t } from '../i18n';
import { Undo } from './undo.svelte';

function stack() {
  const told = vi.fn<(message: string) => void>();
  const failed = vi.fn<(error: unknown) => void>();
  const undo = new Undo({ told, failed, words: t.common });
  let value = 0;
  const set = (from: number, to: number) => ({
    label: `${from} to ${to}`,
    redo: () => Promise.resolve((value = to)),
    undo: () => Promise.resolve((value = from)),
  });
  return { undo, told, failed, set, value: () => value };
}

describe('undo', () => {
  it('goes back and forth over the changes in their order', async () => {
    const { undo, set, value, told } = stack();
    await undo.make(set(0, 1));
    await undo.make(set(1, 2));
    await undo.undo();
    await undo.undo();
    expect(value()).toBe(0);
    await undo.redo();
    expect(value()).toBe(1);
    expect(told).toHaveBeenLastCalledWith('Done again: 0 to 1');
  });

  it('forgets what was undone once something new is done', async () => {
    const { undo, set } = stack();
    await undo.make(set(0, 1));
    await undo.undo();
    await undo.make(set(0, 5));
    expect(undo.nextRedo).toBeUndefined();
  });

  it('shows a step that fails and keeps it', async () => {
    const { undo, failed } = stack();
    const change = { label: 'x', redo: () => Promise.resolve(), undo: () => Promise.reject(new Error('no')) };
    await undo.make(change);
    expect(await undo.undo()).toBe(false);
    expect(failed).toHaveBeenCalledOnce();
    expect(undo.next).toBe(change);
  });

  it('lets an old toast undo nothing but its own change', async () => {
    const { undo, set, value } = stack();
    const first = set(0, 1);
    await undo.make(first);
    await undo.make(set(1, 2));
    expect(await undo.undo(first)).toBe(false);
    expect(value()).toBe(2);
  });

  it('does one step at a time', async () => {
    const { undo, set, value } = stack();
    await undo.make(set(0, 1));
    await undo.make(set(1, 2));
    await Promise.all([undo.undo(), undo.undo()]);
    expect(value()).toBe(1);
  });
});
