import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { modelSchema } from '../../shared/contracts/models.ts';
import { putCars } from '../test/fixtures/cars.ts';
import { metadataOf, onnxFileOf, someCars, trainedModel, treeFileOf } from '../test/fixtures/models.ts';
import { deployAsPerson } from '../test/fixtures/deploy.ts';
import { modelForm } from '../test/fixtures/functions.ts';
import { signedInClient } from '../test/stack.ts';
import type { OwnStack } from './own-stack.ts';

/** As many as a run makes by default. */
const TREES = 300;
const YEAR = '2024';
const CARS = 2000;

export const numbers = Array.from({ length: CARS }, (_, i) => `${YEAR}-${1_700_000 + i}`);
export const cars = someCars(CARS, 7);

/** Cars, and a model in use that learned from them: what the peers get too. Returns the model's id. */
export async function makePlant(stack: OwnStack, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const model = await trainedModel(7, TREES);
  const file = onnxFileOf(model);
  writeFileSync(join(folder, 'model.onnx'), file);
  const categories = FEATURES.filter(({ kind }) => kind === 'category').map(({ name }) => [
    name,
    [...new Set(cars.map(({ row }) => String(row[name] ?? '')))],
  ]);
  writeFileSync(
    join(folder, 'cars.json'),
    JSON.stringify({
      names: FEATURES.map(({ name }) => name),
      categories: Object.fromEntries(categories) as object,
      rows: cars.map(({ row }) => row),
      label: cars.map(({ failed }) => (failed ? 1 : 0)),
      trees: TREES,
    }),
  );
  await putCars(
    stack.sql,
    cars.map(({ row }, i) => ({ knr: numbers[i]!, features: row, roadTestAt: null, failed: null })),
  );
  const { apiUrl, secretKey } = stack.file;
  const answer = await fetch(`${apiUrl}/functions/v1/createModel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: modelForm(file, metadataOf('bench'), treeFileOf(model)),
  });
  const { id } = modelSchema.parse(await answer.json());
  process.env['HALLE_STACK'] = join(stack.folder, 'stack.json');
  await deployAsPerson(await signedInClient('engineer'), id, 'for the bench');
  return id;
}

/** The body of a car by its features. */
export const bodyOf = (i: number): string => JSON.stringify({ cars: [{ features: cars[i]!.row }] });
