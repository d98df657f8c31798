import type { App } from '$lib/app.svelte';
import { t } from '$lib/i18n';
import type { Catalogue, VideoCard, VideoDetail } from '$lib/ipc/bindings';
import { Clock } from '$lib/state/clock.svelte';
import { Remote } from '$lib/state/remote.svelte';
import { PlayerState } from './player.svelte';
import { Selection } from './selection.svelte';
import { Windows, type Filter } from './windows.svelte';

/** A pause in typing after which the search begins. */
const TYPING_MS = 150;
const everything: Filter = { search: '', status: null, style: null, days: null, sort: 'newest' };

/** The library on screen: what is searched for, what is selected, and which video is open. */
export class Library {
  readonly list: Windows;
  readonly selection: Selection;
  readonly clock: Clock;
  readonly player = new PlayerState();
  readonly #catalogue: Remote<Catalogue>;
  readonly #detail: Remote<VideoDetail | null>;
  filter = $state.raw<Filter>(everything);
  /** Id of the video in the drawer. */
  openId = $state<string | null>(null);
  #typing: ReturnType<typeof setTimeout> | undefined;
  #refreshing = false;
  #again = false;

  readonly filtered = $derived.by(
    () =>
      this.filter.search !== '' ||
      this.filter.status !== null ||
      this.filter.style !== null ||
      this.filter.days !== null,
  );

  constructor(
    private readonly app: App,
    clock = new Clock(),
  ) {
    this.clock = clock;
    this.list = new Windows((query) => app.backend.call('list_videos', query), everything);
    this.selection = new Selection((from, to) => this.list.idsBetween(from, to));
    this.#catalogue = new Remote(() => app.backend.call('get_catalogue', null));
    this.#detail = new Remote(async () => {
      const id = this.openId;
      return id === null ? null : app.backend.call('get_video', { id });
    });
  }

  start(): () => void {
    const stop = this.clock.start(20_000);
    void this.list.refresh();
    void this.#catalogue.refresh();
    return () => {
      stop();
      clearTimeout(this.#typing);
    };
  }

  get catalogue(): Catalogue | null {
    return this.#catalogue.value;
  }

  /** The open video; null while another one than the asked is still here. */
  get detail(): VideoDetail | null {
    const detail = this.#detail.value;
    return detail?.card.id === this.openId ? detail : null;
  }

  get detailError() {
    return this.#detail.error;
  }

  /** The video that keys act on: the open one, else the one with the keyboard. */
  get current(): VideoCard | null {
    return this.detail?.card ?? this.list.at(this.selection.cursor);
  }

  /** Changes come in bursts while something is downloaded or synced: one question at a time, and one more after it. */
  async refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#again = true;
      return;
    }
    this.#refreshing = true;
    do {
      this.#again = false;
      await this.list.refresh();
    } while (this.#again);
    this.#refreshing = false;
  }

  async refreshDetail(): Promise<void> {
    if (this.openId !== null) await this.#detail.refresh();
  }

  /** Words are waited for, everything else takes effect at once. */
  search(words: string): void {
    this.filter = { ...this.filter, search: words };
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#apply(), TYPING_MS);
  }

  narrow(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
    clearTimeout(this.#typing);
    void this.#apply();
  }

  showAll(): void {
    this.narrow({ ...everything, sort: this.filter.sort });
  }

  async #apply(): Promise<void> {
    this.selection.moveTo(0);
    await this.list.search({ ...this.filter, search: this.filter.search.trim() });
    if (this.list.total !== null) this.app.announce(t.library.count(this.list.total, String(this.list.total)));
  }

  /** Shows a video in the drawer; done when it is there. */
  async open(id: string): Promise<void> {
    if (this.openId === id) return;
    this.openId = id;
    this.player.reset();
    await this.#detail.refresh();
  }

  close(): void {
    this.openId = null;
  }

  async download(id: string): Promise<void> {
    await this.app.backend.call('download_video', { id });
    await this.refreshDetail();
  }

  async cancelDownload(id: string): Promise<void> {
    await this.app.backend.call('cancel_download', { id });
    await this.refreshDetail();
  }

  async reveal(id: string): Promise<void> {
    await this.app.backend.call('reveal_download', { id });
  }

  /** Downloads what is selected; videos that have no file are left out, and the number that was asked for is told. */
  async downloadSelected(): Promise<void> {
    let asked = 0;
    for (const id of this.selection.ids) {
      const index = this.list.indexOf(id);
      const card = index === -1 ? null : this.list.at(index);
      if (card !== null && card.status !== 'completed') continue;
      await this.app.backend.call('download_video', { id });
      asked++;
    }
    const words = t.library.selection;
    this.app.toasts.show(asked === 0 ? words.nothing : words.asked(asked));
    await this.refreshDetail();
  }

  plan(id: string): void {
    this.app.router.go('calendar', { id });
  }

  variation(detail: VideoDetail): void {
    const { idea, style, captionStyle } = detail.card;
    const known = { idea, style, captionStyle, ...(detail.voice === null ? {} : { voice: detail.voice }) };
    this.app.router.go('create', { form: detail.form ?? known });
  }

  async copyScript(detail: VideoDetail): Promise<void> {
    await navigator.clipboard.writeText(detail.script.map(({ text }) => text).join('\n'));
    this.app.toasts.show(t.library.drawer.copied);
  }

  /** Runs what a click asked for, and shows why it did not work. */
  async act(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.app.report(error);
    }
  }
}
