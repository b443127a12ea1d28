import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, SupervisedChild } from './child.ts';
import type { ProcessBook } from './processes.ts';

const root = join(import.meta.dirname, '../..');

/** The trainer's process. On SIGTERM it finishes or hands back what it works on; it has 12 s for it. */
export function trainerProcess(options: {
  dataDir: string;
  logFile: string;
  book: ProcessBook;
  env: { HALLE_DATABASE_URL: string; HALLE_API_URL: string; HALLE_SECRET_KEY: string } & Record<
    string,
    string
  >;
}): SupervisedChild {
  const scratch = join(options.dataDir, 'scratch');
  mkdirSync(scratch, { recursive: true });
  return new SupervisedChild({
    command: process.execPath,
    args: [join(root, 'trainer/main.ts')],
    cwd: root,
    env: childEnvironment({ ...options.env, HALLE_SCRATCH_DIR: scratch, ALLOW_LOOPBACK_WEBHOOKS: '1' }),
    logFile: options.logFile,
    book: options.book,
    stopWithin: 12_000,
  });
}
