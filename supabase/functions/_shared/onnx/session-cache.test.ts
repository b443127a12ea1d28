import { expect, test } from 'vitest';
import { trainedModelFile } from '../../../../tools/test/fixtures/models.ts';
import { scoreRows } from './model.ts';
import { SessionCache } from './session-cache.ts';

const file = await trainedModelFile(5);

/** A source that counts how often it is asked. */
function source(bytes: Uint8Array) {
  const state = { asked: 0, fetch: async () => (state.asked++, bytes) };
  return state;
}

test('a model is fetched once, also by requests at the same time', async () => {
  const cache = new SessionCache(2);
  const from = source(file);
  const ask = () => cache.with('a', from.fetch, (model) => scoreRows(model, [{}]));
  const [first, second] = await Promise.all([ask(), ask()]);
  await ask();
  expect(from.asked).toBe(1);
  expect(first).toEqual(second);
});

test('the one not used for longest goes, and still answers the request that holds it', async () => {
  const cache = new SessionCache(2);
  const from = source(file);
  const held = Promise.withResolvers<void>();
  const slow = cache.with('a', from.fetch, async (model) => {
    await held.promise;
    return await scoreRows(model, [{}]);
  });
  await cache.with('b', from.fetch, async () => undefined);
  await cache.with('c', from.fetch, async () => undefined);
  await cache.with('b', from.fetch, async () => undefined);
  expect(from.asked).toBe(3);
  held.resolve();
  expect(await slow).toHaveLength(1);
  await cache.with('a', from.fetch, async () => undefined);
  expect(from.asked).toBe(4);
});

test('a failure is not kept', async () => {
  const cache = new SessionCache(2);
  const broken = async (): Promise<Uint8Array> => {
    throw new Error('storage is away');
  };
  await expect(cache.with('a', broken, async () => 1)).rejects.toThrow('storage is away');
  expect(await cache.with('a', source(file).fetch, async () => 1)).toBe(1);
});
