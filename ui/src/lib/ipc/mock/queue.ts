import { AppError } from '../../errors/app-error';
import type { ErrorView, QueueItem, QueueState } from '../bindings';
import type { Fixture, Handlers, World } from './world';

type Part = Pick<
  Handlers,
  'get_queue' | 'cancel_item' | 'retry_item' | 'decide_item' | 'move_item' | 'rollback' | 'go_on'
>;

const waits = (item: QueueItem) => item.state === 'waiting' || item.state === 'held';

/** Counts the places anew, as Rust does, and holds back what may not be sent. */
function renumber(world: World): void {
  let position = 0;
  world.items = world.items.map((item) => {
    if (!waits(item)) return item.position === null ? item : { ...item, position: null };
    position += 1;
    const held = world.settings.paused ? 'paused' : item.held === 'paused' ? null : item.held;
    return { ...item, position, held, state: held === null ? 'waiting' : 'held' };
  });
}

export function queueHandlers(world: World): Part {
  const find = (id: string): QueueItem => {
    const item = world.items.find((other) => other.id === id);
    if (!item) throw new AppError({ code: 'not_found', message: 'No such video in the queue.' });
    return item;
  };
  const put = (id: string, change: Partial<QueueItem>): QueueItem => {
    find(id);
    world.items = world.items.map((item) => (item.id === id ? { ...item, ...change } : item));
    renumber(world);
    world.changed(['intent', id]);
    return find(id);
  };
  return {
    get_queue: () => {
      renumber(world);
      const finished = world.items.filter((item) => item.finishedAt !== null);
      return {
        paused: world.settings.paused,
        items: world.items,
        slotsUsed: world.items.filter(({ state }) => state === 'queued' || state === 'processing').length,
        slotsTotal: 10,
        spentToday: world.items.reduce((sum, item) => sum + (item.creditsUsed ?? 0), 0),
        returnedToday: finished.reduce((sum, item) => sum + (item.creditsRefunded ?? 0), 0),
        requests: { limit: 60, remaining: 42, resetsAt: world.at(34) },
      };
    },
    cancel_item: ({ id }) => {
      const item = find(id);
      if (!waits(item) && item.state !== 'queued') {
        throw new AppError({ code: 'not_now', message: 'TikVod has started this video, it cannot be cancelled.' });
      }
      const refund = item.state === 'queued' ? (item.creditsUsed ?? 1) : null;
      return put(id, { state: 'cancelled', held: null, finishedAt: world.at(0), creditsRefunded: refund });
    },
    retry_item: ({ id }) => {
      const again: QueueItem = {
        ...find(id),
        id: world.id('intent'),
        videoId: null,
        state: 'waiting',
        held: null,
        createdAt: world.at(0),
        sentAt: null,
        finishedAt: null,
        creditsUsed: null,
        creditsRefunded: null,
        problem: null,
      };
      world.items = [...world.items.filter((item) => item.id !== id), again];
      renumber(world);
      world.changed(['intent', id], ['intent', again.id]);
      return find(again.id);
    },
    decide_item: ({ id, decision }) =>
      decision === 'seen_there'
        ? put(id, { state: 'processing', videoId: world.id('vid'), estimatedReadyAt: world.at(240), creditsUsed: 1 })
        : put(id, { state: 'sending', sentAt: world.at(0) }),
    move_item: ({ id, position }) => {
      const item = find(id);
      const waiting = world.items.filter((other) => waits(other) && other.id !== id);
      waiting.splice(Math.max(0, position - 1), 0, item);
      world.items = [...world.items.filter((other) => !waits(other)), ...waiting];
      renumber(world);
      world.changed(['intent', id]);
      return null;
    },
    rollback: () => world.rollback,
    go_on: ({ alreadySent }) => {
      world.items = world.items.filter((one) => !alreadySent.includes(one.id));
      world.items = world.items.map((one) => (one.held === 'frozen' ? { ...one, held: null } : one));
      world.rollback = { ...world.rollback, frozen: null };
      renumber(world);
      world.changed(['account', '']);
      return world.rollback;
    },
  };
}

/** A video in the queue; times are seconds from now. */
export function item(world: World, idea: string, state: QueueState, more: Partial<QueueItem> = {}): QueueItem {
  return {
    id: world.id('intent'),
    videoId: null,
    idea,
    hook: null,
    style: 'Listicle',
    voice: 'leo_uk',
    captionStyle: 'bold_pop',
    duration: 45,
    state,
    held: null,
    position: null,
    createdAt: world.at(-3600),
    sentAt: null,
    estimatedReadyAt: null,
    finishedAt: null,
    creditsUsed: null,
    creditsRefunded: null,
    hasThumbnail: false,
    length: null,
    problem: null,
    download: null,
    ...more,
  };
}

const reason = (message: string): ErrorView => ({
  code: 'refused',
  message,
  retryable: false,
  requestId: 'req_5d2e8a41b7c3',
  apiCode: 'voice_unreadable',
  fields: [],
});

