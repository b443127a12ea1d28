import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../tools/test/fixtures/functions.ts';
import { database, serviceClient, signedInClient, testStack } from '../../tools/test/stack.ts';
import { commandContext } from '../rebuild.ts';
import { openDuck } from '../tasks/load/duck.ts';
import { housekeeping } from '../tasks/housekeeping.ts';
import { csvOf, type Fact, type FactKind, KINDS, tellings } from './both-ways.ts';
import { dumpTables } from './dump.ts';
import { until } from './own-stack.ts';
import { type Dataset, FAILURES, failure, load, newKnr, passing, quietDay, remove, STATUS } from './plant.ts';

const sql = database();
let engineer: SupabaseClient;
let operator: SupabaseClient;
const datasets: number[] = [];
beforeAll(async () => {
  engineer = await signedInClient('engineer');
  operator = await signedInClient('operator');
});
afterAll(async () => {
  for (const id of datasets) await remove(engineer, sql, id);
  await closeDay();
  await sql.end();
});

/** The next row over HTTP begins a dataset of its own, as on a new day. */
async function closeDay(): Promise<void> {
  await sql`update public.datasets set name = 'http-closed-' || id where source = 'http' and name not like 'http-closed-%'`;
}

async function keepHouse(): Promise<void> {
  const { dbUrl, apiUrl, secretKey } = testStack();
  const context = commandContext({ databaseUrl: dbUrl, apiUrl, secretKey, scratchDir: tmpdir() });
  await housekeeping(context);
  await context.sql.end();
}

const upload = async (name: string, content: string): Promise<Dataset> => {
  const dataset = await load(engineer, sql, name, content);
  if (dataset.status === 'loaded') datasets.push(dataset.id);
  return dataset;
};
const ended = (dataset: Dataset, days: number) =>
  sql`update public.datasets set finished_at = now() - make_interval(days => ${days}) where id = ${dataset.id}`;
const isKept = async (dataset: Dataset) => {
  const { data } = await engineer.storage.from('uploads').download(dataset.storage_path);
  const [row] =
    await sql`select upload_deleted_at is null as marked from public.datasets where id = ${dataset.id}`;
  expect(row?.['marked']).toBe(data !== null);
  return data !== null;
};
const line = () => STATUS + passing(newKnr(), 'R750', `${quietDay(5)} 06:00:00`);

describe('raw uploads', () => {
  test('are deleted the set number of days after their end, and marked; younger ones stay', async () => {
    const [old, young, failed] = [
      await upload('status/old.csv', line()),
      await upload('status/young.csv', line()),
      await upload('failures/no.csv', 'nothing,of,this\n1,2,3\n'),
    ];
    expect(failed.status).toBe('failed');
    await ended(old, 91);
    await ended(young, 89);
    await ended(failed, 91);
    await keepHouse();
    expect(await Promise.all([old, young, failed].map(isKept))).toEqual([false, true, false]);
    const lake = await sql`select from public.lake_files where dataset_id = ${old.id}`;
    expect(lake).toHaveLength(1);
    await sql`update public.plant_settings set upload_days = 80`;
    await keepHouse();
    await sql`update public.plant_settings set upload_days = 90`;
    expect(await isKept(young)).toBe(false);
    const again = await engineer.rpc('retry_dataset', { dataset_id: failed.id });
    expect(again.error).toMatchObject({ message: expect.stringContaining('no longer kept') });
    expect(JSON.stringify(again.error)).toContain('upload_gone');
  });

  test('stay while a younger dataset shares them', async () => {
    const first = await upload('status/shared.csv', line());
    // Another system, with the secret key, puts other content under the same name.
    const { error } = await serviceClient()
      .storage.from('uploads')
      .upload(first.storage_path, new Blob([line()]), { upsert: true });
    expect(error).toBeNull();
    const second = await until('the second', async () => {
      const [row] = await sql<Dataset[]>`
        select id::int, storage_path from public.datasets
        where storage_path = ${first.storage_path} and id <> ${first.id} and status = 'loaded'`;
      return row;
    });
    datasets.push(second.id);
    await ended(first, 91);
    await keepHouse();
    expect(await isKept(first)).toBe(true);
    await ended(second, 91);
    await keepHouse();
    expect([await isKept(first), await isKept(second)]).toEqual([false, false]);
  });
});

