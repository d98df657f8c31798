import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Actions, ariaKeys, defineAction, keyCaps } from '.';

const press = (key: string, options: KeyboardEventInit = {}, target: HTMLElement = document.body): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  return event;
};

function field(tag: 'input' | 'button'): HTMLElement {
  const element = document.createElement(tag);
  document.body.append(element);
  return element;
}

describe('actions', () => {
  let failed: ReturnType<typeof vi.fn<(error: unknown) => void>>;
  let actions: Actions;
  let run: ReturnType<typeof vi.fn<() => void>>;
  const add = (keys: string, more: Partial<Parameters<typeof defineAction>[0]> = {}) =>
    actions.register([defineAction({ id: `test.${keys}`, title: keys, area: 'anywhere', keys: [keys], run, ...more })]);

  beforeEach(() => {
    document.body.replaceChildren();
    failed = vi.fn<(error: unknown) => void>();
    run = vi.fn<() => void>();
    actions = new Actions({ mac: () => false, failed });
  });

  it('runs by its keys, and only by all of them', () => {
    add('Mod+Shift+L');
    expect(actions.handle(press('L', { ctrlKey: true, shiftKey: true }), false)).toBe(true);
    expect(actions.handle(press('l', { ctrlKey: true }), false)).toBe(false);
    expect(actions.handle(press('L', { metaKey: true, shiftKey: true }), false)).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('takes Cmd for Ctrl on a Mac', () => {
    actions = new Actions({ mac: () => true, failed });
    add('Mod+K');
    expect(actions.handle(press('k', { metaKey: true }), false)).toBe(true);
    expect(actions.handle(press('k', { ctrlKey: true }), false)).toBe(false);
  });

  it('knows a letter by its place on a layout that writes another', () => {
    add('Mod+K');
    expect(actions.handle(press('л', { ctrlKey: true, code: 'KeyK' }), false)).toBe(true);
  });

  it('leaves text fields alone unless a modifier is held', () => {
    add('P');
    add('Mod+Enter');
    const input = field('input');
    expect(actions.handle(press('p', {}, input), false)).toBe(false);
    expect(actions.handle(press('Enter', { ctrlKey: true }, input), false)).toBe(true);
  });

  it('leaves undo to the text field', () => {
    add('Mod+Z', { yieldsToText: true });
    expect(actions.handle(press('z', { ctrlKey: true }, field('input')), false)).toBe(false);
    expect(actions.handle(press('z', { ctrlKey: true }), false)).toBe(true);
  });

  it('leaves Space to the button that has the focus', () => {
    add('Space');
    expect(actions.handle(press(' ', { code: 'Space' }, field('button')), false)).toBe(false);
    expect(actions.handle(press(' ', { code: 'Space' }), false)).toBe(true);
  });

  it('never repeats what may cost money while the key is held', () => {
    add('Mod+Enter');
    for (let i = 0; i < 20; i++) actions.handle(press('Enter', { ctrlKey: true, repeat: i > 0 }), false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('sleeps under a dialog', () => {
    add('Mod+1');
    add('Mod+2', { aboveDialogs: true });
    expect(actions.handle(press('1', { ctrlKey: true }), true)).toBe(false);
    expect(actions.handle(press('2', { ctrlKey: true }), true)).toBe(true);
  });

  it('does not run what cannot be done now', () => {
    add('P', { when: () => false });
    expect(actions.handle(press('p'), false)).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });

  it('lets the one on top win and forgets it when its view goes', () => {
    add('P');
    const upper = vi.fn();
    const drop = actions.register([
      defineAction({ id: 'upper', title: 'upper', area: 'queue', keys: ['P'], run: upper }),
    ]);
    actions.handle(press('p'), false);
    drop();
    actions.handle(press('p'), false);
    expect([upper.mock.calls.length, run.mock.calls.length]).toEqual([1, 1]);
    expect(actions.shortcuts.map((info) => info.id)).toContain('upper');
  });

  it('reports what fails, at once or later', async () => {
    const early = defineAction({
      id: 'early',
      title: '',
      area: 'anywhere',
      run: () => {
        throw new Error('early');
      },
    });
    const late = defineAction({
      id: 'late',
      title: '',
      area: 'anywhere',
      run: () => Promise.reject(new Error('late')),
    });
    actions.run(early);
    actions.run(late);
    await Promise.resolve();
    await Promise.resolve();
    expect(failed).toHaveBeenCalledTimes(2);
  });

  it('refuses two actions of one name', () => {
    add('P');
    expect(() => add('P')).toThrow('Two actions');
  });

  it('draws and speaks keys', () => {
    expect(keyCaps('Mod+Shift+ArrowUp', false)).toEqual(['Ctrl', 'Shift', '↑']);
    expect(keyCaps('Mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyCaps('?', false)).toEqual(['?']);
    expect(ariaKeys('Mod+K', true)).toBe('Meta+K');
  });
});
