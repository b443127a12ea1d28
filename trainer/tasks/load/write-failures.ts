import type { TransactionSql } from 'postgres';
import { rowKeySql } from './clean.ts';
import { copyIn } from './copy.ts';
import type { Duck } from './duck.ts';

/** Writes the failures of `clean` and what they say of their cars. Returns how many rows were new. */
export async function writeFailures(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  datasetId: number,
): Promise<number> {
  await copyIn(tx, duck, scratch, {
    name: 'incoming_cars',
    columns: 'knr text, model text, color text, engine text',
    // The last word counts; a blank says nothing.
    rows: `select knr, arg_max(model, happened_at) filter (where model is not null),
        arg_max(color, happened_at) filter (where color is not null),
        arg_max(engine, happened_at) filter (where engine is not null) from clean group by knr order by knr`,
  });
  await copyIn(tx, duck, scratch, {
    name: 'incoming',
    columns:
      'row_key uuid, knr text, checkpoint text, station text, failure text, failure_group text, found_at timestamp',
    rows: `select ${rowKeySql('failures')} as row_key, any_value(knr), any_value(checkpoint), any_value(station),
        any_value(failure), any_value(failure_group), min(happened_at) from clean group by row_key order by 2, 1`,
  });
  await tx`
    insert into public.cars as old (knr, model, color, engine) select knr, model, color, engine from incoming_cars
    on conflict (knr) do update set model = coalesce(excluded.model, old.model),
      color = coalesce(excluded.color, old.color), engine = coalesce(excluded.engine, old.engine), updated_at = now()
    where (coalesce(excluded.model, old.model), coalesce(excluded.color, old.color), coalesce(excluded.engine, old.engine))
      is distinct from (old.model, old.color, old.engine)`;
  const { count } = await tx`
    insert into public.failures (row_key, knr, checkpoint, station, failure, failure_group, found_at, dataset_id)
    select i.*, ${datasetId}::bigint from incoming i on conflict do nothing`;
  await tx`analyze public.failures`;
  return count;
}
