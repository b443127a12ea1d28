import type { ModelMetadata } from '../../../shared/contracts/models.ts';
import { HalleError } from '../../../shared/errors.ts';
import { FEATURE_BY_NAME, type FeatureRow } from '../../../shared/features/catalogue.ts';
import type { Session, ValueMetadata } from '../_shared/onnx/generated/ort.mjs';
import { inTurn } from '../_shared/onnx/in-turn.ts';
import { MEMORY_PAGES } from '../_shared/onnx/memory.ts';
import { inputsOf, openSession, probabilitiesOf, type ModelInput } from '../_shared/onnx/model.ts';
import { checkTrees } from './check-trees.ts';
import { inspectOnnx, InspectionError } from './inspect/index.ts';

const refuse = (reason: string, details?: Record<string, unknown>) =>
  new HalleError('invalid_model_file', `The model file was refused: ${reason}`, details);

/** The first sentence of the runtime's own words; the rest are addresses in its source. */
const words = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300);

/**
 * Accepts a file that can serve `predict`, and returns its inputs; anything else is `invalid_model_file` with the
 * reason: it is looked through, loaded, its inputs are matched to the feature catalogue, its outputs looked at, and it is run. Its tree
 * file, where there is one, must be of the same model (check-trees.ts): `invalid_tree_file`.
 */
export async function checkModelFile(
  bytes: Uint8Array,
  metadata: ModelMetadata,
  trees: Uint8Array | null = null,
): Promise<ModelInput[]> {
  if (bytes.length === 0) throw refuse('it is empty.');
  inspect(bytes);
  const session = await open(bytes);
  try {
    const inputs = checkInputs(session.inputMetadata);
    checkOutputs(session.outputMetadata);
    await probe(session, inputs, metadata);
    await timed(session, inputs, metadata);
    if (trees) {
      const model = { inputs, session, release: () => Promise.resolve() };
      await checkTrees(trees, model, probeRows(inputs, metadata));
    }
    return inputs;
  } finally {
    await inTurn(() => session.release()).catch(() => undefined);
  }
}

function inspect(bytes: Uint8Array): void {
  try {
    inspectOnnx(bytes);
  } catch (error) {
    if (error instanceof InspectionError) throw refuse(`${error.message}.`);
    throw error;
  }
}

