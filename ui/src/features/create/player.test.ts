import { describe, expect, it } from 'vitest';
import { emptyForm, take } from '$lib/ipc/mock/create';
import { Player } from './player.svelte';

function playing() {
  let now = 0;
  let due: (() => void) | null = null;
  const player = new Player({ now: () => now, request: (tick) => ((due = tick), 1), cancel: () => (due = null) });
  player.load(take(1, emptyForm, ''));
  const pass = (ms: number) => {
    now += ms;
    const tick = due;
    due = null;
    tick?.();
  };
  return { player, pass };
}

describe('player', () => {
  it('runs with the clock and stops at the end', () => {
    const { player, pass } = playing();
    player.play();
    pass(4000);
    expect([player.time, player.line]).toEqual([4, 1]);
    pass(60_000);
    expect([player.time, player.playing]).toEqual([player.end, false]);
  });

  it('begins anew after the end', () => {
    const { player, pass } = playing();
    player.seek(999);
    player.toggle();
    pass(1000);
    expect(player.time).toBeCloseTo(1);
  });

  it('stays within the script when it is scrubbed', () => {
    const { player } = playing();
    player.seek(-3);
    expect(player.time).toBe(0);
    player.seek(999);
    expect(player.time).toBe(player.end);
  });

  it('never starts by itself, and starts over with another take', () => {
    const { player } = playing();
    player.seek(9);
    player.load({ ...take(2, emptyForm, '') });
    expect([player.time, player.playing]).toEqual([0, false]);
    player.seek(9);
    player.load({ ...take(2, emptyForm, '') });
    expect(player.time).toBe(9);
  });

  it('does nothing without a take', () => {
    const { player } = playing();
    player.load(null);
    player.toggle();
    player.next();
    expect([player.playing, player.time, player.end]).toEqual([false, 0, 0]);
  });
});
