import type { SupabaseClient } from '@supabase/supabase-js';
import type { ISql, TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rolledBack } from '../../supabase/tests/as-caller.ts';
import { database, signedInClient } from '../../tools/test/stack.ts';
import { seededRandom } from '../learner/random.ts';
import { factsByHand } from './facts-by-hand.ts';
import { until } from './own-stack.ts';
import { FAILURES, failure, load, newKnr, passing, remove, STATUS } from './plant.ts';

// The failure rate of the last 200 road tests that had ended by a car's last status point depends on other cars: it must
// be the same in whatever order labels and cars come to be known, and when they come at once.

const sql = database();
afterAll(() => sql.end());

/** Cars whose rate is not what the definition says, each by itself; how many have one. */
async function compare(sql: ISql, like: string): Promise<{ wrong: string[]; known: number }> {
  const rows = await sql`
    select f.knr, f.line_failure_rate_200 as kept, (
      select (case when count(*) >= 50 then count(*) filter (where e.failed)::double precision / count(*) end)::real
      from (
        select c.road_test_failed as failed from public.cars c where c.road_test_ended_at <= f.last_point_at
        order by c.road_test_ended_at desc, c.knr desc limit 200) e) as defined
    from public.car_features f where f.knr like ${like}`;
  return {
    wrong: rows.filter((row) => row['kept'] !== row['defined']).map((row) => JSON.stringify(row)),
    known: rows.filter((row) => row['kept'] !== null).length,
  };
}

const stamp = (minute: number) =>
  new Date(Date.UTC(2085, 2, 1, 0, minute)).toISOString().slice(0, 19).replace('T', ' ');
const car = (n: number) => `2085-${String(n).padStart(7, '0')}`;

interface Row {
  car: string;
  kind: 'failures' | 'status';
  put: (facts: ReturnType<typeof factsByHand>) => PromiseLike<unknown>;
}

/** 420 cars, one every two minutes; each in the road test 30 minutes later, for 10 to 60 minutes. Several end at once. */
function plant(random: () => number): Row[] {
  return Array.from({ length: 420 }, (_, n): Row[] => {
    const [last, entry] = [stamp(2 * n), stamp(2 * n + 30)];
    const end = stamp(Math.ceil((2 * n + 40 + 50 * random()) / 5) * 5);
    const row = (kind: Row['kind'], put: Row['put']): Row => ({ car: car(n), kind, put });
    return [
      row('status', (f) => f.status(car(n), 'M700', last)),
      row('status', (f) => f.status(car(n), 'M710', entry)),
      ...(random() < 0.95 ? [row('status', (f) => f.status(car(n), 'M720', end))] : []),
      ...(random() < 0.15 ? [row('failures', (f) => f.failure(car(n), 'ROD', entry))] : []),
    ];
  }).flat();
}

const aside = (work: (tx: TransactionSql) => Promise<void>) => rolledBack(sql, work);

