import type { SupabaseClient } from '@supabase/supabase-js';
import type { DatasetKind } from '../../../shared/contracts/datasets.ts';
import type { IngestResponse } from '../../../shared/contracts/ingest.ts';
import { HalleError } from '../../../shared/errors.ts';
import { orThrow } from '../_shared/database-error.ts';
import type { LakeRow, RefusedRow } from './check-row.ts';

/** What the rpc `ingest_rows` takes. */
export interface Sending {
  kind: DatasetKind;
  rows: (LakeRow | RefusedRow)[];
  idempotency_key: string;
  body_hash: string;
}

/** A deadlock with a load is broken by ending one of both, which then goes through at the next try. */
const DEADLOCK = '40P01';
/** A large load holds the cars for longer than a sender waits. */
const BUSY = new Set(['55P03', '57014', DEADLOCK]);
const TRIES = 3;

/** Errors: those of `ingest_rows`; `unavailable` while a load holds the same cars. */
export async function send(
  client: SupabaseClient,
  sending: Sending,
): Promise<IngestResponse & { replayed?: true }> {
  for (let tries = 1; ; tries += 1) {
    const answer = await client.rpc('ingest_rows', sending);
    if (answer.error?.code === DEADLOCK && tries < TRIES) continue;
    if (answer.error && BUSY.has(answer.error.code)) {
      throw new HalleError(
        'unavailable',
        'These cars are being loaded from a file. Send the rows again later.',
      );
    }
    return orThrow(answer);
  }
}

/** SHA-256 in hex. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
