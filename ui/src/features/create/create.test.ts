import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '$lib/app.svelte';
import { mockBackend } from '$lib/ipc/mock';
import { Autosave } from './autosave';
import { Create, REST_MS } from './create.svelte';

async function opened(fixture?: string) {
  const backend = mockBackend(fixture);
  const app = new App(backend);
  const model = new Create(app);
  await model.load();
  const calls = (name: string) => backend.world.calls.filter((call) => call.name === name);
  return { app, backend, model, calls };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('add to queue', () => {
  it('makes one video of twenty clicks in a second', async () => {
    const { model, calls, backend } = await opened('create');
    for (let click = 0; click < 20; click++) {
      void model.add();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(calls('queue_video')).toHaveLength(1);
    expect(backend.world.items).toHaveLength(1);
  });

  it('makes one video of clicks that all come before the answer', async () => {
    const { model, calls } = await opened('create');
    await Promise.all(Array.from({ length: 20 }, () => model.add()));
    expect(calls('queue_video')).toHaveLength(1);
  });

  it('queues again on purpose, with a new click id', async () => {
    const { model, calls } = await opened('create');
    await model.add();
    await vi.advanceTimersByTimeAsync(REST_MS + 1);
    await model.add();
    const ids = calls('queue_video').map((call) => (call.args as { clickId: string }).clickId);
    expect(new Set(ids).size).toBe(2);
  });

  it('keeps the click id when it could not be told whether it arrived: the next try is the same video', async () => {
    const { model, calls, backend, app } = await opened('create');
    backend.world.fail('queue_video', { code: 'internal', message: 'x' });
    await model.add();
    backend.world.mend('queue_video');
    await model.add();
    const ids = calls('queue_video').map((call) => (call.args as { clickId: string }).clickId);
    expect(ids[0]).toBe(ids[1]);
    expect(app.toasts.all[0]?.tone).toBe('bad');
  });

  it('sends nothing that breaks a rule, and says which only then', async () => {
    const { model, calls } = await opened('create-empty');
    expect(model.reason('idea')).toBeNull();
    await model.add();
    expect(calls('queue_video')).toHaveLength(0);
    expect(model.reason('idea')).toBe('Write the idea first.');
    model.set({ idea: 'x'.repeat(2080) });
    expect(model.reason('idea')).toBe('2,080 characters, TikVod takes 2,000.');
  });

  it('shows what Rust refused at the field, until the field is changed', async () => {
    const { model, backend } = await opened('create');
    backend.world.fail('queue_video', {
      code: 'invalid_input',
      message: '',
      fields: [{ field: 'voice', rule: 'unknown_value', limit: null, actual: null }],
    });
    await model.add();
    expect(model.reason('voice')).not.toBeNull();
    model.set({ voice: 'aria_us' });
    expect(model.reason('voice')).toBeNull();
  });

  it('hands over the hook of the take on screen', async () => {
    const { model, calls } = await opened('create');
    model.select('take-1');
    await model.add();
    expect(calls('queue_video')[0]?.args).toMatchObject({ hook: 'The sun has not set here since April.' });
  });

  it('hands over no hook of a take that was written for another idea', async () => {
    const { model, calls } = await opened('create');
    model.set({ idea: 'Three bridges that nobody crosses' });
    await model.add();
    expect(calls('queue_video')[0]?.args).toMatchObject({ hook: null });
  });
});

describe('takes', () => {
  it('keeps every take and shows the newest', async () => {
    const { model } = await opened('create');
    await model.preview();
    expect(model.takes.map((take) => take.number)).toEqual([1, 2, 3]);
    expect(model.take?.number).toBe(3);
  });

  it('asks once while it is being written, and costs nothing', async () => {
    const { model, calls } = await opened('create');
    await Promise.all([model.preview(), model.preview()]);
    expect(calls('preview_script')).toHaveLength(1);
    expect(calls('queue_video')).toHaveLength(0);
  });

  it('says what the take was not written for', async () => {
    const { model } = await opened('create');
    expect(model.stale).toEqual([]);
    model.set({ duration: 30, style: 'Quiz', music: 'none' });
    expect(model.stale).toEqual(['style', 'duration']);
  });

  it('keeps the old takes when a new one fails', async () => {
    const { model, backend } = await opened('create');
    backend.world.fail('preview_script', { code: 'offline', message: '' });
    await model.preview();
    expect([model.takes.length, model.writeError?.code]).toEqual([2, 'offline']);
  });

  it('makes a take the idea, and back', async () => {
    const { model, app } = await opened('create');
    const before = model.form?.idea;
    await model.useAsIdea();
    expect(model.form?.idea).toMatch(/^Somewhere on this planet.*tomorrow\.$/);
    await app.undo.undo();
    expect(model.form?.idea).toBe(before);
  });
});

describe('the draft', () => {
  it('is saved within a second of steady typing', async () => {
    const { model, calls } = await opened('create-empty');
    for (let i = 1; i <= 20; i++) {
      model.set({ idea: 'x'.repeat(i) });
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(calls('save_draft').length).toBeGreaterThanOrEqual(1);
    expect(calls('save_draft').length).toBeLessThanOrEqual(2);
    await model.leave();
    expect(calls('save_draft').at(-1)?.args).toMatchObject({ form: { idea: 'x'.repeat(20) } });
  });

  it('says when it could not be read, and reads it at the next try', async () => {
    const { model, backend } = await opened('create-failed');
    expect(model.loadError?.code).toBe('internal');
    backend.world.mend('open_draft');
    await model.load();
    expect(model.form).not.toBeNull();
  });
});

describe('autosave', () => {
  it('writes the newest last, however slow the disk is', async () => {
    const saved: number[] = [];
    const save = new Autosave<number>(async (value) => {
      await new Promise((done) => setTimeout(done, value === 1 ? 500 : 10));
      saved.push(value);
    }, vi.fn());
    save.change(1);
    void save.flush();
    save.change(2);
    void save.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved).toEqual([1, 2]);
  });

  it('goes on after a failure', async () => {
    const failed = vi.fn();
    const saved: number[] = [];
    const save = new Autosave<number>(
      (value) => (value === 1 ? Promise.reject(new Error('full')) : Promise.resolve(saved.push(value))),
      failed,
    );
    save.change(1);
    await save.flush();
    save.change(2);
    await save.flush();
    expect([failed.mock.calls.length, saved]).toEqual([1, [2]]);
  });
});
