import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type postgres from 'postgres';
import { z } from 'zod';
import type { BenchPlant } from './load-plant.ts';
import { onTwoCores } from './own-stack.ts';

/** Debian's Python: the one that has `python3-pandas`. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'load-pandas.py');
/** Features are float32 in Postgres: sums over many cars agree to about this share. */
const TOLERANCE = 1e-5;

const peerSchema = z.object({
  pandas: z.string(),
  seconds: z.intersection(z.object({ total: z.number() }), z.record(z.string(), z.number())),
  peak: z.number(),
  rows: z.record(z.string(), z.number()),
  cars: z.number(),
  sums: z.record(z.string(), z.tuple([z.number(), z.number()])),
});
export type PeerRun = z.infer<typeof peerSchema>;

/** Why pandas cannot be run here, in a sentence; null when it can. */
export function pandasMissing(): string | null {
  const tried = spawnSync(PYTHON, ['-c', 'import pandas']);
  if (tried.status === 0) return null;
  return `${PYTHON} has no pandas (Debian: apt-get install python3-pandas)`;
}

/** Runs `load-pandas.py` on a plant of one file a kind. Throws with what Python printed when it fails. */
export async function runPandas(plant: BenchPlant, signal?: AbortSignal): Promise<PeerRun> {
  const paths = ['failures', 'status', 'results'].map((kind) => {
    const [file, more] = plant.files.filter((each) => each.kind === kind);
    if (!file || more) throw new Error(`pandas takes one file of ${kind}`);
    return join(plant.folder, file.path);
  });
  const [program, args] = onTwoCores(PYTHON, [SCRIPT, ...paths]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`pandas ended with code ${code}:\n${complaints.slice(-2000)}`);
  return peerSchema.parse(JSON.parse(output));
}

/** Features of which pandas' number of cars or sum is not the one in `car_features`; no cars, no difference. */
export async function differences(sql: postgres.Sql, peer: PeerRun): Promise<string[]> {
  const names = Object.keys(peer.sums);
  const columns = names.flatMap((name) => [sql`count(${sql(name)})::float8`, sql`sum(${sql(name)}::float8)`]);
  const [row] = await sql`
    select array[${columns.flatMap((column, i) => (i === 0 ? column : sql`, ${column}`))}] as figures from public.car_features`;
  const figures = row?.['figures'] as (number | null)[];
  return names.filter((name, i) => {
    const [count, sum] = peer.sums[name] as [number, number];
    const ours = figures[2 * i + 1] ?? 0;
    return figures[2 * i] !== count || Math.abs(ours - sum) > TOLERANCE * Math.max(1, Math.abs(sum));
  });
}
