import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { generateDemoPlant } from './generate.ts';
import type { DemoPlantOptions } from './options.ts';
import type { Planted } from './planted.ts';

/**
 * `generateDemoPlant` on a thread of its own: it computes for seconds, and the thread that calls may be serving the
 * API meanwhile.
 */
export function generateAside(options: DemoPlantOptions): Promise<Planted> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: options });
    worker.once('message', done);
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`The demo plant's generator ended with code ${code}`)));
  });
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
if (!isMainThread && parentPort) parentPort.postMessage(await generateDemoPlant(workerData));
