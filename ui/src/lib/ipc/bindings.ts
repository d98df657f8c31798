// Generated from crates/core/src/view and the command table by `cargo xtask bindings`. Do not edit.

/**
 * What went wrong, as a closed list. The window maps each code to severity, words and action; it never reads
 * [`ErrorView::message`] to decide anything.
 */
export type Code = "invalid_input" | "not_found" | "not_now" | "key_rejected" | "key_malformed" | "clipboard_empty" | "keychain_unavailable" | "keychain_timeout" | "fence" | "no_account" | "insufficient_credits" | "offline" | "rate_limited" | "refused" | "server_fault" | "unconfirmed" | "disk_full" | "folder_not_writable" | "database_newer" | "database_damaged" | "already_running" | "sandbox_failed" | "bad_download" | "internal";
/**
 * The rules that a field can break.
 */
export type FieldRule = "required" | "too_long" | "out_of_range" | "unknown_value" | "too_many" | "past" | "duplicate" | "unreadable";
/**
 * One field that is outside its rule.
 */
export type FieldProblem = { 
/**
 * Name of the field as in the form, e.g. `idea`, `duration`, `metadata`.
 */
field: string, 
/**
 * Which rule: `required`, `too_long`, `out_of_range`, `unknown_value`, `too_many`, `past`, `duplicate`.
 */
rule: FieldRule, 
/**
 * The limit that was passed, where there is one (characters, seconds, pairs).
 */
limit: number | null, 
/**
 * What was found, in the same unit.
 */
actual: number | null, };
/**
 * A failure for people: code for the words, message for support, and what it is about.
 */
export type ErrorView = { 
/**
 * Decides severity, words and action in the window.
 */
code: Code, 
/**
 * TikVod's own words where it said something, else ours in English; shown as text, never parsed.
 */
message: string, 
/**
 * Whether doing the same again can help.
 */
retryable: boolean, 
/**
 * TikVod's request id, for support.
 */
requestId: string | null, 
/**
 * TikVod's own error code, for support.
 */
apiCode: string | null, 
/**
 * Fields that are outside their rule, with [`Code::InvalidInput`].
 */
fields: Array<FieldProblem>, };
/**
 * What kind of account the key opens.
 */
export type AccountKind = "sandbox" | "live" | "test";
/**
 * Where the key is kept.
 */
export type KeyStorage = "keychain" | "this_run" | "sandbox";
/**
 * The account in use. Never the key.
 */
export type AccountView = { 
/**
 * Local id (UUIDv7).
 */
id: string, 
/**
 * Sandbox, live or test.
 */
kind: AccountKind, 
/**
 * `tv_live_…3f9a`: kind and last four characters.
 */
keyHint: string, 
/**
 * Host that the key belongs to, e.g. `api.tikvod.com`.
 */
host: string, 
/**
 * Set when `TIKVOD_BASE_URL` leads elsewhere than to TikVod: shown in a banner.
 */
baseUrlOverride: string | null, 
/**
 * Where the key is kept.
 */
storage: KeyStorage, 
/**
 * When the key was entered here.
 */
since: string, };
/**
 * Whether TikVod can be reached.
 */
export type Connection = "unknown" | "online" | "offline";
/**
 * The balance (tikvod-api.md, `GET /account/credits`).
 */
export type Credits = { 
/**
 * Credits left.
 */
credits: number, 
/**
 * Money a credit costs, shown as "about", never reckoned with.
 */
costPerVideo: number | null, 
/**
 * ISO 4217 code in lower case, e.g. `usd`.
 */
currency: string | null, 
/**
 * When this was asked.
 */
asOf: string, };
/**
 * Light, dark or as the system.
 */
export type Theme = "system" | "light" | "dark";
/**
 * Time scale of the sandbox.
 */
export type SandboxSpeed = "real" | "fast" | "instant";
/**
 * The person's settings.
 */
export type Settings = { 
/**
 * Look of the window.
 */
theme: Theme, 
/**
 * Percent: 100, 110, 125, 150 or 200.
 */
textSize: number, 
/**
 * No motion at all (the system's wish counts too).
 */
reduceMotion: boolean, 
/**
 * Save every finished video by itself.
 */
saveFinished: boolean, 
/**
 * Where videos are saved, for showing only.
 */
downloadFolder: string, 
/**
 * Notify when a video is ready.
 */
notifyReady: boolean, 
/**
 * Notify when a video or a post failed.
 */
notifyFailed: boolean, 
/**
 * How fast the sandbox renders.
 */
sandboxSpeed: SandboxSpeed, 
/**
 * The queue sends nothing.
 */
paused: boolean, 
/**
 * Credits a local day above which queueing asks; absent = no fence.
 */
fenceDay?: number, 
/**
 * Credits that one act may queue unasked; absent = no fence.
 */
fenceBatch?: number, };
/**
 * A change of some settings; what is absent stays.
 */
