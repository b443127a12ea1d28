/** What is used of onnxruntime-web's API (https://onnxruntime.ai/docs/api/js/). Written by hand. */
export class Tensor {
  constructor(type: 'float32', data: Float32Array, dims: readonly number[]);
  constructor(type: 'string', data: string[], dims: readonly number[]);
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}
export interface ValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}
export interface Session {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  run(feeds: Record<string, Tensor>, fetches: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}
export const InferenceSession: {
  create(model: Uint8Array, options?: { logSeverityLevel?: number }): Promise<Session>;
};
export const env: {
  logLevel: string;
  wasm: { numThreads: number; proxy: boolean; wasmBinary: Uint8Array | undefined };
};
