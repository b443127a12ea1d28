import { createClient } from '@supabase/supabase-js';
import { Logger, run, runMigrations, type WorkerEvents } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { tracedFetch } from '../shared/tracing/traced-fetch.ts';
import { flushTraces, startTracing } from '../shared/tracing/tracing.ts';
import { AliveSign } from './alive.ts';
import type { TrainerContext } from './context.ts';
import { showHealth } from './health.ts';
import { logLine } from './log.ts';
import { serveMetrics } from './metrics/serve.ts';
import { readTrainerSettings } from './settings.ts';
import { ownScratch } from './scratch.ts';
import { sweep } from './sweep.ts';
import { housekeeping } from './tasks/housekeeping.ts';
import { makeTasks } from './tasks/index.ts';
import { RETRAIN_CRON } from './tasks/retrain/index.ts';

/** One load (the queue `load_dataset` holds the others back) beside one training run and evaluations. */
const CONCURRENCY = 3;
/**
 * The queue looks for its next job before it has noted that the last one of its row is done, finds the row taken, and
 * looks again after this many ms: with its usual two seconds, files that wait for each other stood still between them.
 */
const LOOK_AGAIN_AFTER = 200;
const SWEEP_EVERY = 5000;
const HOUSEKEEPING_EVERY = 600_000;
/** A stopping trainer's tasks are told at once, its jobs handed back after this many ms; 10 s in all. */
const ABORT_AFTER = 2000;
const TAKE_BACK_AFTER = 6000;
const STOP_WITHIN = 9000;

/** The trainer: takes long work off the queue until SIGTERM or SIGINT. Any number may run on one database. */
async function main(): Promise<void> {
  const read = readTrainerSettings(process.env);
  const settings = { ...read, scratchDir: ownScratch(read.scratchDir) };
  if (read.tracing) await startTracing('halle-trainer', read.tracing);
  const sql = postgres(settings.databaseUrl, {
    max: 6,
    onnotice: () => undefined,
    // By itself it counts the losses of all connections together, and waits up to 20 s after a restart of the database.
    backoff: () => 0.5,
    // A statement of a trainer that was killed ends, and lets its locks go, within five seconds.
    connection: { application_name: 'halle trainer', client_connection_check_interval: 5000 },
  });
  const supabase = createClient(settings.apiUrl, settings.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: tracedFetch },
  });
  const context: TrainerContext = { settings, sql, supabase, log: logLine };
  await waitForDatabase(sql);
  await runMigrations({ connectionString: settings.databaseUrl, logger: queueLogger() });

  let poolId = '';
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => (poolId = workerPool.id));
  const metrics = settings.metrics && (await serveMetrics(settings.metrics, sql, events));
  const runner = await run(
    {
      connectionString: settings.databaseUrl,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      parsedCronItems: RETRAIN_CRON,
      preset: { worker: { gracefulShutdownAbortTimeout: ABORT_AFTER, pollInterval: LOOK_AGAIN_AFTER } },
      logger: queueLogger(),
      events,
    },
    makeTasks(context),
  );
  const stopped = runner.promise.then(
    () => 0,
    (error: unknown) => {
      logLine('queue failed', { error: messageOf(error) });
      return 1;
    },
  );
  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    logLine('stopping', { reason });
    setTimeout(() => {
      runner.kill(reason).catch((error: unknown) => logLine('stop failed', { error: messageOf(error) }));
    }, TAKE_BACK_AFTER).unref();
    setTimeout(() => {
      logLine('stopped hard', { afterMs: STOP_WITHIN });
      process.exit(1);
    }, STOP_WITHIN).unref();
    runner.stop(reason).catch((error: unknown) => logLine('stop failed', { error: messageOf(error) }));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  const alive = await AliveSign.show(settings.databaseUrl, poolId, (reason) => stop(`sign lost: ${reason}`));
  const sweepSafely = () =>
    sweep(context)
      .then(() => showHealth(settings.scratchDir))
      .catch((error: unknown) => logLine('sweep failed', { error: messageOf(error) }));
  await sweepSafely();
  const sweeping = setInterval(() => void sweepSafely(), SWEEP_EVERY);
  const keepHouse = () =>
    housekeeping(context).catch((error: unknown) =>
      logLine('housekeeping failed', { error: messageOf(error) }),
    );
  await keepHouse();
  const keeping = setInterval(() => void keepHouse(), HOUSEKEEPING_EVERY);
  logLine('ready', { pool: poolId, concurrency: CONCURRENCY });

  const code = await stopped;
  // The queue does not wait until it has noted how its last jobs ended: they are free for another trainer at once.
  await sql`select graphile_worker.force_unlock_workers(${[poolId]})`.catch((error: unknown) =>
    logLine('jobs not handed back', { error: messageOf(error) }),
  );
  clearInterval(sweeping);
  clearInterval(keeping);
  metrics?.close();
  await alive.end();
  await flushTraces().catch(() => undefined);
  await sql.end({ timeout: 2 });
  rmSync(settings.scratchDir, { recursive: true, force: true });
  logLine('stopped');
  process.exit(code);
}

/** Waits until the database answers and has Halle's tables: a trainer may be started before either. */
async function waitForDatabase(sql: postgres.Sql): Promise<void> {
  for (let waited = 0; ; waited++) {
    try {
      const [row] =
        await sql`select to_regprocedure('private.refresh_after_load(bigint, text[])') is not null as ready`;
      if (row?.['ready']) return;
      if (waited % 20 === 0) logLine('waiting', { for: 'migrations' });
    } catch (error) {
      if (waited % 20 === 0) logLine('waiting', { for: 'database', error: messageOf(error) });
    }
    await sleep(500);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The queue's warnings and errors as our lines, without stacks. */
function queueLogger(): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning')
      logLine(`queue ${level}`, { message: message.split('\n')[0] });
  });
}

main().catch((error: unknown) => {
  logLine('failed to start', { error: messageOf(error) });
  process.exit(1);
});
