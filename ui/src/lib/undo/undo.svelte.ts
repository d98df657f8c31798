export type Change = {
  /** What was done, as the toast and the menu say it: “Account removed”. */
  label: string;
  undo: () => Promise<unknown>;
  redo: () => Promise<unknown>;
};

const KEPT = 100;

/** The one stack. A step that fails is not lost: it stays where it was, and the failure is shown. */
export class Undo {
  #done = $state.raw<readonly Change[]>([]);
  #undone = $state.raw<readonly Change[]>([]);
  #busy = $state(false);
  readonly #told: (message: string) => void;
  readonly #failed: (error: unknown) => void;
  readonly #words: { undone: (label: string) => string; redone: (label: string) => string };

  constructor(options: {
    told: (message: string) => void;
    failed: (error: unknown) => void;
    words: { undone: (label: string) => string; redone: (label: string) => string };
  }) {
    this.#told = options.told;
    this.#failed = options.failed;
    this.#words = options.words;
  }

  get next(): Change | undefined {
    return this.#done.at(-1);
  }

  get nextRedo(): Change | undefined {
    return this.#undone.at(-1);
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Records a change that has been made. */
  push(change: Change): void {
    this.#done = [...this.#done, change].slice(-KEPT);
    this.#undone = [];
  }

  /** Makes a change and records it. */
  async make(change: Change): Promise<void> {
    await change.redo();
    this.push(change);
  }

  async undo(only?: Change): Promise<boolean> {
    const change = this.next;
    // A toast's Undo means its own change; once another has been made above it, it is no longer offered.
    if (!change || this.#busy || (only && only !== change)) return false;
    return this.#step(change.undo, () => {
      this.#done = this.#done.filter((other) => other !== change);
      this.#undone = [...this.#undone, change];
      this.#told(this.#words.undone(change.label));
    });
  }

  async redo(): Promise<boolean> {
    const change = this.nextRedo;
    if (!change || this.#busy) return false;
    return this.#step(change.redo, () => {
      this.#undone = this.#undone.filter((other) => other !== change);
      this.#done = [...this.#done, change];
      this.#told(this.#words.redone(change.label));
    });
  }

  /** Another account, another world: nothing of the old one can be undone in it. */
  clear(): void {
    this.#done = [];
    this.#undone = [];
  }

  async #step(act: () => Promise<unknown>, then: () => void): Promise<boolean> {
    this.#busy = true;
    try {
      await act();
      then();
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
