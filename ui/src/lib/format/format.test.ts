import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, clock, duration, percent, relative, scalars, seconds, time } from '.';

describe('format', () => {
  it('writes lengths as m:ss and never shows a second that has not come', () => {
    expect(duration(0)).toBe('0:00');
    expect(duration(59.9)).toBe('0:59');
    expect(duration(61)).toBe('1:01');
    expect(clock(24.46)).toBe('0:24.4');
    expect(clock(60)).toBe('1:00.0');
  });

  it('never shows ten tenths or sixty seconds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5400, noNaN: true }), (t) => {
        expect(clock(t)).toMatch(/^\d+:[0-5]\d\.\d$/);
      }),
    );
  });

  it('writes seconds, sizes and parts', () => {
    expect(seconds(43.5)).toBe('43.5 s');
    expect(seconds(45)).toBe('45 s');
    expect(bytes(18_429_312)).toBe('18.4 MB');
    expect(bytes(999)).toBe('999 bytes');
    expect(percent(1.25)).toBe('125%');
  });

  it('tells moments in the zone of the person', () => {
    expect(time('2026-11-23T14:02:00Z')).toBe('14:02');
    const now = new Date('2026-11-23T14:00:00Z');
    expect(relative('2026-11-23T14:06:00Z', now)).toBe('in 6 minutes');
    expect(relative('2026-11-22T14:00:00Z', now)).toBe('yesterday');
    expect(relative('2026-11-23T14:00:20Z', now)).toBe('now');
  });

  it('counts characters as TikVod does: Unicode scalar values', () => {
    expect(scalars('é')).toBe(1);
    expect(scalars('e\u0301')).toBe(2);
    expect(scalars('🎬')).toBe(1);
    expect(scalars('👩‍🚀')).toBe(3);
  });
});
