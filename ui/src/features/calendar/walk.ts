/** The mark that an arrow leads to: up and down within its day, sideways to the nearest time of the next day that has any. */
export function walk(from: HTMLElement, key: string, days: readonly Element[]): HTMLElement | null {
  const marks = days.map((day) => Array.from(day.querySelectorAll<HTMLElement>('[data-testid=plan-mark]')));
  const day = marks.findIndex((own) => own.includes(from));
  const own = marks[day];
  if (own === undefined) return null;
  if (key === 'ArrowUp' || key === 'ArrowDown') return own[own.indexOf(from) + (key === 'ArrowUp' ? -1 : 1)] ?? null;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const ahead = key === 'ArrowLeft' ? marks.slice(0, day).reverse() : marks.slice(day + 1);
  const there = ahead.find((one) => one.length > 0) ?? [];
  const away = (mark: HTMLElement) => Math.abs(mark.offsetTop - from.offsetTop);
  return [...there].sort((a, b) => away(a) - away(b))[0] ?? null;
}
