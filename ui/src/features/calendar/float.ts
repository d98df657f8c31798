import type { Attachment } from 'svelte/attachments';

const GAP = 12;
const EDGE = 8;

/** Where a panel of a size stands beside an anchor inside a frame: to the right where it fits, else to the left. */
export function beside(
  anchor: { left: number; right: number; top: number },
  size: { width: number; height: number },
  frame: { left: number; right: number; top: number; bottom: number },
): { x: number; y: number } {
  const right = anchor.right + GAP;
  const left = anchor.left - GAP - size.width;
  const most = frame.right - EDGE - size.width;
  const x = right <= most ? right : left >= frame.left + EDGE ? left : Math.max(most, frame.left + EDGE);
  const y = Math.max(frame.top + EDGE, Math.min(anchor.top - 24, frame.bottom - EDGE - size.height));
  return { x: x - frame.left, y: y - frame.top };
}

/** Puts a panel beside what it belongs to, and again whenever its own height changes. */
export function float(anchor: () => Element | null): Attachment<HTMLElement> {
  return (panel) => {
    const frame = panel.offsetParent ?? document.body;
    const place = () => {
      const at = anchor()?.getBoundingClientRect() ?? frame.getBoundingClientRect();
      const { x, y } = beside(
        at,
        { width: panel.offsetWidth, height: panel.offsetHeight },
        frame.getBoundingClientRect(),
      );
      panel.style.setProperty('--x', `${x}px`);
      panel.style.setProperty('--y', `${y}px`);
    };
    place();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const watch = new ResizeObserver(place);
    watch.observe(panel);
    watch.observe(frame);
    return () => watch.disconnect();
  };
}
