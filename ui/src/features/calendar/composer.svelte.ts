import type { App } from '$lib/app.svelte';
import { scalars } from '$lib/format';
import { newClickId } from '$lib/ids';
import type { Horizon, PlanView, SocialAccount, UpdatePlanArgs, VideoCard } from '$lib/ipc/bindings';
import { DEFAULT_HORIZON, handOverNote, type HandOverNote } from '$lib/plans/marks';
import { planWall } from '$lib/plans/words';
import {
  parseWall,
  resolve,
  wallDate,
  wallSecond,
  wallTime,
  type Instant,
  type Resolved,
  type Wall,
} from '$lib/plans/zone';

/** What the composer needs to know of a video. */
export type Subject = Pick<VideoCard, 'id' | 'idea' | 'hook' | 'duration' | 'status' | 'captionStyle' | 'hasThumbnail'>;
export type ProblemField = 'account' | 'caption' | 'date' | 'past';

type Options = {
  app: App;
  video: Subject;
  at: Wall;
  zone: string;
  accounts: readonly SocialAccount[];
  /** Characters of a caption, from Rust. */
  limit: number;
  plan?: PlanView;
};

/** A post being planned or changed: its fields, what is wrong with them, and what Rust is told in the end. */
export class Composer {
  readonly video: Subject;
  /** The plan that is changed; null for a new one. */
  readonly plan: PlanView | null;
  readonly zone: string;
  readonly limit: number;
  readonly #app: App;
  // One composer is one post, however often Plan is pressed.
  readonly #clickId = newClickId();

  account = $state('');
  caption = $state('');
  date = $state('');
  time = $state('');
  horizon = $state.raw<Horizon>(DEFAULT_HORIZON);
  busy = $state(false);
  /** Problems are shown once Plan was pressed: an empty field that nobody has touched is no mistake. */
  tried = $state(false);
  addingAccount = $state(false);

  readonly wall: Wall | null = $derived.by(() => parseWall(`${this.date}T${this.time}`));
  readonly resolved: Resolved | null = $derived.by(() => (this.wall === null ? null : resolve(this.wall, this.zone)));

  constructor(options: Options) {
    this.#app = options.app;
    this.video = options.video;
    this.plan = options.plan ?? null;
    this.zone = options.plan?.zone ?? options.zone;
    this.limit = options.limit;
    const at = options.plan ? planWall(options.plan) : options.at;
    this.date = wallDate(at);
    this.time = wallTime(at);
    this.caption = options.plan?.caption ?? options.video.hook ?? '';
    this.horizon = options.plan?.horizon ?? DEFAULT_HORIZON;
    const own = options.accounts.find(
      ({ platform, accountId }) => platform === options.plan?.platform && accountId === options.plan.accountId,
    );
    this.account = own?.id ?? (options.plan ? '' : (options.accounts[0]?.id ?? ''));
    this.addingAccount = options.accounts.length === 0;
  }

  get rendered(): boolean {
    return this.video.status === 'completed';
  }

  problems(now: Instant): ProblemField[] {
    const found: ProblemField[] = [];
    if (this.account === '') found.push('account');
    if (scalars(this.caption) > this.limit) found.push('caption');
    if (this.resolved === null) found.push('date');
    else if (this.resolved.at <= now) found.push('past');
    return found;
  }

  /** What the line under the choice of hand-over says. */
  note(now: Instant): HandOverNote | null {
    return this.resolved === null ? null : handOverNote(this.horizon, this.resolved.at, now, this.rendered);
  }

  /** Sends a new post to Rust. */
  async create(accounts: readonly SocialAccount[]): Promise<PlanView> {
    return this.#app.backend.call('create_plan', {
      clickId: this.#clickId,
      videoId: this.video.id,
      platform: accounts.find(({ id }) => id === this.account)?.platform ?? '',
      socialAccount: this.account,
      caption: this.caption,
      local: wallSecond(this.resolved?.wall ?? 0),
      zone: this.zone,
      horizon: this.horizon,
    });
  }

  /** Only what differs: a plan with a time that lies in the past may still get another caption refused for its time. */
  changes(plan: PlanView, accounts: readonly SocialAccount[]): UpdatePlanArgs {
    const args: UpdatePlanArgs = { id: plan.id };
    const local = wallSecond(this.resolved?.wall ?? 0);
    if (this.caption !== plan.caption) args.caption = this.caption;
    if (local !== plan.local.slice(0, 19)) args.local = local;
    if (JSON.stringify(this.horizon) !== JSON.stringify(plan.horizon)) args.horizon = this.horizon;
    const account = accounts.find(({ id }) => id === this.account);
    if (account && (account.accountId !== plan.accountId || account.platform !== plan.platform))
      args.socialAccount = account.id;
    return args;
  }
}
