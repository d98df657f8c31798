import { AppError } from '../../errors/app-error';
import type { DownloadView, LibraryQuery, PlanView, VideoCard, VideoDetail } from '../bindings';
import { emptyForm } from './create';
import type { Fixture, Handlers, World } from './world';

type Part = Pick<Handlers, 'list_videos' | 'get_video' | 'download_video' | 'cancel_download' | 'reveal_download'>;

const lines: [string, string][] = [
  ['The sun has not set here since April.', 'Wide shot of a fjord at midnight, the sun low over the water'],
  ['Five places on Earth forget what night is.', 'Globe turning, the far north in light'],
  ['Tromsø, Norway. People mow their lawns at two in the morning.', 'A man mowing a lawn under a low sun'],
  ['Nunavut, Canada. Two months of daylight, then two months without any.', 'Ice, long shadows'],
  ['Which one would you survive? Part two is tomorrow.', 'Back to the fjord'],
];

const SIZE = 31_400_000;
export const saved: DownloadView = { state: 'saved', bytes: SIZE, total: SIZE, fileName: 'video.mp4', problem: null };

function matches(card: VideoCard, query: LibraryQuery, now: number): boolean {
  const words = query.search.toLowerCase();
  if (words !== '' && !`${card.idea} ${card.hook ?? ''}`.toLowerCase().includes(words)) return false;
  if (query.status === null ? card.status === 'cancelled' : card.status !== query.status) return false;
  if (query.style !== null && card.style !== query.style) return false;
  return query.days === null || now - Date.parse(card.createdAt) < query.days * 86_400_000;
}

const orders: Record<LibraryQuery['sort'], (a: VideoCard, b: VideoCard) => number> = {
  newest: (a, b) => b.createdAt.localeCompare(a.createdAt),
  oldest: (a, b) => a.createdAt.localeCompare(b.createdAt),
  title: (a, b) => a.idea.localeCompare(b.idea),
  longest: (a, b) => b.duration - a.duration,
};

export function libraryHandlers(world: World): Part {
  const find = (id: string): VideoDetail => {
    const video = world.videos.find((other) => other.card.id === id);
    if (!video) throw new AppError({ code: 'not_found', message: 'No such video.' });
    return video;
  };
  const put = (id: string, download: DownloadView | null): void => {
    world.videos = world.videos.map((one) => (one.card.id === id ? { ...one, card: { ...one.card, download } } : one));
    world.changed(['download', id]);
  };
  const step = (id: string, bytes: number): void => {
    if (find(id).card.download?.state !== 'running') return;
    if (bytes >= SIZE) put(id, { ...saved, fileName: `${find(id).card.idea}.mp4` });
    else {
      put(id, { state: 'running', bytes, total: SIZE, fileName: null, problem: null });
      world.after(300, () => step(id, bytes + SIZE / 8));
    }
  };
  return {
    list_videos: (query) => {
      const cards = world.videos
        .map(({ card }) => card)
        .filter((card) => matches(card, query, world.now().getTime()))
        .sort(orders[query.sort]);
      return { total: cards.length, items: cards.slice(query.offset, query.offset + Math.min(query.limit, 500)) };
    },
    get_video: ({ id }) => ({ ...find(id), posts: world.plans.filter((plan) => plan.videoId === id) }),
    download_video: ({ id }) => {
      if (find(id).card.status !== 'completed')
        throw new AppError({ code: 'not_now', message: 'This video has no file yet.' });
      const download = { state: 'running', bytes: 0, total: SIZE, fileName: null, problem: null } as const;
      put(id, download);
      world.after(300, () => step(id, SIZE / 8));
      return download;
    },
    cancel_download: ({ id }) => {
      put(id, null);
      return null;
    },
    reveal_download: ({ id }) => {
      if (find(id).card.download?.state !== 'saved') throw new AppError({ code: 'not_found', message: 'No file.' });
      return null;
    },
  };
}

export function video(world: World, id: string, idea: string, more: Partial<VideoCard> = {}): VideoDetail {
  const card: VideoCard = {
    id,
    idea,
    hook: lines[0]?.[0] ?? null,
    status: 'completed',
    style: 'Listicle',
    captionStyle: 'bold_pop',
    duration: 44,
    createdAt: world.at(-3600),
    completedAt: world.at(-3300),
    estimatedReadyAt: null,
    hasThumbnail: true,
    platforms: [],
    download: null,
    ...more,
  };
  const done = card.status === 'completed';
  return {
    card,
    form: { ...emptyForm, idea, style: card.style, duration: 45, captionStyle: card.captionStyle },
    voice: 'leo_uk',
    resolution: '1080p',
    script: done ? lines.map(([text, visualPrompt], index) => ({ text, visualPrompt, hook: index === 0 })) : [],
    creditsUsed: 1,
    fileSize: done ? SIZE : null,
    metadata: [
      { key: 'campaign', value: 'q4_faceless' },
      { key: 'channel', value: 'tiktok_main' },
    ],
    requestIds: ['req_8f3a2b1c9d0e', 'req_1a2b3c4d5e6f'],
    posts: [],
    problem:
      card.status === 'failed'
        ? {
            code: 'refused',
            message: 'The voice could not read one line: “№ 4 ▲▲▲”.',
            retryable: false,
            requestId: 'req_5d2e8a41b7c3',
            apiCode: 'voice_unreadable',
            fields: [],
          }
        : null,
    madeElsewhere: false,
    playable: done,
  };
}

