import { openAsBlob, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@supabase/supabase-js';
import type { Kind } from '../demo-plant/planted.ts';
import { MemoryWatch, type Peak } from './load-memory.ts';
import type { BenchFile } from './load-plant.ts';
import type { BenchStack } from './load-stack.ts';

const LOOK_EVERY = 50;

/** One file that was loaded; seconds. */
export interface Load {
  kind: Kind;
  name: string;
  bytes: number;
  /** Data rows that the generator wrote. */
  rows: number;
  upload: number;
  /** From the file in Storage (the upload's answer) until the dataset is seen loaded, features and all. */
  seconds: number;
  /** What the trainer says its task took; null when its log does not say. */
  task: number | null;
  /** By phase, from the trainer's log, else as the phases were seen to follow each other. */
  phases: Record<string, number>;
  peak: Peak;
  loaded: number;
  duplicate: number;
  rejected: number;
  cars: number;
}

/** Uploads a file as an engineer does and waits until it is loaded. Throws when it cannot be loaded, and at `signal`. */
export async function loadFile(
  stack: BenchStack,
  folder: string,
  file: BenchFile,
  prefix: string,
  signal: AbortSignal,
): Promise<Load> {
  const path = `${file.kind}/${prefix}-${basename(file.path)}`;
  const watch = new MemoryWatch(stack.trainer);
  try {
    const uploading = performance.now();
    await upload(stack, join(folder, file.path), path, signal);
    const uploaded = performance.now();
    const { row, phases } = await whenLoaded(stack, path, signal);
    const loaded = performance.now();
    const logged = await loggedOf(stack.folder, row.id);
    if (row.rows_read !== file.rows)
      throw new Error(`${path}: ${row.rows_read} rows were read, the file has ${file.rows}`);
    return {
      kind: file.kind,
      name: path,
      bytes: file.bytes,
      rows: file.rows,
      upload: (uploaded - uploading) / 1000,
      seconds: (loaded - uploaded) / 1000,
      task: logged.ms === null ? null : logged.ms / 1000,
      phases: logged.phases ?? phases,
      peak: watch.stop(),
      loaded: row.rows_loaded,
      duplicate: row.rows_duplicate,
      rejected: row.rows_rejected,
      cars: row.cars_touched,
    };
  } finally {
    watch.stop();
  }
}

async function upload(stack: BenchStack, from: string, to: string, signal: AbortSignal): Promise<void> {
  const { apiUrl, publishableKey, accounts } = stack.file;
  const client = createClient(apiUrl, publishableKey, { auth: { persistSession: false } });
  const account = accounts.find((each) => each.role === 'engineer');
  if (!account) throw new Error('The stack has no engineer account.');
  const { data, error } = await client.auth.signInWithPassword(account);
  if (error) throw error;
  const response = await fetch(`${apiUrl}/storage/v1/object/uploads/${to}`, {
    method: 'POST',
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${data.session.access_token}`,
      'content-type': 'text/csv',
    },
    body: await openAsBlob(from),
    signal,
  });
  if (!response.ok) throw new Error(`${to} could not be uploaded: ${await response.text()}`);
}

interface LoadedRow {
  id: number;
  rows_read: number;
  rows_loaded: number;
  rows_duplicate: number;
  rows_rejected: number;
  cars_touched: number;
}

async function whenLoaded(stack: BenchStack, path: string, signal: AbortSignal) {
  const phases: Record<string, number> = {};
  let last = performance.now();
  for (;;) {
    const [row] = await stack.sql`
      select id::int, status, phase, error, question, rows_read::int, rows_loaded::int, rows_duplicate::int,
        rows_rejected::int, cars_touched
      from public.datasets where storage_path = ${path} order by id desc limit 1`;
    if (row?.['status'] === 'loaded') return { row: row as unknown as LoadedRow, phases };
    if (row && ['failed', 'asking', 'cancelled', 'removed'].includes(row['status']))
      throw new Error(`${path} is ${row['status']}: ${JSON.stringify(row['error'] ?? row['question'])}`);
    stack.requireSameTrainer();
    signal.throwIfAborted();
    await sleep(LOOK_EVERY);
    const now = performance.now();
    const phase: string = row?.['phase'] ?? 'waiting';
    phases[phase] = (phases[phase] ?? 0) + (now - last) / 1000;
    last = now;
  }
}

/** The trainer's own line about a dataset. It is written right after the commit that shows the dataset loaded. */
async function loggedOf(
  folder: string,
  datasetId: number,
): Promise<{ ms: number | null; phases: Record<string, number> | null }> {
  for (let tries = 0; tries < 20; tries++) {
    const line = readFileSync(join(folder, 'logs/trainer.log'), 'utf8')
      .split('\n')
      .findLast((text) => text.includes('"dataset loaded"') && text.includes(`"datasetId":${datasetId},`));
    if (line) {
      const { ms, phases } = JSON.parse(line) as { ms?: number; phases?: Record<string, number> };
      return { ms: ms ?? null, phases: phases ? inSeconds(phases) : null };
    }
    await sleep(LOOK_EVERY);
  }
  return { ms: null, phases: null };
}

const inSeconds = (ms: Record<string, number>) =>
  Object.fromEntries(Object.entries(ms).map(([phase, value]) => [phase, value / 1000]));
