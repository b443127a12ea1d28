import { expect, test } from 'vitest';
import { someCars, trainedModelFile } from '../../../../tools/test/fixtures/models.ts';
import { loadModel, scoreRows } from './model.ts';

test('models that are asked in the same moment answer as each does by itself', async () => {
  const models = await Promise.all(
    [5, 6, 7, 8].map(async (seed) => await loadModel(await trainedModelFile(seed))),
  );
  const cars = someCars(40, 9).map(({ row }) => row);
  const alone: Float32Array[] = [];
  for (const [n, model] of models.entries()) alone.push(await scoreRows(model, cars.slice(0, 1 + 9 * n)));
  for (let round = 0; round < 50; round++) {
    const together = await Promise.all(
      models.map((model, n) =>
        // Begun at different turns of the same queue, as requests whose answers of the database came together.
        Promise.resolve().then(async () => {
          for (let turn = 0; turn < (round * (n + 1)) % 7; turn++) await Promise.resolve();
          return scoreRows(model, cars.slice(0, 1 + 9 * n));
        }),
      ),
    );
    expect(together).toEqual(alone);
  }
});