test('rows over HTTP of a day that is over lie in the lake, and the tables are the same', async () => {
  await closeDay();
  const [knr, day] = [newKnr(), quietDay(9)];
  const send = async (kind: FactKind, facts: readonly Fact[]) => {
    const { status, body } = await call('ingest', testStack().secretKey, {
      json: { kind, rows: facts.map((fact) => fact.row) },
      headers: { 'idempotency-key': `house-${process.pid}-${kind}-${Math.random()}` },
    });
    expect(status, JSON.stringify(body)).toBe(200);
    return Number(body.datasetId);
  };
  const ids: number[] = [];
  for (const kind of KINDS) {
    const [first, second] = tellings(kind, knr, day);
    ids.push(await send(kind, first));
    expect(await send(kind, second)).toBe(ids.at(-1));
  }
  const before = await dumpTables(sql, [knr]);
  const journal = await sql`select kind, fields from public.ingested_rows where dataset_id = any (${ids})`;
  await keepHouse(); // today's stay
  expect(await sql`select from public.ingested_rows where dataset_id = any (${ids})`).toHaveLength(
    journal.length,
  );
  await closeDay();
  await sql`update public.datasets set created_at = now() - interval '26 hours' where id = any (${ids})`;
  await keepHouse();
  await until(
    'the lake',
    async () => (await sql`select from public.ingested_rows where dataset_id = any (${ids})`).length === 0,
  );
  const [lake] = await sql`
    select sum(rows)::int as rows, count(*)::int as files from public.lake_files where dataset_id = any (${ids})`;
  expect(lake).toEqual({ rows: journal.length, files: 3 });
  expect(await dumpTables(sql, [knr])).toEqual(before);
  // From now on they are compared and removed as any other dataset's.
  const file = await upload('failures/later.csv', csvOf('failures', tellings('failures', knr, day)[1]));
  expect(file).toMatchObject({ rows_loaded: 0, rows_duplicate: 4 });
  expect(await dumpTables(sql, [knr])).toEqual(before);
  await remove(engineer, sql, datasets.pop()!);
  expect(await dumpTables(sql, [knr])).toEqual(before);
  for (const id of ids) await remove(engineer, sql, id);
  expect(Object.values(await dumpTables(sql, [knr])).flat()).toEqual([]);
});

