import { z } from 'zod';
import { knrSchema } from '../plant/knr.ts';
import { datasetKindSchema } from './datasets.ts';

export const INGEST_LIMIT = 1000;

/** Plant time, also with a blank for the T, to the second nearest. */
const time = z.string().meta({ description: 'Plant time: 2024-05-20T21:31:51, fractions are rounded.' });
const text = z.string();
const optional = z.string().nullable().optional();

/** Rows as other plant systems send them. Each is checked by itself: `supabase/functions/ingest/check-row.ts`. */
export const ingestRowSchemas = {
  failures: z
    .object({
      knr: knrSchema,
      checkpoint: z.string().meta({ description: 'May be blank.' }),
      failure: text,
      failureGroup: z.union([z.string(), z.int()]).nullable().optional(),
      foundAt: time,
      station: optional,
      model: optional,
      color: optional,
      engine: optional,
    })
    .strict(),
  status: z.object({ knr: knrSchema, status: text, passedAt: time }).strict(),
  results: z
    .object({
      knr: knrSchema,
      testGroup: z.int(),
      name: text,
      status: z.int(),
      unit: optional,
      valueId: optional,
      value: z.number().nullable().optional(),
      testedAt: time,
    })
    .strict(),
} as const;

/** The body as it is described; a row that does not fit is answered as rejected, the others go on. */
export const ingestRequestSchema = z.union([
  z.object({
    kind: z.literal('failures'),
    rows: z.array(ingestRowSchemas.failures).min(1).max(INGEST_LIMIT),
  }),
  z.object({ kind: z.literal('status'), rows: z.array(ingestRowSchemas.status).min(1).max(INGEST_LIMIT) }),
  z.object({ kind: z.literal('results'), rows: z.array(ingestRowSchemas.results).min(1).max(INGEST_LIMIT) }),
]);
export type IngestRequest = z.input<typeof ingestRequestSchema>;

/** What the body must be as a whole. */
export const ingestBodySchema = z
  .object({ kind: datasetKindSchema, rows: z.array(z.unknown()).min(1, 'at least one row') })
  .strict();

/** The header `Idempotency-Key`: 1 to 200 printable characters. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x20-\x7e]{1,200}$/, 'a header with 1 to 200 printable characters is needed');

/**
 * `loaded`: nobody had told this fact; `corrected`: it replaced another version; `duplicate`: it was known;
 * `pending`: kept, and compared with a loaded file by the trainer within seconds; `rejected`: `field` and `reason`.
 */
export const ingestOutcomeSchema = z.enum(['loaded', 'corrected', 'duplicate', 'pending', 'rejected']);
export type IngestOutcome = z.infer<typeof ingestOutcomeSchema>;

export const ingestResponseSchema = z.object({
  /** The dataset of this day's rows of the kind. */
  datasetId: z.int(),
  /** In the order sent; `index` counts from 0. */
  rows: z.array(
    z.object({
      index: z.int(),
      outcome: ingestOutcomeSchema,
      field: z.string().nullable().optional(),
      reason: z.string().optional(),
    }),
  ),
  counts: z.record(ingestOutcomeSchema, z.int()),
  /** Cars of accepted rows: with features as of now, and those that the trainer has yet to settle. */
  features: z.object({ fresh: z.int(), pending: z.int() }),
});
export type IngestResponse = z.infer<typeof ingestResponseSchema>;
