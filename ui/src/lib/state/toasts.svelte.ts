export type ToastTone = 'plain' | 'bad';
export type Toast = {
  id: number;
  text: string;
  tone: ToastTone;
  action?: { label: string; run: () => void };
};

type Timer = { set: (run: () => void, ms: number) => unknown; clear: (handle: unknown) => void };
const realTimer: Timer = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/** Errors stay until they are closed; the rest goes after six seconds, and waits while the pointer rests on it. */
const STAY_MS = 6000;
const AT_ONCE = 3;

export class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #next = 1;
  readonly #timers = new Map<number, unknown>();

  constructor(private readonly timer: Timer = realTimer) {}

  get all(): readonly Toast[] {
    return this.#list;
  }

  show(text: string, options: { tone?: ToastTone; action?: Toast['action'] } = {}): number {
    const toast: Toast = { id: this.#next++, text, tone: options.tone ?? 'plain' };
    if (options.action) toast.action = options.action;
    // The same words twice are one message.
    const others = this.#list.filter((other) => other.text !== text || other.tone !== toast.tone);
    this.#list = [...others, toast].slice(-AT_ONCE);
    if (toast.tone === 'plain') this.resume(toast.id);
    return toast.id;
  }

  dismiss(id: number): void {
    this.pause(id);
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }

  pause(id: number): void {
    this.timer.clear(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    const toast = this.#list.find((other) => other.id === id);
    if (toast?.tone !== 'plain') return;
    this.pause(id);
    this.#timers.set(
      id,
      this.timer.set(() => this.dismiss(id), STAY_MS),
    );
  }
}
