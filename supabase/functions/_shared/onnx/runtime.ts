import { brotliDecompressSync } from 'node:zlib';
import * as ort from './generated/ort.mjs';
import { packed } from './generated/ort-wasm.mjs';

// Once, while the process starts. One thread: the hosted runtime has no workers.
ort.env.wasm.numThreads = 1;
ort.env.wasm.proxy = false;
ort.env.logLevel = 'fatal';
ort.env.wasm.wasmBinary = brotliDecompressSync(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0)));

export { ort };
