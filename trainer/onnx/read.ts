import { z } from 'zod';
import { FLOAT, INT64, ModelProto, STRING } from './proto.ts';

export interface OnnxValue {
  name: string;
  type: 'float' | 'int64' | 'string' | 'other';
  /** A free dimension is null. */
  shape: (number | null)[];
}

/** What can be said about an ONNX file without running it. */
export interface OnnxSummary {
  producer: string;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  metadata: Record<string, string>;
  /** Operators used, as `domain:type`, the standard domain as `ai.onnx`. */
  operators: string[];
}

const decodedValue = z.object({
  name: z.string(),
  type: z
    .object({
      tensorType: z
        .object({
          elemType: z.number(),
          shape: z.object({ dim: z.array(z.object({ dimValue: z.number().optional() })) }).nullable(),
        })
        .nullable(),
    })
    .nullable(),
});
const decodedModel = z.object({
  producerName: z.string(),
  graph: z
    .object({
      node: z.array(z.object({ opType: z.string(), domain: z.string() })),
      initializer: z.array(z.object({ name: z.string() })),
      input: z.array(decodedValue),
      output: z.array(decodedValue),
    })
    .nullable(),
  metadataProps: z.array(z.object({ key: z.string(), value: z.string() })),
});

const TYPES: Record<number, OnnxValue['type']> = { [FLOAT]: 'float', [INT64]: 'int64', [STRING]: 'string' };

/** Reads inputs, outputs, metadata and operators. Throws when the bytes are no ONNX model. */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  const model = decodedModel.parse(
    ModelProto.toObject(ModelProto.decode(bytes), { longs: Number, defaults: true, arrays: true }),
  );
  if (!model.graph || model.graph.output.length === 0) throw new Error('the file holds no ONNX graph');
  const constants = new Set(model.graph.initializer.map(({ name }) => name));
  return {
    producer: model.producerName,
    inputs: model.graph.input.filter(({ name }) => !constants.has(name)).map(describe),
    outputs: model.graph.output.map(describe),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    operators: [...new Set(model.graph.node.map((n) => `${n.domain || 'ai.onnx'}:${n.opType}`))].sort(),
  };
}

function describe({ name, type }: z.infer<typeof decodedValue>): OnnxValue {
  const tensor = type?.tensorType;
  return {
    name,
    type: (tensor && TYPES[tensor.elemType]) ?? 'other',
    shape: tensor?.shape?.dim.map(({ dimValue }) => dimValue || null) ?? [],
  };
}
