// Dragging a waiting row with Pointer Events. The rows do not change places while one is held: they only make room, so
// nothing is measured twice and letting go outside puts everything back.
import { placeAt } from './groups';

/** Pixels before a press becomes a drag, so that a click with an unsteady hand stays a click. */
const THRESHOLD = 4;

export class Reorder {
  /** Id of the row in the hand. */
  held = $state<string | null>(null);
  /** How far it has been carried, in pixels. */
  offset = $state(0);
  /** Its place if it were let go now, from 1. */
  place = $state(0);
  #from = 0;
  #height = 0;
  readonly #drop: (id: string, place: number) => void;

  constructor(drop: (id: string, place: number) => void) {
    this.#drop = drop;
  }

  /** How far a row that is not held makes room, in pixels. */
  room(index: number): number {
    if (this.held === null || index + 1 === this.#from) return 0;
    const at = index + 1;
    if (at > this.#from && at <= this.place) return -this.#height;
    if (at < this.#from && at >= this.place) return this.#height;
    return 0;
  }

  /** Begins with a press on a row; `rows` are all rows of the list in their order. */
  press(
    event: PointerEvent,
    id: string,
    row: HTMLElement,
    rows: readonly HTMLElement[],
    scroller: HTMLElement | null,
  ): void {
    if (event.button !== 0 || (event.target as Element).closest('button') !== null) return;
    const startY = event.clientY;
    const startScroll = scroller?.scrollTop ?? 0;
    const boxes = rows.map((one) => one.getBoundingClientRect());
    const middles = boxes.map((box) => box.top + box.height / 2);
    const from = rows.indexOf(row);
    const middle = middles[from];
    if (middle === undefined) return;
    let moving = false;

    const move = (now: PointerEvent) => {
      const away = now.clientY - startY;
      if (!moving && Math.abs(away) < THRESHOLD) return;
      if (!moving) {
        moving = true;
        // Captured only now: a captured press would swallow the click on what is inside the row.
        row.setPointerCapture(event.pointerId);
        this.#from = from + 1;
        this.#height = boxes[from]?.height ?? 0;
        this.held = id;
      }
      if (scroller !== null) {
        const view = scroller.getBoundingClientRect();
        if (now.clientY < view.top + 32) scroller.scrollTop -= 8;
        else if (now.clientY > view.bottom - 32) scroller.scrollTop += 8;
      }
      this.offset = away + (scroller?.scrollTop ?? 0) - startScroll;
      this.place = placeAt(middle + this.offset, middles, from);
    };
    const end = (drop: boolean) => {
      row.removeEventListener('pointermove', move);
      row.removeEventListener('pointerup', up);
      row.removeEventListener('pointercancel', cancel);
      removeEventListener('keydown', escape, true);
      const place = this.place;
      this.held = null;
      this.offset = 0;
      if (moving && drop) this.#drop(id, place);
    };
    const up = () => end(true);
    const cancel = () => end(false);
    const escape = (key: KeyboardEvent) => {
      if (key.key !== 'Escape' || !moving) return;
      key.preventDefault();
      key.stopPropagation();
      end(false);
    };
    row.addEventListener('pointermove', move);
    row.addEventListener('pointerup', up);
    row.addEventListener('pointercancel', cancel);
    addEventListener('keydown', escape, true);
  }
}
