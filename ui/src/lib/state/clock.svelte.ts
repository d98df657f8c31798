/** The time as views show it: one value that ticks, so that everything on screen agrees. */
export class Clock {
  /** Milliseconds since 1970. */
  now = $state(0);
  readonly #read: () => number;

  constructor(read: () => number = Date.now) {
    this.#read = read;
    this.now = read();
  }

  /** Ticks until the returned function is called. */
  start(everyMs: number): () => void {
    this.now = this.#read();
    const handle = setInterval(() => (this.now = this.#read()), everyMs);
    return () => clearInterval(handle);
  }
}
