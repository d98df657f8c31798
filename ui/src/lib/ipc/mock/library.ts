import { AppError } from '../../errors/app-error';
import type { Fixture, Handlers, World } from './world';

type Part = Pick<Handlers, 'list_videos' | 'get_video' | 'download_video' | 'cancel_download' | 'reveal_download'>;

// A beginning that type-checks; the library's own states are drawn from here.
export function libraryHandlers(world: World): Part {
  const missing = () => new AppError({ code: 'not_found', message: 'No such video.' });
  return {
    list_videos: ({ offset, limit }) => ({
      total: world.videos.length,
      items: world.videos.slice(offset, offset + limit).map((video) => video.card),
    }),
    get_video: ({ id }) => {
      const video = world.videos.find((other) => other.card.id === id);
      if (!video) throw missing();
      return video;
    },
    download_video: () => ({ state: 'waiting', bytes: 0, total: null, fileName: null, problem: null }),
    cancel_download: () => null,
    reveal_download: () => null,
  };
}

export const libraryFixtures: Record<string, Fixture> = {};
