import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// axe cannot see colours without a browser, so contrast is reckoned here, from the tokens themselves.

const css = readFileSync(`${import.meta.dirname}/tokens.css`, 'utf8');

type Colour = { l: number; c: number; h: number };

function block(selector: string): Map<string, Colour> {
  const from = css.lastIndexOf(`${selector} {\n  color-scheme`);
  const text = css.slice(from, css.indexOf('}', from));
  const found = new Map<string, Colour>();
  for (const [, name, l, c, h] of text.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)) {
    if (name !== undefined) found.set(name, { l: Number(l), c: Number(c), h: Number(h) });
  }
  return found;
}

/** Relative luminance by WCAG: OKLCH to linear sRGB, cut to the gamut as screens do. */
function luminance({ l, c, h }: Colour): number {
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const [x, y, z] = [
    l + 0.3963377774 * a + 0.2158037573 * b,
    l - 0.1055613458 * a - 0.0638541728 * b,
    l - 0.0894841775 * a - 1.291485548 * b,
  ].map((one) => one ** 3) as [number, number, number];
  const channel = (value: number) => Math.min(1, Math.max(0, value));
  const red = channel(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z);
  const green = channel(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z);
  const blue = channel(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, two: Colour): number {
  const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['bg', 'surface', 'sunken', 'hover'];
const pairs: [string, string, number][] = [
  ...grounds.flatMap((ground) =>
    ['text', 'text-2', 'text-3', 'accent-text', 'ok', 'warn', 'bad', 'info'].map(
      (ink) => [ink, ground, 4.5] as [string, string, number],
    ),
  ),
  ...['text', 'text-2'].map((ink) => [ink, 'active', 4.5] as [string, string, number]),
  ['accent-ink', 'accent', 4.5],
  ['accent-ink', 'accent-hover', 4.5],
  ...['ok', 'warn', 'bad', 'info'].flatMap(
    (tone) =>
      [
        [tone, `${tone}-soft`, 4.5],
        ['text', `${tone}-soft`, 4.5],
      ] as [string, string, number][],
  ),
  ...['bg', 'surface', 'sunken'].flatMap(
    (ground) =>
      [
        ['line-control', ground, 3],
        ['accent-line', ground, 3],
        ['focus', ground, 3],
      ] as [string, string, number][],
  ),
];

describe.each([
  ['light', ':root'],
  ['dark', "[data-theme='dark']"],
])('%s', (_theme, selector) => {
  const colours = block(selector);

  it('has its colours', () => expect(colours.size).toBeGreaterThan(30));

  it.each(pairs)('%s on %s is at least %s to 1', (ink, ground, least) => {
    const [one, two] = [colours.get(ink), colours.get(ground)];
    if (!one || !two) throw new Error(`no ${ink} or ${ground}`);
    expect(contrast(one, two)).toBeGreaterThanOrEqual(least);
  });
});
