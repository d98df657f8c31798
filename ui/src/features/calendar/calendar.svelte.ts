import type { App } from '$lib/app.svelte';
import { localeTag } from '$lib/format';
import { t } from '$lib/i18n';
import type { Catalogue, LibraryPage, PlanView, SocialAccount } from '$lib/ipc/bindings';
import { look, type Look } from '$lib/plans/marks';
import { planWall, spokenText } from '$lib/plans/words';
import { DAY, firstDay, MINUTE, resolve, startOfDay, startOfWeek, wallAt, zoneText, type Wall } from '$lib/plans/zone';
import { Clock } from '$lib/state/clock.svelte';
import { Remote } from '$lib/state/remote.svelte';
import { Carry, type Carried, type Thing } from './carry.svelte';
import { Changes } from './changes';
import { Composer, type Subject } from './composer.svelte';
import { DAYS, firstFree, markTop, stack, type Placed } from './geometry';

/** A plan on the week: `wall` is where it stands in the calendar's zone, which need not be the plan's own. */
export type Mark = { plan: PlanView; wall: Wall; look: Look };
export type Day = { wall: Wall; today: boolean; past: boolean; marks: Placed<Mark>[] };

const READY = 60;

/** The week on screen: its plans, the videos that are ready, and what can be done with them. */
export class Calendar {
  readonly clock: Clock;
  readonly zone: string;
  readonly carry: Carry;
  readonly changes: Changes;
  week = $state<Wall>(0);
  /** Id of the plan whose details are open. */
  openId = $state<string | null>(null);
  composer = $state.raw<Composer | null>(null);
  readonly #plans: Remote<PlanView[]>;
  readonly #ready: Remote<LibraryPage>;
  readonly #accounts: Remote<SocialAccount[]>;
  readonly #catalogue: Remote<Catalogue>;
  readonly #first = firstDay(localeTag());

