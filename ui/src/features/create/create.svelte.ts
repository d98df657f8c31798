import type { App } from '$lib/app.svelte';
import { asAppError, type AppError } from '$lib/errors';
import { number } from '$lib/format';
import { t } from '$lib/i18n';
import type { Catalogue, Draft, FieldProblem, Take, VideoForm } from '$lib/ipc/bindings';
import { Autosave } from './autosave';
import { cut, formProblems, voiceMismatch, type Field } from './form';

/** So long after the last click the button only says “Added”: twenty clicks in a second are one video. */
export const REST_MS = 1500;

/** The draft on screen: form, takes and the one way from there to the queue. */
export class Create {
  #draft = $state.raw<Draft | null>(null);
  #form = $state.raw<VideoForm | null>(null);
  #takes = $state.raw<readonly Take[]>([]);
  #takeId = $state<string | null>(null);
  #catalogue = $state.raw<Catalogue | null>(null);
  #loadError = $state.raw<AppError | null>(null);
  #writing = $state(false);
  #writeError = $state.raw<AppError | null>(null);
  #adding = $state(false);
  #rested = $state(true);
  #touched = $state(false);
  #refused = $state.raw<readonly FieldProblem[]>([]);
  #clickId: string | null = null;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #loading: Promise<void> | null = null;
  readonly #autosave: Autosave<{ id: string; form: VideoForm }>;

  readonly take = $derived.by(() => this.#takes.find((take) => take.id === this.#takeId) ?? this.#takes.at(-1) ?? null);
  readonly problems = $derived.by<readonly FieldProblem[]>(() =>
    this.#form && this.#catalogue ? formProblems(this.#form, this.#catalogue) : [],
  );
  readonly mismatch = $derived.by(() =>
    this.#form && this.#catalogue ? voiceMismatch(this.#form, this.#catalogue) : null,
  );
  /** What of the form is another than the take was written for. */
  readonly stale = $derived.by<('idea' | 'style' | 'duration')[]>(() => {
    const [take, form] = [this.take, this.#form];
    return take && form ? (['idea', 'style', 'duration'] as const).filter((key) => take[key] !== form[key]) : [];
  });

  constructor(private readonly app: App) {
    this.#autosave = new Autosave(
      (args) => app.backend.call('save_draft', args),
      () => app.toasts.show(t.create.saveFailed, { tone: 'bad' }),
    );
  }

  get draft(): Draft | null {
    return this.#draft;
  }
  get form(): VideoForm | null {
    return this.#form;
  }
  get takes(): readonly Take[] {
    return this.#takes;
  }
  get catalogue(): Catalogue | null {
    return this.#catalogue;
  }
  get loadError(): AppError | null {
    return this.#loadError;
  }
  get writing(): boolean {
    return this.#writing;
  }
  get writeError(): AppError | null {
    return this.#writeError;
  }
  get adding(): boolean {
    return this.#adding;
  }
  /** True for a moment after a video was added. */
  get justAdded(): boolean {
    return !this.#rested;
  }

  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    this.#loadError = null;
    try {
      const [catalogue, draft] = await Promise.all([
        this.app.backend.call('get_catalogue', null),
        this.app.backend.call('open_draft', null),
      ]);
      this.#catalogue = catalogue;
      this.#show(draft);
    } catch (error) {
      this.#loadError = asAppError(error);
    }
  }

