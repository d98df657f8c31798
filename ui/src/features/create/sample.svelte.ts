import type { App } from '$lib/app.svelte';
import { t } from '$lib/i18n';

/** Plays voice samples, one at a time, over the one audio element of the page. */
export class Sample {
  #playing = $state<string | null>(null);
  #audio: HTMLAudioElement | null = null;

  constructor(private readonly app: App) {}

  /** Id of the voice that is heard. */
  get playing(): string | null {
    return this.#playing;
  }

  toggle(voice: string): void {
    if (this.#playing === voice) this.stop();
    else void this.#play(voice);
  }

  stop(): void {
    this.#audio?.pause();
    this.#playing = null;
  }

  async #play(voice: string): Promise<void> {
    this.stop();
    const audio = (this.#audio ??= document.createElement('audio'));
    audio.onended = () => (this.#playing = null);
    audio.src = this.app.mediaUrl('voice', voice);
    this.#playing = voice;
    try {
      await audio.play();
    } catch {
      // Another sample was begun meanwhile, or there is no sound: only the latter is worth a word.
      if (this.#playing !== voice) return;
      this.#playing = null;
      this.app.toasts.show(t.create.sampleFailed, { tone: 'bad' });
    }
  }
}
