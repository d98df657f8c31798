import { describe, expect, it } from 'vitest';
import type { PlanState } from '../ipc/bindings';
import { actions, handOverNote, look, movable } from './marks';
import { HOUR } from './zone';

const at = Date.parse('2026-11-18T17:30:00Z');
const plan = (state: PlanState) => ({ state, at: new Date(at).toISOString() });
const states: PlanState[] = [
  'planned',
  'waiting_for_render',
  'handing_over',
  'handed_over',
  'posting',
  'posted',
  'unconfirmed',
  'missed',
  'failed',
];

describe('what a mark says', () => {
  it('is careful once the time has passed: only TikVod or the person makes it green', () => {
    expect(look(plan('handed_over'), at - 1)).toBe('handed_over');
    expect(look(plan('handed_over'), at + HOUR)).toBe('should_be_live');
    expect(look(plan('posting'), at + HOUR)).toBe('should_be_live');
    expect(look(plan('posted'), at + HOUR)).toBe('posted');
    expect(look(plan('planned'), at + HOUR)).toBe('planned');
  });
});

describe('what a mark allows', () => {
  it('moves only what is still ours', () => {
    expect(states.filter((state) => movable(plan(state)))).toEqual([
      'planned',
      'waiting_for_render',
      'missed',
      'failed',
    ]);
  });

  it('never offers to send again what may be out there', () => {
    for (const state of ['unconfirmed', 'handed_over', 'posting'] as const) {
      const offered = actions(plan(state), at + HOUR);
      expect(offered).toEqual(['appeared', 'did_not_appear']);
    }
    expect(actions(plan('posted'), at)).toEqual([]);
    expect(actions(plan('handed_over'), at - HOUR)).toEqual([]);
    expect(actions(plan('planned'), at)).toEqual(['hand_over', 'edit', 'drop']);
    expect(actions(plan('missed'), at)).toEqual(['hand_over', 'edit', 'appeared', 'drop']);
    expect(actions(plan('unconfirmed'), at - HOUR)).toEqual(['did_not_appear']);
  });
});

describe('the hand-over', () => {
  const now = at - 20 * HOUR;

  it('tells until when a post can be changed', () => {
    expect(handOverNote({ kind: 'hours_before', hours: 12 }, at, now, true)).toEqual({
      kind: 'until',
      until: at - 12 * HOUR,
    });
    expect(handOverNote({ kind: 'hours_before', hours: 24 }, at, now, true)).toEqual({ kind: 'too_close' });
    expect(handOverNote({ kind: 'now' }, at, now, true)).toEqual({ kind: 'at_once' });
    expect(handOverNote({ kind: 'when_rendered' }, at, now, true)).toEqual({ kind: 'at_once' });
    expect(handOverNote({ kind: 'when_rendered' }, at, now, false)).toEqual({ kind: 'when_rendered' });
  });
});