  readonly now: Wall = $derived.by(() => wallAt(this.clock.now, this.zone));
  readonly days: Day[] = $derived.by(() => {
    const marks = (this.#plans.value ?? []).map((plan): Mark => {
      const wall = plan.zone === this.zone ? planWall(plan) : wallAt(Date.parse(plan.at), this.zone);
      return { plan, wall, look: look(plan, this.clock.now) };
    });
    return Array.from({ length: DAYS }, (_, index) => {
      const wall = this.week + index * DAY;
      const own = marks.filter((mark) => startOfDay(mark.wall) === wall);
      const today = startOfDay(this.now) === wall;
      return { wall, today, past: wall + DAY <= this.now, marks: stack(own, (mark) => markTop(mark.wall)) };
    });
  });
  /** Finished videos, those without a post first, each part newest first. */
  readonly ready = $derived.by(() => {
    const cards = this.#ready.value?.items ?? [];
    return [
      ...cards.filter((card) => card.platforms.length === 0),
      ...cards.filter((card) => card.platforms.length > 0),
    ];
  });
  readonly unplanned = $derived.by(() => this.ready.filter(({ platforms }) => platforms.length === 0).length);
  readonly open: PlanView | null = $derived.by(() => this.#plans.value?.find(({ id }) => id === this.openId) ?? null);
  readonly shown = $derived.by(() => this.days.reduce((sum, day) => sum + day.marks.length, 0));

  constructor(
    private readonly app: App,
    reveal: (at: Wall) => void,
    clock = new Clock(),
  ) {
    this.clock = clock;
    this.zone = app.state.status?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.week = this.weekOf(wallAt(clock.now, this.zone));
    this.#plans = new Remote(() => {
      const instant = (wall: Wall) => new Date(resolve(wall, this.zone).at).toISOString();
      return app.backend.call('list_plans', { from: instant(this.week), to: instant(this.week + DAYS * DAY) });
    });
    this.#ready = new Remote(() =>
      app.backend.call('list_videos', {
        search: '',
        status: 'completed',
        style: null,
        days: null,
        sort: 'newest',
        offset: 0,
        limit: READY,
      }),
    );
    this.#accounts = new Remote(() => app.backend.call('list_social_accounts', null));
    this.#catalogue = new Remote(() => app.backend.call('get_catalogue', null));
    this.changes = new Changes(app, {
      zone: this.zone,
      now: () => this.clock.now,
      accounts: () => this.accounts,
      refresh: () => this.refresh(),
    });
    this.carry = new Carry({
      now: () => this.now,
      reveal: (at) => {
        this.show(at);
        reveal(at);
      },
      told: (what, carried) => this.#speak(what, carried),
      dropped: (thing, at) => this.#dropped(thing, at),
      refused: (_, why) => {
        const words = t.calendar.placing;
        this.changes.say(
          why === 'past' ? words.refusedPast : why === 'locked' ? words.refusedLocked : words.refusedOutside,
        );
      },
    });
  }

  start(): () => void {
    const stop = this.clock.start(10_000);
    void this.refresh();
    void this.#accounts.refresh();
    void this.#catalogue.refresh();
    return stop;
  }

  async refresh(): Promise<void> {
    await Promise.all([this.#plans.refresh(), this.#ready.refresh()]);
  }

  get error() {
    return this.#plans.error;
  }
  get loading(): boolean {
    return this.#plans.value === null;
  }
  get readyLoading(): boolean {
    return this.#ready.value === null;
  }
  get readyTotal(): number {
    return this.#ready.value?.total ?? 0;
  }
  get accounts(): readonly SocialAccount[] {
    return this.#accounts.value ?? [];
  }

  plan(id: string): PlanView | undefined {
    return this.#plans.value?.find((one) => one.id === id);
  }

  weekOf(wall: Wall): Wall {
    return startOfWeek(wall, this.#first);
  }

  /** Turns to the week that a time lies in. */
  show(wall: Wall): void {
    const week = this.weekOf(wall);
    if (week === this.week) return;
    this.week = week;
    this.openId = null;
    void this.#plans.refresh();
  }

  turn(weeks: number): void {
    this.show(this.week + weeks * DAYS * DAY);
  }

  /** Where something picked up by key is first held: the next sensible time, in the week on screen if that lies ahead. */
  firstPlace(): Wall {
    const soonest = firstFree(this.now);
    return this.week > soonest ? this.week + 9 * 60 * MINUTE : soonest;
  }

  async compose(video: Subject, at: Wall): Promise<void> {
    await Promise.all([
      this.#accounts.value ?? this.#accounts.refresh(),
      this.#catalogue.value ?? this.#catalogue.refresh(),
    ]);
    this.openId = null;
    this.composer = new Composer({
      app: this.app,
      video,
      at,
      zone: this.zone,
      accounts: this.accounts,
      limit: this.#limit,
    });
  }

  /** A post of a video that another screen names; the video may be anything but ready. */
  async composeById(id: string): Promise<void> {
    const { card } = await this.app.backend.call('get_video', { id });
    const at = this.firstPlace();
    this.show(at);
    await this.compose(card, at);
  }

  edit(plan: PlanView): void {
    const card = this.ready.find(({ id }) => id === plan.videoId);
    const rendered = plan.state !== 'waiting_for_render';
    const { videoId: id, title: idea, hasThumbnail } = plan;
    const video = card ?? {
      id,
      idea,
      hook: null,
      duration: 0,
      status: rendered ? 'completed' : 'processing',
      captionStyle: null,
      hasThumbnail,
    };
    this.openId = null;
    this.composer = new Composer({
      app: this.app,
      video,
      at: this.now,
      zone: this.zone,
      accounts: this.accounts,
      limit: this.#limit,
      plan,
    });
  }

  /** Plans what the composer holds; its window closes only once Rust has it. */
  async submit(composer: Composer): Promise<void> {
    composer.tried = true;
    if (composer.busy || composer.problems(this.clock.now).length > 0) return;
    composer.busy = true;
    try {
      if (composer.plan === null) {
        const plan = await composer.create(this.accounts);
        this.changes.created(plan);
        this.show(wallAt(Date.parse(plan.at), this.zone));
      } else {
        const { plan } = composer;
        await this.changes.update(plan, composer.changes(plan, this.accounts), t.calendar.changedChange(plan.title));
      }
      this.composer = null;
      await this.refresh();
    } finally {
      composer.busy = false;
    }
  }

  async addAccount(platform: string, accountId: string, name: string): Promise<void> {
    const account = await this.app.backend.call('add_social_account', { platform, accountId, name });
    await this.#accounts.refresh();
    if (this.composer !== null) {
      this.composer.account = account.id;
      this.composer.addingAccount = false;
    }
  }

  /** Its details close with it, and stay closed when it is put back. */
  async drop(plan: PlanView): Promise<void> {
    this.openId = null;
    await this.changes.drop(plan);
  }

  /** Runs what a click asked for, and shows why it did not work. */
  async act(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.app.report(error);
    }
  }

  get #limit(): number {
    return this.#catalogue.value?.limits.captionChars ?? 2200;
  }

  #dropped(thing: Thing, at: Wall): void {
    void this.act(() => (thing.kind === 'video' ? this.compose(thing.card, at) : this.changes.move(thing.plan, at)));
  }

  #speak(what: 'picked' | 'at' | 'back' | 'dropped', carried: Carried): void {
    const words = t.calendar.placing;
    if (carried.by === 'pointer') return;
    if (what === 'back' || carried.at === null) {
      this.app.announce(words.back);
      return;
    }
    const { at, wall } = resolve(carried.at, this.zone);
    const [when, zone] = [spokenText(wall), zoneText(this.zone, at)];
    const title = carried.thing.kind === 'video' ? carried.thing.card.idea : carried.thing.plan.title;
    if (carried.no === 'past') this.app.announce(words.past(when));
    else if (what === 'picked') this.app.announce(words.picked(title, when, zone));
    else this.app.announce(what === 'dropped' ? words.dropped(when, zone) : words.at(when, zone));
  }
}
