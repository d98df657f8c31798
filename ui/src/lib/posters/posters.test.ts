import { expect, it } from 'vitest';
import { sceneFor, scenes } from '.';

it('chooses by whole words, in the order of the list', () => {
  const ideas = {
    '7 whales that sing': 'sea',
    'deep-sea creatures': 'sea',
    'The last lighthouse': 'light',
    'What a city sounds like': 'dish',
    'Lost cities': 'city',
  };
  for (const [idea, scene] of Object.entries(ideas)) expect(sceneFor(idea), idea).toBe(scene);
});

it('gives the rest by chance that stays', () => {
  for (const idea of ['', 'How to start over', 'Search and research', 'My office, my voice', '💡']) {
    expect(sceneFor(idea)).toBe(sceneFor(idea));
    expect(scenes).toContain(sceneFor(idea));
  }
  const spread = new Set(Array.from({ length: 200 }, (_, n) => sceneFor(`habit number ${n}`)));
  expect(spread.size).toBeGreaterThan(scenes.length / 2);
  expect(sceneFor('Search seasons')).not.toBe('sea');
  expect(sceneFor('Start here')).not.toBe('planet');
});
