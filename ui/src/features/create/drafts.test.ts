import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { t } from '$lib/i18n';
import { emptyForm } from '$lib/ipc/mock/create';
import { breaches, open, settle } from '../../test/render';
import CreateView from './CreateView.svelte';
import { optionsOf, same } from './presets.svelte';

const words = t.create.drafts;

async function drafts(theme: 'light' | 'dark' = 'light') {
  const opened = await open(CreateView, 'create-drafts', { theme });
  await fireEvent.click(screen.getByTestId('open-drafts'));
  await settle();
  return { ...opened, sheet: screen.getByTestId('drafts') };
}

const titles = (sheet: HTMLElement) =>
  Array.from(sheet.querySelectorAll('[data-draft] .title'), (title) => title.textContent);

describe('drafts', () => {
  it.each(['light', 'dark'] as const)('are free of breaches in %s', async (theme) => {
    await drafts(theme);
    expect(await breaches()).toEqual([]);
  });

  it('lists all, the one at hand marked, and finds by words', async () => {
    const { sheet } = await drafts();
    expect(titles(sheet)).toEqual([
      '5 places on Earth where the sun never sets, counted down, with one detail nobody believes each',
      'Lighthouses',
      'Why honey never spoils',
    ]);
    expect(sheet.querySelector('[aria-current] .title')?.textContent).toContain('5 places');
    await fireEvent.input(within(sheet).getByLabelText(words.search), { target: { value: 'secret light' } });
    expect(titles(sheet)).toEqual(['Lighthouses']);
    await fireEvent.input(within(sheet).getByLabelText(words.search), { target: { value: 'nothing' } });
    expect(within(sheet).getByText(words.noneFound)).toBeTruthy();
  });

  it('keeps what was typed into one draft before it opens another', async () => {
    const { backend } = await open(CreateView, 'create-drafts');
    await fireEvent.input(screen.getByTestId('idea'), { target: { value: 'typed a moment ago' } });
    await fireEvent.click(screen.getByTestId('open-drafts'));
    await settle();
    await fireEvent.click(within(screen.getByTestId('drafts')).getByText('Lighthouses'));
    await settle();
    expect(screen.queryByTestId('drafts')).toBeNull();
    expect(screen.getByTestId<HTMLTextAreaElement>('idea').value).toBe('3 lighthouses with a secret');
    expect(backend.world.drafts.map(({ form }) => form.idea)).toContain('typed a moment ago');
    expect(screen.queryByTestId('take-hook')).toBeNull();
  });

  it('begins a new one, whose click is its own', async () => {
    const { backend } = await drafts();
    await fireEvent.click(screen.getByTestId('draft-new'));
    await settle();
    expect(screen.getByTestId<HTMLTextAreaElement>('idea').value).toBe('');
    await fireEvent.input(screen.getByTestId('idea'), { target: { value: 'another' } });
    await fireEvent.click(screen.getByTestId('add-to-queue'));
    await settle();
    const [call] = backend.world.calls.filter(({ name }) => name === 'queue_video');
    expect(call?.args).toMatchObject({ draftId: backend.world.draft?.id });
    expect((call?.args as { clickId: string }).clickId).not.toBe('click-sun');
  });

  it('renames by F2 and takes it back', async () => {
    const { app, sheet, backend } = await drafts();
    const [, second] = sheet.querySelectorAll<HTMLElement>('[data-draft]');
    second?.focus();
    await fireEvent.keyDown(second!, { key: 'F2' });
    await settle();
    const field = within(sheet).getByLabelText(words.name);
    await fireEvent.input(field, { target: { value: ' Beacons ' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await settle();
    expect(titles(sheet)).toContain('Beacons');
    expect(document.activeElement?.textContent).toContain('Beacons');
    await app.undo.undo();
    expect(backend.world.drafts[0]?.name).toBe('Lighthouses');
  });

  it('deletes the one at hand, shows the next, and brings it back', async () => {
    const { app, sheet } = await drafts();
    const [first] = sheet.querySelectorAll<HTMLElement>('[data-draft]');
    first?.focus();
    await fireEvent.keyDown(first!, { key: 'Delete' });
    await settle();
    expect(titles(sheet)).toEqual(['Lighthouses', 'Why honey never spoils']);
    expect(screen.getByTestId<HTMLTextAreaElement>('idea').value).toBe('3 lighthouses with a secret');
    expect(document.activeElement?.textContent).toContain('Lighthouses');
    await app.undo.undo();
    await settle();
    expect(titles(sheet)).toHaveLength(3);
  });

  it('duplicates with what is typed, and opens the copy', async () => {
    const { backend } = await open(CreateView, 'create-drafts');
    await fireEvent.input(screen.getByTestId('idea'), { target: { value: 'typed a moment ago' } });
    await fireEvent.click(screen.getByTestId('open-drafts'));
    await settle();
    await fireEvent.click(screen.getByRole('button', { name: /^Duplicate “5 places|^Duplicate “typed/ }));
    await settle();
    expect(backend.world.draft?.form.idea).toBe('typed a moment ago');
    expect(backend.world.drafts).toHaveLength(3);
  });
});

describe('presets', () => {
  async function presets(theme: 'light' | 'dark' = 'light') {
    const opened = await open(CreateView, 'create-drafts', { theme });
    await fireEvent.click(screen.getByRole('button', { name: t.create.presets.open }));
    await settle();
    return { ...opened, sheet: screen.getByTestId('presets') };
  }

  it.each(['light', 'dark'] as const)('are free of breaches in %s', async (theme) => {
    await presets(theme);
    expect(await breaches()).toEqual([]);
  });

  it('applies all options but the idea, as one step', async () => {
    const { app, sheet, backend } = await presets();
    await fireEvent.click(within(sheet).getByTestId('preset-apply'));
    await settle();
    expect(screen.queryByTestId('presets')).toBeNull();
    expect(screen.getByRole('button', { name: t.create.presets.openAt('Daily short') })).toBeTruthy();
    expect(screen.getByTestId<HTMLTextAreaElement>('idea').value).toContain('5 places');
    await app.undo.undo();
    await settle();
    expect(screen.getByRole('button', { name: t.create.presets.open })).toBeTruthy();
    expect(backend.world.draft?.form.metadata).toHaveLength(2);
  });

  it('saves under a name, and says why it does not', async () => {
    const { app, sheet, backend } = await presets();
    await fireEvent.submit(sheet.querySelector('form')!);
    await settle();
    expect(within(sheet).getByText('Give it a name.')).toBeTruthy();
    await fireEvent.input(within(sheet).getByLabelText(t.create.presets.name), { target: { value: 'Weekly' } });
    await fireEvent.submit(sheet.querySelector('form')!);
    await settle();
    expect(backend.world.presets.map(({ name }) => name)).toEqual(['Daily short', 'Weekly']);
    expect(backend.world.presets[1]?.options).not.toHaveProperty('idea');
    await app.undo.undo();
    expect(backend.world.presets.map(({ name }) => name)).toEqual(['Daily short']);
  });

  it('takes a file in, and says so of one that holds none', async () => {
    const { app, sheet } = await presets();
    const input = within(sheet).getByTestId<HTMLInputElement>('preset-file');
    const choose = async (text: string) => {
      Object.defineProperty(input, 'files', { configurable: true, value: [new File([text], 'presets.json')] });
      await fireEvent.change(input);
      await settle();
    };
    await choose('{"format":"tikvod-presets"}');
    expect(app.toasts.all.at(-1)?.text).toBe('1 preset added');
    await choose('hello');
    expect(app.toasts.all.at(-1)).toMatchObject({ text: t.create.presets.unreadable, tone: 'bad' });
  });

  it('knows its own options in any order', () => {
    const { idea: _idea, ...options } = emptyForm;
    expect(same(optionsOf(emptyForm), Object.fromEntries(Object.entries(options).reverse()) as typeof options)).toBe(
      true,
    );
    expect(same(optionsOf(emptyForm), { ...options, duration: 15 })).toBe(false);
  });
});
