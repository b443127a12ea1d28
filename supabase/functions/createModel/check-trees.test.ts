import { beforeAll, describe, expect, test } from 'vitest';
import { FEATURES } from '../../../shared/features/catalogue.ts';
import { HalleError } from '../../../shared/errors.ts';
import { metadataOf, onnxFileOf, trainedModel, treeFileOf } from '../../../tools/test/fixtures/models.ts';
import type { Model } from '../../../trainer/learner/index.ts';
import { checkModelFile } from './check-file.ts';

const metadata = metadataOf('probe');
let model: Model;
let onnx: Uint8Array;
let other: Model;

beforeAll(async () => {
  model = await trainedModel(3);
  other = await trainedModel(4);
  onnx = onnxFileOf(model);
});

const reason = async (trees: Uint8Array): Promise<string> =>
  await checkModelFile(onnx, metadata, trees).then(
    () => 'accepted',
    (error: unknown) => (error instanceof HalleError ? `${error.code}: ${error.message}` : String(error)),
  );

test("the model's own trees are accepted, also calibrated", async () => {
  expect(await reason(treeFileOf(model))).toBe('accepted');
  const calibrated = { ...model, calibration: { slope: Math.fround(0.7), intercept: Math.fround(-0.2) } };
  await checkModelFile(onnxFileOf(calibrated), metadata, treeFileOf(calibrated));
});

/** The model with one number of its trees changed. */
function changed(change: (tree: Model['trees'][number]) => void): Uint8Array {
  const trees = model.trees.map((tree) => ({
    ...tree,
    value: tree.value.slice(),
    missingLeft: tree.missingLeft.slice(),
  }));
  change(trees[0]!);
  return treeFileOf({ ...model, trees });
}

describe('what is refused, with the reason', () => {
  test.each<[string, () => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(), /^invalid_tree_file: .*no tree file/],
    ['cut off', () => treeFileOf(model).slice(0, -5), /cut off/],
    ['the trees of another model', () => treeFileOf(other), /belongs to another model/],
    [
      'the calibration forgotten',
      () => treeFileOf({ ...model, calibration: { slope: 0.9, intercept: 0 } }),
      /another model/,
    ],
    ['one tree less', () => treeFileOf({ ...model, trees: model.trees.slice(1) }), /another model/],
    [
      'missing values on the other side',
      () => changed((tree) => (tree.missingLeft[0]! ^= 1)),
      /another model/,
    ],
    [
      'a leaf that is a tenth off',
      () => changed((tree) => (tree.value[tree.feature.indexOf(-1)]! += 0.1)),
      /another model/,
    ],
    [
      'a feature less',
      () => treeFileOf({ ...model, trees: [], features: model.features.slice(0, -1) }),
      new RegExp(`input "${FEATURES.at(-1)!.name}" is none of its features`),
    ],
    [
      'a feature more',
      () => treeFileOf({ ...model, features: [...model.features, { name: 'oil', kind: 'number' }] }),
      /"oil" is no input/,
    ],
    [
      'a category as number',
      () => treeFileOf({ ...model, features: model.features.map(({ name }) => ({ name, kind: 'number' })) }),
      /"engine" is a number, the ONNX file's input is string/,
    ],
  ])('%s', async (_, trees, message) => {
    expect(await reason(trees())).toMatch(message);
  });
});
