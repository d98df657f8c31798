import { asAppError } from '../errors';
import type { FieldProblem } from '../ipc/bindings';

/** A fence that would be passed: which one, where it stands, and where the spending would be. */
export type FenceQuestion = { fence: 'day' | 'batch'; limit: number; wouldBe: number };

/** Asks the person before a budget fence is passed. One question at a time; a second act waits behind the first. */
export class Fence {
  #question = $state.raw<FenceQuestion | null>(null);
  #answer: ((yes: boolean) => void) | null = null;
  #line: Promise<unknown> = Promise.resolve();

  get question(): FenceQuestion | null {
    return this.#question;
  }

  /**
   * Does what costs. Where Rust refuses because it would pass a fence, the person is asked, and on a yes the very same
   * is done again, confirmed; the click id in it keeps that to one video. `null` where the person said no.
   */
  async pass<T>(send: (confirmed: { confirmFence?: true }) => Promise<T>): Promise<T | null> {
    try {
      return await send({});
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code !== 'fence') throw failure;
      const asked = this.#line.then(() => this.#ask(question(failure.fields)));
      this.#line = asked;
      return (await asked) ? send({ confirmFence: true }) : null;
    }
  }

  answer(yes: boolean): void {
    const answer = this.#answer;
    this.#question = null;
    this.#answer = null;
    answer?.(yes);
  }

  #ask(question: FenceQuestion): Promise<boolean> {
    this.#question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }
}

function question(fields: readonly FieldProblem[]): FenceQuestion {
  const field = fields[0];
  return {
    fence: field?.field === 'fenceBatch' ? 'batch' : 'day',
    limit: field?.limit ?? 0,
    wouldBe: field?.actual ?? 0,
  };
}
