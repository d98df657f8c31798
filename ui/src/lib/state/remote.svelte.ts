import { asAppError, type AppError } from '../errors';

/**
 * Something that Rust knows and the window shows. `refresh` may be called as often as one likes: while one question
 * is under way a second one waits, a third joins the second, and an older answer never replaces a newer one.
 */
export class Remote<T> {
  #value = $state.raw<T | null>(null);
  #error = $state.raw<AppError | null>(null);
  #loading = $state(false);
  #running: Promise<void> | null = null;
  #again: Promise<void> | null = null;

  constructor(private readonly ask: () => Promise<T>) {}

  get value(): T | null {
    return this.#value;
  }

  get error(): AppError | null {
    return this.#error;
  }

  /** True while the first answer is awaited; later questions leave the old value on screen. */
  get loading(): boolean {
    return this.#loading && this.#value === null;
  }

  /** Puts in what a command has just returned, ahead of the next answer. */
  set(value: T): void {
    this.#value = value;
    this.#error = null;
  }

  refresh(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    this.#again ??= this.#running.then(() => {
      this.#again = null;
      return this.refresh();
    });
    return this.#again;
  }

  async #run(): Promise<void> {
    this.#loading = true;
    try {
      this.#value = await this.ask();
      this.#error = null;
    } catch (error) {
      this.#error = asAppError(error);
    } finally {
      this.#loading = false;
    }
  }
}
