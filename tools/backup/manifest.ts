import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

const tableSchema = z.object({
  schema: name,
  table: name,
  columns: z.array(name),
  rows: z.number(),
  bytes: z.number(),
  sha256,
});
const fileSchema = z.object({
  bucket: name,
  name: z.string().min(1),
  contentType: z.string(),
  bytes: z.number(),
  sha256,
});
const manifestSchema = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  /** Versions of the migrations that the tables have; a restore wants the same. */
  migrations: z.array(z.string()),
  tables: z.array(tableSchema),
  /** The last value that each sequence gave; null: none yet. */
  sequences: z.array(z.object({ schema: name, sequence: name, last: z.string().nullable() })),
  files: z.array(fileSchema),
  /** The newest hash of the ledger; null of a plant without a deployment. */
  ledgerHead: z.string().nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type BackupTable = z.infer<typeof tableSchema>;
export type BackupFile = z.infer<typeof fileSchema>;

export const MANIFEST = 'manifest.json';
export const tablePath = (dir: string, { schema, table }: { schema: string; table: string }) =>
  join(dir, 'database', `${schema}.${table}.copy.gz`);
/** Named by what is in it: the same file twice is kept once. */
export const filePath = (dir: string, { sha256 }: { sha256: string }) => join(dir, 'files', sha256);

/**
 * The manifest of a backup of which every part is as it was written.
 * @throws a sentence that names the first part that is missing or damaged.
 */
export async function verifiedManifest(dir: string): Promise<Manifest> {
  const manifest = readManifest(dir);
  for (const part of manifest.tables) await verifyPart(tablePath(dir, part), part);
  for (const part of manifest.files) await verifyPart(filePath(dir, part), part);
  return manifest;
}

/** The manifest's own hash stands beside it, written last: without it the backup did not end. */
function readManifest(dir: string): Manifest {
  const path = join(dir, MANIFEST);
  if (!existsSync(path) || !existsSync(`${path}.sha256`))
    throw new Error(`${dir} is no complete backup: it has no ${MANIFEST} with its hash.`);
  const text = readFileSync(path);
  if (createHash('sha256').update(text).digest('hex') !== readFileSync(`${path}.sha256`, 'utf8').trim())
    throw new Error(`The backup is damaged: ${MANIFEST} is not as it was written.`);
  return manifestSchema.parse(JSON.parse(text.toString('utf8')));
}

async function verifyPart(path: string, { bytes, sha256 }: { bytes: number; sha256: string }): Promise<void> {
  if (!existsSync(path)) throw new Error(`The backup is damaged: ${path} is missing.`);
  if (statSync(path).size !== bytes) throw new Error(`The backup is damaged: ${path} has another size.`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (hash.digest('hex') !== sha256)
    throw new Error(`The backup is damaged: ${path} is not as it was written.`);
}
