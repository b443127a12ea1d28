import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readTrainerSettings, type TrainerSettings } from '../trainer/settings.ts';

const stackSchema = z.object({ dbUrl: z.string(), apiUrl: z.string(), secretKey: z.string() });

/**
 * The plant that a command is about: that of `stack`, a stack.json; else, where the environment is a trainer's
 * (`HALLE_DATABASE_URL` and the others), of that one; else the local one. Errors: a sentence that says what is missing.
 */
export function plantSettings(stack: string | undefined, env = process.env): TrainerSettings {
  if (stack === undefined && env['HALLE_DATABASE_URL'] !== undefined) return readTrainerSettings(env);
  const path = stack ?? '.halle/stack.json';
  if (!existsSync(path))
    throw new Error(
      `There is no ${path}: start the plant (npm start), name its file (--stack FILE), or give a trainer's environment.`,
    );
  const { dbUrl, apiUrl, secretKey } = stackSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return readTrainerSettings({
    HALLE_DATABASE_URL: dbUrl,
    HALLE_API_URL: apiUrl,
    HALLE_SECRET_KEY: secretKey,
    HALLE_SCRATCH_DIR: join(dirname(path), 'scratch'),
  });
}
