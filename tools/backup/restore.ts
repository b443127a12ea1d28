import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import { readEntries } from '../ledger/entries.ts';
import { verifyLedger } from '../ledger/verify.ts';
import { filePath, tablePath, verifiedManifest, type BackupTable, type Manifest } from './manifest.ts';
import { upload, type Plant } from './storage.ts';
import { list, migrationsOf, quoted, tablesOf, UNHURRIED } from './tables.ts';

/** What makes a plant one that is in use: whoever has any of these rows would lose them. */
const IN_USE = [
  'public.cars',
  'public.datasets',
  'public.models',
  'public.training_runs',
  'public.predictions',
  'storage.objects',
];

/**
 * Restores a backup into an empty plant: everything, in one transaction, then the files. Nothing is written before the backup was
 * found whole and the plant empty and of the same migrations. Its accounts are replaced by those of the backup.
 * @throws a sentence; where the files fail, `restoreFiles` puts them all again.
 */
export async function restoreBackup(
  plant: Plant & { databaseUrl: string },
  dir: string,
  say: (line: string) => void = () => undefined,
): Promise<Manifest> {
  const manifest = await verifiedManifest(dir);
  say(
    `The backup of ${manifest.madeAt} is whole: ${manifest.tables.length} tables, ${manifest.files.length} files.`,
  );
  await restoreDatabase(plant.databaseUrl, dir, manifest, say);
  await restoreFiles(plant, dir, manifest);
  say(`${manifest.files.length} files`);
  return manifest;
}

/** The tables alone; the backup is taken to be whole. */
export async function restoreDatabase(
  databaseUrl: string,
  dir: string,
  manifest: Manifest,
  say: (line: string) => void = () => undefined,
): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined, connection: UNHURRIED });
  try {
    await sql.begin(async (tx) => {
      await requireFit(tx, manifest);
      const constraints = await loosen(tx);
      for (const table of manifest.tables) {
        await fill(tx, dir, table);
        say(`${table.schema}.${table.table}: ${table.rows} rows`);
      }
      for (const { schema, sequence, last } of manifest.sequences)
        if (last !== null) await tx`select setval(${`"${schema}"."${sequence}"`}::regclass, ${last}::bigint)`;
      await tighten(tx, constraints);
      await requireSame(tx, manifest);
    });
    await sql`analyze`;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** The files alone: again, where it was interrupted. */
export async function restoreFiles(
  plant: Plant & { databaseUrl: string },
  dir: string,
  manifest: Manifest,
): Promise<void> {
  const sql = postgres(plant.databaseUrl, { max: 1, onnotice: () => undefined, connection: UNHURRIED });
  try {
    await sql`insert into private.restoring default values`;
    for (const file of manifest.files) {
      await sql`update private.restoring set since = now()`;
      await upload(plant, file, filePath(dir, file));
    }
  } finally {
    await sql`delete from private.restoring`;
    await sql.end({ timeout: 2 });
  }
}

async function requireFit(sql: TransactionSql, manifest: Manifest): Promise<void> {
  const there = await migrationsOf(sql);
  const missing = manifest.migrations.filter((version) => !there.includes(version));
  const more = there.filter((version) => !manifest.migrations.includes(version));
  if (missing.length > 0)
    throw new Error(
      `The backup has migrations that this plant has not (${missing.join(', ')}): upgrade the plant first.`,
    );
  if (more.length > 0)
    throw new Error(
      `This plant has migrations that the backup has not (${more.join(', ')}): restore with the release of the backup, or into a plant started with --migrations-to ${manifest.migrations.at(-1)}, then upgrade.`,
    );
  for (const table of IN_USE)
    if ((await sql.unsafe(`select from ${table} limit 1`)).length > 0)
      throw new Error(`This plant is not empty: ${table} has rows. A backup is restored into an empty one.`);
}

/**
 * Takes away what would stop or answer rows that come in any order: foreign keys, which are put back and so checked at the end,
 * and triggers. Without a superuser's rights: hosted's `postgres` owns these tables. Then empties every table.
 */
async function loosen(sql: TransactionSql): Promise<{ table: string; name: string; definition: string }[]> {
  const constraints = await sql<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace in ('public'::regnamespace, 'private'::regnamespace)`;
  for (const { table, name } of constraints) await sql.unsafe(`alter table ${table} drop constraint ${name}`);
  const tables = (await tablesOf(sql)).filter(({ schema }) => schema !== 'auth').map(quoted);
  for (const table of tables) await sql.unsafe(`alter table ${table} disable trigger user`);
  await sql.unsafe(`truncate ${tables.join(', ')}`);
  await sql`delete from auth.users`;
  return constraints;
}

async function tighten(sql: TransactionSql, constraints: Awaited<ReturnType<typeof loosen>>): Promise<void> {
  for (const { table, name, definition } of constraints)
    await sql.unsafe(`alter table ${table} add constraint ${name} ${definition}`);
  for (const table of (await tablesOf(sql)).filter(({ schema }) => schema !== 'auth'))
    await sql.unsafe(`alter table ${quoted(table)} enable trigger user`);
}

async function fill(sql: TransactionSql, dir: string, table: BackupTable): Promise<void> {
  if (table.schema === 'auth') return fillAccounts(sql, dir, table);
  await copyIn(sql, `${quoted(table)} (${list(table.columns)})`, dir, table);
}

/** The platform's own tables have other columns in other versions: what both have is taken over. */
async function fillAccounts(sql: TransactionSql, dir: string, table: BackupTable): Promise<void> {
  await sql.unsafe(
    `create temporary table incoming (${table.columns.map((c) => `"${c}" text`).join(', ')}) on commit drop`,
  );
  await copyIn(sql, 'pg_temp.incoming', dir, table);
  const here = (await tablesOf(sql)).find((each) => each.schema === 'auth' && each.table === table.table)!;
  const both = here.columns.filter((column) => table.columns.includes(column));
  const types = await sql`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${quoted(table)}::regclass and attnum > 0 and not attisdropped`;
  const typed = both.map((column) => `"${column}"::${types.find(({ name }) => name === column)!['type']}`);
  await sql.unsafe(
    `insert into ${quoted(table)} (${list(both)}) select ${typed.join(', ')} from pg_temp.incoming`,
  );
  await sql`drop table pg_temp.incoming`;
}

async function copyIn(sql: TransactionSql, target: string, dir: string, table: BackupTable): Promise<void> {
  const into = await sql.unsafe(`copy ${target} from stdin`).writable();
  await pipeline(createReadStream(tablePath(dir, table)), createGunzip(), into);
}

async function requireSame(sql: TransactionSql | Sql, manifest: Manifest): Promise<void> {
  for (const table of manifest.tables) {
    const [{ n }] = (await sql.unsafe(`select count(*) as n from ${quoted(table)}`)) as unknown as [
      { n: string },
    ];
    if (Number(n) !== table.rows)
      throw new Error(
        `${quoted(table)} has ${n} rows where the backup has ${table.rows}: nothing was restored.`,
      );
  }
  const { bad, head } = verifyLedger(await readEntries(sql));
  if (bad || (head ?? null) !== manifest.ledgerHead)
    throw new Error('The ledger is not that of the backup: nothing was restored.');
}
