import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { breaches, open, settle } from '../../test/render';
import CreateView from './CreateView.svelte';

const states = [
  'create',
  'create-empty',
  'create-loading',
  'create-stale',
  'create-near',
  'create-over',
  'create-long',
  'create-poor',
  'create-failed',
  'test',
];

describe('Create', () => {
  it.each(
    states.flatMap(
      (state) =>
        [
          [state, 'light'],
          [state, 'dark'],
        ] as const,
    ),
  )('%s is free of breaches in %s', async (state, theme) => {
    await open(CreateView, state, { theme });
    expect(await breaches()).toEqual([]);
  });

  it('previews, shows the take and its lines, and takes a second', async () => {
    await open(CreateView, 'create-empty');
    await fireEvent.input(screen.getByTestId('idea'), { target: { value: '3 lighthouses with a secret' } });
    await fireEvent.click(screen.getByTestId('preview-script'));
    await settle();
    expect(screen.getByTestId('take-hook').textContent).toBe('The sun has not set here since April.');
    expect(screen.getAllByTestId('take-line')).toHaveLength(8);
    await fireEvent.click(screen.getByTestId('new-take'));
    await settle();
    expect(screen.getByTestId('take-tab-2').getAttribute('aria-selected')).toBe('true');
    await fireEvent.click(screen.getByTestId('take-tab-1'));
    expect(screen.getByTestId('take-tab-1').getAttribute('aria-selected')).toBe('true');
  });

  it.each([
    ['create-refused', 'TikVod could not write this script'],
    ['create-limited', 'All requests of this minute are used'],
    ['create-offline', 'You are offline'],
  ])('%s says so where the script would stand', async (state, title) => {
    await open(CreateView, state);
    await fireEvent.click(screen.getByTestId('preview-script'));
    await settle();
    const said = screen.getByTestId('script-error');
    expect(said.textContent).toContain(title);
    // Takes that are already there stay in sight.
    expect(screen.queryByTestId('take-hook') !== null).toBe(state !== 'create-refused');
    expect(await breaches()).toEqual([]);
  });

  it('shows that a script is being written', async () => {
    await open(CreateView, 'create-writing');
    await fireEvent.click(screen.getByTestId('preview-script'));
    await settle();
    expect(screen.getByText('TikVod is writing the script')).toBeTruthy();
    expect(await breaches()).toEqual([]);
  });

  it('chooses by the tiles, the slider and the lists', async () => {
    const { backend, unmount } = await open(CreateView, 'create-empty');
    await fireEvent.click(within(screen.getByTestId('style-quiz')).getByRole('radio'));
    await fireEvent.click(within(screen.getByTestId('voice-mia_calm')).getByRole('radio'));
    await fireEvent.click(within(screen.getByTestId('caption-karaoke_neon')).getByRole('radio'));
    await fireEvent.keyDown(screen.getByTestId('duration'), { key: 'PageUp' });
    await fireEvent.change(screen.getByTestId('language'), { target: { value: 'de' } });
    expect(screen.getByText('Mia speaks English, the video is in German.')).toBeTruthy();
    unmount();
    await settle();
    expect(backend.world.draft?.form).toMatchObject({
      style: 'Quiz',
      voice: 'mia_calm',
      captionStyle: 'karaoke_neon',
      duration: 50,
      language: 'de',
    });
  });

  it('adds, says so with the way there, and names the cost before', async () => {
    const { app, backend } = await open(CreateView, 'create');
    expect(screen.getByText('1 credit')).toBeTruthy();
    await fireEvent.click(screen.getByTestId('add-to-queue'));
    await settle();
    expect(backend.world.items).toHaveLength(1);
    const [toast] = app.toasts.all;
    expect(toast?.text).toContain('Added to queue');
    toast?.action?.run();
    expect(app.router.screen).toBe('queue');
  });

  it('asks before it passes a fence, and then sends the same click', async () => {
    const { app, backend } = await open(CreateView, 'create');
    backend.world.settings = { ...backend.world.settings, fenceDay: 0 };
    const calls = () => backend.world.calls.filter(({ name }) => name === 'queue_video').map(({ args }) => args);
    await fireEvent.click(screen.getByTestId('add-to-queue'));
    await settle();
    expect(app.fence.question).toEqual({ fence: 'day', limit: 0, wouldBe: 1 });
    app.fence.answer(false);
    await settle();
    expect(backend.world.items).toHaveLength(0);
    await fireEvent.click(screen.getByTestId('add-to-queue'));
    await settle();
    app.fence.answer(true);
    await settle();
    expect(backend.world.items).toHaveLength(1);
    const [first, again, confirmed] = calls() as { clickId: string; confirmFence?: true }[];
    expect(confirmed).toEqual({ ...first, confirmFence: true });
    expect([again?.clickId, first?.confirmFence]).toEqual([first?.clickId, undefined]);
  });

  it('goes to the idea when there is none', async () => {
    await open(CreateView, 'create-empty');
    await fireEvent.click(screen.getByTestId('add-to-queue'));
    await settle();
    expect(document.activeElement).toBe(screen.getByTestId('idea'));
    expect(screen.getByTestId('idea').getAttribute('aria-invalid')).toBe('true');
  });

  it('edits metadata up to its limit, with names that differ', async () => {
    await open(CreateView, 'create');
    await fireEvent.click(screen.getByRole('button', { name: /Metadata/ }));
    await fireEvent.click(screen.getByRole('button', { name: 'Add a pair' }));
    await settle();
    await fireEvent.input(screen.getByLabelText('Name of pair 3'), { target: { value: 'campaign' } });
    expect(screen.getByText('This name is already there.', { selector: '#meta-key-2-why' })).toBeTruthy();
    expect(await breaches()).toEqual([]);
    await fireEvent.click(screen.getAllByRole('button', { name: 'Remove campaign' }).at(-1)!);
    for (let i = 0; i < 20; i++) {
      const more = screen.getByRole('button', { name: 'Add a pair' });
      if (!more.hasAttribute('disabled')) await fireEvent.click(more);
    }
    expect(screen.getAllByLabelText(/^Name of pair/)).toHaveLength(19);
  });

  it('comes back as it was left', async () => {
    const first = await open(CreateView, 'create');
    await fireEvent.input(screen.getByTestId('idea'), { target: { value: 'Left and found again' } });
    first.unmount();
    await settle();
    expect(first.backend.world.draft?.form.idea).toBe('Left and found again');
  });
});
