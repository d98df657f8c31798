import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { breaches, open, settle } from '../../test/render';
import QueueView from './QueueView.svelte';

const rows = (root: Element) => Array.from(root.querySelectorAll<HTMLElement>('[data-testid=queue-item]'));
const row = (root: Element, text: string) => rows(root).find((one) => one.textContent.includes(text))!;

describe('the queue', () => {
  it.each([
    'queue',
    'queue-empty',
    'queue-loading',
    'queue-error',
    'queue-paused',
    'queue-offline',
    'queue-refused',
    'queue-frozen',
    'queue-frozen-empty',
  ])(
    'has no breach of WCAG in the state %s',
    async (fixture) => {
      const { container } = await open(QueueView, fixture);
      expect(await breaches(container)).toEqual([]);
    },
    // axe looks at every element; on a busy machine that takes its time.
    30_000,
  );

  it('shows every video in its state', async () => {
    const { container, backend } = await open(QueueView, 'queue');
    expect(rows(container)).toHaveLength(backend.world.items.length);
    for (const one of backend.world.items) {
      expect(row(container, one.idea).dataset['state']).toBe(one.state);
    }
    expect(row(container, '3 sounds').textContent).toContain('Late');
    expect(row(container, '4 roads').textContent).toMatch(/· about \d/);
    expect(row(container, '6 stations').textContent).not.toContain('about');
    expect(row(container, 'Volcanoes').textContent).toContain('Your credit is back.');
    expect(row(container, 'Volcanoes').textContent).toContain('req_5d2e8a41b7c3');
  });

  it('asks once about what another copy may have sent, and sends only the rest', async () => {
    const { backend } = await open(QueueView, 'queue-frozen');
    const go = screen.getByTestId('frozen-go-on');
    const boxes = screen.getAllByRole<HTMLInputElement>('checkbox', { name: /^Sent already/ });
    expect(boxes.map((box) => box.checked)).toEqual([true, false, false, false]);
    expect(go.textContent).toContain('Go on and send 2 videos and 1 post');
    await fireEvent.click(boxes[2]!);
    expect(go.textContent).toContain('Go on and send 1 video and 1 post');
    expect(screen.getByTestId('frozen').textContent).toContain('Costs 1 credit');
    expect(backend.world.calls.some(({ name }) => name === 'go_on')).toBe(false);
    await Promise.all([fireEvent.click(go), fireEvent.click(go)]);
    await settle();
    const asked = backend.world.calls.filter(({ name }) => name === 'go_on');
    expect(asked.map(({ args }) => args)).toEqual([{ alreadySent: ['intent-0001', 'intent-0003'] }]);
    expect(screen.queryByTestId('frozen')).toBeNull();
  });

  it('says what stands in the way where nothing waits', async () => {
    await open(QueueView, 'queue-frozen-empty');
    expect(screen.getByTestId('frozen').textContent).toContain('the keychain was emptied');
    expect(screen.getByTestId('frozen-go-on').textContent).toContain('Go on');
  });

  it('cancels for nothing what has not been sent, and brings it back to its place', async () => {
    const { container, app, backend } = await open(QueueView, 'queue');
    await fireEvent.click(row(container, '5 foods').querySelector('[data-testid=queue-cancel]')!);
    await settle();
    expect(row(container, '5 foods').dataset['state']).toBe('cancelled');
    await app.undo.undo();
    await settle();
    expect(backend.world.items.find((one) => one.idea.startsWith('5 foods'))).toMatchObject({
      state: 'waiting',
      position: 2,
    });
  });

  it('answers a decision once, with a click id of its own for sending again', async () => {
    const { backend } = await open(QueueView, 'queue');
    const again = screen.getByTestId('decision-again');
    await Promise.all([fireEvent.click(again), fireEvent.click(again)]);
    await settle();
    const asked = backend.world.calls.filter(({ name }) => name === 'decide_item');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.args).toMatchObject({ decision: 'send_again' });
  });

  it('moves a row by key, says where it is now, and moves it back', async () => {
    const { container, app, backend } = await open(QueueView, 'queue');
    row(container, '6 stations').focus();
    app.actions.run(app.actions.find('queue.up')!);
    await settle();
    expect(app.spoken).toContain('is 2 of 6');
    const order = () => backend.world.items.filter((one) => one.position !== null).map((one) => one.idea.slice(0, 2));
    expect(order().slice(0, 3)).toEqual(['4 ', '6 ', '5 ']);
    await app.undo.undo();
    await settle();
    expect(order().slice(0, 3)).toEqual(['4 ', '5 ', '6 ']);
  });

  it('moves a row that is dragged, and leaves it where it was on Escape', async () => {
    const { container, backend } = await open(QueueView, 'queue');
    const waiting = () =>
      rows(container).filter(({ dataset }) => dataset['state'] === 'waiting' || dataset['state'] === 'held');
    waiting().forEach((one, index) => {
      const top = index * 56;
      one.getBoundingClientRect = () =>
        ({ top, height: 56, bottom: top + 56, left: 0, right: 400, width: 400, x: 0, y: top }) as DOMRect;
      one.setPointerCapture = () => undefined;
    });
    const carry = async (from: HTMLElement, y: number) => {
      await fireEvent.pointerDown(from, { clientY: 28, button: 0, pointerId: 1 });
      await fireEvent.pointerMove(from, { clientY: y, pointerId: 1 });
    };
    const first = row(container, '4 roads');
    await carry(first, 28 + 2 * 56 + 4);
    await fireEvent.keyDown(window, { key: 'Escape' });
    await settle();
    expect(backend.world.calls.some(({ name }) => name === 'move_item')).toBe(false);
    await carry(first, 28 + 2 * 56 + 4);
    await fireEvent.pointerUp(first, { pointerId: 1 });
    await settle();
    expect(backend.world.calls.filter(({ name }) => name === 'move_item').map(({ args }) => args)).toMatchObject([
      { position: 3 },
    ]);
  });

  it('asks before a key gives up a place at TikVod', async () => {
    const { container, app, backend } = await open(QueueView, 'queue');
    row(container, 'The forest').focus();
    app.actions.run(app.actions.find('queue.cancel')!);
    await settle();
    expect(backend.world.calls.some(({ name }) => name === 'cancel_item')).toBe(false);
    await fireEvent.click(screen.getByText('Cancel – refunds 1 credit'));
    await settle();
    expect(row(container, 'The forest').dataset['state']).toBe('cancelled');
  });

  it('walks from row to row and from column to column', async () => {
    const { container } = await open(QueueView, 'queue');
    row(container, '4 roads').focus();
    await fireEvent.keyDown(document.activeElement!, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(row(container, '5 foods'));
    await fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
    expect((document.activeElement as HTMLElement).dataset['state']).toBe('processing');
    expect(container.querySelectorAll('.qrow[tabindex="0"]')).toHaveLength(1);
  });

  it('pauses and resumes', async () => {
    const { app, backend } = await open(QueueView, 'queue');
    await fireEvent.click(screen.getByTestId('queue-pause'));
    await settle();
    expect(backend.world.settings.paused).toBe(true);
    expect(screen.getByTestId('queue-pause').textContent).toContain('Resume all');
    await app.undo.undo();
    expect(backend.world.settings.paused).toBe(false);
  });

  it('hears of changes and says once what became of a video', async () => {
    const { app, backend, container } = await open(QueueView, 'queue');
    const world = backend.world;
    const one = world.items.find(({ state }) => state === 'processing')!;
    world.items = world.items.map((other) =>
      other.id === one.id ? { ...other, state: 'completed' as const, finishedAt: world.at(0), length: 44 } : other,
    );
    world.changed(['intent', one.id]);
    await settle();
    expect(row(container, one.idea).dataset['state']).toBe('completed');
    expect(app.spoken).toBe(`Ready: ${one.idea}`);
  });

  it('shows text from the API as text', async () => {
    const { container, backend } = await open(QueueView, 'queue-refused');
    const world = backend.world;
    world.items = world.items.map((one) => ({ ...one, idea: '<img src=x onerror=alert(1)>' }));
    world.changed(['intent', 'x']);
    await settle();
    expect(container.querySelector('img[src=x]')).toBeNull();
    expect(container.textContent).toContain('<img src=x');
  });
});