export type SettingsPatch = { 
/**
 * See [`Settings::theme`].
 */
theme?: Theme, 
/**
 * See [`Settings::text_size`].
 */
textSize?: number, 
/**
 * See [`Settings::reduce_motion`].
 */
reduceMotion?: boolean, 
/**
 * See [`Settings::save_finished`].
 */
saveFinished?: boolean, 
/**
 * See [`Settings::notify_ready`].
 */
notifyReady?: boolean, 
/**
 * See [`Settings::notify_failed`].
 */
notifyFailed?: boolean, 
/**
 * See [`Settings::sandbox_speed`].
 */
sandboxSpeed?: SandboxSpeed, 
/**
 * See [`Settings::paused`].
 */
paused?: boolean, 
/**
 * See [`Settings::fence_day`]; 0 takes it away.
 */
fenceDay?: number, 
/**
 * See [`Settings::fence_batch`]; 0 takes it away.
 */
fenceBatch?: number, };
/**
 * Everything the shell of the window shows.
 */
export type AppStatus = { 
/**
 * Version of the app, e.g. `0.1.0`.
 */
version: string, 
/**
 * `linux`, `macos` or `windows`.
 */
platform: string, 
/**
 * Set when the app cannot work at all (folder, database, second instance): the window shows only this.
 */
problem: ErrorView | null, 
/**
 * `None` before the first run is over: the window shows the welcome.
 */
account: AccountView | null, 
/**
 * Set when there is an account but it cannot be used now (keychain locked, key refused, sandbox down).
 */
accountProblem: ErrorView | null, 
/**
 * Whether the last exchange with TikVod worked.
 */
connection: Connection, 
/**
 * Last known balance.
 */
credits: Credits | null, 
/**
 * Items in the queue that are not finished.
 */
queueCount: number, 
/**
 * Items that need the person's decision.
 */
needsYou: number, 
/**
 * True while nothing is sent because an older or copied state of the data came back: the queue asks
 * (`rollback`, `go_on`).
 */
frozen: boolean, 
/**
 * The person's settings.
 */
settings: Settings, 
/**
 * Number of the newest change that this status includes.
 */
seq: number, 
/**
 * Where `<video>` and `<audio>` get their bytes: `http://127.0.0.1:PORT/TOKEN`; then `/video/ID` or `/voice/ID`.
 */
mediaBase: string, 
/**
 * Set when `TIKVOD_BASE_URL` leads elsewhere than to TikVod: shown in a banner, before a key is entered too.
 */
baseUrlOverride: string | null, 
/**
 * IANA name of this computer's zone, e.g. `Europe/Berlin`.
 */
timeZone: string, };
/**
 * What a row of the change log is about.
 */
export type Entity = "intent" | "video" | "plan" | "draft" | "download" | "account" | "settings" | "catalogue" | "social_account" | "preset";
/**
 * One changed thing.
 */
export type Change = { 
/**
 * What kind of thing.
 */
entity: Entity, 
/**
 * Its id.
 */
id: string, };
/**
 * The event `changed`: what is new since `from`. A window whose last seq is not `from` fetches again.
 */
export type Changes = { 
/**
 * Number of the last change before these.
 */
from: number, 
/**
 * Number of the last of these.
 */
seq: number, 
/**
 * The changed things.
 */
changes: Array<Change>, };
/**
 * One pair of metadata.
 */
export type MetadataPair = { 
/**
 * Name; unique within the form, not empty.
 */
key: string, 
/**
 * Any text.
 */
value: string, };
/**
 * The options of `POST /videos` as the form holds them (tikvod-api.md, POST /videos).
 */
export type VideoForm = { 
/**
 * Topic, prompt or URL; 1–2,000 characters (Unicode scalar values).
 */
idea: string, 
/**
 * Name of the format, e.g. `Listicle`.
 */
style: string, 
/**
 * Voice id.
 */
voice: string, 
/**
 * ISO 639-1 code.
 */
language: string, 
/**
 * Target seconds, 15–90.
 */
duration: number, 
/**
 * `1080p` or `4k`.
 */
resolution: string, 
/**
 * Caption preset id; `None` leaves the choice to TikVod.
 */
captionStyle: string | null, 
/**
 * `upbeat`, `calm`, `dramatic` or `none`.
 */
music: string, 
/**
 * At most 19 pairs: the 20th carries our intent id.
 */
metadata: Array<MetadataPair>, };
/**
 * One line of a take.
 */
export type TakeLine = { 
/**
 * Text as TikVod wrote it.
 */
text: string, 
/**
 * Start, seconds from the beginning.
 */
start: number, 
/**
 * Length, seconds.
 */
seconds: number, 
/**
 * The API gives the hook no seconds: true where the length is reckoned by us and shown as "about".
 */
about: boolean, 
/**
 * True for the hook.
 */
hook: boolean, };
/**
 * A previewed script (tikvod-api.md, POST /scripts/preview). Free.
 */
