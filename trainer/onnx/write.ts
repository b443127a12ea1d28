import type { Model } from '../learner/index.ts';
import { attribute, floats, int64s, node, valueInfo } from './graph.ts';
import { FLOAT, INT64, ModelProto, STRING, type NodeObject } from './proto.ts';
import { treeEnsemble } from './tree-ensemble.ts';

export interface OnnxOptions {
  /** Label 1 is answered when the probability is at least this. */
  threshold: number;
  /** Version of the product that wrote the file. */
  productVersion: string;
  /** Further metadata_props, such as label, period and snapshot hash. */
  metadata?: Record<string, string>;
}

const IR_VERSION = 8;
const OPSET = 17;
const ML_OPSET = 3;

/**
 * The model as a self-contained ONNX file: one input `[N,1]` per feature under the feature's own name, float32 (NaN is
 * missing) or string ('' and unknown categories are missing); outputs `label` int64 `[N]` and `probabilities`
 * float32 `[N,2]`. Categories, missing values and calibration are inside the graph. The same model and options give
 * the same bytes. Intermediate values are named `halle.…`, which no feature can be.
 * https://onnx.ai/onnx/repo-docs/IR.html
 */
export function writeOnnx(model: Model, options: OnnxOptions): Uint8Array {
  const encoders: NodeObject[] = [];
  const encoded = model.features.map((feature) => {
    if (feature.kind === 'number') return feature.name;
    const name = `halle.code.${feature.name}`;
    encoders.push(labelEncoder(feature.name, feature.categories, name));
    return name;
  });
  const calibration = model.calibration ?? { slope: 1, intercept: 0 };
  const nodes = [
    ...encoders,
    node('Concat', encoded, 'halle.features', [attribute.int('axis', 1)]),
    treeEnsemble(model, 'halle.features', 'halle.margin'),
    // The regressor ignores post_transform in ONNX Runtime, so Platt scaling and the sigmoid are nodes.
    node('Mul', ['halle.margin', 'halle.slope'], 'halle.scaled'),
    node('Add', ['halle.scaled', 'halle.intercept'], 'halle.logit'),
    node('Sigmoid', ['halle.logit'], 'halle.positive'),
    node('Sub', ['halle.one', 'halle.positive'], 'halle.negative'),
    node('Concat', ['halle.negative', 'halle.positive'], 'probabilities', [attribute.int('axis', 1)]),
    node('GreaterOrEqual', ['halle.positive', 'halle.threshold'], 'halle.decision'),
    node('Cast', ['halle.decision'], 'halle.decision_int', [attribute.int('to', INT64)]),
    node('Squeeze', ['halle.decision_int', 'halle.axis'], 'label'),
  ];
  const metadata: Record<string, string> = {
    ...options.metadata,
    features: JSON.stringify(model.features),
    parameters: JSON.stringify(model.parameters),
    product_version: options.productVersion,
    threshold: String(options.threshold),
    trees: String(model.trees.length),
  };
  const message = {
    irVersion: IR_VERSION,
    producerName: 'halle',
    producerVersion: options.productVersion,
    graph: {
      name: 'halle',
      node: nodes,
      initializer: [
        floats('halle.slope', [1], [calibration.slope]),
        floats('halle.intercept', [1], [calibration.intercept]),
        floats('halle.one', [1], [1]),
        floats('halle.threshold', [1], [options.threshold]),
        int64s('halle.axis', [1], [1]),
      ],
      input: model.features.map((f) => valueInfo(f.name, f.kind === 'number' ? FLOAT : STRING, ['N', 1])),
      output: [valueInfo('label', INT64, ['N']), valueInfo('probabilities', FLOAT, ['N', 2])],
    },
    opsetImport: [
      { domain: '', version: OPSET },
      { domain: 'ai.onnx.ml', version: ML_OPSET },
    ],
    metadataProps: Object.keys(metadata)
      .sort()
      .map((key) => ({ key, value: metadata[key] })),
  };
  return ModelProto.encode(message).finish();
}

/** A category as its number, anything else as NaN. https://onnx.ai/onnx/operators/onnx_aionnxml_LabelEncoder.html */
function labelEncoder(input: string, categories: readonly string[], output: string): NodeObject {
  // The operator wants at least one key; '' is missing anyway.
  const keys = categories.length > 0 ? categories : [''];
  return node(
    'LabelEncoder',
    [input],
    output,
    [
      attribute.float('default_float', NaN),
      attribute.strings('keys_strings', keys),
      attribute.floats(
        'values_floats',
        keys.map((_, code) => (categories.length > 0 ? code : NaN)),
      ),
    ],
    'ai.onnx.ml',
  );
}
