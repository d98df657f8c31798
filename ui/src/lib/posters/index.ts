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

const words: [RegExp, Scene][] = [
  [/sun|sunset|light(?!house)|summer|morning/i, 'sun'],
  [/lighthouse|coast|harbour|harbor/i, 'light'],
  [/ocean|sea|whale|water|fish|river/i, 'sea'],
  [/planet|space|moon|star|orbit|mars/i, 'planet'],
  [/sound|signal|radio|telescope/i, 'dish'],
  [/volcano|fire|lava/i, 'volcano'],
  [/desert|sand|dune/i, 'dune'],
  [/ice|snow|arctic|winter|cold|north/i, 'arctic'],
  [/city|cities|street|night/i, 'city'],
  [/forest|tree|wood|fog/i, 'fog'],
  [/cave|underground|deep/i, 'cave'],
  [/bread|bakery|shop|coffee/i, 'bakery'],
  [/food|eat|restaurant|kitchen|recipe/i, 'table'],
  [/animal|elephant|lion|bird/i, 'savanna'],
  [/ruin|history|ancient|road|map/i, 'ruins'],
  [/abandoned|station|train|building|hall/i, 'hall'],
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