export type Take = { 
/**
 * Local id.
 */
id: string, 
/**
 * 1, 2, 3 … within the draft.
 */
number: number, 
/**
 * Idea that it was written for.
 */
idea: string, 
/**
 * Format that it was written for.
 */
style: string, 
/**
 * Duration that it was written for, seconds.
 */
duration: number, 
/**
 * The lines, the hook first; start times add up.
 */
lines: Array<TakeLine>, 
/**
 * Words of hook and segments as TikVod counted them.
 */
wordCount: number, 
/**
 * Estimated duration of the whole, seconds.
 */
totalSeconds: number, 
/**
 * When it was written.
 */
createdAt: string, };
/**
 * A form that is being worked on, with its takes.
 */
export type Draft = { 
/**
 * Local id (UUIDv7).
 */
id: string, 
/**
 * Made when the draft opens and anew after each submission: one click id is one video.
 */
clickId: string, 
/**
 * What the person called it; `None` goes by its idea.
 */
name: string | null, 
/**
 * The form.
 */
form: VideoForm, 
/**
 * Previewed scripts, oldest first.
 */
takes: Array<Take>, 
/**
 * Last change.
 */
updatedAt: string, };
/**
 * A voice.
 */
export type Voice = { 
/**
 * Id for the form.
 */
id: string, 
/**
 * Name as TikVod shows it, e.g. `Aria (US)`.
 */
name: string, 
/**
 * BCP 47 tag.
 */
locale: string, 
/**
 * As TikVod says.
 */
gender: string, 
/**
 * As TikVod says, e.g. `conversational`.
 */
style: string, 
/**
 * Whether there is a sample at `mediaBase/voice/ID`.
 */
hasSample: boolean, };
/**
 * A format.
 */
export type StyleInfo = { 
/**
 * Id, e.g. `faceless_story`.
 */
id: string, 
/**
 * Name, which is what the form holds.
 */
name: string, 
/**
 * What it is for.
 */
description: string, };
/**
 * A caption preset.
 */
export type CaptionStyle = { 
/**
 * Id for the form.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * Words on one line.
 */
wordsPerLine: number, };
/**
 * A language.
 */
export type Language = { 
/**
 * ISO 639-1.
 */
code: string, 
/**
 * English name.
 */
name: string, };
/**
 * Limits of forms (tikvod-api.md).
 */
export type Limits = { 
/**
 * Characters of an idea.
 */
ideaChars: number, 
/**
 * Shortest video, seconds.
 */
durationMin: number, 
/**
 * Longest video, seconds.
 */
durationMax: number, 
/**
 * Pairs of metadata of the person's own.
 */
metadataPairs: number, 
/**
 * Characters of a post's caption.
 */
captionChars: number, };
/**
 * The catalogues, from TikVod or from the cache.
 */
export type Catalogue = { 
/**
 * `GET /voices`.
 */
voices: Array<Voice>, 
/**
 * `GET /styles`.
 */
styles: Array<StyleInfo>, 
/**
 * `GET /captions/styles`.
 */
captionStyles: Array<CaptionStyle>, 
/**
 * ISO 639-1 codes with English names, by name.
 */
languages: Array<Language>, 
/**
 * When TikVod was asked; `None` when only the built-in reference list is known.
 */
fetchedAt: string | null, 
/**
 * Limits of the form, the one truth for the window.
 */
limits: Limits, };
/**
 * A draft in the list.
 */
export type DraftCard = { 
/**
 * Local id.
 */
id: string, 
/**
 * What the person called it.
 */
name: string | null, 
/**
 * Beginning of its idea, at most 200 characters; may be empty.
 */
idea: string, 
/**
 * Format.
 */
style: string, 
/**
 * Target seconds.
 */
duration: number, 
/**
 * Number of its takes.
 */
takes: number, 
/**
 * Last change.
 */
updatedAt: string, };
/**
 * Arguments of `rename_draft`.
 */
export type RenameDraftArgs = { 
/**
 * Draft to rename.
 */
id: string, 
/**
 * At most 80 characters; an empty text takes the name away.
 */
name: string, };
/**
 * The options of a form without its idea (tikvod-api.md, POST /videos).
 */
export type PresetOptions = { 
/**
 * Name of the format.
 */
style: string, 
/**
 * Voice id.
 */
voice: string, 
/**
 * ISO 639-1 code.
 */
language: string, 
/**
 * Target seconds, 15–90.
 */
duration: number, 
/**
 * `1080p` or `4k`.
 */
resolution: string, 
/**
 * Caption preset id; `None` leaves the choice to TikVod.
 */
captionStyle: string | null, 
/**
 * `upbeat`, `calm`, `dramatic` or `none`.
 */
music: string, 
/**
 * At most 19 pairs.
 */
metadata: Array<MetadataPair>, };
/**
 * A preset.
 */
