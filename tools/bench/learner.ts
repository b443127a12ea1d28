import { existsSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ai4i, synthetic, type Task } from './learner-data.ts';
import { plantTask } from './learner-plant.ts';
import { average, goalsTable, learnerGoals, type Row, rowsText } from './learner-report.ts';
import { LEARNERS, presentLearners, runTask, type Settings } from './learner-runs.ts';

const USAGE = `npm run bench:learner -- [options]

Halle's learner beside XGBoost's hist and scikit-learn's HistGradientBoostingClassifier (Debian: python3-xgboost,
python3-sklearn), equal trees, depth, bins and learning rate, in turn, on the same numbers; each run is a process.

  --only PARTS       of synthetic, plant, ai4i, growth; with commas. Else all
  --times N          runs of each, of which medians are told          5
  --threads 1,2      threads                                          1,2
  --cars N           cars of the demo plant                           100000
  --ai4i FILE        AI4I 2020, tab-separated; without it that part is left out
  --growth 10000,100000,1000000
  --data-dir D       where generated plants are kept                  <tmp>/halle-bench-plants
  --json             print one object as the last line
  --help             this text`;

const PARTS = ['synthetic', 'plant', 'ai4i', 'growth'] as const;
const list = (text: unknown) => String(text).split(',');
const numbers = z.preprocess(list, z.array(z.coerce.number().int().positive()).min(1));
const settingsSchema = z.object({
  only: z.preprocess(list, z.array(z.enum(PARTS)).min(1)),
  times: z.coerce.number().int().min(1).max(50),
  threads: numbers,
  cars: z.coerce.number().int().min(2000).max(500_000),
  growth: numbers,
});

const HARD: Settings = { trees: 300, depth: 6, learningRate: 0.1, bins: 255 };
/** A plant's cars and AI4I's machines have a few hundred failures a year: shallow trees and small steps, for all alike. */
const SHALLOW: Settings = { trees: 300, depth: 4, learningRate: 0.05, bins: 255 };
/** One set of data, and one number of bins of data as small as AI4I, says as much of luck as of a learner: medians of ±2%. */
const SEEDS = [1, 11, 21];
const BINS: Settings[] = [195, 225, 255].map((bins) => ({ ...SHALLOW, bins }));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      times: { type: 'string', default: '5' },
      threads: { type: 'string', default: '1,2' },
      cars: { type: 'string', default: '100000' },
      growth: { type: 'string', default: '10000,100000,1000000' },
      ai4i: { type: 'string' },
      'data-dir': { type: 'string', default: join(tmpdir(), 'halle-bench-plants') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const { only, times, threads, cars, growth } = settingsSchema.parse(values);
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
  const { signal } = interrupted;
  const say = (step: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${step}\n`);
  const learners = presentLearners();
  for (const learner of LEARNERS)
    if (!learners.includes(learner)) say(`${learner} is not installed here and is left out`);

  const rows: Row[] = [];
  const add = async (
    data: string,
    tasks: Task[],
    settings: Settings | Settings[],
    runs: number,
    best: number | null = null,
  ) => {
    for (const count of threads) {
      say(`${data}, ${count} thread${count > 1 ? 's' : ''}`);
      const parts = [];
      for (const task of tasks)
        for (const one of [settings].flat())
          parts.push(await runTask(task, learners, one, count, parts.length === 0 ? runs : 1, signal));
      rows.push({ data, rows: tasks[0]!.train.label.length, threads: count, outcomes: average(parts), best });
    }
  };
  if (only.includes('synthetic'))
    await add(
      '60,000 × 60, three of them',
      SEEDS.map((seed) => synthetic(60_000, seed)),
      HARD,
      times,
    );
  if (only.includes('plant')) {
    const run = { say, signal, cache: values['data-dir'], files: 1, keep: false };
    const task = await plantTask(run, cars);
    await add(task.name, [task], SHALLOW, times, task.best);
  }
  if (only.includes('ai4i')) {
    if (values.ai4i && existsSync(values.ai4i))
      await add('AI4I 2020, fifths', ai4i(values.ai4i), BINS, times);
    else say('AI4I 2020 is left out: --ai4i FILE names it');
  }
  if (only.includes('growth'))
    for (const n of growth)
      await add(`${n} × 60`, [synthetic(n, 1)], HARD, Math.min(times, n > 200_000 ? 1 : 3));

  const goals = learnerGoals(rows);
  const [cpu] = cpus();
  const machine = { cores: cpus().length, model: cpu?.model, load: loadavg()[0] };
  process.stdout.write(
    `\n${cpus().length} cores (${cpu?.model}), load ${machine.load}\n${rowsText(rows)}\n\n${goalsTable(goals)}\n`,
  );
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'learner', at: new Date().toISOString(), machine, rows, goals })}\n`,
    );
}

await main();
