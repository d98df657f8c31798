import type { Code } from '../../ipc/bindings';

type Words = { title: string; body: (message: string) => string };
const plain = (title: string, body: string): Words => ({ title, body: () => body });

/** One entry a code; `body` gets the words that came with the failure and quotes them only where they say more. */
export const errors: Record<Code, Words> & { requestId: (id: string) => string; unknown: string } = {
  invalid_input: { title: 'Something in the form is outside its rule', body: (message) => message },
  not_found: plain('This is no longer there', 'It was removed, here or at TikVod.'),
  not_now: { title: 'This cannot be done now', body: (message) => message },
  key_rejected: plain('TikVod does not know this key', 'Paste it again, or make a new one.'),
  key_malformed: plain(
    'This is not a TikVod key',
    'Keys start with tv_live_ or tv_test_. Copy the whole key, then paste it again.',
  ),
  clipboard_empty: plain('There is no key on the clipboard', 'Copy the key at TikVod first, or type it instead.'),
  keychain_unavailable: plain(
    'There is no system keychain to keep the key in',
    'The key can be used for this run only. It is not written to any file.',
  ),
  keychain_timeout: plain('The system keychain does not answer', 'Unlock it, then try again.'),
  fence: { title: 'This passes your budget fence', body: (message) => message },
  no_account: plain('There is no account yet', 'Paste a key or choose the sandbox first.'),
  insufficient_credits: plain('Not enough credits', 'Nothing was sent. Top up at TikVod, then try again.'),
  offline: plain('You are offline', 'Nothing is lost, sending starts again by itself.'),
  rate_limited: plain(
    'All requests of this minute are used',
    'You can keep working. Sending videos comes before previews.',
  ),
  refused: { title: 'TikVod refused this', body: (message) => `It answered “${message}”. Nothing was charged.` },
  server_fault: plain('TikVod has a problem of its own', 'Try again in a moment.'),
  unconfirmed: plain('We could not confirm whether TikVod got this', 'This one is not sent again until you choose.'),
  disk_full: plain('The disk is full', 'Make some room, then try again.'),
  folder_not_writable: { title: 'TikVod cannot write to its folder', body: (message) => message },
  database_newer: plain(
    'Your data was written by a newer TikVod',
    'Install the newer version to open it. Nothing was changed.',
  ),
  database_damaged: { title: 'The database could not be read', body: (message) => message },
  already_running: plain('TikVod is already open', 'Look for its other window.'),
  sandbox_failed: { title: 'The sandbox did not start', body: (message) => message },
  bad_download: plain('The file did not arrive whole', 'Nothing half-done was kept.'),
  internal: { title: 'Something went wrong in TikVod Desktop', body: (message) => message },
  requestId: (id) => `Request ${id}`,
  unknown: 'Unknown',
};