export type Preset = { 
/**
 * Local id.
 */
id: string, 
/**
 * Its name; no two are alike, whatever their case.
 */
name: string, 
/**
 * What it sets.
 */
options: PresetOptions, };
/**
 * Arguments of `save_preset`.
 */
export type SavePresetArgs = { 
/**
 * The preset to change; a new one without.
 */
id?: string, 
/**
 * 1–80 characters.
 */
name: string, 
/**
 * What it sets; within the limits.
 */
options: PresetOptions, };
/**
 * Arguments of `import_presets`.
 */
export type ImportPresetsArgs = { 
/**
 * The file's text, as `export_presets` wrote it; at most 1 MB.
 */
text: string, };
/**
 * What came of an import of presets.
 */
export type ImportedPresets = { 
/**
 * Names of those that are new here.
 */
added: Array<string>, 
/**
 * Names of those that were here already, the same in everything.
 */
known: Array<string>, 
/**
 * Names of those whose options are outside the limits.
 */
refused: Array<string>, };
/**
 * Arguments of `save_draft`.
 */
export type SaveDraftArgs = { 
/**
 * Draft to save.
 */
id: string, 
/**
 * Its form; may be outside the limits, a draft is kept as it is typed.
 */
form: VideoForm, };
/**
 * Arguments of `preview_script`.
 */
export type PreviewArgs = { 
/**
 * Draft that the take belongs to.
 */
draftId: string, 
/**
 * Idea, 1–2,000 characters.
 */
idea: string, 
/**
 * Name of the format.
 */
style: string, 
/**
 * Target seconds, 15–90.
 */
duration: number, };
/**
 * Arguments of `queue_video`.
 */
export type QueueVideoArgs = { 
/**
 * The draft's click id (UUIDv7): the same twice is one video.
 */
clickId: string, 
/**
 * Draft that it was made from; it gets a new click id.
 */
draftId: string, 
/**
 * The form.
 */
form: VideoForm, 
/**
 * Hook of the take on screen, for the local poster.
 */
hook: string | null, 
/**
 * True once the person was asked and said yes: passes a budget fence, this time.
 */
confirmFence?: boolean, };
/**
 * State of an item as a person sees it.
 */
export type QueueState = "waiting" | "held" | "sending" | "unconfirmed" | "queued" | "processing" | "completed" | "failed" | "refused" | "cancelled";
/**
 * Why an item is held.
 */
export type HeldReason = "paused" | "offline" | "key" | "credits" | "slots" | "requests" | "other_account" | "doubt" | "frozen" | "disk";
/**
 * Requests left in the current window.
 */
export type RequestMeter = { 
/**
 * Requests a window.
 */
limit: number, 
/**
 * Left.
 */
remaining: number, 
/**
 * When the window starts anew.
 */
resetsAt: string, };
/**
 * One item.
 */
export type QueueItem = { 
/**
 * Intent id.
 */
id: string, 
/**
 * TikVod's id, once known.
 */
videoId: string | null, 
/**
 * The idea, whole.
 */
idea: string, 
/**
 * Hook for the local poster: of the take on screen, or of the rendered script.
 */
hook: string | null, 
/**
 * Name of the format.
 */
style: string, 
/**
 * Voice id.
 */
voice: string, 
/**
 * Caption preset id.
 */
captionStyle: string | null, 
/**
 * Asked seconds.
 */
duration: number, 
/**
 * State.
 */
state: QueueState, 
/**
 * With [`QueueState::Held`].
 */
held: HeldReason | null, 
/**
 * 1, 2, 3 … among those that wait on this computer.
 */
position: number | null, 
/**
 * When it was queued here.
 */
createdAt: string, 
/**
 * When sending began.
 */
sentAt: string | null, 
/**
 * TikVod's estimate.
 */
estimatedReadyAt: string | null, 
/**
 * When it reached its last state.
 */
finishedAt: string | null, 
/**
 * Credits taken, once known.
 */
creditsUsed: number | null, 
/**
 * Credits given back.
 */
creditsRefunded: number | null, 
/**
 * Whether `tvmedia` has a picture for the video id.
 */
hasThumbnail: boolean, 
/**
 * Length of the file, seconds, once rendered.
 */
length: number | null, 
/**
 * Why it failed, was refused or is held.
 */
problem: ErrorView | null, 
/**
 * Saving to disk.
 */
download: DownloadView | null, 
/**
 * With [`QueueState::Unconfirmed`]: TikVod is being looked through, next at this time, and there is nothing to decide
 * yet. Absent: nothing was found, the person decides.
 */
nextLookAt?: string, 
/**
 * When it is likely to be sent, while it waits for nothing but its turn: by the estimates of the jobs in work, and by
 * how long renders of this account took.
 */
expectedAt?: string, };
/**
 * Everything the queue screen shows.
 */
