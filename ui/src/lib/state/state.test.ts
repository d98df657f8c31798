import { describe, expect, it, vi } from 'vitest';
import { mockBackend } from '../ipc/mock';
import { settle } from '../../test/settle';
import { AppState } from './app-state.svelte';
import { Remote } from './remote.svelte';
import { Toasts } from './toasts.svelte';

describe('Remote', () => {
  it('asks once more after the running question, however often it is told to', async () => {
    let asked = 0;
    const answers: ((value: number) => void)[] = [];
    const remote = new Remote(
      () =>
        new Promise<number>((done) => {
          asked += 1;
          answers.push(done);
        }),
    );
    const all = [remote.refresh(), remote.refresh(), remote.refresh()];
    expect(remote.loading).toBe(true);
    answers[0]?.(1);
    await settle();
    answers[1]?.(2);
    await Promise.all(all);
    expect([asked, remote.value]).toEqual([2, 2]);
  });

  it('keeps what it knows when a later question fails', async () => {
    let fail = false;
    const remote = new Remote(() => (fail ? Promise.reject(new Error('gone')) : Promise.resolve(7)));
    await remote.refresh();
    fail = true;
    await remote.refresh();
    expect([remote.value, remote.error?.code]).toEqual([7, 'internal']);
  });
});

describe('AppState', () => {
  async function started() {
    const backend = mockBackend();
    const state = new AppState(backend);
    state.start();
    await settle();
    return { backend, state };
  }

  it('tells only those whose kind of thing changed', async () => {
    const { backend, state } = await started();
    const [intents, plans] = [vi.fn(), vi.fn()];
    state.subscribe(['intent'], intents);
    state.subscribe(['plan', 'social_account'], plans);
    backend.world.changed(['intent', 'a'], ['draft', 'd']);
    expect(intents).toHaveBeenCalledWith(['a']);
    expect(plans).not.toHaveBeenCalled();
  });

  it('has everything asked again after a gap', async () => {
    const { backend, state } = await started();
    const plans = vi.fn();
    state.subscribe(['plan'], plans);
    backend.world.skip(3);
    backend.world.changed(['intent', 'a']);
    expect(plans).toHaveBeenCalledWith('all');
  });

  it('asks for counts and credits again with every change', async () => {
    const { backend, state } = await started();
    backend.world.credits = 5;
    backend.world.changed(['intent', 'a']);
    await settle();
    expect(state.credits).toBe(5);
  });

  it('is silent to those that have gone', async () => {
    const { backend, state } = await started();
    const heard = vi.fn();
    state.subscribe(['intent'], heard)();
    backend.world.changed(['intent', 'a']);
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('Toasts', () => {
  function clock() {
    const runs = new Map<number, () => void>();
    let next = 1;
    const toasts = new Toasts({
      set: (run) => {
        runs.set(next, run);
        return next++;
      },
      clear: (handle) => void runs.delete(handle as number),
    });
    return { toasts, runs, pass: () => [...runs.values()].forEach((run) => run()) };
  }

  it('goes by itself, unless it is an error', () => {
    const { toasts, pass } = clock();
    toasts.show('done');
    toasts.show('broken', { tone: 'bad' });
    pass();
    expect(toasts.all.map((toast) => toast.text)).toEqual(['broken']);
  });

  it('waits while the pointer rests on it', () => {
    const { toasts, runs } = clock();
    const id = toasts.show('done');
    toasts.pause(id);
    expect(runs.size).toBe(0);
    toasts.resume(id);
    expect(runs.size).toBe(1);
  });

  it('says the same thing once and three things at most', () => {
    const { toasts } = clock();
    toasts.show('a');
    toasts.show('a');
    expect(toasts.all).toHaveLength(1);
    for (const text of ['b', 'c', 'd']) toasts.show(text);
    expect(toasts.all.map((toast) => toast.text)).toEqual(['b', 'c', 'd']);
  });
});