  #show(draft: Draft): void {
    this.#draft = draft;
    this.#form = draft.form;
    this.#takes = draft.takes;
    this.#takeId = null;
    this.#clickId = draft.clickId;
    this.#writeError = null;
    this.#refused = [];
    this.#touched = false;
  }

  /** Puts another draft on screen, once what was typed into this one is kept. */
  async turnTo(another: () => Promise<Draft>): Promise<void> {
    await this.#autosave.flush();
    this.#show(await another());
  }

  /** The draft has another name now; the form stays as it is being typed. */
  called(id: string, name: string | null): void {
    if (this.#draft?.id === id) this.#draft = { ...this.#draft, name };
  }

  async refreshCatalogue(): Promise<void> {
    try {
      this.#catalogue = await this.app.backend.call('get_catalogue', null);
    } catch {
      // The list that is already here goes on being used.
    }
  }

  set(patch: Partial<VideoForm>): void {
    if (!this.#form || !this.#draft) return;
    this.#form = { ...this.#form, ...patch };
    this.#refused = this.#refused.filter((problem) => !(problem.field in patch));
    this.#autosave.change({ id: this.#draft.id, form: this.#form });
  }

  leave(): Promise<void> {
    return this.#autosave.flush();
  }

  select(takeId: string): void {
    this.#takeId = takeId;
  }

  /** What stands at a field. A field that is only empty is not called wrong before something was tried. */
  reason(field: Field): string | null {
    const own = this.problems.find((problem) => problem.field === field);
    const problem =
      own && (own.rule !== 'required' || this.#touched) ? own : this.#refused.find((one) => one.field === field);
    if (!problem) return null;
    const show = (value: number | null) => (value === null ? '' : number(value));
    return t.create.reasons[problem.rule](show(problem.limit), show(problem.actual));
  }

  /** Asks TikVod for a script; free, and one at a time. */
  async preview(): Promise<void> {
    const [draft, form] = [this.#draft, this.#form];
    if (!draft || !form || this.#writing) return;
    this.#touched = true;
    if (this.problems.some((problem) => ['idea', 'style', 'duration'].includes(problem.field))) return;
    this.#writing = true;
    this.#writeError = null;
    try {
      const take = await this.app.backend.call('preview_script', {
        draftId: draft.id,
        idea: form.idea,
        style: form.style,
        duration: form.duration,
      });
      // Kept with its draft; shown only while that one is on screen.
      if (this.#draft?.id !== draft.id) return;
      this.#takes = [...this.#takes, take];
      this.#takeId = take.id;
      this.app.announce(t.create.take(take.number));
    } catch (error) {
      if (this.#draft?.id !== draft.id) return;
      this.#writeError = asAppError(error);
      this.#refused = this.#writeError.fields;
    } finally {
      this.#writing = false;
    }
  }

  async useAsIdea(): Promise<void> {
    const [take, before, limit] = [this.take, this.#form?.idea, this.#catalogue?.limits.ideaChars];
    if (!take || before === undefined || limit === undefined) return;
    const idea = cut(take.lines.map((line) => line.text).join(' '), limit);
    const put = (text: string) => () => {
      this.set({ idea: text });
      return Promise.resolve();
    };
    await this.app.change({
      label: idea.wasCut ? t.create.ideaCut(number(limit)) : t.create.ideaUsed,
      undo: put(before),
      redo: put(idea.text),
    });
  }

  /** One click, one video. Clicks while it is under way or has just been done belong to the same click. */
  async add(): Promise<void> {
    const [draft, form] = [this.#draft, this.#form];
    if (!draft || !form || this.#adding) return;
    if (!this.#rested) {
      this.#rest();
      return;
    }
    this.#touched = true;
    if (this.problems.length > 0) return;
    this.#adding = true;
    try {
      // The id of the last click is used up; the draft has a new one.
      this.#clickId ??= (await this.app.backend.call('get_draft', { id: draft.id })).clickId;
      // A take of another idea says nothing about this video.
      const take = this.stale.includes('idea') ? null : this.take;
      const hook = take?.lines.find((line) => line.hook)?.text ?? null;
      const asked = { clickId: this.#clickId, draftId: draft.id, form, hook };
      const done = await this.app.fence.pass((fence) => this.app.backend.call('queue_video', { ...asked, ...fence }));
      if (done === null) return;
      this.#clickId = null;
      this.#rest();
      this.#tell(form.idea);
    } catch (error) {
      const failure = asAppError(error);
      if (failure.fields.length > 0) this.#refused = failure.fields;
      else this.app.report(failure);
    } finally {
      this.#adding = false;
    }
  }

  dispose(): void {
    clearTimeout(this.#restTimer);
  }

  #tell(idea: string): void {
    const short = cut(idea.replaceAll(/\s+/g, ' ').trim(), 40);
    this.app.toasts.show(t.create.addedToast(short.wasCut ? `${short.text.trimEnd()}…` : short.text), {
      action: { label: t.create.showQueue, run: () => this.app.router.go('queue') },
    });
  }

  #rest(): void {
    this.#rested = false;
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => (this.#rested = true), REST_MS);
  }
}
