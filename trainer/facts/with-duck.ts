import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainerContext } from '../context.ts';
import { type Duck, openDuck } from '../tasks/load/duck.ts';

/** Runs `work` with a DuckDB and a scratch folder of its own, named by `name`; both are gone afterwards. */
export async function withDuck<T>(
  { settings }: TrainerContext,
  name: string,
  work: (duck: Duck, scratch: string) => Promise<T>,
): Promise<T> {
  await mkdir(settings.scratchDir, { recursive: true });
  const scratch = await mkdtemp(join(settings.scratchDir, `${name}-`));
  try {
    using duck = await openDuck(scratch);
    return await work(duck, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
