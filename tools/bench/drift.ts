import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { seededRandom } from '../../trainer/learner/random.ts';
import { readSnapshot } from '../../trainer/tasks/train/snapshot.ts';
import { type Cars, countAlarms, rulesFor, slice, take } from './drift-trials.ts';
import { median, number, table } from './load-figures.ts';
import { loadInto, onStack, type Run } from './load-parts.ts';
import { makePlant } from './load-plant.ts';

const USAGE = `npm run bench:drift -- [options]

How often drift is called where there is none, and how soon a change is found: Halle's rule beside the two common ones
(PSI > 0.1, Kolmogorov-Smirnov at 0.05, any feature). On demo plants, loaded through the product's own path.

  --cars N       cars of each plant                              40000
  --windows N    windows a size of cars drawn at random          400
  --sizes LIST   cars in a window                                50,100,200,500,1000,2000,5000
  --data-dir D   where generated plants are kept                 <tmp>/halle-bench-plants
  --json         print one object as the last line
  --help         this text`;

const settingsSchema = z.object({
  cars: z.coerce.number().int().min(4000).max(200_000),
  windows: z.coerce.number().int().min(10).max(5000),
  sizes: z.preprocess((text) => String(text).split(','), z.array(z.coerce.number().int().positive()).min(1)),
});
const MONTHS = 6;
const WEEK = 7 * 86_400_000;
/** Share of the quiet plant's cars that is the reference; the others are watched. */
const REFERENCE_SHARE = 0.6;
/** Cars before the change at which a watch may begin. */
const STARTS = 20;

async function carsOf(run: Run, cars: number, changeMonth: number): Promise<Cars & { changeAt: number }> {
  const plant = await makePlant(
    run.cache,
    { cars, months: MONTHS, start: '2024-01-01', files: 1, format: 'csv', changeMonth },
    run.say,
  );
  return onStack(run, async (stack) => {
    await loadInto(run, stack, plant, ['failures', 'status', 'results']);
    const { features, knr, enteredAt } = await readSnapshot({ sql: stack.sql });
    const at = enteredAt.map((time) => Date.parse(`${time}Z`));
    const change = changeMonth > 0 ? Date.UTC(2024, changeMonth - 1, 1) : Infinity;
    return {
      columns: features,
      count: knr.length,
      weeks: (at.at(-1)! - at[0]!) / WEEK,
      changeAt: at.findIndex((time) => time >= change),
    };
  });
}

function* drawn(cars: Cars, size: number, windows: number, random: () => number): Iterable<Cars> {
  for (let n = 0; n < windows; n++)
    yield take(
      cars,
      Array.from({ length: size }, () => Math.floor(random() * cars.count)),
    );
}

function* built(cars: Cars, size: number): Iterable<Cars> {
  for (let begin = 0; begin + size <= cars.count; begin += size) yield slice(cars, begin, begin + size);
}

const share = (part: number, of: number) => (of === 0 ? '-' : `${number((100 * part) / of, 1)}%`);

function falseAlarms(plant: Cars, sizes: number[], windows: number, say: Run['say']) {
  const border = Math.floor(plant.count * REFERENCE_SHARE);
  const [reference, later] = [slice(plant, 0, border), slice(plant, border, plant.count)];
  const random = seededRandom(1);
  return sizes.map((size) => {
    say(`windows of ${size} cars without a change`);
    const rules = rulesFor(reference, size);
    const atRandom = countAlarms(rules, drawn(reference, size, windows, random));
    const asBuilt = countAlarms(rules, built(later, size));
    return { size, atRandom, asBuilt };
  });
}

/** Cars from the change until the first alarm; Infinity when none comes. */
function detection(plant: Cars & { changeAt: number }, sizes: number[], say: Run['say']) {
  const reference = slice(plant, 0, Math.floor(plant.changeAt * 0.9));
  return sizes.map((size) => {
    say(`windows of ${size} cars and the planted change`);
    const rules = rulesFor(reference, size);
    const cars = Array.from({ length: STARTS }, (_, start) => {
      rules.halle.forget();
      const before = Math.floor((start * size) / STARTS);
      for (let begin = plant.changeAt - before - size; begin + size <= plant.count; begin += size) {
        const found = rules.halle.next(slice(plant, begin, begin + size)).length > 0;
        if (found && begin + size > plant.changeAt) return begin + size - plant.changeAt;
      }
      return Infinity;
    });
    return { size, median: median(cars), most: Math.max(...cars) };
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cars: { type: 'string', default: '40000' },
      windows: { type: 'string', default: '400' },
      sizes: { type: 'string', default: '50,100,200,500,1000,2000,5000' },
      'data-dir': { type: 'string', default: join(tmpdir(), 'halle-bench-plants') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const { cars, windows, sizes } = settingsSchema.parse(values);
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
  const quiet = await carsOf(run, cars, 0);
  const alarms = falseAlarms(quiet, sizes, windows, run.say);
  const changing = await carsOf(run, cars, Math.ceil(MONTHS / 2) + 1);
  const found = detection(changing, sizes, run.say);
  const print = (title: string, text: string) => process.stdout.write(`\n${title}\n${text}\n`);
  for (const kind of ['atRandom', 'asBuilt'] as const) {
    print(
      kind === 'atRandom' ? 'No drift: cars drawn at random' : 'No change planted: cars as they were built',
      table(
        ['cars', 'windows', 'Halle', 'PSI > 0.1', 'KS at 0.05', 'called by Halle'],
        alarms.map(({ size, [kind]: a }) => [
          number(size),
          number(a.windows),
          share(a.halle, a.windows),
          share(a.psi, a.windows),
          share(a.ks, a.windows),
          [...a.features].map(([feature, times]) => `${feature} ${times}`).join(', '),
        ]),
      ),
    );
  }
  print(
    'The planted change: cars from it to the alarm',
    table(
      ['cars', 'median', 'most'],
      found.map((each) => [number(each.size), number(each.median), number(each.most)]),
    ),
  );
  if (values.json) {
    const machine = { cores: cpus().length, model: cpus()[0]?.model, load: loadavg()[0] };
    const plain = alarms.map(({ size, ...kinds }) => ({
      size,
      ...Object.fromEntries(
        Object.entries(kinds).map(([kind, a]) => [kind, { ...a, features: Object.fromEntries(a.features) }]),
      ),
    }));
    process.stdout.write(`${JSON.stringify({ machine, cars, alarms: plain, found })}\n`);
  }
}

await main();
