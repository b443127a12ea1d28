import { z } from 'zod';

/** A day of the plant, `YYYY-MM-DD`. */
const daySchema = z.iso.date();
const codesSchema = z.array(z.string()).min(1).max(50);

/**
 * What the answers of the page Analysis are asked for: a period (`last` days up to the newest, or from and to; neither: all)
 * and codes. All hold for failures; engine and colour for cars, road tests and times, too. Unknown engines are ''.
 */
export const analysisFiltersSchema = z.strictObject({
  from: daySchema.optional(),
  to: daySchema.optional(),
  last: z.int().min(1).max(9999).optional(),
  checkpoint: codesSchema.optional(),
  /** Folded: without accents and capitals. */
  part: codesSchema.optional(),
  failureGroup: codesSchema.optional(),
  engine: codesSchema.optional(),
  color: codesSchema.optional(),
});
export type AnalysisFilters = z.infer<typeof analysisFiltersSchema>;

const periodSchema = z.object({ from: daySchema, to: daySchema });
const failuresOfSchema = z.object({ code: z.string(), failures: z.int() });
const builtOfSchema = failuresOfSchema.extend({ cars: z.int() });
const totalsSchema = z.object({
  /** First seen in the period. */
  cars: z.int(),
  failures: z.int(),
  /** Of known outcome, entered in the period. */
  roadTests: z.int(),
  roadTestFailures: z.int(),
});
export type AnalysisTotals = z.infer<typeof totalsSchema>;
export const partSchema = failuresOfSchema.extend({ spelling: z.string() });
export type AnalysisPart = z.infer<typeof partSchema>;

/** What rpc `analysis` answers; `known` is null in a plant without data. */
export const analysisSchema = z.union([
  z.object({ known: z.null() }),
  z.object({
    known: periodSchema,
    period: periodSchema,
    totals: totalsSchema,
    /** The time of the same length before; null where the data begins later. */
    before: totalsSchema.nullable(),
    step: z.enum(['day', 'week']),
    time: z.array(z.object({ from: daySchema, failures: z.int(), cars: z.int() })),
    checkpoints: z.array(failuresOfSchema),
    failureGroups: z.array(failuresOfSchema),
    engines: z.array(builtOfSchema),
    colors: z.array(builtOfSchema),
    parts: z.object({
      top: z.array(partSchema),
      rest: z.object({ parts: z.int(), failures: z.int() }),
    }),
    /** Checkpoint, Monday, failures. */
    weeks: z.array(z.tuple([z.string(), daySchema, z.int()])),
  }),
]);
export type Analysis = Extract<z.infer<typeof analysisSchema>, { totals: unknown }>;

const testsSchema = z.object({ tests: z.int(), failed: z.int() });
/** What rpc `analysis_road_tests` answers. */
export const roadTestsSchema = z.object({
  weeks: z.array(testsSchema.extend({ week: daySchema })),
  engines: z.array(testsSchema.extend({ code: z.string() })),
  colors: z.array(testsSchema.extend({ code: z.string() })),
});
export type RoadTests = z.infer<typeof roadTestsSchema>;

/** What rpc `analysis_times` answers: seconds from a checkpoint to the next. */
export const timesSchema = z.array(
  z.object({
    from: z.string(),
    to: z.string(),
    cars: z.int(),
    /** Stamped at the next one first; left out. */
    backwards: z.int(),
    least: z.int(),
    q1: z.int(),
    median: z.int(),
    q3: z.int(),
    most: z.int(),
    /** Beyond the third quartile and three times the distance of the quartiles; the twenty longest are told. */
    outliers: z.int(),
    longest: z.array(z.object({ knr: z.string(), seconds: z.int() })),
  }),
);
export type StepTimes = z.infer<typeof timesSchema>[number];

export const CAR_SORTS = ['failures', 'knr', 'found'] as const;
export type CarSort = (typeof CAR_SORTS)[number];
/** One page of rpc `analysis_cars`: cars with failures that the filters leave. */
export const analysisCarsSchema = z.object({
  total: z.int(),
  failures: z.int(),
  cars: z.array(
    z.object({
      knr: z.string(),
      failures: z.int(),
      foundOn: daySchema,
      engine: z.string().nullable(),
      color: z.string().nullable(),
      roadTestAt: z.string().nullable(),
      failed: z.boolean().nullable(),
    }),
  ),
});
export type AnalysisCars = z.infer<typeof analysisCarsSchema>;
export type AnalysisCar = AnalysisCars['cars'][number];

/** Cars a page that `analysis_cars` gives at most. */
export const ANALYSIS_CARS_LIMIT = 5000;
