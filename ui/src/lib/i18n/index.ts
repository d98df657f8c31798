import { en, type Catalogue } from './en';

export type { Catalogue } from './en';

/**
 * Every string that a person sees. A plain object with an entry a text, functions where there are parameters:
 * `t.queue.empty`, `t.common.credits(3, '3')`. Languages are chosen before the first screen, by `useCatalogue`.
 */
export const t: Catalogue = { ...en };

export function useCatalogue(catalogue: Catalogue): void {
  Object.assign(t, catalogue);
}
