// What is on its way to a place on the calendar: a video out of the tray, or a plan that moves. In the hand of the
// pointer or of the keyboard; both ask the same question of every place and drop in the same way.
import type { PlanView, VideoCard } from '$lib/ipc/bindings';
import { startOfDay, type Wall } from '$lib/plans/zone';
import { refusal, stepWall, type Refusal, type Step } from './geometry';

export type Thing = { kind: 'video'; card: VideoCard } | { kind: 'plan'; plan: PlanView };
/** `at` is null while it is held over no place; `no` tells why it may not be put there. */
export type Carried = { thing: Thing; by: 'pointer' | 'keys'; at: Wall | null; no: Refusal | null };

type Hands = {
  /** What the clocks on the calendar show now. */
  now: () => Wall;
  /** Scrolls the weeks so that a place can be seen. */
  reveal: (at: Wall) => void;
  /** Something happened that has to be spoken. */
  told: (what: 'picked' | 'at' | 'back' | 'dropped', carried: Carried) => void;
  dropped: (thing: Thing, at: Wall, by: Carried['by']) => void;
  refused: (thing: Thing, why: Refusal | 'outside') => void;
};

const STEPS: Partial<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export class Carry {
  carried = $state.raw<Carried | null>(null);
  readonly #hands: Hands;

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  get by(): Carried['by'] | null {
    return this.carried?.by ?? null;
  }

  /** Whether this very plan is in the hand; its mark is then drawn pale where it stood. */
  holds(id: string): boolean {
    return this.carried?.thing.kind === 'plan' && this.carried.thing.plan.id === id;
  }

  lift(thing: Thing, by: Carried['by'], at: Wall | null): void {
    this.carried = this.#judged({ thing, by, at, no: null });
    if (by === 'keys') this.#hands.told('picked', this.carried);
  }

  /** Over another place, or over none. */
  over(at: Wall | null): void {
    if (this.carried !== null && this.carried.at !== at) this.carried = this.#judged({ ...this.carried, at });
  }

  /** Keys while something is in the hand of the keyboard; true when the key was one of them. */
  key(key: string): boolean {
    const carried = this.carried;
    if (carried?.by !== 'keys' || carried.at === null) return false;
    const step = STEPS[key];
    if (step !== undefined) {
      this.over(stepWall(carried.at, step));
      if (this.carried?.at != null) this.#hands.reveal(this.carried.at);
      if (this.carried !== null) this.#hands.told('at', this.carried);
      return true;
    }
    if (key === 'PageUp' || key === 'PageDown') {
      // An hour; it stays in its day like the quarters do.
      const moved = carried.at + (key === 'PageUp' ? -1 : 1) * 3_600_000;
      if (startOfDay(moved) === startOfDay(carried.at)) this.over(moved);
      if (this.carried !== null) this.#hands.told('at', this.carried);
      return true;
    }
    if (key === 'Enter' || key === ' ') {
      this.drop();
      return true;
    }
    if (key === 'Escape') {
      this.putBack();
      return true;
    }
    return false;
  }

  /** Lets go. A place that is refused keeps the keyboard's hand closed, so that another one can be tried at once. */
  drop(): void {
    const carried = this.carried;
    if (carried === null) return;
    if (carried.at === null || carried.no !== null) {
      this.#hands.refused(carried.thing, carried.no ?? 'outside');
      if (carried.by === 'pointer') this.carried = null;
      return;
    }
    this.carried = null;
    this.#hands.told('dropped', carried);
    this.#hands.dropped(carried.thing, carried.at, carried.by);
  }

  putBack(): void {
    const carried = this.carried;
    this.carried = null;
    if (carried !== null) this.#hands.told('back', carried);
  }

  #judged(carried: Carried): Carried {
    return { ...carried, no: carried.at === null ? null : refusal(carried.at, this.#hands.now()) };
  }
}

/** Pixels before a press becomes a drag. */
const THRESHOLD = 4;

/**
 * Follows a press until it is let go. `move` hears of every point once the press has become a drag; `end` is told
 * whether it was one. Escape ends it.
 */
export function follow(
  press: PointerEvent & { currentTarget: EventTarget & HTMLElement },
  hands: {
    begin: () => void;
    move: (point: { x: number; y: number }) => void;
    end: (how: 'drop' | 'back' | 'click') => void;
  },
): void {
  if (press.button !== 0) return;
  const element = press.currentTarget;
  let moving = false;
  const move = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    if (!moving) {
      if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < THRESHOLD) return;
      moving = true;
      hands.begin();
    }
    hands.move({ x: event.clientX, y: event.clientY });
  };
  const stop = (how: 'drop' | 'back') => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', cancel);
    removeEventListener('keydown', escape, true);
    hands.end(moving ? how : 'click');
    // The click that follows a drag is part of it and opens nothing.
    if (moving) {
      const swallow = (event: Event) => event.stopPropagation();
      element.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => element.removeEventListener('click', swallow, { capture: true }), 0);
    }
  };
  const up = () => stop('drop');
  const cancel = () => stop('back');
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !moving) return;
    event.preventDefault();
    event.stopPropagation();
    stop('back');
  };
  // On the window, not on the element: the element may leave the page while it is dragged (another week).
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  addEventListener('pointercancel', cancel);
  addEventListener('keydown', escape, true);
}
