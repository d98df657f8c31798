import { shortDay } from '$lib/format';
import { t } from '$lib/i18n';
import type { VideoCard } from '$lib/ipc/bindings';

/** The word for a status; one that we do not know is shown as TikVod says it. */
export function statusText(status: string): string {
  const words: Partial<Record<string, string>> = t.library.statuses;
  return words[status] ?? t.library.unknownStatus(status);
}

/** What a card that is not finished says on its frame: `Rendering, 8 min`; null for a finished one. */
export function chipText(card: VideoCard, now: number): string | null {
  if (card.status === 'completed') return null;
  if (card.status !== 'processing' || card.estimatedReadyAt === null) return statusText(card.status);
  const left = Math.ceil((Date.parse(card.estimatedReadyAt) - now) / 60_000);
  return left > 0 ? t.library.rendering(String(left)) : t.library.renderingLate;
}

/** `Today`, `17 Nov`. */
export function madeText(at: string, now: number): string {
  return new Date(at).toDateString() === new Date(now).toDateString() ? t.library.today : shortDay(at);
}