export type QueueView = { 
/**
 * True when the person paused sending.
 */
paused: boolean, 
/**
 * All items: unfinished ones, and those that finished today.
 */
items: Array<QueueItem>, 
/**
 * Jobs at TikVod now (queued + processing).
 */
slotsUsed: number, 
/**
 * Jobs that TikVod takes at a time.
 */
slotsTotal: number, 
/**
 * Credits taken today (local day).
 */
spentToday: number, 
/**
 * Credits given back today.
 */
returnedToday: number, 
/**
 * The request meter; `None` before the first answer.
 */
requests: RequestMeter | null, };
/**
 * What the person decides about an unconfirmed item.
 */
export type Decision = "seen_there" | "send_again";
/**
 * Arguments of `decide_item`.
 */
export type DecideArgs = { 
/**
 * The unconfirmed intent.
 */
id: string, 
/**
 * What to do.
 */
decision: Decision, 
/**
 * New click id for [`Decision::SendAgain`].
 */
clickId: string, 
/**
 * True once the person was asked and said yes: passes a budget fence, this time.
 */
confirmFence?: boolean, };
/**
 * Arguments of commands that name one thing.
 */
export type IdArgs = { 
/**
 * Its id.
 */
id: string, };
/**
 * Arguments of `retry_item`: queues the same form again as a new intent.
 */
export type RetryArgs = { 
/**
 * A failed, refused or cancelled intent.
 */
id: string, 
/**
 * New click id.
 */
clickId: string, 
/**
 * True once the person was asked and said yes: passes a budget fence, this time.
 */
confirmFence?: boolean, };
/**
 * Arguments of `move_item`.
 */
export type MoveItemArgs = { 
/**
 * A waiting intent.
 */
id: string, 
/**
 * New place among the waiting ones, from 1; beyond the end is the end.
 */
position: number, };
/**
 * Why nothing is sent.
 */
export type FrozenWhy = "behind" | "other_device" | "restored";
/**
 * What a waiting item is.
 */
export type FrozenKind = "video" | "post";
/**
 * Something that another copy of this data may have sent already.
 */
export type FrozenItem = { 
/**
 * What it is.
 */
kind: FrozenKind, 
/**
 * Id of the intent or plan.
 */
id: string, 
/**
 * For showing.
 */
title: string, 
/**
 * A video: when it was queued. A post: when it is planned for.
 */
at: string, 
/**
 * A video at TikVod with the same idea and format that no click here made: probably this one.
 */
seenThere: string | null, };
/**
 * Sending is frozen.
 */
export type Frozen = { 
/**
 * Why.
 */
why: FrozenWhy, 
/**
 * Since when.
 */
since: string, 
/**
 * All that may have been sent by another copy.
 */
items: Array<FrozenItem>, };
/**
 * Whether an older or copied state of the data would be noticed, and whether one was.
 */
export type RollbackView = { 
/**
 * `None` until the first look (none is needed for the sandbox); false without a keychain: then a restored disk is
 * not noticed.
 */
watched: boolean | null, 
/**
 * Set while nothing is sent.
 */
frozen: Frozen | null, };
/**
 * The person's decision about a frozen state.
 */
export type GoOnArgs = { 
/**
 * Ids of [`FrozenItem`]s that were sent by another copy: they are taken off. Everything else is sent when its turn
 * comes.
 */
alreadySent: Array<string>, };
/**
 * What an entry of the ledger is.
 */
export type LedgerKind = "opening" | "spend" | "refund" | "adjustment";
/**
 * One entry.
 */
export type LedgerEntry = { 
/**
 * Grows with each entry; see [`LedgerQuery::before`].
 */
id: number, 
/**
 * What it is.
 */
kind: LedgerKind, 
/**
 * Credits: negative where they were taken.
 */
credits: number, 
/**
 * When: for a spend, when it was sent.
 */
at: string, 
/**
 * The click that it belongs to.
 */
intentId: string | null, 
/**
 * TikVod's id of the video.
 */
videoId: string | null, 
/**
 * Idea of the video, for showing.
 */
title: string | null, 
/**
 * TikVod's id of the request, for support.
 */
requestId: string | null, 
/**
 * True where TikVod did not say the price and the documented one (1 credit) is entered.
 */
assumed: boolean, };
/**
 * The balance is not what the entries add up to.
 */
export type Drift = { 
/**
 * Credits that the balance is above (or, negative, below) the ledger.
 */
credits: number, 
/**
 * When it was first seen.
 */
since: string, 
/**
 * Videos whose answer was lost: each may have taken a credit.
 */
inDoubt: number, 
/**
 * Videos that are not finished: each may have given its credit back by now.
 */
unfinished: number, 
/**
 * Videos of this account since the opening that no click of this app made.
 */
madeElsewhere: number, };
/**
 * The ledger of the open account.
 */
