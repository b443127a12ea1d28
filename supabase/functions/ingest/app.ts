import { bodyLimit } from 'hono/body-limit';
import {
  INGEST_LIMIT,
  idempotencyKeySchema,
  ingestBodySchema,
  ingestRequestSchema,
  ingestResponseSchema,
  type IngestResponse,
} from '../../../shared/contracts/ingest.ts';
import { HalleError } from '../../../shared/errors.ts';
import { createFunction } from '../_shared/app.ts';
import { readJson } from '../_shared/body.ts';
import type { Environment } from '../_shared/environment.ts';
import { checkRow } from './check-row.ts';
import { ingestExamples } from './examples.ts';
import { hashOf, send } from './send.ts';

const BODY_LIMIT = 8 * 1024 * 1024;
const HEADER = 'Idempotency-Key';

const tooLarge = () =>
  new HalleError('too_large', `A request may have ${INGEST_LIMIT} rows and 8 MB at most.`, {
    limit: INGEST_LIMIT,
  });

export function ingestFunction(environment: Environment) {
  const app = createFunction('ingest', environment, 'Takes rows from other plant systems as cars move.', [
    {
      method: 'post',
      path: '/ingest',
      id: 'ingest',
      examples: ingestExamples,
      scope: 'ingest',
      summary: 'Rows of one kind, each answered by itself; the same key again gets the same answer.',
      parameters: {
        [HEADER]: { in: 'header', schema: idempotencyKeySchema, description: 'Kept for a week.' },
      },
      body: ingestRequestSchema,
      answers: { 200: ingestResponseSchema },
      errors: [
        'body_not_json',
        'invalid_field',
        'not_allowed',
        'idempotency_conflict',
        'too_large',
        'unavailable',
      ],
    },
  ]);

  app.post('/', bodyLimit({ maxSize: BODY_LIMIT, onError: () => Promise.reject(tooLarge()) }), async (c) => {
    const key = readKey(c.req.header(HEADER));
    const { kind, rows } = await readJson(c.req.raw, ingestBodySchema);
    if (rows.length > INGEST_LIMIT) throw tooLarge();
    const checked = rows.map((row, index) => checkRow(kind, row, index));
    // Of what was refused nothing but the place is in the hash: it may be personal.
    const bodyHash = await hashOf(JSON.stringify({ kind, rows: checked }));
    const { replayed, ...answer } = await send(c.var.caller.client, {
      kind,
      rows: checked,
      idempotency_key: key,
      body_hash: bodyHash,
    });
    if (replayed) c.header('Idempotency-Replayed', 'true');
    return c.json(answer satisfies IngestResponse);
  });
  return app;
}

/** Errors: `invalid_field` without a key or with one that cannot be one. */
function readKey(header: string | undefined): string {
  const result = idempotencyKeySchema.safeParse(header ?? '');
  if (result.success) return result.data;
  throw new HalleError('invalid_field', `${HEADER}: ${result.error.issues[0]!.message}.`, { field: HEADER });
}
