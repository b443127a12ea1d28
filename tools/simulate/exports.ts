import { existsSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Kind } from '../demo-plant/planted.ts';
import { fileOf } from './day-files.ts';
import { checkpointOf, knrOf } from './days.ts';
import { type People, rest } from './people.ts';
import { accessToken, testStack } from '../test/stack.ts';

/** Failures first: a car that is known to have left its road test before its failure is would have passed it for a moment. */
const ORDER: readonly Kind[] = ['failures', 'status', 'results'];
const LOOK_EVERY = 50;

const datasetsSchema = z.array(
  z.object({
    id: z.int(),
    name: z.string(),
    status: z.string(),
    review: z.string().nullable(),
    error: z.unknown(),
  }),
);

export interface Loaded {
  /** Datasets that the quality gate wants looked at, which the engineer then accepted. */
  accepted: string[];
}

/**
 * Uploads what the plant's systems export on a day and waits until it is loaded. Road-test failures of cars that are not
 * `found` are left out: nobody saw them. The files are gone afterwards.
 */
export async function loadDay(
  { engineer }: People,
  folder: string,
  day: string,
  found: (knr: string) => boolean,
  signal: AbortSignal,
): Promise<Loaded> {
  const paths = ORDER.map((kind) => ({ kind, path: fileOf(folder, kind, day) })).filter(({ path }) =>
    existsSync(path),
  );
  for (const { kind, path } of paths) {
    if (kind === 'failures') dropUnseen(path, found);
    const response = await fetch(
      `${testStack().apiUrl}/storage/v1/object/uploads/${kind}/${basename(path)}`,
      {
        method: 'POST',
        headers: {
          apikey: testStack().publishableKey,
          authorization: `Bearer ${await accessToken(engineer)}`,
          'content-type': 'text/csv',
        },
        body: await openAsBlob(path),
        signal,
      },
    );
    if (!response.ok) throw new Error(`${path} could not be uploaded: ${await response.text()}`);
  }
  const names = paths.map(({ path }) => basename(path));
  const accepted: string[] = [];
  for (const { id, name, review } of await whenLoaded(engineer, names, signal)) {
    if (review !== 'needs_look') continue;
    await rest(engineer.rpc('accept_dataset', { dataset_id: id }), z.unknown());
    accepted.push(name);
  }
  for (const { path } of paths) rmSync(path);
  return { accepted };
}

function dropUnseen(path: string, found: (knr: string) => boolean): void {
  const lines = readFileSync(path, 'latin1').split('\n');
  const seen = lines.filter((line) => line === '' || checkpointOf(line) !== 'ROD' || found(knrOf(line)));
  if (seen.length < lines.length) writeFileSync(path, seen.join('\n'), 'latin1');
}

async function whenLoaded(engineer: People['engineer'], names: string[], signal: AbortSignal) {
  for (;;) {
    const rows = await rest(
      engineer.from('datasets').select('id,name,status,review,error').in('name', names),
      datasetsSchema,
    );
    const stuck = rows.find(({ status }) => ['failed', 'asking', 'cancelled', 'removed'].includes(status));
    if (stuck) throw new Error(`${stuck.name} is ${stuck.status}: ${JSON.stringify(stuck.error)}`);
    if (rows.length === names.length && rows.every(({ status }) => status === 'loaded')) return rows;
    signal.throwIfAborted();
    await sleep(LOOK_EVERY);
  }
}
