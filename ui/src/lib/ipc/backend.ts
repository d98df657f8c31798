import type { Changes, Commands } from './bindings';

export type CommandName = keyof Commands;
export type Args<K extends CommandName> = Commands[K]['args'];
export type Result<K extends CommandName> = Commands[K]['result'];

/** Kinds of media that the window shows: a poster frame, a finished video, a voice sample. */
export type MediaKind = 'thumb' | 'video' | 'voice';

/** What the window knows of the rest of the app. Every call rejects with an `AppError` and nothing else. */
export interface Backend {
  call<K extends CommandName>(name: K, args: Args<K>): Promise<Result<K>>;
  /** Tells of changed things; what they are now has to be asked for. Returns the way to stop. */
  onChanged(listener: (changes: Changes) => void): () => void;
  /** `status` holds the platform and the loopback address that a media URL is made of. */
  mediaUrl(kind: MediaKind, id: string, status: { platform: string; mediaBase: string }): string;
}