describe('the failure rate of the line', () => {
  it.each([1, 2, 3])('is what it is defined to be after every batch, in any order (seed %i)', (seed) =>
    aside(async (tx) => {
      const facts = factsByHand(tx);
      const random = seededRandom(seed);
      for (let n = 0; n < 420; n++) await facts.car(car(n));
      // Failures of that time are known: a car that left without one has passed.
      await tx`
        insert into public.datasets (source, kind, name, status, live_from, live_to, rows_read, rows_loaded, rows_duplicate, rows_rejected)
        values ('http', 'failures', 'line', 'loaded', '2085-02-01', '2085-04-01', 0, 0, 0, 0)`;
      const rows = plant(random)
        .map((row) => ({ row, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row);
      for (
        let start = 0, size = 500;
        start < rows.length;
        start += size, size = 1 + Math.floor(random() * 60)
      ) {
        const batch = rows.slice(start, start + size);
        const kind = (['failures', 'status'] as const)[start % 2]!;
        for (const of of [kind, kind === 'status' ? 'failures' : 'status'] as const) {
          const mine = batch.filter((row) => row.kind === of);
          for (const row of mine) await row.put(facts);
          if (mine.length > 0)
            await facts.refresh(
              mine.map((row) => row.car),
              of,
            );
        }
        if (start % 7 === 0) expect((await compare(tx, '2085-%')).wrong).toEqual([]);
      }
      const whole = await compare(tx, '2085-%');
      expect(whole.wrong).toEqual([]);
      expect(whole.known).toBeGreaterThan(300);

      // Rows that are taken back, and cars that nobody speaks of any more.
      const gone = [car(100), car(101), car(180), car(300)];
      await tx`delete from public.failures where knr = any (${[car(150), car(151), car(152), car(153)]})`;
      await facts.refresh([car(150), car(151), car(152), car(153)], 'failures');
      expect((await compare(tx, '2085-%')).wrong).toEqual([]);
      for (const table of ['failures', 'status_events', 'car_features', 'cars'])
        await tx`delete from public.${tx(table)} where knr = any (${gone})`;
      await facts.refresh([]);
      expect((await compare(tx, '2085-%')).wrong).toEqual([]);
    }),
  );

  it('counts the last 200 and no other, and is unknown before 50', () =>
    aside(async (tx) => {
      const facts = factsByHand(tx);
      await tx`update public.cars set road_test_ended_at = null`;
      await tx`insert into private.line_changes (knr) select knr from public.cars`;
      for (let n = 0; n < 300; n++) await facts.roadTest(car(n), stamp(n), n % 4 === 0 && n >= 60);
      const points = [48, 49, 199, 259, 299, 1000];
      for (const [i, point] of points.entries()) {
        await facts.car(car(1000 + i));
        await facts.status(car(1000 + i), 'M700', stamp(point));
      }
      await facts.refresh(points.map((_, i) => car(1000 + i)));
      const rates = await Promise.all(
        points.map(async (_, i) => (await facts.features(car(1000 + i)))['line_failure_rate_200']),
      );
      expect(rates).toEqual([null, 0, 0.175, 0.25, 0.25, 0.25]);
    }));
});

describe('when two write at once', () => {
  const forget = async () => {
    for (const table of ['failures', 'status_events', 'car_features', 'cars'])
      await sql`delete from public.${sql(table)} where knr like '2085-%'`;
    await sql`select private.refresh_features('{}')`;
  };
  beforeAll(forget);
  afterAll(forget);

  it.each(['the car first', 'the road tests first'])(
    'none misses what the other one changes: %s',
    async (order) => {
      await forget();
      const facts = factsByHand(sql);
      for (let n = 0; n < 200; n++) await facts.roadTest(car(n), stamp(n), false);
      await facts.car(car(500));
      await facts.refresh([]);
      const works = [
        async (tx: TransactionSql) => {
          await factsByHand(tx).status(car(500), 'M700', stamp(250));
          await factsByHand(tx).refresh([car(500)], 'status');
        },
        async (tx: TransactionSql) => {
          for (let n = 170; n < 200; n++) await factsByHand(tx).roadTest(car(n), stamp(n), true);
          await factsByHand(tx).refresh([], 'failures');
        },
      ];
      const [first, second] = order === 'the car first' ? works : works.toReversed();
      const watch = database();
      let release = () => {};
      const released = new Promise<void>((done) => (release = done));
      let written = () => {};
      const wrote = new Promise<void>((done) => (written = done));
      const one = sql.begin(async (tx) => {
        await first!(tx);
        written();
        await released;
      });
      await wrote;
      const other = sql.begin(second!);
      await until('the second to wait', async () => {
        const rows =
          await watch`select from pg_locks where locktype = 'advisory' and objid = 4255303 and not granted`;
        return rows.length > 0;
      });
      release();
      await Promise.all([one, other]);
      await watch.end();
      const [row] =
        await sql`select line_failure_rate_200 as rate from public.car_features where knr = ${car(500)}`;
      expect(row).toEqual({ rate: 0.15 });
    },
  );
});

it('follows a dataset that is loaded and removed again', async () => {
  const engineer: SupabaseClient = await signedInClient('engineer');
  const knr = newKnr();
  await load(engineer, sql, 'status/line.csv', STATUS + passing(knr, 'M700', '2043-04-02 12:00:00'));
  const rate = async () =>
    (await sql`select line_failure_rate_200 as rate from public.car_features where knr = ${knr}`)[0]!['rate'];
  const before = await rate();
  const failed = Array.from({ length: 150 }, (_, n) => `2043-${String(n).padStart(7, '0')}`);
  const rows = failed.map((each) => failure(each, 'ROD', '2043-04-02 11:00:00'));
  const dataset = await load(engineer, sql, 'failures/line.csv', FAILURES + rows.join(''));
  expect(dataset).toMatchObject({ rows_loaded: 150, rows_rejected: 0 });
  expect(await rate()).toBeGreaterThan(0.7);
  expect(await compare(sql, knr)).toMatchObject({ wrong: [], known: 1 });
  await remove(engineer, sql, dataset.id);
  expect(await rate()).toBe(before);
});
