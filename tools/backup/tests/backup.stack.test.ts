import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnStack } from '../../../trainer/tests/own-stack.ts';
import { readEntries } from '../../ledger/entries.ts';
import { verifyLedger } from '../../ledger/verify.ts';
import { filePath, tablePath, type Manifest } from '../manifest.ts';
import { restoreBackup } from '../restore.ts';
import { tablesOf, quoted } from '../tables.ts';
import { copyOut, writeBackup } from '../write.ts';
import { makeSmallPlant, predictionOf, type Prediction } from './small-plant.ts';

const dir = join(mkdtempSync(join(tmpdir(), 'halle-backup-')), 'backup');
const plantOf = (stack: OwnStack) => ({
  databaseUrl: stack.file.dbUrl,
  apiUrl: stack.file.apiUrl,
  secretKey: stack.file.secretKey,
});
let source: OwnStack;
let target: OwnStack;
let manifest: Manifest;
let predicted: Prediction;

beforeAll(async () => {
  source = await OwnStack.boot();
  target = await OwnStack.boot();
  await makeSmallPlant(source);
  predicted = await predictionOf(source, await source.client('engineer'));
  // Rows come and go meanwhile: what is kept is of one moment.
  const done = new AbortController();
  const others = askUntil(done.signal);
  manifest = await writeBackup(plantOf(source), dir).finally(() => done.abort());
  await others;
}, 180_000);
afterAll(async () => {
  await Promise.all([source?.stop(), target?.stop()]);
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

async function askUntil(done: AbortSignal): Promise<void> {
  const engineer = await source.client('engineer');
  while (!done.aborted) await predictionOf(source, engineer);
}

/** Rows of every table. */
async function countsOf(stack: OwnStack): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tablesOf(stack.sql))
    counts[`${table.schema}.${table.table}`] = Number(
      (await stack.sql.unsafe(`select count(*) as n from ${quoted(table)}`))[0]!['n'],
    );
  return counts;
}

/** References and triggers. */
async function guardsOf({ sql }: OwnStack): Promise<string[]> {
  const rows = await sql`
    select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as guard from pg_constraint
    where connamespace in ('public'::regnamespace, 'private'::regnamespace)
    union all select tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
    order by 1`;
  return rows.map(({ guard }) => String(guard));
}

describe('a damaged backup is refused before anything is written', () => {
  const damaged = async (damage: (copy: string) => void) => {
    const copy = join(dir, '..', 'damaged');
    cpSync(dir, copy, { recursive: true });
    damage(copy);
    try {
      await restoreBackup(plantOf(target), copy);
      return 'restored';
    } catch (error) {
      return (error as Error).message;
    } finally {
      rmSync(copy, { recursive: true });
    }
  };
  const flip = (path: string) => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
  };
  const cars = { schema: 'public', table: 'cars' };
  it.each([
    [
      'a bit of a table',
      (copy: string) => flip(tablePath(copy, cars)),
      /cars\.copy\.gz is not as it was written/,
    ],
    ['a table that is missing', (copy: string) => rmSync(tablePath(copy, cars)), /cars\.copy\.gz is missing/],
    [
      'a bit of a file',
      (copy: string) => flip(filePath(copy, manifest.files[0]!)),
      /is not as it was written/,
    ],
    ['a file that is missing', (copy: string) => rmSync(filePath(copy, manifest.files[0]!)), /is missing/],
    [
      'a bit of the manifest',
      (copy: string) => flip(join(copy, 'manifest.json')),
      /manifest\.json is not as/,
    ],
    [
      'a backup that did not end',
      (copy: string) => rmSync(join(copy, 'manifest.json.sha256')),
      /no complete backup/,
    ],
  ])('%s', async (_, damage, said) => {
    const before = await countsOf(target);
    expect(await damaged(damage)).toMatch(said);
    expect(await countsOf(target)).toEqual(before);
  });
});

describe('a backup of a plant that runs', () => {
  it('has every table and file, and a secret in nobody else’s reach', () => {
    expect(manifest.tables.find(({ table }) => table === 'cars')?.rows).toBe(60);
    expect(new Set(manifest.files.map(({ bucket }) => bucket))).toEqual(
      new Set(['uploads', 'models', 'lake', 'rejects']),
    );
  });

  it('goes on after a table of any length', async () => {
    const path = join(dir, '..', 'long.copy.gz');
    await source.sql.begin(async (tx) => {
      for (let rows = 1; rows < 5000; rows = Math.ceil(rows * 1.3))
        await copyOut(tx, `(select repeat('x', 1000), n from generate_series(1, ${rows}) n)`, path);
    });
  });

  it('is not restored into a plant that is not empty, nor into one of other migrations', async () => {
    await expect(restoreBackup(plantOf(source), dir)).rejects.toThrow('This plant is not empty');
    await target.sql`insert into supabase_migrations.schema_migrations (version) values ('29990101000000')`;
    await expect(restoreBackup(plantOf(target), dir)).rejects.toThrow('29990101000000');
    await target.sql`delete from supabase_migrations.schema_migrations where version = '29990101000000'`;
  });

  it('makes an empty plant the same: rows, files, ledger, accounts, answers', async () => {
    await restoreBackup(plantOf(target), dir);
    const counts = await countsOf(target);
    expect(counts).toEqual(
      Object.fromEntries(manifest.tables.map((t) => [`${t.schema}.${t.table}`, t.rows])),
    );

    const entries = await readEntries(target.sql);
    expect(verifyLedger(entries)).toMatchObject({ entries: 1, bad: null, head: manifest.ledgerHead });
    const [files] = await target.sql`select count(*)::int as n from storage.objects`;
    expect(files!['n']).toBe(manifest.files.length);

    // The account of the plant that was backed up, with its password.
    const auth = { persistSession: false, autoRefreshToken: false };
    const engineer = createClient(target.file.apiUrl, target.file.publishableKey, { auth });
    const { error } = await engineer.auth.signInWithPassword(
      source.file.accounts.find((a) => a.role === 'engineer')!,
    );
    expect(error).toBeNull();
    const last = manifest.sequences.find(({ sequence }) => sequence === 'predictions_id_seq')!.last;
    const again = await predictionOf(target, engineer);
    expect(again).toEqual({
      ...predicted,
      predictions: [{ ...predicted['predictions'][0], id: Number(last) + 1 }],
    });

    // It goes on where it was: new rows get new numbers, triggers and references work.
    const { error: noted } = await engineer
      .from('calendar_events')
      .insert({ starts_on: '2031-01-01', ends_on: '2031-01-02', kind: 'supplier' });
    expect(noted).toBeNull();
    const [change] = await target.sql`select kind from public.changes order by id desc limit 1`;
    expect(change).toEqual({ kind: 'calendar' });
    expect(await guardsOf(target)).toEqual(await guardsOf(source));
  });
});
