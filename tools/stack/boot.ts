import { appendFileSync, chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format, promisify } from 'node:util';
import postgres from 'postgres';
import { runMigrations } from 'graphile-worker';
import { SupervisedChild } from './child.ts';
import { startGateway } from './gateway.ts';
import { startPlatform } from './lite.ts';
import { freePort, requireFreePorts } from './ports.ts';
import { dropEmbeddedExitHooks, startPostgres } from './postgres.ts';
import { ProcessBook } from './processes.ts';
import { loadOrMakeSecrets, type Account } from './secrets.ts';
import type { StackSettings } from './settings.ts';
import { buildWeb, startWeb } from './web.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What `stack.json` holds, for scripts. */
export interface StackFile {
  apiUrl: string;
  webUrl: string;
  dbUrl: string;
  publishableKey: string;
  secretKey: string;
  accounts: Account[];
}

export interface Stack {
  file: StackFile;
  /** Ends everything that was started, in the order in which nothing loses what it needs. */
  stop(): Promise<void>;
}

/** The names of the Edge Functions: the folders with an index.ts. */
export function functionNames(): string[] {
  const folder = join(root, 'supabase/functions');
  return readdirSync(folder).filter(
    (name) =>
      !name.startsWith('_') && statSync(join(folder, name, 'index.ts'), { throwIfNoEntry: false })?.isFile(),
  );
}

/**
 * Brings up Postgres, REST, Auth, Storage, the functions, the trainer and the web application on one machine,
 * without Docker. `say` hears one short line a step. What has been started is ended again when a later step fails.
 */
export async function bootStack(settings: StackSettings, say: (step: string) => void): Promise<Stack> {
  mkdirSync(settings.dataDir, { recursive: true });
  const book = await ProcessBook.open(settings.dataDir);
  await requireFreePorts([
    { port: settings.dbPort, what: 'Postgres', flag: '--db-port' },
    { port: settings.apiPort, what: 'API', flag: '--api-port' },
    ...(settings.web ? [{ port: settings.webPort, what: 'web', flag: '--web-port' }] : []),
  ]);
  const logs = join(settings.dataDir, 'logs');
  mkdirSync(logs, { recursive: true });
  const secrets = loadOrMakeSecrets(settings.dataDir);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
    book.close();
  };
  try {
    if (settings.web) say('web application');
    const built = !settings.web
      ? Promise.resolve()
      : buildWeb((line) => appendFileSync(join(logs, 'web.log'), line));
    built.catch(() => undefined); // awaited below
    dropEmbeddedExitHooks();
    say('Postgres');
    const database = await startPostgres({
      dataDir: settings.dataDir,
      port: settings.dbPort,
      password: secrets.databasePassword,
      log: (line) => appendFileSync(join(logs, 'postgres.log'), `${line}\n`),
    });
    stops.push(() => database.stop());
    await runMigrations({ connectionString: database.url });
    say('REST, Auth, Storage');
    // lite prints every refused request with its stack on the console: to its log instead.
    const print = { error: console.error, log: console.log };
    const keep = (...words: unknown[]) => appendFileSync(join(logs, 'platform.log'), `${format(...words)}\n`);
    console.error = keep;
    console.log = keep;
    stops.push(async () => void Object.assign(console, print));
    const platform = await startPlatform({ dataDir: settings.dataDir, databaseUrl: database.url, secrets });
    stops.push(() => platform.stop());
    say('migrations');
    await run(
      join(root, 'node_modules/.bin/supabase'),
      ['db', 'push', '--yes', '--db-url', `${database.url}?sslmode=disable`],
      {
        cwd: root,
        env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
      },
    );
    platform.reloadSchema();
    await makeAccounts(database.url, secrets.accounts, platform.createUser);

    say('Edge Functions');
    const functionsPort = await freePort();
    const apiUrl = `http://127.0.0.1:${settings.apiPort}`;
    const functions = new SupervisedChild({
      command: join(root, 'node_modules/.bin/deno'),
      args: [
        'run',
        '--no-prompt',
        '--allow-net=127.0.0.1',
        `--allow-read=${root}`,
        '--allow-env',
        '--node-modules-dir=manual',
        join(import.meta.dirname, 'functions-host.ts'),
        String(functionsPort),
        join(root, 'supabase/functions'),
        ...functionNames(),
      ],
      cwd: root,
      env: {
        PATH: process.env['PATH'] ?? '',
        DENO_DIR: join(settings.dataDir, 'deno'),
        DENO_NO_UPDATE_CHECK: '1',
        SUPABASE_URL: apiUrl,
        SUPABASE_ANON_KEY: secrets.publishableKey,
        SUPABASE_SERVICE_ROLE_KEY: secrets.secretKey,
      },
      logFile: join(logs, 'functions.log'),
      book,
      stopWithin: 3000,
    });
    functions.start();
    stops.push(() => functions.stop());
    const gateway = await startGateway({ port: settings.apiPort, platform, functionsPort });

    say('trainer');
    const trainer = new SupervisedChild({
      command: process.execPath,
      args: [join(root, 'trainer/main.ts')],
      cwd: root,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: settings.dataDir,
        HALLE_DATABASE_URL: database.url,
        HALLE_API_URL: apiUrl,
        HALLE_SECRET_KEY: secrets.secretKey,
        HALLE_SCRATCH_DIR: join(settings.dataDir, 'scratch'),
      },
      logFile: join(logs, 'trainer.log'),
      book,
      stopWithin: 12_000,
    });
    if (settings.trainer) trainer.start();
    stops.push(() => trainer.stop());

    await built;
    const web = settings.web
      ? await startWeb({ port: settings.webPort, apiUrl, publishableKey: secrets.publishableKey })
      : null;
    stops.push(async () => {
      await Promise.all([web?.stop(), gateway.stop()]);
    });
    await waitForFunctions(functionsPort);

    const file: StackFile = {
      apiUrl,
      webUrl: `http://127.0.0.1:${settings.webPort}`,
      dbUrl: database.url,
      publishableKey: secrets.publishableKey,
      secretKey: secrets.secretKey,
      accounts: secrets.accounts,
    };
    const path = join(settings.dataDir, 'stack.json');
    writeFileSync(path, JSON.stringify(file, null, 2), { mode: 0o600 });
    chmodSync(path, 0o600);
    return { file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeAccounts(
  databaseUrl: string,
  accounts: Account[],
  createUser: (email: string, password: string) => Promise<string>,
): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  for (const account of accounts) {
    const id = await createUser(account.email, account.password);
    await sql`insert into public.memberships (user_id, role) values (${id}, ${account.role}) on conflict do nothing`;
  }
  await sql.end();
}

async function waitForFunctions(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('The Edge Functions did not start; see logs/functions.log in the data folder.');
}
