import type { Take } from '$lib/ipc/bindings';
import { lineAt, nextStart, previousStart, takeEnd } from './timing';

export type Ticker = { now: () => number; request: (tick: () => void) => number; cancel: (id: number) => void };

const frames: Ticker = {
  now: () => performance.now(),
  request: (tick) => requestAnimationFrame(tick),
  cancel: (id) => cancelAnimationFrame(id),
};

/** Plays a take's timing: a clock, nothing else. What is shown at a time is worked out from the time alone. */
export class Player {
  #take = $state.raw<Take | null>(null);
  #time = $state(0);
  #playing = $state(false);
  #frame = 0;
  #last = 0;

  readonly end = $derived.by(() => (this.#take ? takeEnd(this.#take) : 0));
  readonly line = $derived.by(() => (this.#take ? lineAt(this.#take.lines, this.#time) : 0));

  constructor(private readonly ticker: Ticker = frames) {}

  get take(): Take | null {
    return this.#take;
  }

  get time(): number {
    return this.#time;
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** Puts in another take, at its beginning. It never starts by itself. */
  load(take: Take | null): void {
    if (take?.id === this.#take?.id) return;
    this.pause();
    this.#take = take;
    this.#time = 0;
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  play(): void {
    if (!this.#take || this.#playing) return;
    if (this.#time >= this.end - 0.05) this.#time = 0;
    this.#playing = true;
    this.#last = this.ticker.now();
    this.#frame = this.ticker.request(this.#tick);
  }

  pause(): void {
    if (this.#playing) this.ticker.cancel(this.#frame);
    this.#playing = false;
  }

  seek(time: number): void {
    this.#time = Math.min(this.end, Math.max(0, time));
  }

  previous(): void {
    if (this.#take) this.seek(previousStart(this.#take.lines, this.#time));
  }

  next(): void {
    if (this.#take) this.seek(nextStart(this.#take.lines, this.#time));
  }

  readonly #tick = () => {
    const now = this.ticker.now();
    const time = this.#time + (now - this.#last) / 1000;
    this.#last = now;
    if (time >= this.end) {
      this.#time = this.end;
      this.#playing = false;
      return;
    }
    this.#time = time;
    this.#frame = this.ticker.request(this.#tick);
  };
}
