import { AppError } from '../../errors/app-error';
import type { AccountView, AppStatus, LedgerEntry, LedgerKind, LedgerView } from '../bindings';
import type { Fixture, Handlers, World } from './world';

const since = '2026-11-02T09:12:00Z';

export const liveAccount: AccountView = {
  id: 'account-live',
  kind: 'live',
  keyHint: 'tv_live_…3f9a',
  host: 'api.tikvod.com',
  baseUrlOverride: null,
  storage: 'keychain',
  since,
};
export const sandboxAccount: AccountView = {
  id: 'account-sandbox',
  kind: 'sandbox',
  keyHint: 'tv_test_…0000',
  host: '127.0.0.1',
  baseUrlOverride: null,
  storage: 'sandbox',
  since,
};

export function status(world: World): AppStatus {
  const open = world.items.filter((item) => !['completed', 'failed', 'refused', 'cancelled'].includes(item.state));
  return {
    version: '0.1.0',
    platform: world.platform,
    problem: world.problem,
    account: world.account,
    accountProblem: world.accountProblem,
    connection: world.connection,
    credits:
      world.account && world.credits !== null
        ? { credits: world.credits, costPerVideo: 1, currency: 'usd', asOf: world.at(0) }
        : null,
    queueCount: open.length,
    needsYou: open.filter((item) => item.state === 'unconfirmed').length,
    frozen: world.rollback.frozen !== null,
    settings: world.settings,
    seq: world.seq,
    mediaBase: world.mediaBase,
    baseUrlOverride: world.baseUrlOverride,
    timeZone: 'Europe/Berlin',
  };
}

type Part = Pick<
  Handlers,
  | 'app_status'
  | 'choose_sandbox'
  | 'paste_key'
  | 'open_key_window'
  | 'check_key'
  | 'sign_out'
  | 'ledger'
  | 'accept_drift'
  | 'save_ledger'
  | 'update_settings'
  | 'open_download_folder'
  | 'inbox'
  | 'inbox_on'
  | 'inbox_off'
  | 'paste_inbox_secret'
  | 'open_link'
  | 'window_control'
  | 'list_social_accounts'
  | 'add_social_account'
  | 'remove_social_account'
>;

export function accountHandlers(world: World): Part {
  const enter = (account: AccountView | null) => {
    world.account = account;
    world.accountProblem = null;
    world.changed(['account', account?.id ?? 'none']);
    return status(world);
  };
  return {
    app_status: () => status(world),
    choose_sandbox: () => enter(sandboxAccount),
    paste_key: () => enter(liveAccount),
    open_key_window: () => null,
    check_key: () => {
      if (!world.account) throw new AppError({ code: 'no_account', message: 'There is no account.' });
      return status(world);
    },
    sign_out: () => enter(null),
    update_settings: (patch) => {
      world.settings = { ...world.settings, ...patch };
      world.changed(['settings', 'settings']);
      return world.settings;
    },
    ledger: ({ before, limit }) => {
      const { entries } = world.ledger;
      const from = before === undefined ? 0 : entries.findIndex(({ id }) => id < before);
      const page = from < 0 ? [] : entries.slice(from, from + (limit ?? 100));
      const more = from >= 0 && from + page.length < entries.length;
      return { ...world.ledger, entries: page, next: more ? (page.at(-1)?.id ?? null) : null };
    },
    accept_drift: () => {
      world.ledger = { ...world.ledger, drift: null, expected: world.ledger.balance };
      return world.ledger;
    },
    save_ledger: () => ({ fileName: 'TikVod ledger 2026-11-24 051500.csv' }),
    open_download_folder: () => null,
    inbox: () => world.inbox,
    inbox_on: ({ tunnel, port }) => {
      const path = '/hook/8f3a';
      const host = tunnel ?? world.inbox.publicAddress?.replace('https://', '').replace(path, '') ?? '';
      world.inbox = {
        ...world.inbox,
        on: true,
        listening: world.inbox.secretKept,
        address: `http://127.0.0.1:${port ?? 47_310}${path}`,
        publicAddress: host === '' ? null : `https://${host}${path}`,
      };
      return world.inbox;
    },
    inbox_off: () => (world.inbox = { ...world.inbox, on: false, listening: false }),
    paste_inbox_secret: () => (world.inbox = { ...world.inbox, secretKept: true, listening: world.inbox.on }),
    open_link: () => null,
    window_control: () => null,
    list_social_accounts: () => world.socials,
    add_social_account: (args) => {
      if (world.socials.some((other) => other.platform === args.platform && other.accountId === args.accountId)) {
        throw new AppError({
          code: 'invalid_input',
          message: 'This account is already in the book.',
          fields: [{ field: 'accountId', rule: 'duplicate', limit: null, actual: null }],
        });
      }
      const account = {
        id: world.id('social'),
        platform: args.platform,
        accountId: args.accountId,
        name: args.name || args.accountId,
      };
      world.socials = [...world.socials, account];
      world.changed(['social_account', account.id]);
      return account;
    },
    remove_social_account: ({ id }) => {
      world.socials = world.socials.filter((account) => account.id !== id);
      world.changed(['social_account', id]);
      return null;
    },
  };
}