export type LedgerView = { 
/**
 * Newest first.
 */
entries: Array<LedgerEntry>, 
/**
 * What all entries add up to; `None` before the first look.
 */
expected: number | null, 
/**
 * What TikVod said last (tikvod-api.md, `GET /account/credits`).
 */
balance: number | null, 
/**
 * When both were compared last.
 */
checkedAt: string | null, 
/**
 * Set while they differ.
 */
drift: Drift | null, 
/**
 * With older entries: give this as [`LedgerQuery::before`].
 */
next: number | null, };
/**
 * Arguments of the ledger.
 */
export type LedgerQuery = { 
/**
 * Only entries older than this one.
 */
before?: number, 
/**
 * At most so many, 1–500; 100 where absent.
 */
limit?: number, };
/**
 * A file that was written into the download folder.
 */
export type SavedFile = { 
/**
 * Its name, without the folder.
 */
fileName: string, };
/**
 * Order of the library.
 */
export type LibrarySort = "newest" | "oldest" | "title" | "longest";
/**
 * What to show.
 */
export type LibraryQuery = { 
/**
 * Words in idea, hook or script; empty for all.
 */
search: string, 
/**
 * `queued`, `processing`, `completed`, `failed`, `cancelled`; `None` for all but cancelled.
 */
status: string | null, 
/**
 * Name of a format.
 */
style: string | null, 
/**
 * Only videos made in the last so many days.
 */
days: number | null, 
/**
 * Order.
 */
sort: LibrarySort, 
/**
 * Videos to skip.
 */
offset: number, 
/**
 * Videos to return, at most 500.
 */
limit: number, };
/**
 * States of a download.
 */
export type DownloadState = "waiting" | "running" | "paused" | "saved" | "failed";
/**
 * Saving a video to disk.
 */
export type DownloadView = { 
/**
 * State.
 */
state: DownloadState, 
/**
 * Bytes on disk.
 */
bytes: number, 
/**
 * Bytes in all, once known.
 */
total: number | null, 
/**
 * File name without folder, once saved.
 */
fileName: string | null, 
/**
 * Why it failed.
 */
problem: ErrorView | null, };
/**
 * One card of the grid.
 */
export type VideoCard = { 
/**
 * TikVod's id.
 */
id: string, 
/**
 * The idea, whole.
 */
idea: string, 
/**
 * First words of the script, for the local poster.
 */
hook: string | null, 
/**
 * `queued`, `processing`, `completed`, `failed`, `cancelled`, or a value we do not know.
 */
status: string, 
/**
 * Name of the format.
 */
style: string, 
/**
 * Caption preset id where known, for the local poster.
 */
captionStyle: string | null, 
/**
 * Seconds.
 */
duration: number, 
/**
 * Made.
 */
createdAt: string, 
/**
 * Finished.
 */
completedAt: string | null, 
/**
 * TikVod's estimate.
 */
estimatedReadyAt: string | null, 
/**
 * Whether `tvmedia` has a picture.
 */
hasThumbnail: boolean, 
/**
 * Platforms with a post or a plan.
 */
platforms: Array<string>, 
/**
 * Saving to disk.
 */
download: DownloadView | null, };
/**
 * A part of the library.
 */
export type LibraryPage = { 
/**
 * Videos that match.
 */
total: number, 
/**
 * The asked part.
 */
items: Array<VideoCard>, };
/**
 * One part of a rendered script.
 */
export type ScriptSegment = { 
/**
 * Text.
 */
text: string, 
/**
 * What is to be seen, where TikVod said.
 */
visualPrompt: string | null, 
/**
 * True for the hook.
 */
hook: boolean, };
/**
 * A video whole.
 */
export type VideoDetail = { 
/**
 * As in the grid.
 */
card: VideoCard, 
/**
 * The form that it was made with, where it was made here.
 */
form: VideoForm | null, 
/**
 * Voice id.
 */
voice: string | null, 
/**
 * `1080p`, `4k`.
 */
resolution: string | null, 
/**
 * The rendered script: hook first.
 */
script: Array<ScriptSegment>, 
/**
 * Credits taken.
 */
creditsUsed: number | null, 
/**
 * Size of the file, bytes, where known.
 */
fileSize: number | null, 
/**
 * The person's own pairs.
 */
metadata: Array<MetadataPair>, 
/**
 * Request ids, for support.
 */
requestIds: Array<string>, 
/**
 * Its posts and plans.
 */
posts: Array<PlanView>, 
/**
 * Why it failed.
 */
problem: ErrorView | null, 
/**
 * True when `mediaBase/video/ID` plays something.
 */
playable: boolean, 
/**
 * It fits what was lost here, but there were more of them than were sent: somebody made it with the same key.
 */
madeElsewhere: boolean, };
/**
 * When a plan is given to TikVod; from then on it cannot be changed.
 */
