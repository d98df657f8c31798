import { expect, it } from 'vitest';
import { beside } from './float';

const frame = { left: 0, right: 1000, top: 100, bottom: 700 };
const size = { width: 300, height: 400 };

it('stands to the right where there is room, else to the left, and always inside', () => {
  expect(beside({ left: 100, right: 200, top: 300 }, size, frame)).toEqual({ x: 212, y: 176 });
  expect(beside({ left: 800, right: 900, top: 120 }, size, frame)).toEqual({ x: 488, y: 8 });
  expect(beside({ left: 100, right: 900, top: 690 }, size, frame)).toEqual({ x: 692, y: 192 });
});
