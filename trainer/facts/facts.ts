import { RESULT_NOT_OK, RESULT_OK } from '../../shared/plant/checkpoints.ts';
import type { Kind } from '../tasks/load/columns.ts';

/**
 * The columns that make two rows of a kind speak of the same fact; the rest is what they say of it. Times are plant time
 * to the nearest second, so that the same row from an export with and without milliseconds is the same row.
 */
export const FACT_KEY: Readonly<Record<Kind, string>> = {
  failures: 'knr, failure, happened_at',
  results: 'knr, test_group, name, value_id, happened_at',
  status: 'knr, status, happened_at',
};

/** The columns of a kind in the order in which the lake keeps them. */
export const LAKE_COLUMNS: Readonly<Record<Kind, string>> = {
  failures: 'knr, model, color, engine, station, checkpoint, failure, failure_group, happened_at',
  results: 'knr, test_group, name, status, unit, value_id, value, happened_at',
  status: 'knr, status, checkpoint, happened_at',
};

/** Types of the lake's columns, for rows that come from somewhere else than a Parquet file. */
export const LAKE_TYPES: Readonly<Record<Kind, string>> = {
  failures: `knr varchar, model varchar, color varchar, engine varchar, station varchar, checkpoint varchar,
    failure varchar, failure_group varchar, happened_at timestamp`,
  results: `knr varchar, test_group integer, name varchar, status integer, unit varchar, value_id varchar, value double,
    happened_at timestamp`,
  status: 'knr varchar, status varchar, checkpoint varchar, happened_at timestamp',
};

const TIME = `strftime(happened_at, '%Y-%m-%d %H:%M:%S')`;
/** A value in millionths: exact to compare and to add, whatever the order. */
export const MILLIONTHS = 'try_cast(value * 1000000 as bigint)';
export const SQUARE_MILLIONTHS = 'try_cast(value * value * 1000000 as bigint)';
/** Values beyond this are kept in the lake and left out of every sum: their squares would not fit. */
export const SUMMABLE = 'abs(value) <= 1000000';
export const IS_OK = `status = ${RESULT_OK}`;
export const IS_NOT_OK = `status = ${RESULT_NOT_OK}`;

/** Key of a row in Postgres: `md5` of all that it says of a fact; the rpc `ingest_rows` makes the same one. */
export const ROW_KEY: Readonly<Record<'failures' | 'status' | 'test_failures', string>> = {
  failures: keyOf(`knr, failure, ${TIME}, checkpoint, coalesce(station, ''), failure_group`),
  status: keyOf(`knr, status, ${TIME}`),
  test_failures: keyOf(
    `knr, test_group, name, coalesce(value_id, ''), ${TIME}, unit,
      coalesce(case when ${SUMMABLE} then ${MILLIONTHS}::varchar else value::varchar end, '')`,
  ),
};

function keyOf(fields: string): string {
  return `md5(concat_ws(chr(31), ${fields}))`;
}