const rows: [idea: string, style: string, more?: Partial<VideoCard>][] = [
  ['5 places where the sun never sets', 'Listicle', { platforms: ['tiktok', 'youtube_shorts'] }],
  ['4 lost cities found from space', 'Listicle', { download: saved }],
  [
    'Why the ocean hums at 3 a.m.',
    'AI b-roll',
    { platforms: ['tiktok'], captionStyle: 'minimal_white', hasThumbnail: false, hook: 'The ocean hums at 3 a.m.' },
  ],
  ['7 animals that never sleep', 'Listicle', { platforms: ['tiktok', 'youtube_shorts', 'instagram_reels'] }],
  [
    'Cities that sleep in shifts',
    'Faceless story',
    {
      platforms: ['instagram_reels'],
      captionStyle: 'karaoke_neon',
      hasThumbnail: false,
      hook: 'Half of this city is asleep',
    },
  ],
  ['5 abandoned places you can enter', 'Listicle', {}],
  ['What the lighthouse keeper wrote', 'Faceless story', { platforms: ['tiktok', 'youtube_shorts'] }],
  ['6 tricks waiters use', 'Listicle'],
  ['5 planets you could survive', 'Listicle', { platforms: ['snapchat'] }],
  ['Volcanoes that could wake up', 'Listicle', { status: 'failed', hasThumbnail: false, hook: 'Any day now' }],
  ['The forest you cannot enter', 'Faceless story', { platforms: ['tiktok', 'instagram_reels'] }],
  ['The bakery that opens at midnight', 'Faceless story'],
  [
    '3 sounds nobody has explained',
    'Faceless story',
    { status: 'processing', hasThumbnail: false, hook: null, platforms: ['tiktok'] },
  ],
  ['The cave with its own weather', 'AI b-roll', { platforms: ['youtube_shorts'] }],
  ['The desert that sings at night', 'AI b-roll'],
  ['One town, 82 days of darkness', 'Faceless story', { status: 'queued', hasThumbnail: false, hook: null }],
  ['The elephant that paints its name', 'Listicle'],
  ['Why cities hum after 2 a.m.', 'AI b-roll'],
];

/** A library with every status in it, newest first; ids are `vid_000`, `vid_001` … */
export function seedLibrary(world: World, count = 128): void {
  world.videos = Array.from({ length: count }, (_, index) => {
    const [idea, style, more] = rows[index % rows.length] ?? ['A video', 'Listicle'];
    const again = Math.floor(index / rows.length);
    const made = -index * 7200 - 600;
    return video(world, `vid_${String(index).padStart(3, '0')}`, again === 0 ? idea : `${idea}, part ${again + 1}`, {
      style,
      createdAt: world.at(made),
      duration: 30 + ((index * 7) % 30),
      ...(more?.status === 'processing' ? { estimatedReadyAt: world.at(8 * 60) } : {}),
      ...more,
    });
  });
}

function posts(world: World): PlanView[] {
  const plan = (
    n: number,
    platform: string,
    accountName: string,
    hours: number,
    state: PlanView['state'],
  ): PlanView => {
    const at = world.at(hours * 3600);
    return {
      id: `plan_${n}`,
      videoId: 'vid_000',
      title: '5 places where the sun never sets',
      hasThumbnail: true,
      platform,
      accountId: `acc_${n}`,
      accountName,
      caption: 'The sun has not set here since April.',
      local: at.slice(0, 19),
      zone: 'UTC',
      at,
      horizon: { kind: 'hours_before', hours: 12 },
      handOverAt: world.at(hours * 3600 - 43_200),
      state,
      publishId: state === 'posted' ? 'pub_1' : null,
      problem: null,
    };
  };
  return [
    plan(1, 'tiktok', '@fivefactsdaily', -6, 'posted'),
    plan(2, 'youtube_shorts', 'Five Facts Daily', 4, 'handed_over'),
    plan(3, 'instagram_reels', '@fivefacts', 30, 'planned'),
  ];
}

export const libraryFixtures: Record<string, Fixture> = {
  library: (world) => {
    seedLibrary(world);
    world.plans = posts(world);
  },
  'library-10000': (world) => seedLibrary(world, 10_000),
  'library-empty': () => undefined,
  'library-loading': (world) => world.stall('list_videos'),
  'library-error': (world) =>
    world.fail('list_videos', { code: 'internal', message: 'The library could not be read.', retryable: true }),
  'library-downloads': (world) => {
    seedLibrary(world, 6);
    const states: DownloadView[] = [
      { state: 'running', bytes: 19_500_000, total: SIZE, fileName: null, problem: null },
      saved,
      {
        state: 'failed',
        bytes: 0,
        total: null,
        fileName: null,
        problem: { code: 'disk_full', message: '', retryable: true, requestId: null, apiCode: null, fields: [] },
      },
      { state: 'paused', bytes: 9_500_000, total: SIZE, fileName: null, problem: null },
      { state: 'waiting', bytes: 0, total: null, fileName: null, problem: null },
    ];
    world.videos = world.videos.map((one, n) => ({ ...one, card: { ...one.card, download: states[n] ?? null } }));
  },
};
