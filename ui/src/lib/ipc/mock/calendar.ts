import { AppError } from '../../errors/app-error';
import { movable } from '../../plans/marks';
import { DAY, HOUR, MINUTE, parseWall, resolve, startOfWeek, wallAt, wallSecond, type Wall } from '../../plans/zone';
import type { Horizon, PlanState, PlanView, SocialAccount } from '../bindings';
import { seedLibrary } from './library';
import type { Fixture, Handlers, World } from './world';

type Part = Pick<
  Handlers,
  'list_plans' | 'create_plan' | 'update_plan' | 'drop_plan' | 'restore_plan' | 'hand_over_plan' | 'settle_plan'
>;

const ZONE = 'Europe/Berlin';
const HORIZON: Horizon = { kind: 'hours_before', hours: 12 };

export const book: SocialAccount[] = [
  { id: 'social-a', platform: 'tiktok', accountId: 'acc_tt_91', name: '@fivefactsdaily' },
  { id: 'social-b', platform: 'youtube_shorts', accountId: 'acc_yt_12', name: 'Five Facts Daily' },
  { id: 'social-c', platform: 'instagram_reels', accountId: 'acc_ig_07', name: '@fivefacts' },
  { id: 'social-d', platform: 'snapchat', accountId: 'acc_sc_33', name: 'fivefacts' },
];

/** Where a wall time stands, as Rust says it: a time that does not exist moves forward. */
function placed(local: string, zone: string): Pick<PlanView, 'local' | 'zone' | 'at'> {
  const wall = parseWall(local);
  if (wall === null) throw new AppError({ code: 'invalid_input', message: 'local' });
  const found = resolve(wall, zone);
  return { local: wallSecond(found.wall), zone, at: new Date(found.at).toISOString() };
}

function handOver(plan: Pick<PlanView, 'at' | 'horizon' | 'state'>, now: number): string | null {
  if (plan.horizon.kind === 'hours_before') {
    return new Date(Math.max(now, Date.parse(plan.at) - plan.horizon.hours * HOUR)).toISOString();
  }
  return plan.state === 'waiting_for_render' ? null : new Date(now).toISOString();
}

export function calendarHandlers(world: World): Part {
  const clicks = new Map<string, string>();
  const dropped = new Map<string, PlanView>();
  const find = (id: string): PlanView => {
    const plan = world.plans.find((other) => other.id === id);
    if (!plan) throw new AppError({ code: 'not_found', message: 'No such plan.' });
    return plan;
  };
  const put = (plan: PlanView): PlanView => {
    world.plans = [...world.plans.filter(({ id }) => id !== plan.id), plan];
    const platforms = [
      ...new Set(world.plans.filter((one) => one.videoId === plan.videoId).map((one) => one.platform)),
    ];
    world.videos = world.videos.map((one) =>
      one.card.id === plan.videoId ? { ...one, card: { ...one.card, platforms } } : one,
    );
    world.changed(['plan', plan.id]);
    return plan;
  };
  const ours = (plan: PlanView): PlanView => {
    if (!movable(plan)) throw new AppError({ code: 'not_now', message: 'TikVod has this post already.' });
    return plan;
  };
  const ahead = <T extends Pick<PlanView, 'at'>>(place: T): T => {
    if (Date.parse(place.at) > world.now().getTime()) return place;
    const fields = [{ field: 'local', rule: 'past', limit: null, actual: null } as const];
    throw new AppError({ code: 'invalid_input', message: 'The time has passed.', fields });
  };
  return {
    list_plans: ({ from, to }) =>
      world.plans
        .filter(({ at }) => Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to))
        .sort((a, b) => a.at.localeCompare(b.at)),
    create_plan: (args) => {
      const known = clicks.get(args.clickId);
      if (known !== undefined) return find(known);
      const account = world.socials.find(({ id }) => id === args.socialAccount);
      const video = world.videos.find(({ card }) => card.id === args.videoId)?.card;
      if (!account || !video) throw new AppError({ code: 'invalid_input', message: 'socialAccount' });
      const id = world.id('plan');
      clicks.set(args.clickId, id);
      const ready = video.status === 'completed';
      const plan: PlanView = {
        ...ahead(placed(args.local, args.zone)),
        id,
        videoId: video.id,
        title: video.idea,
        hasThumbnail: video.hasThumbnail,
        platform: account.platform,
        accountId: account.accountId,
        accountName: account.name,
        caption: args.caption,
        horizon: args.horizon,
        handOverAt: null,
        state: !ready ? 'waiting_for_render' : args.horizon.kind === 'hours_before' ? 'planned' : 'handed_over',
        publishId: null,
        problem: null,
      };
      return put({ ...plan, handOverAt: handOver(plan, world.now().getTime()) });
    },
    update_plan: (args) => {
      const plan = ours(find(args.id));
      const account = world.socials.find(({ id }) => id === args.socialAccount);
      const next: PlanView = {
        ...plan,
        ...ahead(placed(args.local ?? plan.local, args.zone ?? plan.zone)),
        ...(account ? { platform: account.platform, accountId: account.accountId, accountName: account.name } : {}),
        caption: args.caption ?? plan.caption,
        horizon: args.horizon ?? plan.horizon,
        state: plan.state === 'waiting_for_render' ? plan.state : 'planned',
        problem: null,
      };
      return put({ ...next, handOverAt: handOver(next, world.now().getTime()) });
    },
    drop_plan: ({ id }) => {
      dropped.set(id, ours(find(id)));
      world.plans = world.plans.filter((plan) => plan.id !== id);
      world.changed(['plan', id]);
      return null;
    },
    restore_plan: ({ id }) => {
      const plan = dropped.get(id);
      if (!plan) throw new AppError({ code: 'not_now', message: 'This post was not dropped.' });
      return put(plan);
    },
    hand_over_plan: ({ id }) => {
      const plan = ours(find(id));
      const soon = Math.max(Date.parse(plan.at), world.now().getTime() + 5 * MINUTE);
      const place = placed(wallSecond(wallAt(soon, plan.zone)), plan.zone);
      return put({ ...plan, ...place, state: 'handed_over', publishId: world.id('pub'), horizon: { kind: 'now' } });
    },
    settle_plan: ({ id, verdict }) =>
      put({ ...find(id), state: verdict === 'appeared' ? 'posted' : 'failed', problem: null }),
  };
}

