import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Snapshot } from '../../trainer/tasks/train/snapshot.ts';
import { snapshotOf, watch } from './drift-plant.ts';
import { type MeasuredAlarms, type MeasuredDetection, printAlarms, printDetection } from './drift-report.ts';
import { detection, falseAlarms, testedBy } from './drift-trials.ts';
import type { Run } from './load-parts.ts';

const USAGE = `npm run bench:drift -- [options]

How often drift is called where there is none, and how soon a change is found: Halle's rule (every feature, and the
answers of a model that learned from the reference) beside the two common ones (PSI > 0.1, Kolmogorov-Smirnov at 0.05,
any feature). On demo plants, loaded through the product's own path.

  --cars N       cars of each plant                              40000
  --months N     over so many months                             12
  --windows N    windows a size of cars drawn at random          400
  --sizes LIST   cars in a window                                50,100,250,500,1000,2000,5000
  --data-dir D   where generated plants are kept                 <tmp>/halle-bench-plants
  --json         print one object as the last line
  --help         this text`;

const settingsSchema = z.object({
  cars: z.coerce.number().int().min(4000).max(200_000),
  months: z.coerce.number().int().min(2).max(36),
  windows: z.coerce.number().int().min(10).max(5000),
  sizes: z.preprocess((text) => String(text).split(','), z.array(z.coerce.number().int().positive()).min(1)),
});
/** Share of the quiet plant's cars that is the reference; the others are watched. */
const REFERENCE_SHARE = 0.6;
/** Share of the cars before the change that is the reference. */
const REFERENCE_BEFORE = 0.9;

async function measureAlarms(
  snapshot: Snapshot,
  sizes: readonly number[],
  windows: number,
  say: Run['say'],
): Promise<MeasuredAlarms[]> {
  const plant = await watch(snapshot, Math.floor(snapshot.knr.length * REFERENCE_SHARE));
  return sizes.map((size) => {
    const tested = testedBy(plant.reference, size);
    if (tested.untested) return { ...tested, atRandom: null, asBuilt: null };
    say(`windows of ${size} cars without a change`);
    return { ...tested, ...falseAlarms(plant, size, windows) };
  });
}

/** `change`: the day of it. */
async function measureDetection(
  snapshot: Snapshot,
  change: string,
  sizes: readonly number[],
  say: Run['say'],
): Promise<MeasuredDetection[]> {
  const changeAt = snapshot.enteredAt.findIndex((time) => time >= change);
  // Ends before the change, so that every watch begins with windows in which nothing is new.
  const plant = await watch(snapshot, Math.floor(changeAt * REFERENCE_BEFORE));
  return sizes.map((size) => {
    const tested = testedBy(plant.reference, size);
    if (tested.untested) return { ...tested, found: null };
    say(`windows of ${size} cars and the planted change`);
    return { ...tested, found: detection(plant, changeAt, size) };
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cars: { type: 'string', default: '40000' },
      months: { type: 'string', default: '12' },
      windows: { type: 'string', default: '400' },
      sizes: { type: 'string', default: '50,100,250,500,1000,2000,5000' },
      'data-dir': { type: 'string', default: join(tmpdir(), 'halle-bench-plants') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const { sizes, windows, ...plant } = settingsSchema.parse(values);
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
  const run: Run = {
    say: (step) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${step}\n`),
    signal: interrupted.signal,
    cache: values['data-dir'],
    files: 1,
    keep: false,
  };
  const quiet = await snapshotOf(run, { ...plant, changeMonth: 0 });
  const alarms = await measureAlarms(quiet, sizes, windows, run.say);
  printAlarms(alarms);
  const changeMonth = Math.ceil(plant.months / 2) + 1;
  const changing = await snapshotOf(run, { ...plant, changeMonth });
  const change = new Date(Date.UTC(2024, changeMonth - 1, 1)).toISOString().slice(0, 10);
  const found = await measureDetection(changing, change, sizes, run.say);
  printDetection(found);
  if (values.json) {
    const machine = { cores: cpus().length, model: cpus()[0]?.model, load: loadavg()[0] };
    const plain = (_: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
    process.stdout.write(`${JSON.stringify({ machine, ...plant, alarms, found }, plain)}\n`);
  }
}

await main();
