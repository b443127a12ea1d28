import { FLOAT, INT64, type AttributeObject, type NodeObject, type TensorObject } from './proto.ts';

const text = new TextEncoder();
const bytes = (s: string) => text.encode(s);

/** AttributeProto.AttributeType */
const TYPE = { f: 1, i: 2, s: 3, floats: 6, ints: 7, strings: 8 } as const;

export const attribute = {
  float: (name: string, f: number): AttributeObject => ({ name, type: TYPE.f, f }),
  int: (name: string, i: number): AttributeObject => ({ name, type: TYPE.i, i }),
  string: (name: string, s: string): AttributeObject => ({ name, type: TYPE.s, s: bytes(s) }),
  floats: (name: string, floats: number[]): AttributeObject => ({ name, type: TYPE.floats, floats }),
  ints: (name: string, ints: number[]): AttributeObject => ({ name, type: TYPE.ints, ints }),
  strings: (name: string, strings: readonly string[]): AttributeObject => {
    const encoded = new Map<string, Uint8Array>();
    for (const s of strings) if (!encoded.has(s)) encoded.set(s, bytes(s));
    return { name, type: TYPE.strings, strings: strings.map((s) => encoded.get(s)!) };
  },
};

/** One node with one output, which also names the node. Domain '' is the standard one, `ai.onnx.ml` the trees'. */
export function node(
  opType: string,
  input: string[],
  output: string,
  attributes: AttributeObject[] = [],
  domain = '',
): NodeObject {
  return { opType, domain, name: output, input, output: [output], attribute: attributes };
}

export function floats(name: string, dims: number[], floatData: number[]): TensorObject {
  return { name, dims, dataType: FLOAT, floatData };
}

export function int64s(name: string, dims: number[], int64Data: number[]): TensorObject {
  return { name, dims, dataType: INT64, int64Data };
}

/** A graph input or output; a number is a fixed dimension, a string names a free one. */
export function valueInfo(name: string, elemType: number, dims: (number | string)[]) {
  const dim = dims.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