describe('the employee', () => {
  const MARK = `8${String(Date.now()).slice(-6)}`;
  let dataset: Dataset;
  beforeAll(async () => {
    const day = quietDay(13);
    const rows = [
      failure(newKnr(), 'ZP5', `${day} 06:00:00`),
      failure(newKnr(), 'ZP7', `${day} 07:00:00`, 'Capô, riscado'), // one cell too many: they slip
      failure('no car', 'ZP7', `${day} 08:00:00`),
      failure(newKnr(), 'ZP7', 'yesterday'),
      `${newKnr()},MODELO A,K2K2,DHS,EST1,extra,U55555,ZP5,Porta,1,${day} 09:00:00\n`,
      `${newKnr()},MODELO A,K2K2,DHS,EST1,ZP5,Porta,1,${day} 09:30:00,U55555\n`, // its number where the date should be
    ].join('');
    dataset = await upload('failures/employee.csv', FAILURES + rows.replaceAll('U55555', MARK));
    expect(dataset).toMatchObject({ status: 'loaded' });
    expect(dataset.rows_rejected).toBeGreaterThan(3);
  });
  // Where something goes wrong, logs say most.
  beforeAll(async () => {
    // The parser's own message quotes what stands around the wrong place.
    const broken = `[{"KNR": "2024-1736352", "USUARIO": U${MARK}, "HALLE": "ZP5", "FALHA": "Porta"}]`;
    for (const [name, content] of [
      ['broken.json', broken],
      ['headless.csv', failure(newKnr(), 'ZP5', `${quietDay(13)} 06:00:00`).replace('U55555', MARK)],
      ['cut.parquet', `PAR1${MARK}`.repeat(40)],
    ] as const)
      expect(await upload(`failures/${name}`, content), name).toMatchObject({ status: 'failed' });
  });
  beforeAll(async () => {
    const key = `employee-${newKnr()}`;
    const send = (body: string) =>
      call('ingest', testStack().secretKey, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body,
      });
    const { row } = tellings('failures', newKnr(), quietDay(13))[0][0]!;
    const slipped = [
      { usuario: MARK },
      { [MARK]: 1 },
      { knr: MARK },
      { foundAt: MARK },
      { failure: Number(MARK) },
    ];
    const rows = slipped.map((wrong) => ({ ...row, ...wrong }));
    const refused = await send(JSON.stringify({ kind: 'failures', rows }));
    expect(refused).toMatchObject({ status: 200, body: { counts: { rejected: rows.length } } });
    expect(JSON.stringify(refused.body)).not.toContain(MARK);
    const again = await send(JSON.stringify({ kind: 'failures', rows: [{ ...row, usuario: MARK }] }));
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'idempotency_conflict' } } });
    const broken = await send(`{"kind": "failures", "rows": [{"usuario": U${MARK}}]}`);
    expect(broken).toMatchObject({ status: 400, body: { error: { code: 'body_not_json' } } });
  });

  test('is in no table', async () => {
    const columns = await sql<{ schema: string; table: string; column: string }[]>`
      select c.table_schema as schema, c.table_name as table, c.column_name as column from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema in ('public', 'private', 'graphile_worker', 'storage')
        and c.data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'USER-DEFINED')`;
    expect(columns.length).toBeGreaterThan(80);
    const holding = async (text: string) => {
      const places: string[] = [];
      for (const { schema, table, column } of columns) {
        const held = await sql`
          select from ${sql(schema)}.${sql(table)} t where t.${sql(column)}::text like ${`%${text}%`} limit 1`;
        if (held.length > 0) places.push(`${schema}.${table}.${column}`);
      }
      return places;
    };
    expect(await holding(dataset.storage_path)).toContain('storage.objects.name'); // the search finds what is there
    expect(await holding(MARK)).toEqual([]);
  });

  test('is in no file of the lake, nor among the rejects', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'halle-lake-'));
    const service = serviceClient();
    try {
      using duck = await openDuck(folder);
      const files = await sql<{ path: string }[]>`
        select storage_path as path from public.lake_files where dataset_id = ${dataset.id}`;
      expect(files.length).toBeGreaterThan(0);
      for (const { path } of files) {
        const { data } = await service.storage.from('lake').download(path);
        const local = join(folder, 'file.parquet');
        await writeFile(local, new Uint8Array(await data!.arrayBuffer()));
        const columns = (
          await duck.rows<{ name: string }>(
            `select column_name as name from (describe select * from read_parquet('${local}'))`,
          )
        ).map((row) => row.name);
        expect(columns).not.toContain('usuario');
        const { n } = await duck.row<{ n: number }>(
          `select count(*)::double as n from read_parquet('${local}') where ${columns
            .map((column) => `coalesce("${column}"::varchar, '') like '%${MARK}%'`)
            .join(' or ')}`,
        );
        expect(n).toBe(0);
      }
      expect(dataset.rejects_path).not.toBeNull();
      const { data } = await engineer.storage.from('rejects').download(dataset.rejects_path!);
      const rejects = await data!.text();
      expect(rejects.split('\n').length - 2).toBe(dataset.rows_rejected);
      expect(rejects).not.toContain(MARK);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('is in no line of a log', () => {
    const folder = join(dirname(process.env['HALLE_STACK']!), 'logs');
    const logs = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    // The search reads what was written of the errors above.
    expect(logs.get('trainer.log')).toContain(`"datasetId":${dataset.id}`);
    expect(logs.get('trainer.log')).toContain('is no JSON');
    for (const name of ['postgres.log', 'platform.log'])
      expect(logs.get(name), name).toContain('idempotency_conflict');
    expect(logs.get('functions.log')).toContain('Listening');
    expect([...logs].filter(([, text]) => text.includes(MARK)).map(([name]) => name)).toEqual([]);
  });

  test('raw uploads, the lake and the rejects are for engineers only', async () => {
    const [lake] =
      await sql`select storage_path as path from public.lake_files where dataset_id = ${dataset.id}`;
    const files = [
      ['uploads', dataset.storage_path],
      ['lake', lake!['path'] as string],
      ['rejects', dataset.rejects_path!],
    ] as const;
    for (const [bucket, path] of files) {
      const forEngineer = await engineer.storage.from(bucket).download(path);
      expect(forEngineer.error, bucket).toBeNull();
      const forOperator = await operator.storage.from(bucket).download(path);
      expect(forOperator.data, bucket).toBeNull();
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
      const { data: listed } = await operator.storage.from(bucket).list(folder);
      expect(listed ?? [], bucket).toEqual([]);
    }
  });
});
