import { describe, expect, test } from 'vitest';
import { trainedModelFile } from '../../../../tools/test/fixtures/models.ts';
import { attribute, node, valueInfo } from '../../../../trainer/onnx/graph.ts';
import { FLOAT, ModelProto, type AttributeObject } from '../../../../trainer/onnx/proto.ts';
import { inspectOnnx, InspectionError, LIMITS } from './index.ts';

/** A field of bytes as it stands in a message. */
function field(number: number, bytes: Uint8Array | number): Uint8Array {
  if (typeof bytes === 'number') return Uint8Array.from([...varint(number * 8), ...varint(bytes)]);
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]);
}
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const text = (words: string) => new TextEncoder().encode(words);
const model = (...graph: Uint8Array[]) => field(7, join(...graph));
const operator = (type: string, domain = '', ...more: Uint8Array[]) =>
  field(1, join(field(4, text(type)), field(7, text(domain)), ...more));

function withNodes(attributes: AttributeObject[], type = 'TreeEnsembleRegressor'): Uint8Array {
  return ModelProto.encode({
    irVersion: 8,
    graph: {
      name: 'g',
      node: [node(type, ['x'], 'y', attributes, 'ai.onnx.ml')],
      output: [valueInfo('y', FLOAT, ['N', 1])],
    },
  }).finish();
}
/** One tree, its nodes as [true, false]; null is a leaf. */
const tree = (nodes: ([number, number] | null)[]) =>
  withNodes([
    attribute.ints(
      'nodes_treeids',
      nodes.map(() => 0),
    ),
    attribute.ints(
      'nodes_nodeids',
      nodes.map((_, n) => n),
    ),
    attribute.strings(
      'nodes_modes',
      nodes.map((each) => (each ? 'BRANCH_LEQ' : 'LEAF')),
    ),
    attribute.ints(
      'nodes_truenodeids',
      nodes.map((each) => each?.[0] ?? 0),
    ),
    attribute.ints(
      'nodes_falsenodeids',
      nodes.map((each) => each?.[1] ?? 0),
    ),
  ]);
const tree5 = (truenodeids: number[], trueleafs: number[], falsenodeids: number[], falseleafs: number[]) =>
  withNodes(
    [
      attribute.ints('nodes_truenodeids', truenodeids),
      attribute.ints('nodes_trueleafs', trueleafs),
      attribute.ints('nodes_falsenodeids', falsenodeids),
      attribute.ints('nodes_falseleafs', falseleafs),
    ],
    'TreeEnsemble',
  );

const chain = Array.from({ length: 1200 }, (_, n): [number, number] | null =>
  n % 2 === 0 && n < 1198 ? [n + 1, n + 2] : null,
);

test('a real model is let through, and trees of both forms', async () => {
  expect(inspectOnnx(await trainedModelFile(3)).nodes).toBeGreaterThan(5);
  expect(inspectOnnx(tree([[1, 2], null, null])).nodes).toBe(1);
  expect(inspectOnnx(tree5([1, 0], [0, 1], [0, 1], [1, 1])).nodes).toBe(1);
});

describe('what is refused before the runtime sees it', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['text', text('KNR;MODELO;COR'), /no ONNX model/],
    ['no graph', field(1, 8), /no ONNX model/],
    ['two graphs', join(model(operator('Add')), model(operator('Add'))), /no ONNX model/],
    ['a graph that is cut', model(operator('Add')).subarray(0, 8), /cut off/],
    ['another maker’s domain', model(operator('Cdist', 'com.microsoft')), /"com.microsoft"/],
    ['a loop', model(operator('Loop')), /Loop does work that no file bounds/],
    ['chance', model(operator('RandomNormalLike')), /RandomNormalLike/],
    ['a graph within', model(operator('If', '', field(5, field(6, operator('Add'))))), /graph within/],
    ['graphs within', model(operator('X', '', field(5, field(11, operator('Add'))))), /graph within/],
    ['operators of its own', join(model(operator('Add')), field(25, text('f'))), /operators of its own/],
    ['training steps', join(model(operator('Add')), field(20, text('f'))), /training/],
    ['data in another file', model(field(5, join(field(1, 2), field(14, 1)))), /another file/],
    ['the place of another file', model(field(5, field(13, text('location')))), /another file/],
    [
      'data of an attribute in another file',
      model(operator('Constant', '', field(5, field(5, field(14, 1))))),
      /another file/,
    ],
    ['a size without values', model(field(5, join(field(1, 30_000), field(1, 30_000)))), /holds fewer/],
    ['sparse tensors', model(field(15, text('s'))), /sparse/],
    [
      'too many nodes',
      model(...Array.from({ length: LIMITS.nodes + 1 }, () => operator('Add'))),
      /10000 nodes/,
    ],
    ['a node that is its own child', tree([[0, 1], null]), /circle/],
    ['a circle', tree([[1, 2], [3, 4], null, [1, 2], null]), /two parents/],
    ['a circle beside the tree', tree([[1, 2], null, null, [4, 5], [3, 6], null, null]), /circle/],
    ['a child that is nowhere', tree([[1, 9], null]), /does not exist/],
    ['a chain', tree(chain), /deeper than 512/],
    ['a circle, version 5', tree5([1, 0], [0, 0], [0, 0], [1, 1]), /circle/],
    ['a child that is nowhere, version 5', tree5([7], [0], [0], [1]), /does not exist/],
    ['lists of different lengths', tree5([1, 0], [0], [0, 1], [1, 1]), /different lengths/],
  ])('%s', (_, bytes, message) => {
    expect(() => inspectOnnx(bytes)).toThrow(InspectionError);
    expect(() => inspectOnnx(bytes)).toThrow(message);
  });
});
