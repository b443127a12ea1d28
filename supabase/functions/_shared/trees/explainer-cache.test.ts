import { expect, test } from 'vitest';
import { ForestError } from '../../../../shared/trees/forest.ts';
import { randomForest } from '../../../../shared/trees/testing/random-forest.ts';
import { writeForest } from '../../../../shared/trees/write-forest.ts';
import { ExplainerCache } from './explainer-cache.ts';

const file = writeForest(randomForest({ seed: 1, trees: 3, features: 5, depth: 3 }));

/** A source that counts how often it is asked. */
function source(bytes: Uint8Array) {
  const state = { asked: 0, fetch: async () => (state.asked++, bytes) };
  return state;
}

test('a file is fetched once, also by requests at the same time, and the oldest goes', async () => {
  const cache = new ExplainerCache(2);
  const from = source(file);
  const [first, second] = await Promise.all([cache.get('a', from.fetch), cache.get('a', from.fetch)]);
  expect(first).toBe(second);
  expect(from.asked).toBe(1);
  await cache.get('b', from.fetch);
  await cache.get('a', from.fetch);
  await cache.get('c', from.fetch);
  expect(await cache.get('a', from.fetch)).toBe(first);
  expect(from.asked).toBe(3);
  await cache.get('b', from.fetch);
  expect(from.asked).toBe(4);
});

test('a failure is not kept', async () => {
  const cache = new ExplainerCache(2);
  await expect(cache.get('a', source(file.slice(1)).fetch)).rejects.toThrow(ForestError);
  expect((await cache.get('a', source(file).fetch)).forest.features).toHaveLength(5);
});
