import { describe, expect, test } from 'vitest';
import { metadataOf, someCars } from '../../../tools/test/fixtures/models.ts';
import {
  NUMBERS,
  probabilityOf,
  sklearnFile,
  type Learner,
} from '../../../tools/test/fixtures/sklearn-pipeline.ts';
import { attribute } from '../../../trainer/onnx/graph.ts';
import { FLOAT, INT64, ModelProto, STRING, type NodeObject } from '../../../trainer/onnx/proto.ts';
import { loadModel, scoreRows } from '../_shared/onnx/model.ts';
import { checkModelFile } from './check-file.ts';

const LEARNERS: readonly Learner[] = ['logistic', 'boosting'];

/** A message of onnx.proto as an object; enough of it to be changed in place. */
interface Graph {
  node: NodeObject[];
  input: { name: string; type: { tensorType: { elemType: number; shape: { dim: object[] } } } }[];
  output: Graph['input'];
}

/** The pipeline as another call of the converter would have written it. */
function changed(change: (graph: Graph) => void, learner: Learner = 'logistic'): Uint8Array {
  const model = ModelProto.toObject(ModelProto.decode(sklearnFile(learner)), { arrays: true });
  change(model['graph']);
  return ModelProto.encode(ModelProto.fromObject(model)).finish();
}
const attributeOf = (graph: Graph, opType: string, name: string) =>
  graph.node.find((each) => each.opType === opType)!.attribute.find((each) => each.name === name)!;
const input = (graph: Graph, name: string) => graph.input.find((each) => each.name === name)!;

const refusal = async (file: Uint8Array): Promise<string> =>
  await checkModelFile(file, metadataOf('elsewhere')).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

test.each(LEARNERS)('the runtime answers what the pipeline %s computes', async (learner) => {
  expect(await refusal(sklearnFile(learner))).toBe('accepted');
  const rows = someCars(500, 5).map(({ row }, index) => ({
    ...row,
    color: ['K2K2', '2R2R', 'never seen', ''][index % 4]!,
    engine: ['DSN', 'CWL', '', 'never seen'][index % 3]!,
    failures_total: index % 7 === 0 ? null : row['failures_total']!,
  }));
  const probability = await scoreRows(await loadModel(sklearnFile(learner)), rows);
  const largest = Math.max(...rows.map((row, i) => Math.abs(probability[i]! - probabilityOf(learner, row))));
  expect(largest).toBeLessThanOrEqual(1e-6);
});

describe('what a converter was told wrongly is refused with the remedy', () => {
  test.each<[string, () => Uint8Array, RegExp]>([
    ['ZipMap', () => sklearnFile('logistic', { zipmap: true }), /options=\{'zipmap': False\}/],
    ['ZipMap of trees', () => sklearnFile('boosting', { zipmap: true }), /options=\{'zipmap': False\}/],
    [
      "zipmap='columns'",
      () =>
        changed((graph) => {
          graph.node.find(({ output }) => output.includes('label'))!.output[0] = 'output_label';
          graph.output[0]!.name = 'output_label';
          graph.node.at(-1)!.output[0] = 'i0';
          graph.output[1]!.name = 'i0';
        }),
      /options=\{'zipmap': False\}/,
    ],
    [
      'one matrix for all features',
      () =>
        changed((graph) => {
          // A bare classifier on a table of numbers.
          graph.node = graph.node.slice(-2);
          graph.node[0]!.input = ['X'];
          attributeOf(graph, 'LinearClassifier', 'coefficients').floats = Array.from(
            { length: 120 },
            () => 0,
          );
          graph.input = [{ ...input(graph, NUMBERS[0]!), name: 'X' }];
          graph.input[0]!.type.tensorType.shape.dim = [{}, { dimValue: 60 }];
        }),
      /"X" is a matrix of 60 columns.*initial_types=\[\('failures_total', FloatTensorType\(\[None, 1\]\)\).*ColumnTransformer/,
    ],
    [
      'a column of its own plant',
      () =>
        changed((graph) => {
          const x = structuredClone(input(graph, NUMBERS[0]!));
          graph.input.push({ ...x, name: 'oil_temperature' });
        }),
      /"oil_temperature" is no feature of the catalogue/,
    ],
    [
      'a count as int64',
      () => changed((graph) => (input(graph, 'failures_total').type.tensorType.elemType = INT64)),
      /"failures_total" is int64; number features are float32. Declare it as FloatTensorType\(\[None, 1\]\)/,
    ],
    [
      'a category as a number',
      () =>
        changed((graph) => {
          input(graph, 'engine').type.tensorType.elemType = FLOAT;
          const codes = attribute.ints('cats_int64s', [0, 1, 2]);
          Object.assign(attributeOf(graph, 'OneHotEncoder', 'cats_strings'), codes, { strings: [] });
        }),
      /"engine" is float32; category features are string. Declare it as StringTensorType\(\[None, 1\]\)/,
    ],
    [
      'one car at a time',
      () =>
        changed(
          (graph) =>
            (input(graph, 'hours_on_line').type.tensorType.shape.dim = [{ dimValue: 1 }, { dimValue: 1 }]),
        ),
      /"hours_on_line" takes exactly 1 rows; the first dimension must be free: FloatTensorType\(\[None, 1\]\)/,
    ],
    [
      'a regressor',
      () =>
        changed((graph) => {
          graph.output = [{ ...graph.output[1]!, name: 'transformed_column' }];
          graph.output[0]!.type.tensorType.shape.dim = [{}, { dimValue: 10 }];
        }),
      /no output "label" \(it has: transformed_column\). A classifier has/,
    ],
    [
      'three classes',
      () => changed((graph) => (graph.output[1]!.type.tensorType.shape.dim = [{}, { dimValue: 3 }])),
      /"probabilities" has 3 columns, not 2: passed and failed. Train on 0 and 1/,
    ],
    [
      'labels as text',
      () =>
        changed((graph) => {
          const texts = attribute.strings('classlabels_strings', ['false', 'true']);
          Object.assign(attributeOf(graph, 'LinearClassifier', 'classlabels_ints'), texts, { ints: [] });
          graph.output[0]!.type.tensorType.elemType = STRING;
        }),
      /"label" is string, not int64. Train on 0/,
    ],
    [
      'an encoder that stops at a new category',
      () =>
        changed((graph) => {
          attributeOf(graph, 'OneHotEncoder', 'zeros').i = 0;
        }),
      /fails when it is run.*handle_unknown='ignore'/,
    ],
    [
      'no imputer',
      () =>
        changed((graph) => {
          const imputer = graph.node.find(({ opType }) => opType === 'Imputer')!;
          Object.assign(imputer, { opType: 'Identity', domain: '', attribute: [] });
        }),
      /probabilities are NaN.*impute/,
    ],
  ])('%s', async (_, file, message) => {
    expect(await refusal(file())).toMatch(message);
  });
});
