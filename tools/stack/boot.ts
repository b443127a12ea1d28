import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { runMigrations } from 'graphile-worker';
import { makeAccounts } from './accounts.ts';
import { functionsEnvironment, functionsProcess, functionsReady } from './functions.ts';
import { startGateway } from './gateway.ts';
import { startPlatform } from './lite.ts';
import { logWriter } from './logs.ts';
import { applyMigrations } from './migrate.ts';
import { freePort, requireFreePorts } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { ProcessBook } from './processes.ts';
import { type Account, loadOrMakeSecrets } from './secrets.ts';
import type { StackSettings } from './settings.ts';
import { trainerProcess } from './trainer.ts';
import { startWeb } from './web.ts';
import { buildWeb } from './web-build.ts';

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
  stop: () => Promise<void>;
  /** Resolves when the database ends without being asked to: nothing works then. */
  lost: Promise<Error>;
}

/**
 * Brings up Postgres, REST, Auth, Storage, the functions, the trainer and the web application on one machine,
 * without Docker. `announce` hears one short line a step. What has been started is ended again when a later step fails
 * or `signal` asks for it.
 * @throws a sentence for the person: a taken port, a data folder in use, a migration or a build that fails.
 */
export async function bootStack(
  settings: StackSettings,
  announce: (step: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<Stack> {
  const say = (step: string) => {
    signal.throwIfAborted();
    announce(step);
  };
  const { dataDir, apiPort, webPort, dbPort } = settings;
  mkdirSync(dataDir, { recursive: true });
  const book = await ProcessBook.open(dataDir);
  const stops: (() => unknown)[] = [() => book.close()];
  const stop = async () => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  const log = (name: string) => join(dataDir, 'logs', `${name}.log`);
  try {
    await requireFreePorts([
      { port: dbPort, what: 'database', flag: '--db-port' },
      { port: apiPort, what: 'API', flag: '--api-port' },
      ...(settings.web ? [{ port: webPort, what: 'web', flag: '--web-port' }] : []),
    ]);
    const secrets = loadOrMakeSecrets(dataDir);
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const webUrl = `http://127.0.0.1:${webPort}`;
    const webOrigins = [webUrl, `http://localhost:${webPort}`];

    const built = settings.web ? buildWeb({ log: logWriter(log('web')), book }) : null;
    built?.catch(() => undefined); // awaited below, when all else is up
    stops.push(() => built?.catch(() => undefined));

    say('Starting the database');
    const database = await startPostgres({
      dataDir,
      port: dbPort,
      platformPassword: secrets.platformPassword,
      projectPassword: secrets.projectPassword,
      book,
      log: logWriter(log('postgres')),
    });
    stops.push(database.stop);
    await runMigrations({ connectionString: database.projectUrl });

    say('Starting REST, Auth and Storage');
    stops.push(silenceConsole(logWriter(log('platform'))));
    const platform = await startPlatform({ dataDir, databaseUrl: database.platformUrl, secrets });
    stops.push(platform.stop);

    say('Applying the migrations');
    await applyMigrations(database.projectUrl, settings.migrationsTo);
    await platform.reloadSchema();
    await makeAccounts(platform.sql, secrets.accounts);

    say('Starting the Edge Functions');
    const functionsPort = await freePort();
    const tracing = {
      ...settings.tracing,
      OTEL_TRACES_SAMPLER_ARG: String(settings.tracing.OTEL_TRACES_SAMPLER_ARG),
    };
    const functions = functionsProcess({
      port: functionsPort,
      dataDir,
      logFile: log('functions'),
      book,
      env: {
        ...functionsEnvironment({ ...secrets, apiUrl, dbUrl: database.projectUrl }, webOrigins.join(',')),
        ...tracing,
      },
    });
    functions.start();
    stops.push(() => functions.stop());
    const gateway = await startGateway({ port: apiPort, platform, secrets, functionsPort, webOrigins });

    if (settings.trainer) {
      const trainer = trainerProcess({
        dataDir,
        logFile: log('trainer'),
        book,
        env: {
          HALLE_DATABASE_URL: database.projectUrl,
          HALLE_API_URL: apiUrl,
          HALLE_SECRET_KEY: secrets.secretKey,
          ...tracing,
        },
      });
      trainer.start();
      stops.push(() => trainer.stop());
    }
    // Ends before the trainer: nobody asks any more, what runs goes on to its end.
    stops.push(() => gateway.stop());

    await functionsReady(functionsPort);
    if (built) {
      say('Building the web application (only when it has changed)');
      await built;
      const web = await startWeb({ port: webPort, apiUrl, publishableKey: secrets.publishableKey });
      stops.push(() => web.stop());
    }

    const file: StackFile = {
      apiUrl,
      webUrl,
      dbUrl: database.projectUrl,
      publishableKey: secrets.publishableKey,
      secretKey: secrets.secretKey,
      accounts: secrets.accounts,
    };
    const path = join(dataDir, 'stack.json');
    rmSync(path, { force: true }); // the mode below counts only for a new file
    writeFileSync(path, JSON.stringify(file, null, 2), { mode: 0o600 });
    signal.throwIfAborted();
    return { file, stop, lost: database.lost };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** lite prints every refused request with its stack on the console: to its log instead. Returns what undoes it. */
export function silenceConsole(write: (text: string) => void): () => void {
  const print = { error: console.error, log: console.log, warn: console.warn };
  const keep = (...words: unknown[]) => write(format(...words));
  Object.assign(console, { error: keep, log: keep, warn: keep });
  return () => void Object.assign(console, print);
}
