import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

function id(flag: '-u' | '-g'): number | null {
  try {
    return Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  } catch {
    return null;
  }
}

/**
 * Postgres refuses to run as root: there it runs as the system user `postgres`, made when missing.
 * @returns what `spawn` needs to run as that user; nothing when this process is not root.
 * @throws a sentence naming the folder that this user may not enter.
 */
export async function postgresUser(dataDir: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  if (id('-u') === null) {
    execFileSync('groupadd', ['--force', 'postgres'], { stdio: 'ignore' });
    execFileSync('useradd', ['--gid', 'postgres', '--system', 'postgres'], { stdio: 'ignore' });
  }
  const uid = id('-u');
  const gid = id('-g');
  if (uid === null || gid === null) {
    throw new Error(
      'Running as root, Halle needs a system user "postgres" for the database, and could not make one.',
    );
  }
  for (const start of [resolve(dataDir), import.meta.dirname]) {
    for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
      const { uid: owner, mode } = statSync(folder);
      if (owner !== uid && (mode & 0o001) === 0) {
        throw new Error(
          `Running as root, the database runs as the user "postgres", who may not enter ${folder}. ` +
            `Run Halle as another user, or allow it: chmod o+x ${folder}`,
        );
      }
    }
  }
  return { uid, gid };
}
