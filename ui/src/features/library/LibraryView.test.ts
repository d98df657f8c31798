import { fireEvent, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { breaches, open, settle } from '../../test/render';
import LibraryView from './LibraryView.svelte';

// happy-dom lays nothing out: the grid gets the size of a window of 1280 by 800.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1280);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(700);
});

const cards = () => screen.queryAllByTestId('video-card');
const card = (index: number) => document.querySelector<HTMLElement>(`[data-index="${index}"]`)!;
const key = (name: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement!, { key: name, ...more });

describe('the library', () => {
  it.each(['library', 'library-empty', 'library-loading', 'library-error'])(
    'has no breach of WCAG in the state %s',
    async (fixture) => {
      const { container } = await open(LibraryView, fixture);
      expect(await breaches(container)).toEqual([]);
    },
    30_000,
  );

  it.each([0, 1, 2, 3, 4, 5])(
    'has no breach of WCAG with a video open whose download is number %i',
    async (index) => {
      const { container } = await open(LibraryView, 'library-downloads');
      await fireEvent.click(card(index));
      await settle();
      expect(screen.getByTestId('download-state').dataset['state']).toBe(
        ['running', 'saved', 'failed', 'paused', 'waiting', 'none'][index],
      );
      expect(await breaches(container)).toEqual([]);
    },
    30_000,
  );

  it('mounts fewer than 200 cards of 10,000', async () => {
    const { container, backend } = await open(LibraryView, 'library-10000');
    expect(cards().length).toBeGreaterThan(10);
    expect(cards().length).toBeLessThan(200);
    expect(cards()[0]?.dataset['thumbnail']).toBe('true');
    const scroller = container.querySelector<HTMLElement>('[role=grid]')!;
    scroller.scrollTop = 100_000;
    await fireEvent.scroll(scroller);
    await settle();
    expect(cards().length).toBeLessThan(200);
    expect(cards()[0]?.dataset['id']).not.toBe('vid_000');
    expect(backend.world.calls.filter(({ name }) => name === 'list_videos').length).toBeLessThan(4);
  });

  it('opens a video, and tells everything about it', async () => {
    await open(LibraryView, 'library');
    await fireEvent.click(card(0));
    await settle();
    const drawer = screen.getByTestId('video-drawer');
    expect(drawer.textContent).toContain('Leo (UK)');
    expect(drawer.textContent).toContain('req_8f3a2b1c9d0e');
    expect(drawer.textContent).toContain('To be seen: Wide shot');
    expect(drawer.textContent).toContain('Posted');
    expect(screen.getByTestId<HTMLVideoElement>('video-player').src).toContain('/mock/video/vid_000');
  });

  it('says so when a video cannot be played here', async () => {
    await open(LibraryView, 'library');
    await fireEvent.click(card(0));
    await settle();
    await fireEvent(screen.getByTestId('video-player'), new Event('error'));
    expect(screen.getByText('This video cannot be played here.')).toBeTruthy();
    await fireEvent.click(card(1));
    await settle();
    expect(screen.queryByText('This video cannot be played here.')).toBeNull();
  });

  it('selects by keyboard and downloads what has a file', async () => {
    const { app, backend } = await open(LibraryView, 'library');
    card(8).focus();
    await key('ArrowRight', { shiftKey: true });
    await settle();
    expect(document.querySelectorAll('[aria-selected=true]')).toHaveLength(2);
    app.actions.run(app.actions.find('library.download')!);
    await settle();
    // The second of the two has failed at TikVod.
    expect(backend.world.calls.filter(({ name }) => name === 'download_video').map(({ args }) => args)).toEqual([
      { id: 'vid_008' },
    ]);
    backend.world.stop();
  });

  it('selects everything, and lets it go before it closes the video', async () => {
    const { app } = await open(LibraryView, 'library');
    await fireEvent.click(card(0));
    app.actions.run(app.actions.find('library.all')!);
    await settle();
    expect(screen.getByRole('toolbar').textContent).toContain('128 selected');
    app.actions.run(app.actions.find('library.close')!);
    await settle();
    expect(screen.queryByRole('toolbar')).toBeNull();
    expect(screen.getByTestId('video-drawer')).toBeTruthy();
    app.actions.run(app.actions.find('library.close')!);
    await settle();
    expect(screen.queryByTestId('video-drawer')).toBeNull();
  });

  it('searches after a pause in typing, and says when nothing matches', async () => {
    vi.useFakeTimers();
    const opened = open(LibraryView, 'library');
    await vi.runOnlyPendingTimersAsync();
    for (let i = 0; i < 10; i++) await vi.advanceTimersByTimeAsync(1);
    const { backend } = await opened;
    const before = backend.world.calls.length;
    await fireEvent.input(screen.getByTestId('library-search'), { target: { value: 'nothing like' } });
    expect(backend.world.calls).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(200);
    expect(screen.getByText('No video matches')).toBeTruthy();
    vi.useRealTimers();
    await fireEvent.click(screen.getByText('Show all videos'));
    await settle();
    expect(cards().length).toBeGreaterThan(10);
  });

  it('leads to the calendar and to the editor with what it knows', async () => {
    const { app } = await open(LibraryView, 'library');
    await fireEvent.click(card(1));
    await settle();
    await fireEvent.click(screen.getByTestId('plan-post'));
    expect([app.router.screen, app.router.visit]).toEqual(['calendar', { id: 'vid_001' }]);
    await fireEvent.click(screen.getByText('Make a variation'));
    expect(app.router.visit.form?.idea).toBe('4 lost cities found from space');
  });

  it('shows a download from beginning to end', async () => {
    vi.useFakeTimers();
    const opened = open(LibraryView, 'library');
    for (let i = 0; i < 10; i++) await vi.advanceTimersByTimeAsync(1);
    await opened;
    await fireEvent.click(card(0));
    for (let i = 0; i < 10; i++) await vi.advanceTimersByTimeAsync(1);
    await fireEvent.click(screen.getByTestId('download'));
    await vi.advanceTimersByTimeAsync(10);
    expect(screen.getByTestId('download-state').dataset['state']).toBe('running');
    await vi.advanceTimersByTimeAsync(5000);
    expect(screen.getByTestId('download-state').dataset['state']).toBe('saved');
    await fireEvent.click(screen.getByTestId('reveal'));
    vi.useRealTimers();
  });
});