function seed(world: World): QueueItem[] {
  const paid = { creditsUsed: 1 };
  const done = (idea: string, ago: number, length: number, download: QueueItem['download']) =>
    item(world, idea, 'completed', {
      ...paid,
      videoId: `vid_${idea.length}${ago}`,
      hasThumbnail: true,
      finishedAt: world.at(-ago * 60),
      length,
      download,
    });
  const saved = { state: 'saved', bytes: 31_400_000, total: 31_400_000, fileName: 'video.mp4', problem: null } as const;
  return [
    item(world, '7 animals that mourn their dead', 'unconfirmed', { sentAt: world.at(-240) }),
    item(world, '9 bridges that should not stand', 'sending', { sentAt: world.at(-1) }),
    item(world, '4 roads you can see from orbit', 'waiting', { expectedAt: world.at(420) }),
    item(world, '5 foods invented by mistake', 'waiting', { voice: 'max_energetic', duration: 30 }),
    item(world, '6 stations no train stops at', 'waiting'),
    item(world, 'Why deserts freeze at night', 'waiting', { style: 'AI b-roll', voice: 'aria_us', duration: 30 }),
    item(world, '3 lighthouses with a secret', 'held', { held: 'other_account' }),
    item(world, 'The planet where it rains glass sideways', 'held', { held: 'credits' }),
    item(world, 'The bakery that opens at midnight', 'processing', {
      ...paid,
      sentAt: world.at(-420),
      estimatedReadyAt: world.at(58),
    }),
    item(world, 'The island that threw away its clocks', 'processing', {
      ...paid,
      sentAt: world.at(-330),
      estimatedReadyAt: world.at(180),
    }),
    item(world, 'Why the ocean hums at 3 a.m.', 'processing', {
      ...paid,
      sentAt: world.at(-250),
      estimatedReadyAt: world.at(360),
    }),
    item(world, '3 sounds nobody has explained', 'processing', {
      ...paid,
      sentAt: world.at(-600),
      estimatedReadyAt: world.at(-60),
    }),
    item(world, 'The forest you cannot enter', 'queued', {
      ...paid,
      sentAt: world.at(-60),
      estimatedReadyAt: world.at(600),
    }),
    item(world, 'The cave with its own weather', 'queued', { ...paid, sentAt: world.at(-50) }),
    item(world, 'One town, 82 days of darkness', 'queued', {
      ...paid,
      sentAt: world.at(-40),
      estimatedReadyAt: world.at(720),
    }),
    item(world, 'Volcanoes that could wake up next', 'failed', {
      ...paid,
      finishedAt: world.at(-600),
      creditsRefunded: 1,
      problem: reason('The voice could not read one line: “№ 4 ▲▲▲”.'),
    }),
    done('Cities that sleep in shifts', 8, 44, {
      state: 'running',
      bytes: 19_500_000,
      total: 31_400_000,
      fileName: null,
      problem: null,
    }),
    done('The elephant that paints its name', 25, 58, saved),
    done('5 planets you could survive for a minute', 46, 45, null),
    done('The one seat waiters hate', 79, 30, saved),
    item(world, 'A day without gravity', 'cancelled', { ...paid, finishedAt: world.at(-7200), creditsRefunded: 1 }),
  ];
}

export const queueFixtures: Record<string, Fixture> = {
  queue: (world) => void (world.items = seed(world)),
  'queue-empty': () => undefined,
  'queue-loading': (world) => world.stall('get_queue'),
  'queue-error': (world) =>
    world.fail('get_queue', { code: 'internal', message: 'The queue could not be read.', retryable: true }),
  'queue-paused': (world) => {
    world.items = seed(world);
    world.settings = { ...world.settings, paused: true };
  },
  'queue-offline': (world) => {
    world.connection = 'offline';
    world.items = seed(world).map((one) => (waits(one) ? { ...one, state: 'held', held: 'offline' } : one));
  },
  'queue-frozen': (world) => {
    world.items = ['7 animals that mourn their dead', 'The last lighthouse keeper', 'Why bread smells like home'].map(
      (idea) => item(world, idea, 'held', { held: 'frozen' }),
    );
    const waiting = world.items.map(({ id, idea, createdAt }, nth) => ({
      kind: 'video' as const,
      id,
      title: idea,
      at: createdAt,
      seenThere: nth === 0 ? 'vid_seen' : null,
    }));
    const post = { kind: 'post' as const, id: 'plan-1', title: 'Volcanoes', at: world.at(7200), seenThere: null };
    world.rollback = { watched: true, frozen: { why: 'behind', since: world.at(-60), items: [...waiting, post] } };
  },
  'queue-frozen-empty': (world) => {
    world.rollback = { watched: true, frozen: { why: 'other_device', since: world.at(-60), items: [] } };
  },
  'queue-refused': (world) => {
    world.items = [
      item(world, 'A celebrity who never existed', 'refused', {
        finishedAt: world.at(-30),
        problem: reason('idea mentions a real person'),
      }),
      item(world, 'The waiting one', 'waiting'),
    ];
  },
};
