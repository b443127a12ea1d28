import type { FeatureRow } from '../../../../shared/features/catalogue.ts';
import type { Session, Tensor, ValueMetadata } from './generated/ort.mjs';
import { inTurn } from './in-turn.ts';
import { ort } from './runtime.ts';

export interface ModelInput {
  name: string;
  type: 'float' | 'string';
}

/** A model file, ready to answer. `release` frees its memory in WebAssembly. */
export interface LoadedModel {
  inputs: readonly ModelInput[];
  session: Session;
  release(): Promise<void>;
}

/** A cell: the value of a feature for row i; null or undefined where nothing is known. */
export type Cell = (feature: string, row: number) => number | string | null | undefined;

/** Rows of one run; keeps the memory of a request of 26,000 cars bounded. */
const CHUNK = 4096;

/** What a file declares, before anything is asked of it. */
export async function openSession(bytes: Uint8Array): Promise<Session> {
  return await inTurn(() => ort.InferenceSession.create(bytes, { logSeverityLevel: 4 }));
}

export function inputsOf(metadata: readonly ValueMetadata[]): ModelInput[] {
  return metadata.map(({ name, type }) => ({ name, type: type === 'string' ? 'string' : 'float' }));
}

/**
 * Loads a model file that was accepted at registration. In Node and in Deno. Throws ONNX Runtime's error when the bytes
 * are no model.
 */
export async function loadModel(bytes: Uint8Array): Promise<LoadedModel> {
  const session = await openSession(bytes);
  return { inputs: inputsOf(session.inputMetadata), session, release: () => inTurn(() => session.release()) };
}

/** The probability of failing the road test, one a row. Features are bound to the inputs by name. */
export function scoreRows(model: LoadedModel, rows: readonly FeatureRow[]): Promise<Float32Array> {
  return scoreCells(model, rows.length, (feature, row) => rows[row]![feature]);
}

/** As `scoreRows`, for rows kept as arrays in the order of `columns`. A feature without a column is missing. */
export function scoreArrays(
  model: LoadedModel,
  columns: readonly string[],
  rows: readonly (readonly (number | string | null)[])[],
): Promise<Float32Array> {
  const place = new Map(columns.map((name, index) => [name, index]));
  return scoreCells(model, rows.length, (feature, row) => rows[row]![place.get(feature) ?? -1]);
}

/** A missing number is NaN, a missing category ''. float32 in, float32 out. */
export async function scoreCells(model: LoadedModel, rows: number, cell: Cell): Promise<Float32Array> {
  const out = new Float32Array(rows);
  for (let start = 0; start < rows; start += CHUNK) {
    const count = Math.min(CHUNK, rows - start);
    const pairs = await probabilitiesOf(model, count, (feature, row) => cell(feature, start + row));
    for (let row = 0; row < count; row++) out[start + row] = pairs[2 * row + 1]!;
  }
  return out;
}

/** `probabilities` of one run as the model gives it: [N,2] flat, passing and failing side by side. */
export async function probabilitiesOf(model: LoadedModel, rows: number, cell: Cell): Promise<Float32Array> {
  const feeds: Record<string, Tensor> = {};
  for (const { name, type } of model.inputs) {
    // Plain loops: `from` with a function takes as long as the trees themselves.
    if (type === 'string') {
      const data: string[] = [];
      for (let row = 0; row < rows; row++) data.push(String(cell(name, row) ?? ''));
      feeds[name] = new ort.Tensor('string', data, [rows, 1]);
    } else {
      const data = new Float32Array(rows);
      for (let row = 0; row < rows; row++) data[row] = Number(cell(name, row) ?? NaN);
      feeds[name] = new ort.Tensor('float32', data, [rows, 1]);
    }
  }
  const { probabilities } = await inTurn(() => model.session.run(feeds, ['probabilities']));
  if (
    !(probabilities?.data instanceof Float32Array) ||
    probabilities.dims.length !== 2 ||
    probabilities.dims[0] !== rows ||
    probabilities.dims[1] !== 2
  ) {
    throw new Error(
      `the output probabilities is ${probabilities?.type} [${probabilities?.dims.join(',')}], not float [${rows},2]`,
    );
  }
  return probabilities.data;
}
