import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { asAppError } from '../errors/app-error';
import type { Args, Backend, CommandName, Result } from './backend';
import type { Changes } from './bindings';
import { mediaUrl } from './media-url';

export function tauriBackend(): Backend {
  return {
    async call<K extends CommandName>(name: K, args: Args<K>): Promise<Result<K>> {
      try {
        return await invoke<Result<K>>(name, args === null ? undefined : { args });
      } catch (refusal) {
        throw asAppError(refusal);
      }
    },
    onChanged(listener) {
      // `listen` answers later; a view that is gone by then must still be able to stop it.
      const stop = listen<Changes>('changed', (event) => listener(event.payload));
      return () => void stop.then((unlisten) => unlisten());
    },
    mediaUrl,
  };
}
