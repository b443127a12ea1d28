import type postgres from 'postgres';
import { twoModels } from '../../supabase/tests/as-caller.ts';
import { putInUse } from '../../supabase/tests/put-in-use.ts';

/** What an answer keeps beside its decision, as wide as a real one is: that is what makes the table of answers large. */
const REASONS = JSON.stringify(
  Array.from({ length: 5 }, (_, n) => ({ feature: `failures_zp${n}`, value: n, contribution: 0.1 * n })),
);
const FEATURES = JSON.stringify(
  Object.fromEntries(Array.from({ length: 45 }, (_, n) => [`feature_number_${n}`, n * 1.25])),
);

/** A model in use that nobody can ask, for answers that were never given. */
export const putAnsweringModel = (sql: postgres.Sql): Promise<number> =>
  sql.begin<number>(async (sql) => putInUse(sql, (await twoModels(sql))[0], 0.4));

/**
 * Puts cars of `year` straight into the tables, with features, labels as rare as the plant's, and an answer for nine of ten
 * (some have two, some the operator decided otherwise). Of the newest 3% nothing is known of the road test.
 */
export async function putTablesPlant(
  sql: postgres.ISql,
  year: string,
  cars: number,
  deployment: number,
): Promise<void> {
  await sql`
    insert into public.cars (knr, model, engine, color, road_test_at, road_test_ended_at, road_test_failed)
    select ${year} || '-' || lpad(n::text, 7, '0'), (array['5Z3', '5Z4'])[1 + n % 2],
      (array['CWL', 'DHS', 'DSN', 'CNF', 'EA2', null])[1 + (hashint4(n) & 1023) % 6],
      (array['K2K2', 'A1A1', 'B4B4', 'C9C9', '0Q0Q', 'L5L5', 'P8P8', '2T2T'])[1 + (hashint4(n + 7) & 1023) % 8],
      e.at, case when n % 50 > 0 then e.at + interval '40 minutes' end,
      case when e.at is not null and n % 50 > 0 then (hashint4(n + 3) & 1023) < 67 end
    from generate_series(1, ${cars}::integer) n
    cross join lateral (
      select case when n <= 0.97 * ${cars}::integer then (${year} || '-01-03')::timestamp + n * (interval '340 days' / ${cars}::integer)
        + (hashint4(n + 1) & 65535) * interval '2 seconds' end as at) e`;
  await sql`insert into public.car_features (knr, as_of, engine, color, failures_total)
    select c.knr, c.road_test_at, coalesce(c.engine, ''), coalesce(c.color, ''), 3 from public.cars c where c.knr like ${`${year}-%`}`;
  await sql`
    insert into public.predictions (knr, deployment_id, probability, decision, reasons, created_at, features, label_known, outcome,
      operator_decision, operator_reason)
    select c.knr, ${deployment}, x.p, case when x.p > 0.4 then 'long' else 'short' end, ${REASONS}::text::jsonb,
      coalesce(c.road_test_at, now()::timestamp) at time zone 'utc' - t.n * interval '1 hour', ${FEATURES}::text::jsonb, false,
      c.road_test_failed,
      case when x.other then case when x.p > 0.4 then 'short' else 'long' end end, case when x.other then 'other' end
    from generate_series(2, 1, -1) t (n)
    cross join public.cars c
    cross join lateral (
      select (hashtext(c.knr || t.n) & 1023)::real / 1024 as p, (hashtext(c.knr || 'o') & 1023) < 20 as other) x
    where c.knr like ${`${year}-%`} and (hashtext(c.knr) & 1023) < case t.n when 1 then 922 else 100 end
    order by t.n desc, c.road_test_at nulls last, c.knr`;
}
