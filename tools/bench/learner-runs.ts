import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { prAuc, rocAuc } from '../../shared/metrics/ranking.ts';
import { type Task, writeTask } from './learner-data.ts';

export const LEARNERS = ['halle', 'xgboost', 'sklearn'] as const;
export type Learner = (typeof LEARNERS)[number];
/** Debian's Python: the one that has `python3-xgboost` and `python3-sklearn`. */
const PYTHON = '/usr/bin/python3';

export interface Settings {
  trees: number;
  depth: number;
  learningRate: number;
  bins: number;
}

const runSchema = z.object({ version: z.string(), seconds: z.number(), peak: z.number() });

/** How good one learner was on one task; `seconds` and `peak` (bytes) of each run. */
export interface Outcome {
  learner: Learner;
  version: string;
  seconds: number[];
  peak: number[];
  rocAuc: number;
  prAuc: number;
  logLoss: number;
}

/** Learners that can be run here. */
export function presentLearners(): Learner[] {
  const has = (module: string) => spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0;
  return LEARNERS.filter((learner) => learner === 'halle' || has(learner));
}

/** Every learner on one task, in turn, `times` times: a machine that is slower for a while is so for all. */
export async function runTask(
  task: Task,
  learners: readonly Learner[],
  settings: Settings,
  threads: number,
  times: number,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'halle-bench-learner-'));
  try {
    writeTask(folder, task);
    const outcomes = new Map<Learner, Outcome>();
    for (let time = 0; time < times; time++) {
      for (const learner of learners) {
        const run = await runLearner(learner, folder, settings, threads, signal);
        const known = outcomes.get(learner);
        if (known) {
          known.seconds.push(run.seconds);
          known.peak.push(run.peak);
        } else outcomes.set(learner, { ...measure(learner, folder, task), ...oneRun(run) });
      }
    }
    return [...outcomes.values()];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const oneRun = ({ version, seconds, peak }: z.infer<typeof runSchema>) => ({
  version,
  seconds: [seconds],
  peak: [peak],
});

async function runLearner(
  learner: Learner,
  folder: string,
  settings: Settings,
  threads: number,
  signal: AbortSignal,
): Promise<z.infer<typeof runSchema>> {
  const common = [folder, String(threads), JSON.stringify(settings)];
  const [program, args] =
    learner === 'halle'
      ? [process.execPath, [join(import.meta.dirname, 'learner-ours.ts'), ...common]]
      : [PYTHON, [join(import.meta.dirname, 'learner-peers.py'), learner, ...common]];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`${learner} ended with code ${code}:\n${complaints.slice(-2000)}`);
  return runSchema.parse(JSON.parse(output));
}

function measure(learner: Learner, folder: string, { test: { label } }: Task) {
  const bytes = readFileSync(join(folder, `${learner}.probability`));
  const probability = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  let loss = 0;
  probability.forEach((p, r) => {
    const held = Math.min(1 - 1e-15, Math.max(1e-15, p));
    loss -= label[r] === 1 ? Math.log(held) : Math.log1p(-held);
  });
  return {
    learner,
    rocAuc: rocAuc(probability, label) ?? Number.NaN,
    prAuc: prAuc(probability, label) ?? Number.NaN,
    logLoss: loss / label.length,
  };
}
