/** Marks the first frame of the first real screen: the second frame callback runs after the first has been painted. */
export function markPainted(root: HTMLElement = document.documentElement): void {
  if (root.dataset['ready'] === 'true') return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (root.dataset['ready'] === 'true') return;
      root.dataset['ready'] = 'true';
      performance.mark('tikvod:painted');
    }),
  );
}
