import { parseArgs } from 'node:util';
import { commandContext, rebuildTables } from '../trainer/rebuild.ts';
import { plantSettings } from './plant-settings.ts';

/**
 * `npm run rebuild`: makes all tables of facts, labels and features anew from the lake. Of the local plant that runs
 * (`--stack FILE` names its stack.json), or, where the environment holds a trainer's (`HALLE_DATABASE_URL` and the
 * others), of that plant.
 */
const { values } = parseArgs({ options: { stack: { type: 'string' } } });

try {
  const context = commandContext(plantSettings(values.stack));
  const started = Date.now();
  try {
    const { datasets, cars } = await rebuildTables(context, (done, of, name) =>
      console.log(`${done} of ${of}  ${name}`),
    );
    console.log(`${cars} cars from ${datasets} datasets in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    await context.sql.end({ timeout: 2 });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
