import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { makePlant } from '../bench/load-plant.ts';
import { OwnStack } from '../bench/own-stack.ts';
import { NO_FAULTS } from '../demo-plant/options.ts';
import { askPerformance, collectAnswers } from './collect.ts';
import { outcomeOf } from './outcome.ts';
import { scoreByNewest } from './newest.ts';
import { writePage } from './page.ts';
import { signIn } from './people.ts';
import { drawYear } from './picture.ts';
import { asMarkdown, asText, caughtRows, happeningRows, rankingRows, toldRows } from './report.ts';
import { readSettings, USAGE } from './settings.ts';
import { readTruth } from './truth.ts';
import { simulateYear } from './year.ts';

const START = '2024-01-01';
/** First day of a month of the year, `YYYY-MM-DD`; 1 is the first. */
const firstDayOf = (month: number) => new Date(Date.UTC(2024, month - 1, 1)).toISOString().slice(0, 10);

async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2));
  if (!settings) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const began = performance.now();
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
  const say = (step: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${step}\n`);

  const { cars, months, seed, changeMonth, dataDir, longShare } = settings;
  const options = {
    cars,
    months,
    seed,
    changeMonth,
    resultCars: settings.resultCars ?? cars,
    start: START,
    files: 1,
  };
  const plant = await makePlant(dataDir, { ...options, format: 'csv', faults: NO_FAULTS }, say);
  const truth = readTruth(plant.folder);
  interrupted.signal.throwIfAborted();
  say('starting an empty stack');
  const stack = await OwnStack.boot('simulate');
  try {
    process.env['HALLE_STACK'] = join(stack.folder, 'stack.json'); // where the fixtures look
    const [from, until] = [firstDayOf(settings.history + 1), firstDayOf(months + 1)];
    const run = { say, signal: interrupted.signal };
    const year = await simulateYear(stack, plant, truth, { ...settings, from, until }, run);
    const answers = await collectAnswers(stack.sql, year.firstModel, year.askedOn);
    const people = await signIn();
    const newest = await scoreByNewest(people, stack.sql);
    const change = changeMonth > settings.history ? firstDayOf(changeMonth) : null;
    const outcome = outcomeOf(answers, await askPerformance(people), truth, newest, longShare, change);

    const periods = [...outcome.months, ...(outcome.since ? [outcome.since] : [])];
    const tables = {
      ranking: rankingRows(periods),
      caught: caughtRows(periods),
      told: toldRows(outcome.told),
      happenings: happeningRows(year.happenings),
    };
    for (const rows of [tables.ranking, tables.caught, tables.told])
      process.stdout.write(`\n${asText(rows)}\n`);
    const lines = tables.happenings.rows.map((row) => `  ${row.join('  ')}`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
    const minutes = (performance.now() - began) / 60_000;
    process.stdout.write(
      `\n${answers.length} cars asked, ${outcome.unscored} not scored by the first model, ${minutes.toFixed(1)} minutes\n`,
    );
    const written = Object.fromEntries(
      Object.entries(tables).map(([name, rows]) => [name, asMarkdown(rows)]),
    );
    await writePage(settings.out, written);
    writeFileSync(join(settings.out, 'simulated-year.svg'), drawYear({ ...outcome, ...year, change }));
    if (settings.json) {
      const machine = { cores: cpus().length, model: cpus()[0]?.model, load: loadavg()[0] };
      const told = { simulation: 'year', at: new Date().toISOString(), machine, settings, minutes };
      process.stdout.write(`${JSON.stringify({ ...told, ...outcome, happenings: year.happenings })}\n`);
    }
  } finally {
    await stack.stop(settings.keep);
    if (settings.keep) say(`kept ${stack.folder}`);
  }
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
