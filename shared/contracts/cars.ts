import { z } from 'zod';

/** What is known of a car's road test: its label, or whether it has entered at all. */
export const CAR_OUTCOMES = ['failed', 'passed', 'unknown', 'untested'] as const;
/** Where a car's newest answer sent it, the operator's decision where there is one; `none`: nobody has asked. */
export const CAR_ANSWERS = ['long', 'short', 'none'] as const;
export const CAR_LIST_SORTS = ['knr', 'entered', 'answered'] as const;
export type CarListSort = (typeof CAR_LIST_SORTS)[number];

const daySchema = z.iso.date();
const codeSchema = z.string().max(100);
const decisionSchema = z.enum(['long', 'short']);

/** What rpc `car_list` is asked for. Days are of the road-test entry; a code of '' stands for none. */
export const carFiltersSchema = z.strictObject({
  /** How the number begins. */
  knr: z
    .string()
    .regex(/^\d{1,4}$|^\d{4}-\d{0,7}$/)
    .optional(),
  outcome: z.enum(CAR_OUTCOMES).optional(),
  engine: codeSchema.optional(),
  color: codeSchema.optional(),
  model: codeSchema.optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
  answer: z.enum(CAR_ANSWERS).optional(),
});
export type CarFilters = z.infer<typeof carFiltersSchema>;

/** One page of rpc `car_list`. */
export const carListSchema = z.object({
  total: z.int(),
  /** False: more than are counted, so `total` is an estimate. */
  exact: z.boolean(),
  cars: z.array(
    z.object({
      knr: z.string(),
      model: z.string().nullable(),
      engine: z.string().nullable(),
      color: z.string().nullable(),
      roadTestAt: z.string().nullable(),
      /** The label; null while it is not known. */
      failed: z.boolean().nullable(),
      /** The newest. */
      answer: z
        .object({
          decision: decisionSchema,
          /** What the operator did instead; null: what was answered. */
          operator: decisionSchema.nullable(),
          /** Null to operators, and where too little was known about the car. */
          probability: z.number().nullable(),
          /** An instant with its zone, unlike the times of the plant. */
          at: z.string(),
        })
        .nullable(),
    }),
  ),
});
export type CarList = z.infer<typeof carListSchema>;
export type ListedCar = CarList['cars'][number];

/** What rpc `car_choices` answers: the codes that there are, those with most cars first. */
export const carChoicesSchema = z.object({
  engines: z.array(z.string()),
  colors: z.array(z.string()),
  models: z.array(z.string()),
});
export type CarChoices = z.infer<typeof carChoicesSchema>;

/** Cars a page that `car_list` gives at most. */
export const CAR_LIST_LIMIT = 5000;
