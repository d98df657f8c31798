import { AppError } from '../../errors/app-error';
import type { Catalogue, Draft, QueueItem, Take, TakeLine, VideoForm } from '../bindings';
import type { Fixture, Handlers, World } from './world';

export const catalogue: Catalogue = {
  voices: [
    { id: 'aria_us', name: 'Aria (US)', locale: 'en-US', gender: 'female', style: 'conversational', hasSample: true },
    { id: 'leo_uk', name: 'Leo (UK)', locale: 'en-GB', gender: 'male', style: 'authoritative', hasSample: true },
    { id: 'mia_calm', name: 'Mia (calm)', locale: 'en-US', gender: 'female', style: 'soft', hasSample: true },
    {
      id: 'max_energetic',
      name: 'Max (energetic)',
      locale: 'en-US',
      gender: 'male',
      style: 'high_energy',
      hasSample: true,
    },
  ],
  styles: [
    {
      id: 'faceless_story',
      name: 'Faceless story',
      description: 'Narration over stock and AI b-roll: facts, history, explainers',
    },
    { id: 'ai_broll', name: 'AI b-roll', description: 'Heavy AI visuals, synced to every line' },
    { id: 'talking_avatar', name: 'Talking avatar', description: 'A presenter on screen, lip-synced' },
    { id: 'quiz', name: 'Quiz', description: 'Question and answer with animated choices' },
    { id: 'listicle', name: 'Listicle', description: 'Numbered list, tuned for retention hooks' },
  ],
  captionStyles: [
    { id: 'bold_pop', name: 'Bold Pop', wordsPerLine: 3 },
    { id: 'minimal_white', name: 'Minimal White', wordsPerLine: 4 },
    { id: 'karaoke_neon', name: 'Karaoke Neon', wordsPerLine: 2 },
  ],
  languages: [
    { code: 'zh', name: 'Chinese' },
    { code: 'en', name: 'English' },
    { code: 'fr', name: 'French' },
    { code: 'de', name: 'German' },
    { code: 'pt', name: 'Portuguese' },
    { code: 'es', name: 'Spanish' },
  ],
  fetchedAt: '2026-11-23T09:00:00Z',
  limits: { ideaChars: 2000, durationMin: 15, durationMax: 90, metadataPairs: 19, captionChars: 2200 },
};

export const emptyForm: VideoForm = {
  idea: '',
  style: 'Listicle',
  voice: 'leo_uk',
  language: 'en',
  duration: 45,
  resolution: '1080p',
  captionStyle: 'bold_pop',
  music: 'dramatic',
  metadata: [],
};

const sunIdea = '5 places on Earth where the sun never sets, counted down, with one detail nobody believes each';
const sunLines: [string, number][] = [
  ['The sun has not set here since April.', 3.2],
  ['Five places on Earth forget what night is. Number one threw away its clocks.', 4.6],
  ['Tromsø, Norway. From May to July, people mow their lawns at two in the morning.', 7.4],
  ['Nunavut, Canada. Two months of daylight, then two months without any.', 6.8],
  ['Dawson, Yukon. The bakery sells bread at midnight, in full sun.', 6.1],
  ['Utqiagvik, Alaska. Eighty-two days without a single sunset.', 5.6],
  ['Sommarøy, Norway. The island asked to live without clocks.', 6.3],
  ['Which one would you survive? Part two is tomorrow.', 3.5],
];

const hooks = [
  'The sun has not set here since April.',
  'Somewhere on this planet it has been noon for weeks.',
  'Nobody there owns a bedside lamp.',
];

export function take(number: number, form: VideoForm, at: string, scale = 1): Take {
  let start = 0;
  const lines: TakeLine[] = sunLines.map(([text, seconds], index) => {
    const line = {
      text: index === 0 ? (hooks[(number - 1) % hooks.length] ?? text) : text,
      start,
      seconds: Math.round(seconds * scale * 10) / 10,
      about: index === 0,
      hook: index === 0,
    };
    start = Math.round((start + line.seconds) * 10) / 10;
    return line;
  });
  const wordCount = lines.reduce((sum, line) => sum + line.text.split(/\s+/).length, 0);
  return {
    id: `take-${number}`,
    number,
    idea: form.idea,
    style: form.style,
    duration: form.duration,
    lines,
    wordCount,
    totalSeconds: start,
    createdAt: at,
  };
}

export function emptyDraft(world: World): Draft {
  return {
    id: world.id('draft'),
    clickId: world.id('click'),
    name: null,
    form: emptyForm,
    takes: [],
    updatedAt: world.at(0),
  };
}

export function draftOf(world: World): Draft {
  world.draft ??= emptyDraft(world);
  return world.draft;
}

