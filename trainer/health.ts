import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SIGN = 'alive';

/** Older than this, a sign says that the trainer does not come to its sweep any more: it hangs, or lost its database. */
export const FRESH_MS = 60_000;

/** Renews the sign, a file in the trainer's own scratch folder. */
export function showHealth(ownScratch: string, now = new Date()): void {
  const file = join(ownScratch, SIGN);
  try {
    utimesSync(file, now, now);
  } catch {
    writeFileSync(file, '');
  }
}

/** Whether a trainer that works in this scratch folder has shown its sign lately. */
export function isHealthy(scratch: string, now = Date.now()): boolean {
  return readdirSync(scratch).some((name) => {
    if (!name.startsWith('trainer-')) return false;
    const sign = statSync(join(scratch, name, SIGN), { throwIfNoEntry: false });
    return sign !== undefined && now - sign.mtimeMs < FRESH_MS;
  });
}
