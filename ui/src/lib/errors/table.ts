import type { Code, ErrorView } from '../ipc/bindings';
import { t } from '../i18n';

/**
 * How a failure is shown. `refused`: can't be done now, stands at its control. `waiting`: passes by itself, a status.
 * `broken`: went wrong, needs a look. `fatal`: nothing else can be done until it is settled.
 */
export type Severity = 'refused' | 'waiting' | 'broken' | 'fatal';

/** What the one button beside the words does; `none` where the words are all there is. */
export type Remedy = 'none' | 'retry' | 'open_settings' | 'api_keys' | 'top_up' | 'dashboard';

type Entry = { severity: Severity; remedy: Remedy };

/** Exhaustive on purpose: a new code in Rust does not compile here until someone has thought of what to show. */
export const errorTable: Record<Code, Entry> = {
  invalid_input: { severity: 'refused', remedy: 'none' },
  not_found: { severity: 'broken', remedy: 'none' },
  not_now: { severity: 'refused', remedy: 'none' },
  key_rejected: { severity: 'broken', remedy: 'api_keys' },
  key_malformed: { severity: 'refused', remedy: 'api_keys' },
  clipboard_empty: { severity: 'refused', remedy: 'none' },
  keychain_unavailable: { severity: 'broken', remedy: 'retry' },
  keychain_timeout: { severity: 'broken', remedy: 'retry' },
  fence: { severity: 'refused', remedy: 'none' },
  no_account: { severity: 'refused', remedy: 'open_settings' },
  insufficient_credits: { severity: 'refused', remedy: 'top_up' },
  offline: { severity: 'waiting', remedy: 'retry' },
  rate_limited: { severity: 'waiting', remedy: 'none' },
  refused: { severity: 'refused', remedy: 'none' },
  server_fault: { severity: 'broken', remedy: 'retry' },
  unconfirmed: { severity: 'broken', remedy: 'none' },
  disk_full: { severity: 'broken', remedy: 'retry' },
  folder_not_writable: { severity: 'fatal', remedy: 'retry' },
  database_newer: { severity: 'fatal', remedy: 'none' },
  database_damaged: { severity: 'fatal', remedy: 'none' },
  already_running: { severity: 'fatal', remedy: 'none' },
  sandbox_failed: { severity: 'broken', remedy: 'retry' },
  bad_download: { severity: 'broken', remedy: 'retry' },
  internal: { severity: 'broken', remedy: 'retry' },
};

export type ErrorWords = Entry & { title: string; body: string; support: string | null };

/** The words for a failure. What TikVod itself said is quoted as text where our own words alone would hide the cause. */
export function describe(error: ErrorView): ErrorWords {
  const entry = errorTable[error.code];
  const words = t.errors[error.code];
  const support = error.requestId === null ? null : t.errors.requestId(error.requestId);
  return { ...entry, title: words.title, body: words.body(error.message), support };
}
