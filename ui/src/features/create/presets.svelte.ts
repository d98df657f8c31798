import type { App } from '$lib/app.svelte';
import { asAppError } from '$lib/errors';
import { t } from '$lib/i18n';
import type { Preset, PresetOptions, VideoForm } from '$lib/ipc/bindings';
import { Remote } from '$lib/state/remote.svelte';
import type { Create } from './create.svelte';

/** Every option of a form but its idea. */
export function optionsOf(form: VideoForm): PresetOptions {
  const { idea: _idea, ...options } = form;
  return options;
}

export const same = (a: PresetOptions, b: PresetOptions): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** The order of keys is no difference. */
const sorted = (options: PresetOptions) => Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));

/** Presets: applied to the draft at hand, saved from it, exported, imported. */
export class Presets {
  readonly list: Remote<Preset[]>;
  #problem = $state<string | null>(null);

  constructor(
    private readonly app: App,
    private readonly create: Create,
  ) {
    this.list = new Remote(() => app.backend.call('list_presets', null));
  }

  /** Why the name was not taken. */
  get problem(): string | null {
    return this.#problem;
  }

  /** The preset that the form is at the moment. */
  get current(): Preset | null {
    const { form } = this.create;
    return (form && this.list.value?.find((preset) => same(preset.options, optionsOf(form)))) ?? null;
  }

  async apply(preset: Preset): Promise<void> {
    const { form, draft } = this.create;
    if (!form || !draft) return;
    const put = (options: PresetOptions) => () => {
      if (this.create.draft?.id === draft.id) this.create.set(options);
      return Promise.resolve();
    };
    await this.app.change({
      label: t.create.presets.applied(preset.name),
      undo: put(optionsOf(form)),
      redo: put(preset.options),
    });
  }

  /** True when it was saved. The same name is the same preset: it gets the new options. */
  async save(name: string): Promise<boolean> {
    const { form } = this.create;
    if (!form) return false;
    this.#problem = null;
    const wanted = name.trim();
    const before = this.list.value?.find((one) => one.name.toLocaleLowerCase() === wanted.toLocaleLowerCase());
    const options = optionsOf(form);
    try {
      let saved = before;
      await this.app.change({
        label: before ? t.create.presets.changed(wanted) : t.create.presets.saved(wanted),
        redo: async () => {
          saved = await this.app.backend.call('save_preset', { ...(saved && { id: saved.id }), name: wanted, options });
          await this.list.refresh();
        },
        undo: async () => {
          if (before) await this.app.backend.call('save_preset', before);
          else if (saved) await this.app.backend.call('remove_preset', { id: saved.id });
          await this.list.refresh();
        },
      });
      return true;
    } catch (error) {
      const failure = asAppError(error);
      const [field] = failure.fields;
      if (field?.field === 'name') this.#problem = t.create.presets.reasons[field.rule] ?? failure.message;
      else if (field) this.#problem = t.create.presets.outside;
      else this.app.report(failure);
      return false;
    }
  }

  async remove(preset: Preset): Promise<void> {
    await this.#tried(() =>
      this.app.change({
        label: t.create.presets.removed(preset.name),
        redo: async () => {
          await this.app.backend.call('remove_preset', { id: preset.id });
          await this.list.refresh();
        },
        undo: async () => {
          await this.app.backend.call('save_preset', preset);
          await this.list.refresh();
        },
      }),
    );
  }

  async export(): Promise<void> {
    await this.#tried(async () => {
      const { fileName } = await this.app.backend.call('export_presets', null);
      this.app.toasts.show(t.create.presets.exported(fileName));
    });
  }

  async import(file: Blob): Promise<void> {
    await this.#tried(async () => {
      const text = await file.text();
      try {
        const { added, known, refused } = await this.app.backend.call('import_presets', { text });
        await this.list.refresh();
        this.app.toasts.show(t.create.presets.imported(added.length, known.length, refused));
      } catch (error) {
        if (asAppError(error).fields.some(({ field }) => field === 'text'))
          this.app.toasts.show(t.create.presets.unreadable, { tone: 'bad' });
        else throw error;
      }
    });
  }

  async #tried(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.app.report(asAppError(error));
    }
  }
}