export type Horizon = { "kind": "now" } | { "kind": "hours_before", 
/**
 * 1–168.
 */
hours: number, } | { "kind": "when_rendered" };
/**
 * State of a plan as a person sees it.
 */
export type PlanState = "planned" | "waiting_for_render" | "handing_over" | "handed_over" | "posting" | "posted" | "unconfirmed" | "missed" | "failed";
/**
 * A plan.
 */
export type PlanView = { 
/**
 * Local id (UUIDv7).
 */
id: string, 
/**
 * Video to post.
 */
videoId: string, 
/**
 * Its idea.
 */
title: string, 
/**
 * Whether `tvmedia` has a picture for the video.
 */
hasThumbnail: boolean, 
/**
 * `tiktok`, `youtube_shorts`, `instagram_reels`, `snapchat`, or a value we do not know.
 */
platform: string, 
/**
 * Social account id, from the dashboard.
 */
accountId: string, 
/**
 * Name that the person gave the account.
 */
accountName: string, 
/**
 * Text of the post.
 */
caption: string, 
/**
 * Wall time, e.g. `2026-11-24T18:30:00`.
 */
local: string, 
/**
 * IANA zone of the wall time.
 */
zone: string, 
/**
 * The same as an instant.
 */
at: string, 
/**
 * When it goes to TikVod.
 */
horizon: Horizon, 
/**
 * The same as an instant; `None` for "when rendered" of an unrendered video.
 */
handOverAt: string | null, 
/**
 * State.
 */
state: PlanState, 
/**
 * TikVod's id of the post, once handed over.
 */
publishId: string | null, 
/**
 * Why it failed or waits.
 */
problem: ErrorView | null, };
/**
 * Arguments of `create_plan`.
 */
export type NewPlanArgs = { 
/**
 * UUIDv7 made when the composer opens: the same twice is one plan.
 */
clickId: string, 
/**
 * Video to post.
 */
videoId: string, 
/**
 * See [`PlanView::platform`].
 */
platform: string, 
/**
 * Id of an account in the book ([`SocialAccount::id`]).
 */
socialAccount: string, 
/**
 * At most 2,200 characters.
 */
caption: string, 
/**
 * Wall time.
 */
local: string, 
/**
 * IANA zone.
 */
zone: string, 
/**
 * When it goes to TikVod.
 */
horizon: Horizon, };
/**
 * Arguments of `update_plan`: what is absent stays. Only while the plan is ours.
 */
export type UpdatePlanArgs = { 
/**
 * The plan.
 */
id: string, 
/**
 * New text.
 */
caption?: string, 
/**
 * New wall time.
 */
local?: string, 
/**
 * New zone.
 */
zone?: string, 
/**
 * New horizon.
 */
horizon?: Horizon, 
/**
 * New account (and with it platform).
 */
socialAccount?: string, };
/**
 * Arguments of `list_plans`.
 */
export type PlanRangeArgs = { 
/**
 * First instant.
 */
from: string, 
/**
 * First instant after the range.
 */
to: string, };
/**
 * What the person says about an unconfirmed, posting or missed plan.
 */
export type PlanVerdict = "appeared" | "did_not_appear";
/**
 * Arguments of `settle_plan`.
 */
export type SettlePlanArgs = { 
/**
 * The plan.
 */
id: string, 
/**
 * What the person saw.
 */
verdict: PlanVerdict, };
/**
 * A social account of the book. Connected in TikVod's dashboard; we only know its id.
 */
export type SocialAccount = { 
/**
 * Local id (UUIDv7).
 */
id: string, 
/**
 * Platform.
 */
platform: string, 
/**
 * Id from the dashboard.
 */
accountId: string, 
/**
 * Name for showing, e.g. `@fivefactsdaily`.
 */
name: string, };
/**
 * Arguments of `add_social_account`.
 */
export type AddSocialAccountArgs = { 
/**
 * Platform.
 */
platform: string, 
/**
 * Id from the dashboard, not empty.
 */
accountId: string, 
/**
 * Name for showing; the id where empty.
 */
name: string, };
/**
 * The inbox as it is.
 */
export type InboxView = { 
/**
 * Whether it is to be open while this program, or the app, sends.
 */
on: boolean, 
/**
 * Whether something answers on its port right now.
 */
listening: boolean, 
/**
 * Whether the keychain was given the webhook secret of the account in use.
 */
secretKept: boolean, 
/**
 * Where a tunnel ends: an address of this computer. `None` until it was first switched on.
 */
address: string | null, 
/**
 * What to register in TikVod's dashboard. `None` without a tunnel.
 */
publicAddress: string | null, 
/**
 * Signed events so far, each once.
 */
events: number, 
/**
 * Events that were not acted upon yet.
 */
waiting: number, 
/**
 * When the newest of them came.
 */
lastEventAt: string | null, };
/**
 * How the inbox is switched on.
 */
