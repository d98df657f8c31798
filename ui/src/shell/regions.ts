const FOCUSABLE =
  'button:not(:disabled), [href], input:not(:disabled), select, textarea, [tabindex]:not([tabindex="-1"])';

/** F6: the focus goes to the first control of the next part of the window (`data-region`), round and round. */
export function nextRegion(step: 1 | -1, root: ParentNode = document): void {
  const regions = Array.from(root.querySelectorAll<HTMLElement>('[data-region]'));
  if (regions.length === 0) return;
  const at = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next =
    regions[at === -1 ? (step === 1 ? 0 : regions.length - 1) : (at + step + regions.length) % regions.length];
  if (!next) return;
  const first = next.matches(FOCUSABLE) ? next : next.querySelector<HTMLElement>(FOCUSABLE);
  if (first) {
    first.focus();
    return;
  }
  next.tabIndex = -1;
  next.focus();
}
