import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

function id(flag: '-u' | '-g'): number | null {
  try {
    return Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  } catch {
    return null;
  }
}

/** The first folder on the way to `path` that other users may not enter; null when there is none. */
function closedFolder(path: string): string | null {
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return folder;
  }
  return null;
}

/** How a program of Postgres is run: `command` and `before` come in front of its own arguments. */
export interface RunAs {
  /** Words in front of the program; empty when it is run as it is. */
  before: string[];
  uid?: number;
  gid?: number;
}

/**
 * Postgres refuses to run as root: there it runs as the system user `postgres`, made when missing, who becomes the
 * owner of `folder`. Where this user may not enter the way to the folder or to the program (a clone below /root), it
 * is given the one capability that passes file permissions by, with util-linux' `setpriv`.
 * @throws a sentence naming the folder in the way, where there is no `setpriv`.
 */
export function postgresUser(folder: string): RunAs {
  if (process.getuid?.() !== 0) return { before: [] };
  if (id('-u') === null) {
    execFileSync('groupadd', ['--force', 'postgres'], { stdio: 'ignore' });
    execFileSync('useradd', ['--gid', 'postgres', '--system', 'postgres'], { stdio: 'ignore' });
  }
  const uid = id('-u');
  const gid = id('-g');
  if (uid === null || gid === null) {
    throw new Error(
      'Running as root, Halle needs a system user "postgres" for the database and could not make one.',
    );
  }
  chownSync(folder, uid, gid);
  const closed = closedFolder(dirname(folder)) ?? closedFolder(import.meta.dirname);
  if (closed === null) return { before: [], uid, gid };
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (!setpriv) {
    throw new Error(
      `Running as root, the database runs as the user "postgres", who may not enter ${closed}. ` +
        `Run Halle as another user, or open the folder: chmod o+x ${closed}`,
    );
  }
  const capability = '+dac_override';
  return {
    before: [
      setpriv,
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      `--inh-caps=${capability}`,
      `--ambient-caps=${capability}`,
    ],
  };
}
