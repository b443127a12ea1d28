import { setTimeout as sleep } from 'node:timers/promises';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Sql } from 'postgres';

export interface Dataset {
  id: number;
  status: string;
  phase: string;
  rows_read: number | null;
  rows_loaded: number | null;
  rows_duplicate: number | null;
  rows_rejected: number | null;
  duplicate_of: number | null;
  rejects_path: string | null;
  rows_corrected: number | null;
  storage_path: string;
  kind: string | null;
  declared_kind: string | null;
  reading: Record<string, unknown>;
  question: Record<string, unknown> | null;
  cars_touched: number | null;
  error: { code: string; message: string; details?: Record<string, unknown> } | null;
}

let serial = 0;
/** Numbers that no other test file and no earlier run uses. */
const run = Date.now() % 100_000;

/** A KNR of its own for a test; a file has a hundred of them. */
export function newKnr(): string {
  if (serial > 99) throw new Error('No test file has more than a hundred KNRs of its own.');
  return `2031-${String(run).padStart(5, '0')}${String(serial++).padStart(2, '0')}`;
}

/** A day, `YYYY-MM-DD`, that no failure export of an earlier run covers, and the days around it. */
export function quietDay(offset: number): string {
  const day = Date.UTC(2033, 0, 1) + ((((run * 37) % 6000) * 4 + offset) % 24_000) * 86_400_000;
  return new Date(day).toISOString().slice(0, 10);
}

/** Uploads a file as a person does and waits until its dataset is loaded or failed. */
export async function load(
  client: SupabaseClient,
  sql: Sql,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<Dataset> {
  const dot = name.lastIndexOf('.');
  const path = `${name.slice(0, dot)}-${run}-${serial++}${name.slice(dot)}`;
  const { error } = await client.storage.from('uploads').upload(path, new Blob([content]));
  if (error) throw error;
  return settled(sql, path);
}

const SETTLED = ['loaded', 'failed', 'asking', 'cancelled', 'removed'];

/** Waits until nothing more happens to the dataset of an upload without a person. */
export async function settled(sql: Sql, path: string): Promise<Dataset> {
  const until = Date.now() + 45_000;
  for (;;) {
    const [row] = await sql<Dataset[]>`
      select id::int, status, phase, rows_read::int, rows_loaded::int, rows_duplicate::int, rows_rejected::int,
        rows_corrected::int, duplicate_of::int, rejects_path, cars_touched, error, storage_path, kind, declared_kind, reading, question
      from public.datasets where storage_path = ${path} order by id desc limit 1`;
    if (row && SETTLED.includes(row.status)) return row;
    if (Date.now() > until)
      throw new Error(`${path} is still ${row ? `${row.status}, ${row.phase}` : 'unknown'}`);
    await sleep(30);
  }
}

/** Removes a dataset as a person does and waits until it is gone. */
export async function remove(client: SupabaseClient, sql: Sql, datasetId: number): Promise<void> {
  const { error } = await client.rpc('remove_dataset', { dataset_id: datasetId });
  if (error) throw error;
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(20)) {
    const [row] = await sql`select status from public.datasets where id = ${datasetId}`;
    if (row?.['status'] === 'removed') return;
  }
  throw new Error(`dataset ${datasetId} is still there`);
}

export const FAILURES = 'KNR,MODELO,COR,MOTOR,ESTACAO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA\n';
export const RESULTS = 'KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA\n';
export const STATUS = 'KNR,STATUS,DATA\n';

export const failure = (knr: string, place: string, at: string, text = 'Porta 01. Riscada') =>
  `${knr},MODELO A,K2K2,DHS,EST1,U55555,${place},${text},133.0,${at}\n`;
export const result = (knr: string, name: string, at: string, value = '1.5', status = 10) =>
  `${knr},${name},2,${status},Nm,1,${value},${at}\n`;
export const passing = (knr: string, status: string, at: string) => `${knr},${status},${at}\n`;
