import { z } from 'zod';
import { confusionSchema } from '$shared/metrics/binary.ts';
import type { ListQuery, SortKey } from '$lib/models/list-query.ts';
import { ORIGINS, STANDINGS } from '$lib/models/list-query.ts';
import { session } from '$lib/session/session.svelte.ts';
import { everyPage } from './every-page.ts';
import { rest, restPage } from './rest.ts';

export const PAGE_SIZE = 50;
/** So many points a picture can show. */
export const TREND_SIZE = 500;

const figure = z.number().nullable();
const row = z
  .object({
    id: z.coerce.number(),
    name: z.string(),
    algorithm: z.string(),
    created_at: z.string(),
    cars_trained: z.coerce.number(),
    threshold: z.coerce.number(),
    holdout_from: z.string().nullable(),
    origin: z.enum(ORIGINS),
    status: z.enum(STANDINGS),
    deployed_at: z.string().nullable(),
    deployment_reason: z.string().nullable(),
    deployed_threshold: figure,
    precision: figure,
    recall: figure,
    f1: figure,
    accuracy: figure,
    roc_auc: figure,
    pr_auc: figure,
    brier: figure,
    cars: figure,
    failures: figure,
    confusion: confusionSchema.nullable(),
    naive_precision: figure,
  })
  .transform((r) => ({
    id: r.id,
    name: r.name,
    algorithm: r.algorithm,
    createdAt: r.created_at,
    carsTrained: r.cars_trained,
    threshold: r.threshold,
    holdoutFrom: r.holdout_from,
    origin: r.origin,
    status: r.status,
    deployedAt: r.deployed_at,
    deploymentReason: r.deployment_reason,
    deployedThreshold: r.deployed_threshold,
    precision: r.precision,
    recall: r.recall,
    f1: r.f1,
    accuracy: r.accuracy,
    rocAuc: r.roc_auc,
    prAuc: r.pr_auc,
    brier: r.brier,
    /** What it was measured on; null where it brought no metrics. */
    counted:
      r.confusion && r.cars !== null && r.failures !== null
        ? { cars: r.cars, failures: r.failures, confusion: r.confusion, rocAuc: r.roc_auc }
        : null,
    naivePrecision: r.naive_precision,
  }));
const FIELDS = Object.keys(row.in.shape).join(',');
/** A model in short. */
export type ModelLine = z.infer<typeof row>;

const ORDERED_BY: Record<SortKey, string> = {
  created: 'id',
  name: 'name',
  cars: 'cars_trained',
  threshold: 'threshold',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  rocAuc: 'roc_auc',
  prAuc: 'pr_auc',
  brier: 'brier',
  accuracy: 'accuracy',
  deployed: 'deployed_at',
};

const list = () => session.client.from('model_list').select(FIELDS, { count: 'exact' });

/** The models that a query asks for, whatever their order. Signs that mean something in a pattern are but signs. */
function asked({ search, status, origin }: ListQuery) {
  let query = list();
  if (search) query = query.ilike('searched', `%${search.replace(/[\\%_]/g, '\\$&')}%`);
  if (status) query = query.eq('status', status);
  if (origin) query = query.eq('origin', origin);
  return query;
}

/** A page of the models, and how many there are. What was not measured comes last in either order. @throws Failure */
export function listModels(
  query: ListQuery,
  size: number = PAGE_SIZE,
): Promise<{ rows: ModelLine[]; total: number }> {
  const from = (query.page - 1) * size;
  return restPage(
    asked(query)
      .order(ORDERED_BY[query.sort], { ascending: !query.down, nullsFirst: false })
      .order('id', { ascending: false })
      .range(from, from + size - 1),
    row,
  );
}

/** All models that a query asks for, in its order. @throws Failure */
export const everyModel = (query: ListQuery, tell: (share: number) => void): Promise<ModelLine[]> =>
  everyPage(
    (page, size) => listModels({ ...query, page }, size),
    500,
    ({ id }) => id,
    tell,
  );

/** The newest of the models that a query asks for, the oldest first, and how many there are. @throws Failure */
export async function newestModels(query: ListQuery): Promise<{ rows: ModelLine[]; total: number }> {
  const found = await restPage(
    asked(query)
      .order('id', { ascending: false })
      .range(0, TREND_SIZE - 1),
    row,
  );
  return { ...found, rows: found.rows.toReversed() };
}

/** The model in use; null without one. @throws Failure */
export async function modelInUse(): Promise<ModelLine | null> {
  return (await rest(list().eq('status', 'in_use').limit(1), z.array(row)))[0] ?? null;
}

const named = z.object({ id: z.coerce.number(), name: z.string(), status: z.enum(STANDINGS) });
/** What a list to choose from needs of a model. */
export type NamedModel = z.infer<typeof named>;

/** The newest models by name, the one in use and the wanted ones among them even when they are older. @throws Failure */
export async function namedModels(wanted: readonly number[]): Promise<NamedModel[]> {
  const names = () => session.client.from('model_list').select('id,name,status');
  const [newest, inUse, others] = await Promise.all([
    rest(names().order('id', { ascending: false }).limit(200), z.array(named)),
    rest(names().eq('status', 'in_use'), z.array(named)),
    wanted.length === 0 ? [] : rest(names().in('id', wanted), z.array(named)),
  ]);
  const all = new Map([...newest, ...inUse, ...others].map((each) => [each.id, each]));
  return [...all.values()].sort((a, b) => b.id - a.id);
}