export function plan(world: World, video: number, account: number, wall: Wall, state: PlanState): PlanView {
  const { card } = world.videos[video] ?? {};
  const social = book[account] ?? { platform: 'tiktok', accountId: '', name: '' };
  const place = placed(wallSecond(wall), ZONE);
  const made: PlanView = {
    ...place,
    id: world.id('plan'),
    videoId: card?.id ?? 'vid_000',
    title: card?.idea ?? '',
    hasThumbnail: card?.hasThumbnail ?? false,
    platform: social.platform,
    accountId: social.accountId,
    accountName: social.name,
    caption: 'A laser looked through the jungle and found streets. Which one would you dig first?',
    horizon: HORIZON,
    handOverAt: null,
    state,
    publishId: state === 'posted' || state === 'handed_over' ? world.id('pub') : null,
    problem:
      state === 'failed'
        ? {
            code: 'refused',
            message: 'The account is not connected.',
            retryable: false,
            requestId: 'req_77aa01',
            apiCode: 'account_disconnected',
            fields: [],
          }
        : null,
  };
  return { ...made, handOverAt: handOver(made, world.now().getTime()) };
}

/** Every state in one week; what lies ahead of the clock is planned, what lies behind it has become something. */
function week(world: World): void {
  const now = wallAt(world.now().getTime(), ZONE);
  const monday = startOfWeek(now, 1);
  // Day, hour, video, account, what it is once its time has passed.
  const posts: [number, number, number, number, PlanState, PlanState?][] = [
    [0, 8, 8, 0, 'posted'],
    [0, 12.5, 7, 1, 'posted'],
    [0, 15.5, 15, 0, 'missed'],
    [0, 18.5, 4, 2, 'posted'],
    [1, 9, 10, 2, 'posted'],
    [1, 13, 13, 0, 'failed'],
    [1, 16, 3, 3, 'unconfirmed'],
    [1, 19, 6, 1, 'posted'],
    [2, 8, 0, 0, 'handed_over'],
    [2, 12.25, 16, 1, 'posting'],
    [2, 15.5, 3, 0, 'missed', 'handed_over'],
    [2, 18.5, 0, 1, 'missed', 'handed_over'],
    [2, 19, 10, 2, 'missed', 'handing_over'],
    [3, 9, 0, 2, 'missed'],
    [3, 12, 2, 0, 'missed'],
    [3, 18.5, 1, 0, 'missed'],
    [4, 8, 2, 0, 'missed'],
    [4, 8.5, 13, 1, 'missed'],
    [4, 9, 14, 2, 'missed'],
    [4, 18.5, 7, 1, 'missed', 'waiting_for_render'],
    [5, 10, 14, 2, 'missed'],
    [5, 17, 14, 3, 'missed'],
    [6, 11, 12, 0, 'missed', 'waiting_for_render'],
  ];
  world.plans = posts.map(([day, hour, video, account, past, ahead]) => {
    const at = monday + day * DAY + hour * HOUR;
    return plan(world, video, account, at, at <= now ? past : (ahead ?? 'planned'));
  });
  for (const one of world.plans) {
    world.videos = world.videos.map((video) =>
      video.card.id === one.videoId
        ? { ...video, card: { ...video.card, platforms: [...new Set([...video.card.platforms, one.platform])] } }
        : video,
    );
  }
}

export const calendarFixtures: Record<string, Fixture> = {
  calendar: (world) => {
    seedLibrary(world, 24);
    world.socials = book;
    week(world);
  },
  'calendar-empty': (world) => void (world.socials = book),
  'calendar-no-accounts': (world) => seedLibrary(world, 6),
  'calendar-loading': (world) => {
    world.stall('list_plans');
    world.stall('list_videos');
  },
  'calendar-error': (world) =>
    world.fail('list_plans', { code: 'internal', message: 'The plans could not be read.', retryable: true }),
};
