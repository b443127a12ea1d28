/**
 * Run by Deno in restricted.test.ts: loads the runtime and a model as the hosted platform lets it: no shared memory,
 * no Worker, no synchronous reads once started. Prints the probabilities for a car of which nothing is known.
 */
declare const Deno: { args: string[]; readFile(path: string): Promise<Uint8Array>; [name: string]: unknown };

const Plain = WebAssembly.Memory;
WebAssembly.Memory = class extends Plain {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    if (descriptor.shared) throw new TypeError('Creating a shared memory is not supported');
    super(descriptor);
  }
};
Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
Reflect.deleteProperty(globalThis, 'Worker');

const [runtime, file] = Deno.args;
if (runtime === 'stock') {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  await ort.InferenceSession.create(await Deno.readFile(file!));
} else {
  const { loadModel, scoreRows } = await import('./model.ts');

  for (const name of ['readFileSync', 'readTextFileSync']) {
    Object.defineProperty(Deno, name, {
      value: () => {
        throw new Error('Synchronous file reads work only while the function starts');
      },
    });
  }
  const model = await loadModel(await Deno.readFile(file!));
  console.log(JSON.stringify([...(await scoreRows(model, [{}, { engine: 'DSN', failures_total: 7 }]))]));
}
