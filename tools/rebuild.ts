import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { commandContext, rebuildTables } from '../trainer/rebuild.ts';
import { readTrainerSettings, type TrainerSettings } from '../trainer/settings.ts';

/**
 * `npm run rebuild`: makes all tables of facts, labels and features anew from the lake. Of the local plant that runs
 * (`--stack FILE` names its stack.json), or, where the environment holds a trainer's (`HALLE_DATABASE_URL` and the
 * others), of that plant.
 */
const { values } = parseArgs({ options: { stack: { type: 'string' } } });

function settings(): TrainerSettings {
  if (values.stack === undefined && process.env['HALLE_DATABASE_URL'] !== undefined)
    return readTrainerSettings(process.env);
  const path = values.stack ?? '.halle/stack.json';
  if (!existsSync(path))
    throw new Error(
      `There is no ${path}: start the plant (npm start), name its file (--stack FILE), or give a trainer's environment.`,
    );
  const stack = z
    .object({ dbUrl: z.string(), apiUrl: z.string(), secretKey: z.string() })
    .parse(JSON.parse(readFileSync(path, 'utf8')));
  return readTrainerSettings({
    HALLE_DATABASE_URL: stack.dbUrl,
    HALLE_API_URL: stack.apiUrl,
    HALLE_SECRET_KEY: stack.secretKey,
    HALLE_SCRATCH_DIR: join(dirname(path), 'scratch'),
  });
}

try {
  const context = commandContext(settings());
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
