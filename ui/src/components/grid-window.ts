/** Tiles side by side: as many as fit with their least width, at least one. */
export const gridColumns = (width: number, minWidth: number, gap: number): number =>
  Math.max(1, Math.floor((width + gap) / (minWidth + gap)));

export type GridWindow = { rows: number; firstRow: number; lastRow: number; first: number; last: number };

const SPARE_ROWS = 2;

/** The rows to draw (`lastRow` and `last` are the first that are not), for a scroll place and a height in px. */
export function gridWindow(at: {
  top: number;
  height: number;
  rowHeight: number;
  columns: number;
  count: number;
}): GridWindow {
  const rows = Math.ceil(at.count / at.columns);
  const high = Math.max(1, at.rowHeight);
  const firstRow = Math.min(rows, Math.max(0, Math.floor(at.top / high) - SPARE_ROWS));
  const lastRow = Math.min(rows, Math.ceil((at.top + at.height) / high) + SPARE_ROWS);
  return { rows, firstRow, lastRow, first: firstRow * at.columns, last: Math.min(at.count, lastRow * at.columns) };
}
