import type { Catalogue } from './en';

const accents: Record<string, string> = {
  a: 'à',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  n: 'ñ',
  c: 'ç',
  A: 'Å',
  E: 'É',
  O: 'Ø',
  U: 'Ü',
  S: 'Š',
};

/** A text that is plainly not English and a third longer, in brackets that show where it was cut. */
export function pseudoText(text: string): string {
  const accented = Array.from(text, (letter) => accents[letter] ?? letter).join('');
  return `⟦${accented}${'~'.repeat(Math.ceil(text.length / 3))}⟧`;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return pseudoText(value);
  if (typeof value === 'function') {
    const words = value as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => walk(words(...args));
  }
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry)]));
  }
  return value;
}

/** A whole pseudo-language: a text that still reads as English on screen has gone round the catalogue. */
export const pseudo = (catalogue: Catalogue): Catalogue => walk(catalogue) as Catalogue;
