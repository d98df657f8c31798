import { expect, it } from 'vitest';
import { newClickId } from './ids';

it('makes ids of version 7 that sort by time and never repeat', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  const id = newClickId(now);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(now);
  expect(newClickId(now + 1) > id).toBe(true);
  expect(newClickId(now)).not.toBe(id);
});
