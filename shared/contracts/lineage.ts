import { z } from 'zod';
import { datasetKindSchema } from './datasets.ts';
import { RUN_CAUSE } from './runs.ts';

/** The parts of a model's snapshot: fitted, validated and searched on; measured on; left out. */
export const CAR_PARTS = ['learned', 'held_out', 'excluded'] as const;
export type CarPart = (typeof CAR_PARTS)[number];

/** What `model_lineage` answers. A model from elsewhere has no run, no snapshot and no cars. */
export const lineageSchema = z.object({
  modelId: z.int(),
  parameters: z.record(z.string(), z.unknown()),
  run: z
    .object({
      id: z.int(),
      cause: z.enum(RUN_CAUSE),
      /** E-mail of who asked for it, for engineers; null where it began by itself or a program asked. */
      person: z.string().nullable(),
      startedAt: z.string().nullable(),
      finishedAt: z.string().nullable(),
      seconds: z.number().nullable(),
      /** The parameters that it was given. */
      told: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  search: z
    .object({ trials: z.int(), chosen: z.int().nullable(), defaultsKept: z.boolean().nullable() })
    .nullable(),
  snapshot: z
    .object({
      id: z.int(),
      sha256: z.string(),
      cars: z.int(),
      failures: z.int(),
      /** Road-test entries of the first and the last car, plant time. */
      periodFrom: z.string(),
      periodTo: z.string(),
      holdoutFrom: z.string(),
    })
    .nullable(),
  /** Null where nobody kept which cars they were. */
  cars: z.object({ learned: z.int(), heldOut: z.int(), excluded: z.int() }).nullable(),
  /** Datasets whose rows the features were made of, as they were then; `status` is what has become of them. */
  datasets: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      kind: datasetKindSchema,
      /** Of the file; null for rows that came over HTTP. */
      sha256: z.string().nullable(),
      rows: z.int().nullable(),
      status: z.string().nullable(),
    }),
  ),
  excludedBy: z.array(
    z.object({
      datasetId: z.int().nullable(),
      name: z.string().nullable(),
      kind: datasetKindSchema.nullable(),
      reason: z.string(),
      cars: z.int(),
    }),
  ),
});
export type Lineage = z.infer<typeof lineageSchema>;

/** One page of `model_cars`; the label is today's. */
export const modelCarsSchema = z.object({
  total: z.int(),
  cars: z.array(
    z.object({
      knr: z.string(),
      failed: z.boolean().nullable(),
      roadTestAt: z.string().nullable(),
      engine: z.string().nullable(),
      color: z.string().nullable(),
      reason: z.string().nullable(),
      datasetId: z.int().nullable(),
    }),
  ),
});
export type ModelCars = z.infer<typeof modelCarsSchema>;
export type ModelCar = ModelCars['cars'][number];

/** Cars a page that `model_cars` gives at most. */
export const MODEL_CARS_LIMIT = 5000;