async function open(bytes: Uint8Array): Promise<Session> {
  try {
    return await openSession(bytes);
  } catch (error) {
    const said = words(error);
    if (/zipmap|seq\(map\(/i.test(said)) throw zipMap();
    if (/protobuf|ModelProto|graph/i.test(said)) throw refuse(`it is no ONNX model (${said}).`);
    throw refuse(`ONNX Runtime cannot load it (${said}).${remedyOf(error)}`);
  }
}

const zipMap = () =>
  refuse(
    "its probabilities are a map (ZipMap). Export it with zipmap=False: options={'zipmap': False} in skl2onnx.",
  );

/** A dimension without a name and a value, as scikit-learn's converter writes `None`: -1 to the runtime, told unsigned. */
const NAMELESS = 2 ** 32 - 1;

/** The size that a file insists on; null where it leaves the dimension free. */
const fixed = (dimension: number | string | undefined): number | null =>
  typeof dimension === 'number' && dimension >= 0 && dimension < NAMELESS ? dimension : null;

/** The declaration that an exporter is given for a feature; the sentences name scikit-learn's, the commonest one. */
const DECLARED = {
  string: 'StringTensorType([None, 1])',
  float32: 'FloatTensorType([None, 1])',
} as const;

/** Features are given by name: a matrix has only places, and a place tells nobody which feature was meant. */
const matrix = (name: string, columns: number) =>
  refuse(
    `its input "${name}" is a matrix of ${columns} columns, and nothing tells which feature each one is. ` +
      `Convert it with one input a feature, named as in the catalogue: initial_types=[('failures_total', ${DECLARED.float32}), …] ` +
      'in skl2onnx, for a pipeline that begins with a ColumnTransformer.',
    { input: name },
  );

function checkInputs(declared: readonly ValueMetadata[]): ModelInput[] {
  if (declared.length === 0) throw refuse('it has no input.');
  for (const { name, isTensor, type, shape } of declared) {
    const feature = FEATURE_BY_NAME.get(name);
    const [rows, width, ...more] = shape ?? [];
    if (!feature) {
      const columns = fixed(width);
      if (columns !== null && columns > 1) throw matrix(name, columns);
      throw refuse(`its input "${name}" is no feature of the catalogue. Name one input a feature, [N,1].`, {
        input: name,
      });
    }
    const wanted = feature.kind === 'category' ? 'string' : 'float32';
    if (!isTensor || type !== wanted) {
      const found = isTensor ? type : 'no tensor';
      throw refuse(
        `its input "${name}" is ${found}; ${feature.kind} features are ${wanted}. Declare it as ${DECLARED[wanted]}.`,
        { input: name },
      );
    }
    if (fixed(rows) !== null) {
      throw refuse(
        `its input "${name}" takes exactly ${rows} rows; the first dimension must be free: ${DECLARED[wanted]}.`,
        { input: name },
      );
    }
    if (more.length > 0 || width === undefined || (fixed(width) ?? 1) !== 1) {
      throw refuse(
        `its input "${name}" has the shape [${shape?.join(',')}], not [N,1]. Declare it as ${DECLARED[wanted]}.`,
        { input: name },
      );
    }
  }
  return inputsOf(declared);
}

function checkOutputs(declared: readonly ValueMetadata[]): void {
  const found = new Map(declared.map((output) => [output.name, output]));
  for (const [name, type, remedy] of [
    ['label', 'int64', 'Train on 0 (passed the road test) and 1 (failed it).'],
    ['probabilities', 'float32', 'Convert it with float32 inputs.'],
  ] as const) {
    const output = found.get(name);
    if (!output) {
      const names = [...found.keys()].join(', ');
      // As a map, or with zipmap='columns'.
      if (found.has('output_probability') || found.has('output_label')) throw zipMap();
      throw refuse(
        `it has no output "${name}" (it has: ${names}). A classifier has "label" and "probabilities".`,
        { output: name },
      );
    }
    if (!output.isTensor) throw zipMap();
    if (output.type !== type)
      throw refuse(`its output "${name}" is ${output.type}, not ${type}. ${remedy}`, { output: name });
    const columns = name === 'probabilities' ? fixed(output.shape?.[1]) : null;
    if (columns !== null && columns !== 2) {
      throw refuse(
        `its output "${name}" has ${columns} columns, not 2: passed and failed. Train on 0 and 1.`,
        { output: name },
      );
    }
  }
}

/** Rows that a plant will send one day: nothing known, everything 0 and a category never seen, far out, and typical. */
function probeRows(inputs: readonly ModelInput[], metadata: ModelMetadata): FeatureRow[] {
  const row = (number: number | null, text: string | null): FeatureRow =>
    Object.fromEntries(inputs.map(({ name, type }) => [name, type === 'float' ? number : text]));
  const typical = Object.fromEntries(inputs.map(({ name }) => [name, metadata.typical[name] ?? null]));
  return [row(null, null), row(0, 'never seen'), row(1e6, ''), row(-1, ''), typical];
}

/** What the maker of the file can do; the words are ONNX Runtime's. */
function remedyOf(error: unknown): string {
  // An encoder that stops at a category of next year's cars.
  if (/unknown category/i.test(words(error)))
    return " A category that it did not learn must not stop it: OneHotEncoder(handle_unknown='ignore').";
  if (/bad_alloc|out of memory/i.test(words(error)))
    return ` A model may take ${(MEMORY_PAGES * 64) / 1024} MB of memory: fewer trees, or leaves.`;
  return '';
}

async function probe(session: Session, inputs: ModelInput[], metadata: ModelMetadata): Promise<void> {
  const model = { inputs, session, release: () => Promise.resolve() };
  const rows = probeRows(inputs, metadata);
  for (const batch of [rows, rows.slice(0, 1)]) {
    let pairs: Float32Array;
    try {
      pairs = await probabilitiesOf(model, batch.length, (name, row) => batch[row]![name]);
    } catch (error) {
      throw refuse(`it fails when it is run, missing values included (${words(error)}).${remedyOf(error)}`);
    }
    for (let row = 0; row < batch.length; row++) {
      const [pass, fail] = [pairs[2 * row]!, pairs[2 * row + 1]!];
      if (![pass, fail].every((p) => p >= 0 && p <= 1) || Math.abs(pass + fail - 1) > 1e-3) {
        const missing = Number.isNaN(fail) ? ' Let it impute missing numbers: they reach it as NaN.' : '';
        throw refuse(
          `for a probe row its probabilities are ${pass} and ${fail}, not two shares that sum to 1.${missing}`,
        );
      }
    }
  }
}

/** Rows enough that starting to run does not count, and as many as a batch for `predict` often has. */
const TIMED_ROWS = 256;
/**
 * The platform stops a request at 2 s of CPU, and an evaluation has 26,000 rows in chunks of 4,096. A model of 300 trees
 * takes 3 ms for these rows; the limit is far off, so that a busy machine refuses nothing that could serve.
 */
const TIMED_LIMIT = 500;

/**
 * Refuses a model that is too slow to serve. What runs in WebAssembly cannot be interrupted, and hosted has no Worker to
 * end: so the file was bounded before it ran (inspect/), and few rows were run first.
 */
async function timed(session: Session, inputs: ModelInput[], metadata: ModelMetadata): Promise<void> {
  const model = { inputs, session, release: () => Promise.resolve() };
  const rows = probeRows(inputs, metadata);
  const began = performance.now();
  await probabilitiesOf(model, TIMED_ROWS, (name, row) => rows[row % rows.length]![name]).catch((error) => {
    throw refuse(`it fails when it is run for ${TIMED_ROWS} cars (${words(error)}).${remedyOf(error)}`);
  });
  const took = Math.round(performance.now() - began);
  if (took > TIMED_LIMIT)
    throw refuse(`it takes ${took} ms for ${TIMED_ROWS} cars; at most ${TIMED_LIMIT} ms are let be.`);
}
