import { expect, test } from 'vitest';
import { goldenCarSchema } from '../../../shared/contracts/deployments.ts';
import { loadModel, scoreRows } from '../../../supabase/functions/_shared/onnx/model.ts';
import { onnxFileOf, someCars, trainedModel } from '../../../tools/test/fixtures/models.ts';
import { FEATURES } from '../../../shared/features/catalogue.ts';
import { predict, type Column } from '../../learner/index.ts';
import { goldenCars } from './golden.ts';

const model = await trainedModel(6);
const cars = someCars(500, 60).map(({ row }) => row);
const columns = (rows: typeof cars) =>
  FEATURES.map(({ name, kind }): Column =>
    kind === 'number'
      ? { name, kind, values: Float32Array.from(rows, (row) => Number(row[name] ?? NaN)) }
      : { name, kind, values: rows.map((row) => String(row[name] ?? '')) },
  );

function goldenOf(rows: typeof cars) {
  const features = columns(rows);
  return goldenCars(predict(model, features), { features });
}

test('twenty cars from the lowest probability to the highest, evenly by rank', () => {
  const golden = goldenOf(cars);
  const sorted = predict(model, columns(cars)).toSorted();
  expect(golden).toHaveLength(20);
  expect(golden.map((car) => car.probability)).toEqual(
    Array.from({ length: 20 }, (_, n) => sorted[Math.round((n * 499) / 19)]),
  );
});

test('the serving runtime answers the same, after the way through JSON, missing values included', async () => {
  const golden = goldenCarSchema.array().parse(JSON.parse(JSON.stringify(goldenOf(cars))));
  expect(golden.some((car) => Object.values(car.features).includes(null))).toBe(true);
  const answers = await scoreRows(
    await loadModel(onnxFileOf(model)),
    golden.map((car) => car.features),
  );
  golden.forEach((car, index) => expect(Math.abs(answers[index]! - car.probability)).toBeLessThan(1e-5));
});

test('numbers are float32 to the bit', () => {
  const [car] = goldenOf([{ ...cars[0], hours_on_line: 0.1 }]);
  expect(car!.features['hours_on_line']).toBe(Math.fround(0.1));
});

test('a small holdout gives each of its cars once; a car with an infinite value is passed over', () => {
  const few = [...cars.slice(0, 3), { ...cars[3], hours_on_line: Infinity }];
  expect(goldenOf(few)).toHaveLength(3);
  expect(goldenOf([])).toEqual([]);
});
