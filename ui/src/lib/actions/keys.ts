// Keys as they are written in the registry: `Mod+Shift+L`, `Alt+1`, `?`, `Space`, `ArrowUp`. Mod is Ctrl, on a Mac Cmd.
export type Chord = { mod: boolean; shift: boolean; alt: boolean; key: string };

export function parseChord(text: string): Chord {
  const parts = text.split('+');
  // `Mod++` is the plus key.
  const key = text.endsWith('+') ? '+' : (parts.at(-1) ?? '');
  return { mod: parts.includes('Mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt'), key };
}

const isLetter = (key: string) => /^[a-z]$/i.test(key);
const isDigit = (key: string) => /^[0-9]$/.test(key);

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * Letters and digits are told by the place of the key when a modifier is held, because Alt writes other characters on
 * a Mac and because Ctrl+K has to work on a Cyrillic layout; signs like `?` by what was written, wherever they sit.
 */
export function matches(chord: Chord, event: KeyPress, mac: boolean): boolean {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (mod !== chord.mod || event.altKey !== chord.alt || other) return false;
  if (isLetter(chord.key)) {
    if (event.shiftKey !== chord.shift) return false;
    const written = event.key.toLowerCase() === chord.key.toLowerCase();
    const foreign = !/^[a-z]$/i.test(event.key) && event.code === `Key${chord.key.toUpperCase()}`;
    return written || foreign;
  }
  if (isDigit(chord.key)) {
    return event.shiftKey === chord.shift && (event.key === chord.key || event.code === `Digit${chord.key}`);
  }
  if (chord.key === 'Space') return event.shiftKey === chord.shift && event.code === 'Space';
  if (chord.key.length === 1) return event.key === chord.key;
  return event.shiftKey === chord.shift && event.key === chord.key;
}

const names: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Delete: 'Del',
};

/** The caps to draw, e.g. `['Ctrl', 'K']`, on a Mac `['⌘', 'K']`. */
export function keyCaps(text: string, mac: boolean): string[] {
  const chord = parseChord(text);
  const caps: string[] = [];
  if (chord.mod) caps.push(mac ? '⌘' : 'Ctrl');
  if (chord.alt) caps.push(mac ? '⌥' : 'Alt');
  if (chord.shift) caps.push(mac ? '⇧' : 'Shift');
  caps.push(names[chord.key] ?? (isLetter(chord.key) ? chord.key.toUpperCase() : chord.key));
  return caps;
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(text: string, mac: boolean): string {
  return text.replace('Mod', mac ? 'Meta' : 'Control');
}
