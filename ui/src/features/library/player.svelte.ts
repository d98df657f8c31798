/** What the controls show of a `<video>`; the element itself holds the truth and tells of every change. */
export class PlayerState {
  playing = $state(false);
  muted = $state(false);
  at = $state(0);
  /** Seconds; 0 until the file has said. */
  length = $state(0);
  broken = $state(false);
  #element: HTMLVideoElement | null = null;

  /** Listens to an element while it is on the page. */
  attach(element: HTMLVideoElement): () => void {
    this.#element = element;
    const read = () => {
      this.playing = !element.paused && !element.ended;
      this.muted = element.muted;
      this.at = element.currentTime;
      this.length = Number.isFinite(element.duration) ? element.duration : 0;
    };
    const failed = () => {
      this.broken = true;
      read();
    };
    const events = ['play', 'pause', 'ended', 'timeupdate', 'seeking', 'seeked', 'durationchange', 'volumechange'];
    for (const event of events) element.addEventListener(event, read);
    element.addEventListener('error', failed);
    return () => {
      for (const event of events) element.removeEventListener(event, read);
      element.removeEventListener('error', failed);
      this.#element = null;
    };
  }

  /** Another video: the place of the old one means nothing in it. */
  reset(): void {
    this.playing = false;
    this.at = 0;
    this.length = 0;
    this.broken = false;
  }

  async toggle(): Promise<void> {
    const element = this.#element;
    if (element === null || this.broken) return;
    if (!element.paused && !element.ended) {
      element.pause();
      return;
    }
    try {
      await element.play();
    } catch (error) {
      // Another file or a pause came in between: nothing is wrong. A file that cannot be played is told by `error` too.
      if (error instanceof DOMException && error.name === 'NotSupportedError') this.broken = true;
    }
  }

  seek(seconds: number): void {
    const element = this.#element;
    if (element !== null && this.length > 0) element.currentTime = Math.min(Math.max(seconds, 0), this.length);
  }

  mute(): void {
    if (this.#element !== null) this.#element.muted = !this.#element.muted;
  }

  /** Keys of the player; true when the key was one of them. */
  key(key: string): boolean {
    switch (key) {
      case ' ':
        void this.toggle();
        return true;
      case 'ArrowLeft':
        this.seek(this.at - 5);
        return true;
      case 'ArrowRight':
        this.seek(this.at + 5);
        return true;
      case 'm':
      case 'M':
        this.mute();
        return true;
      default:
        return false;
    }
  }
}
