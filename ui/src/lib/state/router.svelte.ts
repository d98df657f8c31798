import type { VideoForm } from '../ipc/bindings';

export type Screen = 'create' | 'queue' | 'library' | 'calendar' | 'settings';

/** What a screen is opened with: the thing to show, or a form to start from. */
export type Visit = { id?: string; form?: Partial<VideoForm> };

/** Which screen is open. Only in memory: a window has no address. */
export class Router {
  #screen = $state<Screen>('create');
  #visit = $state.raw<Visit>({});

  get screen(): Screen {
    return this.#screen;
  }

  /** What the present screen was opened with. */
  get visit(): Visit {
    return this.#visit;
  }

  go(screen: Screen, visit: Visit = {}): void {
    this.#visit = visit;
    this.#screen = screen;
  }
}
