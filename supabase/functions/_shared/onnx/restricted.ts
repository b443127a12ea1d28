import { refuseSharedMemory, refuseSyncFiles } from '../../../../tools/stack/hosted-limits.ts';

/**
 * Run by Deno in restricted.test.ts: loads the runtime and a model as the hosted platform lets it: no shared memory,
 * no Worker, no synchronous reads once started. Prints the probabilities for a car of which nothing is known.
 */
declare const Deno: { args: string[]; readFile(path: string): Promise<Uint8Array>; [name: string]: unknown };

refuseSharedMemory();
const [runtime, file] = Deno.args;
if (runtime === 'stock') {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  await ort.InferenceSession.create(await Deno.readFile(file!));
} else {
  const { loadModel, scoreRows } = await import('./model.ts');
  refuseSyncFiles();
  const model = await loadModel(await Deno.readFile(file!));
  console.log(JSON.stringify([...(await scoreRows(model, [{}, { engine: 'DSN', failures_total: 7 }]))]));
}
