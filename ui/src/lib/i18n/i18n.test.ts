import { parse, type AST } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { pseudo, pseudoText } from './pseudo';

const sources = import.meta.glob<string>('../../**/*.svelte', { eager: true, query: '?raw', import: 'default' });
const spoken = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
]);
const hasLetters = (text: string) => /\p{L}{2,}/u.test(text);

type Node = { type?: string; [key: string]: unknown };

/** Texts that stand in a template as they are: text nodes, and attributes that people see or hear. */
function literals(source: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown, inAttribute: string | null): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one, inAttribute);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'Comment') return;
    if (node.type === 'Text') {
      const text = String(node['data']).trim();
      if (hasLetters(text) && (inAttribute === null || spoken.has(inAttribute))) found.push(text);
      return;
    }
    // Directives (style:, class:) hold units and names, never words for people.
    const name = node.type === 'Attribute' || node.type?.endsWith('Directive') ? String(node['name']) : inAttribute;
    for (const [key, child] of Object.entries(node))
      if (key !== 'expression' || node.type !== 'Attribute') visit(child, name);
  };
  const root: AST.Root = parse(source, { modern: true });
  visit(root.fragment, null);
  return found;
}

describe('words', () => {
  it('finds a literal where there is one', () => {
    expect(literals('<p title="Cut it">Add <b>now</b> {x}</p><i class="grow" />')).toEqual(['Cut it', 'Add', 'now']);
  });

  it.each(Object.entries(sources).filter(([path]) => !path.includes('/test/')))(
    '%s takes every visible text from the catalogue',
    (_path, source) => {
      expect(literals(source)).toEqual([]);
    },
  );

  it('keeps curly quotes, and neither shouts nor begs', () => {
    const bad: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value === 'string' && /!|\boops\b|\bplease\b|"|\.\.\./i.test(value)) bad.push(value);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
    };
    walk(en);
    expect(bad).toEqual([]);
  });

  it('makes a pseudo-language of all of it, functions too', () => {
    const odd = pseudo(en);
    expect(odd.common.undo).toBe(pseudoText('Undo'));
    expect(odd.common.undone('x')).toMatch(/^⟦.*x.*⟧$/);
    expect(odd.errors.offline.body('')).toMatch(/^⟦/);
    expect(odd.common.undo.length).toBeGreaterThan(en.common.undo.length);
  });
});