export type InboxOnArgs = { 
/**
 * Host of the tunnel, such as `abc.example.com`. `None` leaves it as it is, an empty text takes it away.
 */
tunnel?: string, 
/**
 * Port on loopback. `None` keeps the one that was chosen, or chooses one.
 */
port?: number, };
/**
 * Pages that the app can open in the browser; a closed list.
 */
export type Link = "dashboard" | "api_keys" | "top_up" | "accounts";
/**
 * Arguments of `open_link`.
 */
export type OpenLinkArgs = { 
/**
 * Which page.
 */
link: Link, };
/**
 * Buttons of the title bar.
 */
export type WindowAction = "minimize" | "toggle_maximize" | "close";
/**
 * Arguments of `window_control`.
 */
export type WindowControlArgs = { 
/**
 * Which button.
 */
action: WindowAction, };
/**
 * Arguments of `set_api_key`, the only shape that holds a key; it goes one way.
 */
export type SetApiKeyArgs = { 
/**
 * The key as typed.
 */
key: string, };

/** Every command that the main window can call: its arguments and what comes back. */
export type Commands = {
  app_status: { args: null; result: AppStatus };
  choose_sandbox: { args: null; result: AppStatus };
  paste_key: { args: null; result: AppStatus };
  open_key_window: { args: null; result: null };
  check_key: { args: null; result: AppStatus };
  sign_out: { args: null; result: AppStatus };
  get_catalogue: { args: null; result: Catalogue };
  open_draft: { args: null; result: Draft };
  save_draft: { args: SaveDraftArgs; result: null };
  list_drafts: { args: null; result: Array<DraftCard> };
  new_draft: { args: null; result: Draft };
  get_draft: { args: IdArgs; result: Draft };
  rename_draft: { args: RenameDraftArgs; result: null };
  duplicate_draft: { args: IdArgs; result: Draft };
  remove_draft: { args: IdArgs; result: null };
  restore_draft: { args: IdArgs; result: null };
  list_presets: { args: null; result: Array<Preset> };
  save_preset: { args: SavePresetArgs; result: Preset };
  remove_preset: { args: IdArgs; result: null };
  export_presets: { args: null; result: SavedFile };
  import_presets: { args: ImportPresetsArgs; result: ImportedPresets };
  preview_script: { args: PreviewArgs; result: Take };
  queue_video: { args: QueueVideoArgs; result: QueueItem };
  get_queue: { args: null; result: QueueView };
  cancel_item: { args: IdArgs; result: QueueItem };
  retry_item: { args: RetryArgs; result: QueueItem };
  decide_item: { args: DecideArgs; result: QueueItem };
  move_item: { args: MoveItemArgs; result: null };
  rollback: { args: null; result: RollbackView };
  go_on: { args: GoOnArgs; result: RollbackView };
  ledger: { args: LedgerQuery; result: LedgerView };
  accept_drift: { args: null; result: LedgerView };
  save_ledger: { args: null; result: SavedFile };
  list_videos: { args: LibraryQuery; result: LibraryPage };
  get_video: { args: IdArgs; result: VideoDetail };
  download_video: { args: IdArgs; result: DownloadView };
  cancel_download: { args: IdArgs; result: null };
  reveal_download: { args: IdArgs; result: null };
  list_plans: { args: PlanRangeArgs; result: Array<PlanView> };
  create_plan: { args: NewPlanArgs; result: PlanView };
  update_plan: { args: UpdatePlanArgs; result: PlanView };
  drop_plan: { args: IdArgs; result: null };
  restore_plan: { args: IdArgs; result: PlanView };
  hand_over_plan: { args: IdArgs; result: PlanView };
  settle_plan: { args: SettlePlanArgs; result: PlanView };
  list_social_accounts: { args: null; result: Array<SocialAccount> };
  add_social_account: { args: AddSocialAccountArgs; result: SocialAccount };
  remove_social_account: { args: IdArgs; result: null };
  update_settings: { args: SettingsPatch; result: Settings };
  open_download_folder: { args: null; result: null };
  inbox: { args: null; result: InboxView };
  inbox_on: { args: InboxOnArgs; result: InboxView };
  inbox_off: { args: null; result: InboxView };
  paste_inbox_secret: { args: null; result: InboxView };
  open_link: { args: OpenLinkArgs; result: null };
  window_control: { args: WindowControlArgs; result: null };
};

/** The one command of the window in which a key is typed. */
export type KeyEntryCommands = {
  set_api_key: { args: SetApiKeyArgs; result: null };
};
