/**
 * Scrolls one box, and only it, until a child of its is in view. `scrollIntoView` would move every box around it too,
 * the page that the person is reading for one.
 */
export function keepInView(box: HTMLElement, child: HTMLElement): void {
  const outer = box.getBoundingClientRect();
  const inner = child.getBoundingClientRect();
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
  if (inner.left < outer.left) box.scrollLeft -= outer.left - inner.left;
  else if (inner.right > outer.right) box.scrollLeft += inner.right - outer.right;
}
