import { asAppError } from '../../errors/app-error';
import { sceneFor, sceneUrl } from '../../posters';
import type { Backend } from '../backend';
import { accountFixtures, accountHandlers, liveAccount } from './account';
import { calendarFixtures, calendarHandlers } from './calendar';
import { createFixtures, createHandlers } from './create';
import { draftHandlers } from './drafts';
import { libraryFixtures, libraryHandlers } from './library';
import { queueFixtures, queueHandlers } from './queue';
import { World, type Fixture, type Handlers } from './world';

export { World } from './world';

export const fixtures: Record<string, Fixture> = {
  ...accountFixtures,
  ...createFixtures,
  ...queueFixtures,
  ...libraryFixtures,
  ...calendarFixtures,
};

export type MockBackend = Backend & { world: World };

/** A backend in memory with a live account, put into the state that `fixture` names. */
export function mockBackend(fixture?: string | null, options: { latency?: number } = {}): MockBackend {
  const world = new World();
  world.account = liveAccount;
  world.latency = options.latency ?? 0;
  const handlers: Handlers = {
    ...accountHandlers(world),
    ...createHandlers(world),
    ...draftHandlers(world),
    ...queueHandlers(world),
    ...libraryHandlers(world),
    ...calendarHandlers(world),
  };
  if (fixture) fixtures[fixture]?.(world);
  return {
    world,
    async call(name, args) {
      world.calls.push({ name, args });
      if (world.latency > 0) await new Promise((done) => setTimeout(done, world.latency));
      if (world.isStalled(name)) return new Promise(() => undefined);
      const failure = world.failure(name);
      if (failure) throw failure;
      try {
        return await handlers[name](args);
      } catch (error) {
        throw asAppError(error);
      }
    },
    onChanged: (listener) => world.listen(listener),
    mediaUrl: (kind, id) => (kind === 'thumb' ? sceneUrl(sceneFor(id)) : `/mock/${kind}/${id}`),
  };
}
