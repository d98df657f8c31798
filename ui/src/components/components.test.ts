import { fireEvent, render, screen } from '@testing-library/svelte';
import fc from 'fast-check';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import Button from './Button.svelte';
import { gridColumns, gridWindow } from './grid-window';
import { rove } from './roving';
import Slider from './Slider.svelte';
import Switch from './Switch.svelte';
import Tabs from './Tabs.svelte';
import Textarea from './Textarea.svelte';

const text = (words: string) => createRawSnippet(() => ({ render: () => `<span>${words}</span>` }));

describe('Button', () => {
  it('does nothing while it is busy, but stays where it is', async () => {
    const onclick = vi.fn();
    const { rerender } = render(Button, { props: { onclick, busy: true, children: text('Send') } });
    const button = screen.getByRole('button', { name: 'Send' });
    await fireEvent.click(button);
    expect(onclick).not.toHaveBeenCalled();
    expect(button.getAttribute('aria-busy')).toBe('true');
    await rerender({ busy: false });
    await fireEvent.click(button);
    expect(onclick).toHaveBeenCalledOnce();
  });

  it('tells its keys to screen readers', () => {
    render(Button, { props: { keys: 'Mod+Enter', children: text('Add') } });
    expect(screen.getByRole('button').getAttribute('aria-keyshortcuts')).toBe('Control+Enter');
  });
});

describe('Textarea', () => {
  it('warns from nine tenths on and says how much is over', async () => {
    const { rerender } = render(Textarea, { props: { id: 'a', label: 'Idea', value: '12345678', limit: 10 } });
    const count = () => document.getElementById('a-count');
    expect(count()?.textContent.trim()).toBe('8 / 10');
    expect(count()?.classList.contains('near')).toBe(false);
    await rerender({ value: '123456789' });
    expect(count()?.classList.contains('near')).toBe(true);
    await rerender({ value: '🎬'.repeat(12), problem: 'Too long' });
    expect(count()?.textContent.trim()).toBe('2 over');
    expect(screen.getByRole('textbox').getAttribute('aria-describedby')).toBe('a-why');
    expect(screen.getByRole('alert').textContent).toBe('Too long');
  });
});

describe('Slider', () => {
  it('moves by five with the Page keys and stays within its ends', async () => {
    const onchange = vi.fn();
    render(Slider, { props: { label: 'Duration', value: 88, min: 15, max: 90, onchange } });
    await fireEvent.keyDown(screen.getByRole('slider'), { key: 'PageUp' });
    await fireEvent.keyDown(screen.getByRole('slider'), { key: 'PageDown' });
    expect(onchange.mock.calls).toEqual([[90], [83]]);
  });
});

describe('Switch', () => {
  it('says what it is and turns', async () => {
    const onchange = vi.fn();
    render(Switch, { props: { label: 'Save', checked: true, onchange } });
    await fireEvent.click(screen.getByRole('switch', { name: 'Save', checked: true }));
    expect(onchange).toHaveBeenCalledWith(false);
  });
});

describe('Tabs', () => {
  it('has one tab stop and moves with the arrows', async () => {
    const onselect = vi.fn();
    const tabs = [1, 2, 3].map((n) => ({ id: `t${n}`, label: `Take ${n}` }));
    render(Tabs, { props: { label: 'Takes', tabs, selected: 't3', panel: 'p', onselect } });
    expect(screen.getAllByRole('tab').map((tab) => tab.tabIndex)).toEqual([-1, -1, 0]);
    await fireEvent.keyDown(screen.getByRole('tab', { selected: true }), { key: 'ArrowRight' });
    expect(onselect).toHaveBeenCalledWith('t1');
  });
});

describe('roving', () => {
  it('stays in the group', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('ArrowUp', 'ArrowDown', 'Home', 'End', 'x'),
        (index, count, key) => {
          const to = rove(key, index % count, count);
          expect(to === null || (to >= 0 && to < count)).toBe(true);
        },
      ),
    );
    expect(rove('ArrowLeft', 0, 4)).toBe(3);
    expect(rove('ArrowLeft', 0, 0)).toBeNull();
  });
});

describe('grid window', () => {
  it('always covers what is on screen and never more than the list', () => {
    fc.assert(
      fc.property(
        fc.nat(20_000),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(400_000),
        fc.integer({ min: 100, max: 2000 }),
        (count, columns, top, height) => {
          const rowHeight = 300;
          const view = gridWindow({ top, height, rowHeight, columns, count });
          expect(view.first).toBeGreaterThanOrEqual(0);
          expect(view.last).toBeLessThanOrEqual(count);
          const firstSeen = Math.floor(top / rowHeight) * columns;
          if (firstSeen < count) expect(view.first).toBeLessThanOrEqual(firstSeen);
          expect((view.lastRow - view.firstRow) * rowHeight).toBeLessThanOrEqual(height + 6 * rowHeight);
        },
      ),
    );
  });

  it('fits columns by their least width', () => {
    expect(gridColumns(860, 132, 12)).toBe(6);
    expect(gridColumns(0, 132, 12)).toBe(1);
  });
});
