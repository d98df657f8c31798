import { AppError } from '../../errors/app-error';
import type { CommandName, Args, Result } from '../backend';
import type {
  AccountView,
  Change,
  Changes,
  Connection,
  Draft,
  Entity,
  ErrorView,
  InboxView,
  LedgerView,
  PlanView,
  Preset,
  QueueItem,
  RollbackView,
  Settings,
  SocialAccount,
  VideoDetail,
} from '../bindings';

export type Handlers = { [K in CommandName]: (args: Args<K>) => Result<K> | Promise<Result<K>> };

/** A fixture puts the world into one state of one screen: `?fixture=create-error`. */
export type Fixture = (world: World) => void;

/**
 * What Rust and TikVod would know, in memory: for looking at every state of every screen in a browser, and for tests.
 * Never part of the built app.
 */
export class World {
  account: AccountView | null = null;
  accountProblem: ErrorView | null = null;
  problem: ErrorView | null = null;
  connection: Connection = 'online';
  credits: number | null = 24;
  platform = 'linux';
  baseUrlOverride: string | null = null;
  mediaBase = 'http://127.0.0.1:0/mock';
  settings: Settings = {
    theme: 'system',
    textSize: 100,
    reduceMotion: false,
    saveFinished: true,
    downloadFolder: '~/Videos/TikVod',
    notifyReady: true,
    notifyFailed: true,
    sandboxSpeed: 'fast',
    paused: false,
  };
  draft: Draft | null = null;
  drafts: Draft[] = [];
  presets: Preset[] = [];
  items: QueueItem[] = [];
  videos: VideoDetail[] = [];
  plans: PlanView[] = [];
  socials: SocialAccount[] = [];
  ledger: LedgerView = {
    entries: [],
    expected: 24,
    balance: 24,
    checkedAt: null,
    drift: null,
    next: null,
  };
  inbox: InboxView = {
    on: false,
    listening: false,
    secretKept: false,
    address: null,
    publicAddress: null,
    events: 0,
    waiting: 0,
    lastEventAt: null,
  };
  rollback: RollbackView = { watched: true, frozen: null };
  /** Every call in order: what tests assert on. */
  readonly calls: { name: CommandName; args: unknown }[] = [];
  seq = 1;
  /** Milliseconds that an answer takes. */
  latency = 0;
  readonly #failing = new Map<CommandName, AppError>();
  readonly #stalled = new Set<CommandName>();
  readonly #listeners = new Set<(changes: Changes) => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #ids = 0;

  /** Tests set the clock. */
  now: () => Date = () => new Date();

  id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}-${String(this.#ids).padStart(4, '0')}`;
  }

  /** A later moment as RFC 3339. */
  at(seconds: number): string {
    return new Date(this.now().getTime() + seconds * 1000).toISOString();
  }

  fail(name: CommandName, view: Pick<ErrorView, 'code' | 'message'> & Partial<ErrorView>): void {
    this.#failing.set(name, new AppError(view));
  }

  mend(name: CommandName): void {
    this.#failing.delete(name);
    this.#stalled.delete(name);
  }

  /** The command never answers: for looking at loading states. */
  stall(name: CommandName): void {
    this.#stalled.add(name);
  }

  failure(name: CommandName): AppError | undefined {
    return this.#failing.get(name);
  }

  isStalled(name: CommandName): boolean {
    return this.#stalled.has(name);
  }

  listen(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  changed(...changes: [Entity, string][]): void {
    const list: Change[] = changes.map(([entity, id]) => ({ entity, id }));
    const from = this.seq;
    this.seq += list.length;
    for (const listener of this.#listeners) listener({ from, seq: this.seq, changes: list });
  }

  /** Changes that the window never hears of: the next ones come after a gap. */
  skip(changes: number): void {
    this.seq += changes;
  }

  after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
