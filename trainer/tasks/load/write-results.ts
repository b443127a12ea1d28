import { join } from 'node:path';
import type { TransactionSql } from 'postgres';
import { RESULT_NOT_OK, RESULT_OK } from '../../../shared/plant/checkpoints.ts';
import type { TrainerContext } from '../../context.ts';
import { IS_NOT_OK, RESULT_FIELDS, RESULT_SECOND, rowKeySql } from './clean.ts';
import { copyIn } from './copy.ts';
import { download } from './download.ts';
import { type Duck, literal } from './duck.ts';
import { store } from './store.ts';

/**
 * Writes the results of `clean`: the new rows as Parquet into the lake, their sums into `test_results`, the not-ok ones
 * into `test_failures`. Returns how many rows were new: in the file itself, and against earlier files of the same cars,
 * whose rows are read back from the lake. Sums of new rows add to sums that are there.
 */
export async function writeResults(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  datasetId: number,
  context: TrainerContext,
  signal: AbortSignal,
): Promise<number> {
  // One row a fact; times are compared to the second, the earliest one is kept.
  await duck.run(`create table fresh as select ${RESULT_FIELDS}, min(happened_at) as happened_at
    from (select * replace (case when isfinite(value) then value end as value) from clean) group by ${RESULT_FIELDS}, ${RESULT_SECOND}`);
  await duck.run('drop view clean; drop table rows');
  await copyIn(tx, duck, scratch, {
    name: 'incoming_cars',
    columns: 'knr text',
    rows: 'select distinct knr from fresh order by knr',
  });
  await tx`insert into public.cars (knr) select knr from incoming_cars on conflict do nothing`;
  await dropKnown(tx, duck, scratch, context, signal);

  const lake = join(scratch, 'results.parquet');
  await duck.run(
    `copy (select * from fresh order by knr, happened_at) to ${literal(lake)} (format parquet, compression zstd)`,
  );
  await store(context, 'lake', lakePath(datasetId), lake, 'application/vnd.apache.parquet');
  signal.throwIfAborted();
  await copyIn(tx, duck, scratch, {
    name: 'incoming',
    columns: `knr text, test_group integer, unit text, hour timestamp, ok integer, not_ok integer, value_count integer,
      value_sum double precision, value_sum_sq double precision, value_min double precision, value_max double precision,
      first_at timestamp, last_at timestamp`,
    rows: `select knr, test_group, unit, date_trunc('hour', happened_at) as hour,
        count(*) filter (where status = ${RESULT_OK}), count(*) filter (where status = ${RESULT_NOT_OK}), count(value),
        coalesce(sum(value), 0), coalesce(sum(value * value), 0), min(value), max(value), min(happened_at), max(happened_at)
      from fresh group by knr, test_group, unit, hour order by knr, hour, test_group, unit`,
  });
  await tx`
    insert into public.test_results as old select * from incoming
    on conflict (knr, test_group, unit, hour) do update set
      ok = old.ok + excluded.ok, not_ok = old.not_ok + excluded.not_ok,
      value_count = old.value_count + excluded.value_count,
      value_sum = old.value_sum + excluded.value_sum, value_sum_sq = old.value_sum_sq + excluded.value_sum_sq,
      value_min = least(old.value_min, excluded.value_min), value_max = greatest(old.value_max, excluded.value_max),
      first_at = least(old.first_at, excluded.first_at), last_at = greatest(old.last_at, excluded.last_at)`;
  await copyIn(tx, duck, scratch, {
    name: 'incoming_failures',
    columns: `row_key uuid, knr text, test_group integer, name text, unit text, value_id text, value double precision,
      tested_at timestamp`,
    rows: `select ${rowKeySql('test_failures')}, knr, test_group, name, unit, value_id, value, happened_at
      from fresh where ${IS_NOT_OK} order by knr, happened_at`,
  });
  await tx`
    insert into public.test_failures (row_key, knr, test_group, name, unit, value_id, value, tested_at, dataset_id)
    select i.*, ${datasetId}::bigint from incoming_failures i on conflict do nothing`;
  await tx`analyze public.test_results`;
  const { n } = await duck.row<{ n: number }>('select count(*)::double as n from fresh');
  return n;
}

/** Takes out of `fresh` what earlier files of the same cars have said already. */
async function dropKnown(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  context: TrainerContext,
  signal: AbortSignal,
): Promise<void> {
  const earlier = await tx<{ id: string }[]>`
    select d.id from public.datasets d
    where d.kind = 'results' and d.status = 'loaded' and d.duplicate_of is null
      and exists (select from public.dataset_cars c join incoming_cars i using (knr) where c.dataset_id = d.id)`;
  if (earlier.length === 0) return;
  const files: string[] = [];
  for (const { id } of earlier) {
    const path = join(scratch, `earlier-${id}.parquet`);
    await download(context, 'lake', lakePath(Number(id)), path, signal);
    files.push(literal(path));
  }
  await duck.run(`create table known as select distinct ${RESULT_FIELDS}, ${RESULT_SECOND} as second
    from read_parquet([${files.join(', ')}]) semi join (select distinct knr from fresh) as touched using (knr)`);
  await duck.run(`create table remaining as select * from fresh as f where not exists (select 1 from known as k
    where ${RESULT_FIELDS.split(', ')
      .map((field) => `f.${field} is not distinct from k.${field}`)
      .join(' and ')} and ${RESULT_SECOND} = k.second)`);
  await duck.run('drop table fresh; drop table known; alter table remaining rename to fresh');
}

function lakePath(datasetId: number): string {
  return `results/${datasetId}.parquet`;
}
