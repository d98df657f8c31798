/**
 * Saves the newest value soon after a change, off the typing path. The wait is counted from the first unsaved change,
 * not from the last, so that steady typing cannot put it off: at most `wait` of it can be lost.
 */
export class Autosave<T> {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #next: { value: T } | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly save: (value: T) => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
    private readonly wait = 700,
  ) {}

  change(value: T): void {
    this.#next = { value };
    this.#timer ??= setTimeout(() => void this.flush(), this.wait);
  }

  /** Saves what is not saved yet, after what is being saved: the newest form is always written last. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const next = this.#next;
    this.#next = null;
    if (next) this.#saving = this.#saving.then(() => this.save(next.value)).then(() => undefined, this.failed);
    return this.#saving;
  }
}
