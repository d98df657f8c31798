import type { Take, TakeLine } from '$lib/ipc/bindings';

// The timing of a take: pure sums over its lines, so that player, ruler, rows and captions can never disagree.

/** The line that is spoken at a time: the last one that has begun. */
export function lineAt(lines: readonly TakeLine[], time: number): number {
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (line.start > time + 1e-6) break;
    at = index;
  }
  return at;
}

/** How much of a line has been spoken, 0 to 1. */
export function lineDone(line: TakeLine, time: number): number {
  if (line.seconds <= 0) return time >= line.start ? 1 : 0;
  return Math.min(1, Math.max(0, (time - line.start) / line.seconds));
}

export const takeEnd = (take: Pick<Take, 'lines' | 'totalSeconds'>): number => {
  const last = take.lines.at(-1);
  return last ? Math.max(take.totalSeconds, last.start + last.seconds) : take.totalSeconds;
};

/** Back to the start of this line, or of the one before when it has only just begun, as music players do. */
export function previousStart(lines: readonly TakeLine[], time: number): number {
  const index = lineAt(lines, time);
  const line = lines[index];
  if (!line) return 0;
  return time - line.start > 1 ? line.start : (lines[Math.max(0, index - 1)]?.start ?? 0);
}

export function nextStart(lines: readonly TakeLine[], time: number): number {
  const index = lineAt(lines, time);
  return lines[index + 1]?.start ?? time;
}

export type RulerView = {
  /** Width of what is drawn, seconds. */
  scale: number;
  /** Place of the target, 0 to 1. */
  target: number;
  /** Seconds left to the target; negative is over. */
  spare: number;
  state: 'under' | 'near' | 'over';
};

const NEAR_SECONDS = 2;

/** The script against the wished length. Within two seconds either way is as good as exact. */
export function ruler(total: number, target: number): RulerView {
  const spare = Math.round((target - total) * 10) / 10;
  const scale = Math.max(total, target);
  const state = Math.abs(spare) <= NEAR_SECONDS ? 'near' : spare < 0 ? 'over' : 'under';
  return { scale, target: scale > 0 ? target / scale : 1, spare, state };
}

export type Caption = { text: string; strong: string | undefined };

/** A line's words in groups of at most `perLine`, each with its share of the time by its letters. */
export function chunks(text: string, perLine: number): { words: string[]; from: number; to: number }[] {
  const words = text.split(/\s+/).filter(Boolean);
  const size = Math.max(1, perLine);
  const groups: string[][] = [];
  let group: string[] = [];
  for (const word of words) {
    group.push(word);
    // A caption never runs over the end of a sentence.
    if (group.length === size || /[.!?]$/.test(word)) {
      groups.push(group);
      group = [];
    }
  }
  if (group.length > 0) groups.push(group);
  const letters = groups.map((group) => group.join(' ').length);
  const all = letters.reduce((sum, count) => sum + count, 0);
  let from = 0;
  return groups.map((group, index) => {
    const to = index === groups.length - 1 ? 1 : from + (letters[index] ?? 0) / all;
    const chunk = { words: group, from, to };
    from = to;
    return chunk;
  });
}

/** What stands on the frame at a time. The last word is the strong one, as the presets draw it. */
export function captionAt(line: TakeLine, time: number, perLine: number): Caption {
  const part = lineDone(line, time);
  const all = chunks(line.text, perLine);
  const chunk = all.find((one) => part < one.to) ?? all.at(-1);
  if (!chunk) return { text: '', strong: undefined };
  const words = chunk.words.map((word) => word.replace(/[.,;:!?]+$/, ''));
  const strong = words.length > 1 ? words.at(-1) : undefined;
  return { text: (strong === undefined ? words : words.slice(0, -1)).join(' '), strong };
}

/** The number that a listicle's line counts, where it says one: “Number 3: …”, “No. 3 …”, “3. …”. */
export function rankOf(text: string): string | null {
  return /^(?:number|no\.?|#)?\s*(\d{1,2})(?=[.:,)\s–—-])/i.exec(text.trim())?.[1] ?? null;
}