const rejected = {
  code: 'key_rejected',
  message: 'Invalid API key.',
  retryable: false,
  requestId: 'req_8f3a2b1c9d0e',
} as const;

/** Two days of spending, newest first, and a balance that is one credit below. */
function ledgerOf(world: World): LedgerView {
  const entry = (id: number, kind: LedgerKind, credits: number, ago: number, title: string | null): LedgerEntry => ({
    id,
    kind,
    credits,
    at: world.at(-ago),
    intentId: title === null ? null : `intent-${id}`,
    videoId: title === null ? null : `vid_${id}`,
    title,
    requestId: title === null ? null : `req_5d2e8a41b7${id}`,
    assumed: id === 3,
  });
  return {
    entries: [
      entry(5, 'refund', 1, 600, 'Volcanoes that hum before they wake'),
      entry(4, 'spend', -1, 900, 'Volcanoes that hum before they wake'),
      entry(3, 'spend', -1, 4_000, '7 animals that mourn their dead'),
      entry(2, 'spend', -1, 90_000, 'The last lighthouse keeper'),
      entry(1, 'opening', 24, 180_000, null),
    ],
    expected: 22,
    balance: 21,
    checkedAt: world.at(-20),
    drift: { credits: -1, since: world.at(-80), inDoubt: 1, unfinished: 0, madeElsewhere: 2 },
    next: null,
  };
}

export const accountFixtures: Record<string, Fixture> = {
  ledger: (world) => void (world.ledger = ledgerOf(world)),
  'ledger-long': (world) => {
    const one = ledgerOf(world);
    const [newest] = one.entries;
    if (newest === undefined) return;
    const entries = Array.from({ length: 230 }, (_, nth) => ({ ...newest, id: 230 - nth, at: world.at(-nth * 600) }));
    world.ledger = { ...one, entries, drift: null };
  },
  welcome: (world) => void (world.account = null),
  'welcome-busy': (world) => {
    world.account = null;
    world.stall('paste_key');
  },
  'welcome-malformed': (world) => {
    world.account = null;
    world.fail('paste_key', { code: 'key_malformed', message: 'Not a key.' });
  },
  'welcome-rejected': (world) => {
    world.account = null;
    world.fail('paste_key', rejected);
  },
  'welcome-clipboard': (world) => {
    world.account = null;
    world.fail('paste_key', { code: 'clipboard_empty', message: 'The clipboard holds no text.' });
  },
  'welcome-offline': (world) => {
    world.account = null;
    world.fail('paste_key', { code: 'offline', message: 'No connection.', retryable: true });
  },
  'welcome-sandbox-failed': (world) => {
    world.account = null;
    world.fail('choose_sandbox', { code: 'sandbox_failed', message: 'The port is taken.', retryable: true });
  },
  sandbox: (world) => void (world.account = sandboxAccount),
  test: (world) => void (world.account = { ...liveAccount, kind: 'test', keyHint: 'tv_test_…77c1' }),
  'this-run': (world) => void (world.account = { ...liveAccount, storage: 'this_run' }),
  'welcome-override': (world) => {
    world.account = null;
    world.baseUrlOverride = 'http://127.0.0.1:8080/v1';
  },
  override: (world) => {
    world.baseUrlOverride = 'http://127.0.0.1:8080/v1';
    world.account = { ...liveAccount, host: '127.0.0.1:8080', baseUrlOverride: world.baseUrlOverride };
  },
  offline: (world) => void (world.connection = 'offline'),
  'key-problem': (world) => void (world.accountProblem = new AppError(rejected)),
  'problem-folder': (world) =>
    void (world.problem = new AppError({
      code: 'folder_not_writable',
      message: 'The data folder cannot be written to: permission denied.',
    })),
  'problem-newer': (world) =>
    void (world.problem = new AppError({ code: 'database_newer', message: 'Version 9, this app knows 4.' })),
  settings: (world) => {
    world.socials = [
      { id: 'social-a', platform: 'tiktok', accountId: 'acc_tt_91', name: '@fivefactsdaily' },
      { id: 'social-b', platform: 'youtube_shorts', accountId: 'acc_yt_12', name: 'Five Facts Daily' },
    ];
  },
};
