import { parseArgs } from 'node:util';
import { generateDemoPlant } from './generate.ts';
import { NO_FAULTS } from './options.ts';

const USAGE = `node tools/demo-plant/main.ts --out DIR [--cars 4000] [--months 6] [--seed 1] [--start 2024-01-01]
  [--change-month K (0: never)] [--format csv|xlsx] [--faults mild|none] [--spill-rows N]
  [--result-cars N] [--files N]`;

/** Writes a demo plant and prints what was planted, without the list of cars. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      cars: { type: 'string' },
      months: { type: 'string' },
      seed: { type: 'string' },
      start: { type: 'string' },
      'change-month': { type: 'string' },
      format: { type: 'string' },
      faults: { type: 'string' },
      'spill-rows': { type: 'string' },
      'result-cars': { type: 'string' },
      files: { type: 'string' },
    },
  });
  if (!values.out) throw new Error(`--out is missing\n${USAGE}`);
  const { format = 'xlsx', faults = 'mild' } = values;
  if (format !== 'csv' && format !== 'xlsx') throw new Error(`--format: csv or xlsx\n${USAGE}`);
  if (faults !== 'mild' && faults !== 'none') throw new Error(`--faults: mild or none\n${USAGE}`);
  const began = performance.now();
  const planted = await generateDemoPlant({
    out: values.out,
    format,
    ...(values.cars ? { cars: Number(values.cars) } : {}),
    ...(values.months ? { months: Number(values.months) } : {}),
    ...(values.seed ? { seed: Number(values.seed) } : {}),
    ...(values.start ? { start: values.start } : {}),
    ...(values['change-month'] ? { changeMonth: Number(values['change-month']) } : {}),
    ...(values['result-cars'] ? { resultCars: Number(values['result-cars']) } : {}),
    ...(values.files ? { files: Number(values.files) } : {}),
    faults: {
      ...(faults === 'none' ? NO_FAULTS : {}),
      ...(values['spill-rows'] ? { spillRows: Number(values['spill-rows']) } : {}),
    },
  });
  const { notTested, ...rest } = planted;
  console.log(JSON.stringify({ ...rest, notTested: notTested.length }, null, 2));
  console.error(`${((performance.now() - began) / 1000).toFixed(1)} s`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
