import { randomUUID } from 'node:crypto';
import type { ISql } from 'postgres';

/** Rows straight into the tables of facts, for tests of what is computed from them. `of` is a car's number. */
export type Facts = ReturnType<typeof factsByHand>;

export function factsByHand(sql: ISql) {
  return {
    car: (of: string, engine = 'DHS', color = 'K2K2') => sql`
      insert into public.cars (knr, engine, color) values (${of}, ${engine}, ${color})
      on conflict (knr) do update set engine = excluded.engine, color = excluded.color`,
    failure: (of: string, checkpoint: string, at: string, group = '133') => sql`
      insert into public.failures (row_key, knr, checkpoint, failure, failure_group, found_at, dataset_id)
      values (${randomUUID()}, ${of}, ${checkpoint}, 'Porta 01. Riscada', ${group}, ${at}::text::timestamp, 0)`,
    status: (of: string, status: string, at: string) => sql`
      insert into public.status_events (row_key, knr, status, checkpoint, passed_at, dataset_id)
      values (${randomUUID()}, ${of}, ${status}, private.status_checkpoint(${status}), ${at}::text::timestamp, 0)`,
    /** Results of an hour. */
    results: (
      of: string,
      group: number,
      unit: string,
      hour: string,
      ok: number,
      notOk: number,
      value: number,
    ) => sql`
      insert into public.test_results as t (knr, test_group, unit, hour, ok, not_ok, value_count, value_sum, value_sum_sq, first_at, last_at)
      values (${of}, ${group}, ${unit}, ${hour}::text::timestamp, ${ok}, ${notOk}, 2, ${2 * value}, ${2 * value * value + 1},
        ${hour}::text::timestamp, ${hour}::text::timestamp)
      on conflict (knr, test_group, unit, hour) do update set ok = t.ok + excluded.ok, not_ok = t.not_ok + excluded.not_ok,
        value_count = t.value_count + 2, value_sum = t.value_sum + excluded.value_sum, value_sum_sq = t.value_sum_sq + excluded.value_sum_sq`,
    failedTest: (of: string, group: number, name: string, at: string) => sql`
      insert into public.test_failures (row_key, knr, test_group, name, unit, tested_at, dataset_id)
      values (${randomUUID()}, ${of}, ${group}, ${name}, 'Nm', ${at}::text::timestamp, 0)`,
    /** Another car, of which nothing is known but its road test. */
    roadTest: async (of: string, endedAt: string, failed: boolean) => {
      await sql`
        insert into public.cars (knr, road_test_at, road_test_failed, road_test_ended_at)
        values (${of}, ${endedAt}::text::timestamp - interval '20 minutes', ${failed}, ${endedAt}::text::timestamp)
        on conflict (knr) do update set road_test_at = excluded.road_test_at, road_test_failed = excluded.road_test_failed,
          road_test_ended_at = excluded.road_test_ended_at`;
      await sql`insert into private.line_changes (knr) values (${of})`;
    },
    /** Labels and features of cars, as a load makes them. */
    refresh: async (of: readonly string[], kind: string | null = null) => {
      await sql`select private.refresh_labels(${[...of]})`;
      await sql`select private.refresh_features(${[...of]}, ${kind})`;
    },
    features: async (of: string): Promise<Record<string, unknown>> => {
      const [row] = await sql`
        select to_jsonb(f) - 'updated_at' as features from public.car_features f where knr = ${of}`;
      return row?.['features'] as Record<string, unknown>;
    },
  };
}
