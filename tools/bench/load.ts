import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Kind } from '../demo-plant/planted.ts';
import type { Load } from './load-dataset.ts';
import { loadYear, type Peer, type PlantLoad, type Run, runPeer } from './load-parts.ts';
import { goalsOf, goalsText, growthText, loadsText, peakOf, peerText, secondsOf } from './load-report.ts';
import { smallText } from './load-small.ts';
import { MEMORY_LIMIT } from './load-stack.ts';
import { CORES } from './own-stack.ts';

const USAGE = `npm run bench:load -- [options]

How fast a plant's files become features: a plant-year, smaller plants, small files after the year, and pandas beside it.
Boots stacks of its own with the trainer limited to 4 GB; a whole run needs about 15 GB of disk. Ends with 1 when the
trainer took more memory, or when pandas and Halle do not make the same features.

  --rows 40.5,10,1   result rows of the plants in millions: the first is the year, the others tell how cost grows
  --only PARTS       of results, status (and failures), small, growth, peer; with commas. Else all
  --small N          small files a kind after the year; the last one is told apart        10
  --times N          runs of pandas and of Halle beside it, on a tenth of the year         2
  --files N          files that each kind of the year is cut into                          1
  --data-dir D       where generated plants are kept for the next run                      <tmp>/halle-bench-plants
  --keep             keep the stacks' folders
  --json             print one object as the last line
  --help             this text`;

const PARTS = ['results', 'status', 'small', 'growth', 'peer'] as const;
type Part = (typeof PARTS)[number];

const settingsSchema = z.object({
  rows: z.array(z.number().positive().max(200)).min(1),
  only: z.array(z.enum(PARTS)).min(1),
  small: z.coerce.number().int().min(2).max(500),
  times: z.coerce.number().int().min(1).max(20),
  files: z.coerce.number().int().min(1).max(12),
});

function readArguments(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      rows: { type: 'string', default: '40.5,10,1' },
      only: { type: 'string', default: PARTS.join(',') },
      small: { type: 'string', default: '10' },
      times: { type: 'string', default: '2' },
      files: { type: 'string', default: '1' },
      'data-dir': { type: 'string', default: join(tmpdir(), 'halle-bench-plants') },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const settings = settingsSchema.parse({
    ...values,
    rows: values.rows.split(',').map(Number),
    only: values.only.split(','),
  });
  return { ...values, ...settings };
}

async function main(): Promise<number> {
  const settings = readArguments(process.argv.slice(2));
  if (settings.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
  const run: Run = {
    say: (step) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${step}\n`),
    signal: interrupted.signal,
    cache: settings['data-dir'],
    files: settings.files,
    keep: settings.keep,
  };
  const wants = (part: Part) => settings.only.includes(part);
  const print = (title: string, text: string) => process.stdout.write(`\n${title}\n${text}\n`);
  const machine = { cores: cpus().length, model: cpus()[0]?.model, memory: totalmem(), load: loadavg()[0] };
  const [most = 0, ...fewer] = settings.rows.map((millions) => Math.round(millions * 1e6));

  const plants: PlantLoad[] = [];
  if (wants('growth'))
    for (const rows of fewer.toSorted((a, b) => a - b))
      plants.push((await loadYear(run, rows, ['failures', 'status', 'results'], 0)).year);
  let year: PlantLoad | null = null;
  let small: Load[] = [];
  // The small files need a year before them.
  const kinds: Kind[] = [
    ...(wants('status') || wants('small') ? (['failures', 'status'] as const) : []),
    ...(wants('results') || wants('small') ? (['results'] as const) : []),
  ];
  if (kinds.length > 0) {
    ({ year, small } = await loadYear(run, most, kinds, wants('small') ? settings.small : 0));
    print(`A plant-year (${year.cars} cars; trainer: 4 GB, ${year.limit})`, loadsText(year.loads));
    plants.push(year);
  }
  if (small.length > 0) print('Files of 200 cars after it', `${loadsText(small)}\n\n${smallText(small)}`);
  if (plants.length > 0) print('As it grows', growthText(plants));
  let peer: Peer | null = null;
  if (wants('peer')) {
    peer = await runPeer(run, most / 10, settings.times);
    print('Beside it on a tenth of the rows', peerText(peer));
  }
  const goals = goalsOf(year, small, peer);
  print(`Goals (${CORES} cores; the machine has ${machine.cores}, load ${machine.load})`, goalsText(goals));
  if (settings.json) {
    const seconds = year && secondsOf(year.loads);
    const limits = { cores: CORES, trainerBytes: MEMORY_LIMIT };
    const told = { benchmark: 'load', at: new Date().toISOString(), machine, limits, seconds };
    process.stdout.write(`${JSON.stringify({ ...told, year, small, plants, peer, goals })}\n`);
  }
  const tooMuch = plants.some((plant) => peakOf(plant.loads) > MEMORY_LIMIT);
  return tooMuch || (peer && peer.differences.length > 0) ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
