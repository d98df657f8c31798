import type { Action } from '../lib/actions';

export type Hit = { action: Action; title: { text: string; hit: boolean }[]; score: number };

/** Where a query occurs in a text: whole runs at the start of a word count most; null when it does not. */
export function locate(text: string, query: string): { at: number; score: number } | null {
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at === -1) return null;
  const wordStart = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ');
  return { at, score: (at === 0 ? 3 : wordStart ? 2 : 1) - text.length / 1000 };
}

const marked = (text: string, at: number, length: number) =>
  [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, at + length), hit: true },
    { text: text.slice(at + length), hit: false },
  ].filter((part) => part.text !== '');

/** What the palette lists: actions that can be done now; here first, then by how well the words fit. */
export function search(actions: readonly Action[], query: string, here: string): Hit[] {
  const wanted = query.trim();
  const hits: Hit[] = [];
  for (const action of actions) {
    if (action.hidden || action.when?.() === false) continue;
    if (wanted === '') {
      hits.push({ action, title: [{ text: action.title, hit: false }], score: 0 });
      continue;
    }
    const found = locate(action.title, wanted);
    if (found) hits.push({ action, title: marked(action.title, found.at, wanted.length), score: found.score });
    else if (action.words && locate(action.words, wanted))
      hits.push({ action, title: [{ text: action.title, hit: false }], score: 0.5 });
  }
  const near = (hit: Hit) => (hit.action.area === here ? 0 : 1);
  return hits
    .map((hit, index) => ({ hit, index }))
    .sort((a, b) => near(a.hit) - near(b.hit) || b.hit.score - a.hit.score || a.index - b.index)
    .map(({ hit }) => hit);
}