export function queueItem(world: World, form: VideoForm, hook: string | null): QueueItem {
  const waiting = world.items.filter((item) => item.state === 'waiting' || item.state === 'held').length;
  return {
    id: world.id('intent'),
    videoId: null,
    idea: form.idea,
    hook,
    style: form.style,
    voice: form.voice,
    captionStyle: form.captionStyle,
    duration: form.duration,
    state: 'waiting',
    held: null,
    position: waiting + 1,
    createdAt: world.at(0),
    sentAt: null,
    estimatedReadyAt: null,
    finishedAt: null,
    creditsUsed: null,
    creditsRefunded: null,
    hasThumbnail: false,
    length: null,
    problem: null,
    download: null,
  };
}

type Part = Pick<Handlers, 'get_catalogue' | 'preview_script' | 'queue_video'>;

export function createHandlers(world: World): Part {
  const queued = new Map<string, QueueItem>();
  return {
    get_catalogue: () => catalogue,
    preview_script: async (args) => {
      if (args.idea.trim() === '')
        throw new AppError({
          code: 'invalid_input',
          message: 'idea',
          fields: [{ field: 'idea', rule: 'required', limit: null, actual: null }],
        });
      if (world.latency > 0) await new Promise((done) => setTimeout(done, 4 * world.latency));
      const draft = draftOf(world);
      const form = { ...draft.form, idea: args.idea, style: args.style, duration: args.duration };
      const next = take(draft.takes.length + 1, form, world.at(0), args.duration / 45);
      world.draft = { ...draft, takes: [...draft.takes, next] };
      return next;
    },
    queue_video: ({ clickId, form, hook, confirmFence }) => {
      const before = queued.get(clickId);
      if (before) return before;
      const limit = world.settings.fenceDay;
      const wouldBe = world.items.length + 1;
      if (limit !== undefined && wouldBe > limit && confirmFence !== true) {
        const fields = [{ field: 'fenceDay', rule: 'out_of_range', limit, actual: wouldBe } as const];
        throw new AppError({ code: 'fence', message: 'This would pass the fence.', fields });
      }
      const item = queueItem(world, form, hook);
      queued.set(clickId, item);
      world.items = [...world.items, item];
      world.draft = { ...draftOf(world), clickId: world.id('click') };
      world.changed(['intent', item.id], ['draft', draftOf(world).id]);
      return item;
    },
  };
}

function withTakes(world: World, count: number): Draft {
  const form = {
    ...emptyForm,
    idea: sunIdea,
    metadata: [
      { key: 'campaign', value: 'q2_faceless' },
      { key: 'channel', value: 'tiktok_main' },
    ],
  };
  const takes = Array.from({ length: count }, (_, i) => take(i + 1, form, world.at(-60 * (count - i))));
  return { id: 'draft-sun', clickId: 'click-sun', name: null, form, takes, updatedAt: world.at(0) };
}

export const createFixtures: Record<string, Fixture> = {
  'create-drafts': (world) => {
    world.draft = withTakes(world, 2);
    world.drafts = [
      { ...emptyDraft(world), name: 'Lighthouses', form: { ...emptyForm, idea: '3 lighthouses with a secret' } },
      { ...emptyDraft(world), form: { ...emptyForm, idea: 'Why honey never spoils' } },
    ];
    const { idea: _idea, ...options } = emptyForm;
    world.presets = [{ id: 'preset-daily', name: 'Daily short', options: { ...options, duration: 30 } }];
  },
  create: (world) => void (world.draft = withTakes(world, 2)),
  'create-empty': () => undefined,
  'create-loading': (world) => world.stall('open_draft'),
  'create-writing': (world) => {
    world.draft = withTakes(world, 0);
    world.stall('preview_script');
  },
  'create-refused': (world) => {
    world.draft = withTakes(world, 0);
    world.fail('preview_script', {
      code: 'refused',
      message: 'idea mentions a real person',
      requestId: 'req_8f3a2b1c9d0e',
    });
  },
  'create-limited': (world) => {
    world.draft = withTakes(world, 1);
    world.fail('preview_script', { code: 'rate_limited', message: 'Rate limit exceeded.', retryable: true });
  },
  'create-offline': (world) => {
    world.draft = withTakes(world, 1);
    world.connection = 'offline';
    world.fail('preview_script', { code: 'offline', message: 'No connection.', retryable: true });
  },
  'create-stale': (world) => {
    const draft = withTakes(world, 2);
    world.draft = { ...draft, form: { ...draft.form, duration: 30, style: 'Quiz' } };
  },
  'create-near': (world) => {
    const draft = withTakes(world, 1);
    world.draft = { ...draft, form: { ...draft.form, idea: 'sun '.repeat(470) } };
  },
  'create-over': (world) => {
    const draft = withTakes(world, 0);
    world.draft = { ...draft, form: { ...draft.form, idea: 'sun '.repeat(520) } };
  },
  'create-long': (world) => {
    const draft = withTakes(world, 1);
    world.draft = { ...draft, takes: draft.takes.map((one) => take(one.number, draft.form, one.createdAt, 1.25)) };
  },
  'create-poor': (world) => {
    world.draft = withTakes(world, 1);
    world.credits = 0;
  },
  'create-failed': (world) =>
    world.fail('open_draft', { code: 'internal', message: 'The draft could not be read.', retryable: true }),
};
