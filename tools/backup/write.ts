import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import { readEntries } from '../ledger/entries.ts';
import { verifyLedger } from '../ledger/verify.ts';
import {
  filePath,
  MANIFEST,
  tablePath,
  type BackupFile,
  type BackupTable,
  type Manifest,
} from './manifest.ts';
import { download, type Plant } from './storage.ts';
import { list, migrationsOf, quoted, tablesOf, UNHURRIED } from './tables.ts';

/**
 * Writes tables and files of a plant into a new folder, while it runs: the tables as of one moment, then the files that they had
 * at that moment. `say` hears a line a part. Secrets are in it (password hashes, webhooks' keys): readable by its owner only.
 * @throws a sentence; what was written until then is no backup, since the manifest is written last.
 */
export async function writeBackup(
  plant: Plant & { databaseUrl: string },
  dir: string,
  say: (line: string) => void = () => undefined,
): Promise<Manifest> {
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new Error(`${dir} is not empty: a backup is a new folder.`);
  for (const folder of ['database', 'files']) mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
  const sql = postgres(plant.databaseUrl, { max: 2, onnotice: () => undefined, connection: UNHURRIED });
  try {
    const { wanted, ...database } = await sql.begin(
      'isolation level repeatable read read only',
      async (tx) => {
        const migrations = await migrationsOf(tx);
        const tables: BackupTable[] = [];
        for (const table of await tablesOf(tx)) {
          const rows = Number((await tx.unsafe(`select count(*) as n from ${quoted(table)}`))[0]!['n']);
          const kept = await copyOut(tx, `${quoted(table)} (${list(table.columns)})`, tablePath(dir, table));
          tables.push({ ...table, rows, ...kept });
          say(`${table.schema}.${table.table}: ${rows} rows`);
        }
        const { bad, head, entries } = verifyLedger(await readEntries(tx));
        if (bad)
          throw new Error(
            `The ledger is not good (entry ${bad.id}, ${bad.why}): see npm run ledger -- verify.`,
          );
        return {
          migrations,
          tables,
          sequences: await sequencesOf(tx),
          wanted: await filesOf(tx),
          ledgerHead: entries ? head : null,
        };
      },
    );
    const files: BackupFile[] = [];
    for (const file of wanted) {
      const kept = await keepFile(plant, sql, dir, file);
      if (kept) files.push(kept);
      else say(`${file.bucket}/${file.name}: gone meanwhile`);
    }
    say(`${files.length} files`);
    const manifest: Manifest = { format: 1, madeAt: new Date().toISOString(), ...database, files };
    const text = JSON.stringify(manifest, null, 1);
    writeFileSync(join(dir, MANIFEST), text, { mode: 0o600 });
    writeFileSync(join(dir, `${MANIFEST}.sha256`), createHash('sha256').update(text).digest('hex'), {
      mode: 0o600,
    });
    return manifest;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

interface Wanted {
  bucket: string;
  name: string;
  contentType: string;
}

const filesOf = (sql: TransactionSql) => sql<Wanted[]>`
  select bucket_id as bucket, name, coalesce(metadata ->> 'mimetype', 'application/octet-stream') as "contentType"
  from storage.objects order by 1, 2`;

async function sequencesOf(sql: TransactionSql): Promise<Manifest['sequences']> {
  return sql<Manifest['sequences']>`
    select schemaname as schema, sequencename as sequence, last_value::text as last from pg_sequences
    where schemaname in ('public', 'private') order by 1, 2`;
}

/** Null for a file that was removed since the tables were read. */
async function keepFile(plant: Plant, sql: Sql, dir: string, file: Wanted): Promise<BackupFile | null> {
  const bytes = await download(plant, file);
  if (!bytes) {
    const still =
      await sql`select from storage.objects where bucket_id = ${file.bucket} and name = ${file.name}`;
    if (still.length > 0)
      throw new Error(`${file.bucket}/${file.name}: Storage does not have the file of this row.`);
    return null;
  }
  const part = join(dir, 'files', 'part');
  const kept = await keep(bytes, part, false);
  renameSync(part, filePath(dir, kept));
  return { ...file, ...kept };
}

/** Writes a table or a query as COPY has it into a packed file. */
export async function copyOut(sql: TransactionSql, what: string, path: string) {
  const copy = await sql.unsafe(`copy ${what} to stdout`).readable();
  const kept = await keep(copy, path, true);
  // The driver leaves its socket paused when the last piece filled the stream (porsager/postgres 499): on it goes.
  // oxlint-disable-next-line no-underscore-dangle -- read(0) does nothing once a stream has ended
  copy._read(0);
  return kept;
}

/** Writes a stream into a file, packed or not; how long that is and its hash. */
async function keep(
  bytes: Readable,
  path: string,
  pack: boolean,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const watched = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const out = createWriteStream(path, { mode: 0o600 });
  await (pack ? pipeline(bytes, createGzip({ level: 6 }), watched, out) : pipeline(bytes, watched, out));
  return { bytes: statSync(path).size, sha256: hash.digest('hex') };
}
