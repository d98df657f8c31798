import { scalars } from '$lib/format';
import type { Catalogue, FieldProblem, VideoForm } from '$lib/ipc/bindings';

// The rules of the form, from the limits that Rust hands over. Rust checks the same again; here they stop a person
// in the field, before any request.

export type Field =
  'idea' | 'style' | 'voice' | 'language' | 'duration' | 'resolution' | 'captionStyle' | 'music' | 'metadata';

const problem = (
  field: Field,
  rule: FieldProblem['rule'],
  limit: number | null = null,
  actual: number | null = null,
): FieldProblem => ({ field, rule, limit, actual });

export const MOODS = ['upbeat', 'calm', 'dramatic', 'none'] as const;
export const RESOLUTIONS = ['1080p', '4k'] as const;

/** Every rule that the form breaks; empty when it may be sent. */
export function formProblems(form: VideoForm, catalogue: Catalogue): FieldProblem[] {
  const { limits } = catalogue;
  const found: FieldProblem[] = [];
  const length = scalars(form.idea);
  if (form.idea.trim() === '') found.push(problem('idea', 'required'));
  else if (length > limits.ideaChars) found.push(problem('idea', 'too_long', limits.ideaChars, length));
  if (!catalogue.styles.some((style) => style.name === form.style)) found.push(problem('style', 'unknown_value'));
  if (!catalogue.voices.some((voice) => voice.id === form.voice)) found.push(problem('voice', 'unknown_value'));
  if (!catalogue.languages.some((language) => language.code === form.language))
    found.push(problem('language', 'unknown_value'));
  if (!Number.isInteger(form.duration) || form.duration < limits.durationMin)
    found.push(problem('duration', 'out_of_range', limits.durationMin, form.duration));
  else if (form.duration > limits.durationMax)
    found.push(problem('duration', 'out_of_range', limits.durationMax, form.duration));
  if (form.captionStyle !== null && !catalogue.captionStyles.some((style) => style.id === form.captionStyle))
    found.push(problem('captionStyle', 'unknown_value'));
  if (!MOODS.some((mood) => mood === form.music)) found.push(problem('music', 'unknown_value'));
  if (!RESOLUTIONS.some((resolution) => resolution === form.resolution))
    found.push(problem('resolution', 'unknown_value'));
  if (form.metadata.length > limits.metadataPairs)
    found.push(problem('metadata', 'too_many', limits.metadataPairs, form.metadata.length));
  const names = pairProblems(form.metadata);
  if (names.includes('required')) found.push(problem('metadata', 'required'));
  if (names.includes('duplicate')) found.push(problem('metadata', 'duplicate'));
  return found;
}

/** What is wrong with each pair's name, in the order of the pairs; the later one of two is the duplicate. */
export function pairProblems(pairs: VideoForm['metadata']): ('required' | 'duplicate' | null)[] {
  const seen = new Set<string>();
  return pairs.map(({ key }) => {
    if (key.trim() === '') return 'required';
    if (seen.has(key)) return 'duplicate';
    seen.add(key);
    return null;
  });
}

/** The voice's language where it is another than the video's: said before paying, never refused. */
export function voiceMismatch(
  form: VideoForm,
  catalogue: Catalogue,
): { voice: string; locale: string; language: string } | null {
  const voice = catalogue.voices.find((one) => one.id === form.voice);
  const spoken = voice?.locale.split('-')[0];
  if (!voice || spoken === undefined || spoken === form.language) return null;
  const name = (code: string) => catalogue.languages.find((one) => one.code === code)?.name ?? code;
  return { voice: voiceName(voice.name).name, locale: name(spoken), language: name(form.language) };
}

/** `Aria (US)` is shown as a name and a quieter note. */
export function voiceName(name: string): { name: string; note: string } {
  const parts = /^(.*?)\s*\(([^()]*)\)$/.exec(name);
  return { name: parts?.[1] ?? name, note: parts?.[2] ?? '' };
}

/** A text cut to so many Unicode scalar values. */
export function cut(text: string, limit: number): { text: string; wasCut: boolean } {
  const all = Array.from(text);
  return all.length <= limit ? { text, wasCut: false } : { text: all.slice(0, limit).join(''), wasCut: true };
}
