/** Halle's learner on one task, in a process of its own: `learner-ours.ts FOLDER THREADS PARAMETERS`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Column, fit, predict } from '../../trainer/learner/index.ts';

const [folder = '', threads = '', parameters = ''] = process.argv.slice(2);
const { names } = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8')) as { names: string[] };
const read = (part: 'train' | 'test') => {
  const bytes = readFileSync(join(folder, `${part}.columns`));
  const label = new Uint8Array(readFileSync(join(folder, `${part}.label`)));
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const features = names.map((name, f): Column => {
    return { name, kind: 'number', values: all.subarray(f * label.length, (f + 1) * label.length) };
  });
  return { features, label };
};

const train = read('train');
const started = performance.now();
const { trees, depth, learningRate, bins } = JSON.parse(parameters) as Record<string, number>;
const model = await fit({
  ...train,
  parameters: { iterations: trees, maxDepth: depth, maxLeaves: 2 ** depth!, learningRate, maxBins: bins },
  team: Number(threads),
});
const seconds = (performance.now() - started) / 1000;
// Not maxRSS, which begins with what the process had that started this one.
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024;
writeFileSync(join(folder, 'halle.probability'), predict(model, read('test').features));
process.stdout.write(JSON.stringify({ version: process.version, seconds, peak }));
