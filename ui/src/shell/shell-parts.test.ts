import { afterEach, describe, expect, it } from 'vitest';
import { defineAction } from '../lib/actions';
import { applyAppearance } from './appearance';
import { nextRegion } from './regions';
import { locate, search } from './search';

afterEach(() => document.body.replaceChildren());

const action = (title: string, more: Partial<Parameters<typeof defineAction>[0]> = {}) =>
  defineAction({ id: title, title, area: 'anywhere', run: () => undefined, ...more });

describe('search', () => {
  const all = [
    action('Go to Calendar'),
    action('Plan a post', { area: 'library' }),
    action('Display'),
    action('Theme', { words: 'dark light' }),
    action('Hidden plan', { hidden: true }),
    action('No plan', { when: () => false }),
  ];

  it('lists what can be done, here first', () => {
    expect(search(all, '', 'library').map((hit) => hit.action.title)[0]).toBe('Plan a post');
    expect(search(all, 'pla', 'create').map((hit) => hit.action.title)).toEqual(['Plan a post', 'Display']);
  });

  it('finds by other words, and marks what was typed', () => {
    expect(search(all, 'dark', 'create').map((hit) => hit.action.title)).toEqual(['Theme']);
    expect(search(all, 'cal', 'create')[0]?.title).toEqual([
      { text: 'Go to ', hit: false },
      { text: 'Cal', hit: true },
      { text: 'endar', hit: false },
    ]);
    expect(locate('abc', 'x')).toBeNull();
  });
});

describe('regions', () => {
  it('go round, forwards and backwards', () => {
    for (const id of ['a', 'b', 'c']) {
      const region = document.createElement('div');
      region.dataset['region'] = '';
      const button = document.createElement('button');
      button.id = id;
      if (id !== 'c') region.append(button);
      else region.id = 'c';
      document.body.append(region);
    }
    const steps = [1, 1, 1, 1, -1].map((step) => {
      nextRegion(step as 1 | -1);
      return document.activeElement?.id;
    });
    expect(steps).toEqual(['a', 'b', 'c', 'a', 'c']);
  });
});

describe('appearance', () => {
  it('leaves the choice to the system unless one was made', () => {
    const root = document.createElement('div');
    applyAppearance({ theme: 'dark', reduceMotion: true }, root);
    expect([root.dataset['theme'], root.dataset['motion']]).toEqual(['dark', 'none']);
    applyAppearance({ theme: 'system', reduceMotion: false }, root);
    expect(Object.keys(root.dataset)).toEqual([]);
  });
});
