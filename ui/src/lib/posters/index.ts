// Drawn scenes for what has no picture yet. Which one is chosen depends only on the text, so a row keeps its poster.
const files = import.meta.glob<string>('./*.svg', { eager: true, query: '?url', import: 'default' });

export const scenes = [
  'arctic',
  'bakery',
  'cave',
  'city',
  'dish',
  'dune',
  'fog',
  'hall',
  'light',
  'planet',
  'ruins',
  'savanna',
  'sea',
  'sun',
  'table',
  'volcano',
] as const;
export type Scene = (typeof scenes)[number];

export const sceneUrl = (scene: Scene): string => files[`./${scene}.svg`] ?? '';

// Whole words: a search is no sea, an office no ice, and who starts is no star.
const words: [RegExp, Scene][] = [
  [/\b(?:sun|sunset|light|summer|morning)s?\b/i, 'sun'],
  [/\b(?:lighthouse|coast|harbour|harbor)s?\b/i, 'light'],
  [/\b(?:ocean|sea|whale|water|fish|river)s?\b/i, 'sea'],
  [/\b(?:planet|space|moon|star|orbit|mars)s?\b/i, 'planet'],
  [/\b(?:sound|signal|radio|telescope)s?\b/i, 'dish'],
  [/\b(?:volcano|fire|lava)s?\b/i, 'volcano'],
  [/\b(?:desert|sand|dune)s?\b/i, 'dune'],
  [/\b(?:ice|snow|arctic|winter|cold|north)s?\b/i, 'arctic'],
  [/\b(?:city|cities|street|night)s?\b/i, 'city'],
  [/\b(?:forest|tree|wood|fog)s?\b/i, 'fog'],
  [/\b(?:cave|underground|deep)s?\b/i, 'cave'],
  [/\b(?:bread|bakery|shop|coffee)s?\b/i, 'bakery'],
  [/\b(?:food|eat|restaurant|kitchen|recipe)s?\b/i, 'table'],
  [/\b(?:animal|elephant|lion|bird)s?\b/i, 'savanna'],
  [/\b(?:ruin|history|ancient|road|map)s?\b/i, 'ruins'],
  [/\b(?:abandoned|station|train|building|hall)s?\b/i, 'hall'],
];

function hash(text: string): number {
  let sum = 2166136261;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 16777619);
  return sum >>> 0;
}

/** The scene for an idea or a line: by its words where they say something, else by chance that is always the same. */
export function sceneFor(text: string): Scene {
  return words.find(([word]) => word.test(text))?.[1] ?? scenes[hash(text) % scenes.length] ?? 'dune';
}

/** The caption of a local poster: the first words of the hook, the last of them strong. */
export function posterCaption(
  hook: string,
  preset: string | null,
  count = 4,
): { text: string; strong: string | undefined; preset: string | null } {
  const parts = hook.split(/\s+/).filter(Boolean).slice(0, count);
  const strong = parts.length > 1 ? parts.pop() : undefined;
  return { text: parts.join(' '), strong: strong?.replace(/[.,;:!?]+$/, ''), preset };
}
