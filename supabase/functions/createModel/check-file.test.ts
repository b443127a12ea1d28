import { describe, expect, test } from 'vitest';
import { metadataOf, trainedModelFile } from '../../../tools/test/fixtures/models.ts';
import { attribute, floats, int64s, node, valueInfo } from '../../../trainer/onnx/graph.ts';
import { FLOAT, INT64, ModelProto, STRING, type NodeObject } from '../../../trainer/onnx/proto.ts';
import { checkModelFile } from './check-file.ts';

const metadata = metadataOf('probe');
type Value = { name: string; type?: ReturnType<typeof valueInfo>['type'] };

const output = [valueInfo('label', INT64, ['N']), valueInfo('probabilities', FLOAT, ['N', 2])];
const initializer = [
  floats('one', [1], [1]),
  floats('half', [1], [0.5]),
  int64s('axis', [1], [1]),
  int64s('wide', [2], [1, 10_000_000]),
  int64s('broad', [2], [1, 2000]),
  floats('two', [1], [2]),
];
const tail = (positive: string): NodeObject[] => [
  node('Sub', ['one', positive], 'negative'),
  node('Concat', ['negative', positive], 'probabilities', [attribute.int('axis', 1)]),
  node('GreaterOrEqual', [positive, 'half'], 'decision'),
  node('Cast', ['decision'], 'decision_int', [attribute.int('to', INT64)]),
  node('Squeeze', ['decision_int', 'axis'], 'label'),
];

/** A hand-written graph: by default the sigmoid of `failures_total`, 0 where it is missing. */
function file(change: { input?: Value[]; output?: Value[]; nodes?: NodeObject[] } = {}): Uint8Array {
  return ModelProto.encode({
    irVersion: 8,
    graph: {
      name: 'probe',
      node: change.nodes ?? [
        node('Max', ['failures_total', 'half'], 'filled'),
        node('IsNaN', ['failures_total'], 'missing'),
        node('Where', ['missing', 'half', 'filled'], 'known'),
        node('Sigmoid', ['known'], 'positive'),
        ...tail('positive'),
      ],
      initializer,
      input: change.input ?? [valueInfo('failures_total', FLOAT, ['N', 1])],
      output: change.output ?? output,
    },
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
  }).finish();
}

const reason = async (bytes: Uint8Array): Promise<string> =>
  await checkModelFile(bytes, metadata).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

test("the learner's own file and a small one of another maker are accepted", async () => {
  const inputs = await checkModelFile(await trainedModelFile(3), metadata);
  expect(inputs).toContainEqual({ name: 'color', type: 'string' });
  expect(await checkModelFile(file(), metadata)).toEqual([{ name: 'failures_total', type: 'float' }]);
});

describe('what is refused, with the reason', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /empty/],
    ['text', new TextEncoder().encode('KNR;MODELO'), /no ONNX model/],
    [
      'an input that is no feature',
      file({ input: [valueInfo('failures_total', FLOAT, ['N', 1]), valueInfo('oil', FLOAT, ['N', 1])] }),
      /"oil" is no feature/,
    ],
    [
      'a number as string',
      file({
        input: [valueInfo('failures_total', FLOAT, ['N', 1]), valueInfo('tests_ok_1', STRING, ['N', 1])],
      }),
      /"tests_ok_1" is string; number features are float32/,
    ],
    [
      'a category as float',
      file({ input: [valueInfo('failures_total', FLOAT, ['N', 1]), valueInfo('engine', FLOAT, ['N', 1])] }),
      /"engine" is float32; category features are string/,
    ],
    [
      'a fixed number of rows',
      file({ input: [valueInfo('failures_total', FLOAT, [1, 1])] }),
      /exactly 1 rows/,
    ],
    [
      'one matrix',
      file({
        input: [valueInfo('failures_total', FLOAT, ['N', 1]), valueInfo('tests_ok_1', FLOAT, ['N', 50])],
      }),
      /not \[N,1\]/,
    ],
    ['no probabilities', file({ output: output.slice(0, 1) }), /no output "probabilities" \(it has: label\)/],
    [
      'probabilities that are NaN where a value is missing',
      file({ nodes: [node('Sigmoid', ['failures_total'], 'positive'), ...tail('positive')] }),
      /probabilities are NaN/,
    ],
    [
      'probabilities above 1',
      file({ nodes: [node('Max', ['one', 'two', 'failures_total'], 'positive'), ...tail('positive')] }),
      /not two shares that sum to 1|fails when it is run/,
    ],
    [
      'an operator that does not exist',
      file({ nodes: [node('Oracle', ['failures_total'], 'positive'), ...tail('positive')] }),
      /Oracle/,
    ],
    [
      'an operator that the runtime knows and no plant needs: it is not given the file',
      file({
        nodes: [node('Gelu', ['failures_total'], 'positive', [], 'com.microsoft'), ...tail('positive')],
      }),
      /its operator Gelu is of "com.microsoft"/,
    ],
    [
      'ZipMap',
      file({
        // Without a type: the runtime infers the sequence of maps.
        output: [output[0]!, { name: 'probabilities' }],
        nodes: [
          node('Sigmoid', ['failures_total'], 'positive'),
          ...tail('positive').slice(0, 1),
          node('Concat', ['negative', 'positive'], 'pairs', [attribute.int('axis', 1)]),
          ...tail('positive').slice(2),
          node(
            'ZipMap',
            ['pairs'],
            'probabilities',
            [attribute.ints('classlabels_int64s', [0, 1])],
            'ai.onnx.ml',
          ),
        ],
      }),
      /zipmap=False/,
    ],
  ])('%s', async (_, bytes, message) => {
    expect(await reason(bytes)).toMatch(message);
  });
});

/** A number of a car made `width` numbers, worked on by `steps` nodes, and one again. */
const widened = (width: string, steps: number): NodeObject[] => [
  node('IsNaN', ['failures_total'], 'missing'),
  node('Where', ['missing', 'half', 'failures_total'], 'known'),
  node('Expand', ['known', width], 'step_0'),
  ...Array.from({ length: steps }, (_, step) => node('Sigmoid', [`step_${step}`], `step_${step + 1}`)),
  node('ReduceMax', [`step_${steps}`], 'positive', [attribute.ints('axes', [1])]),
  ...tail('positive'),
];

test('a small file that wants more memory than models may take fails by itself: the next one is served', async () => {
  expect(await reason(file({ nodes: widened('wide', 1) }))).toMatch(
    /fails when it is run.* A model may take 128 MB/,
  );
  expect(await reason(await trainedModelFile(3))).toBe('accepted');
});

test('a small file that is too slow to serve is refused with its time', async () => {
  expect(await reason(file({ nodes: widened('broad', 900) }))).toMatch(
    /takes \d+ ms for 256 cars; at most 500 ms/,
  );
}, 60_000);
