import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransactionSql } from 'postgres';
import { afterAll, expect, it } from 'vitest';
import { rolledBack } from '../../supabase/tests/as-caller.ts';
import { database } from '../../tools/test/stack.ts';
import { seededRandom } from '../learner/random.ts';
import { factsByHand } from './facts-by-hand.ts';

// Features made anew for one kind of rows are those that are made anew as a whole; and those that were there before they
// were generated are to the last bit what they were.

const sql = database();
afterAll(() => sql.end());

const KINDS = ['failures', 'status', 'results'] as const;
const PLACES = [
  'ZP5',
  'ZP5A',
  'ZP6',
  'ZP6 / ZP62',
  'ZP61',
  'ZP62',
  'CAB',
  'ZP7',
  'ESPC',
  '',
  'ROD',
  'AGUA',
  'ZP8',
];
const CODES = ['R750', 'L540', 'G700', 'M600', 'M620', 'M700', 'M710', 'M720', 'M800', 'A600', 'G620'];
const GROUPS = ['1', '2', '4', '5', '133', '137', '140', '9830946', '-2', '#MULTIVALUE', 'x'];
const UNITS = ['Nm', 'Grad', 'min', '%', 'mm', 'V', 'kg', ''];
const cars = Array.from({ length: 40 }, (_, n) => `2086-${String(n).padStart(7, '0')}`);

const aside = (work: (tx: TransactionSql) => Promise<void>) => rolledBack(sql, work);

/** Puts one row of a kind somewhere. */
function putter(tx: TransactionSql, seed: number) {
  const facts = factsByHand(tx);
  const random = seededRandom(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const hour = () =>
    `2086-03-0${1 + Math.floor(random() * 4)} ${String(Math.floor(random() * 24)).padStart(2, '0')}`;
  const minute = () => `${hour()}:${String(Math.floor(random() * 60)).padStart(2, '0')}:00`;
  return async (kind: (typeof KINDS)[number]): Promise<string> => {
    const car = one(cars);
    if (kind === 'failures') await facts.failure(car, one(PLACES), minute(), one(GROUPS));
    else if (kind === 'status') await facts.status(car, one(CODES), minute());
    else {
      const group = one([1, 2, 718]);
      await facts.results(
        car,
        group,
        one(UNITS),
        `${hour()}:00:00`,
        Math.floor(random() * 9),
        1,
        random() * 90 - 20,
      );
      await facts.failedTest(car, group, one(['X', 'Y', 'Z']), minute());
    }
    return car;
  };
}
const dump = (tx: TransactionSql) => tx`
  select to_jsonb(f) - 'updated_at' as features from public.car_features f where knr like '2086-%' order by knr`;

it('are the same by kind, in any order, as made anew as a whole', () =>
  aside(async (tx) => {
    const facts = factsByHand(tx);
    const put = putter(tx, 5);
    for (const car of cars) await facts.car(car);
    await facts.refresh(cars);
    for (let round = 0; round < 60; round++) {
      const kind = KINDS[round % 3]!;
      const touched = [];
      for (let row = 0; row < 8; row++) touched.push(await put(kind));
      await facts.refresh(touched, kind);
    }
    const byKind = await dump(tx);
    await tx`delete from public.car_features where knr like '2086-%'`;
    await facts.refresh(cars);
    expect(byKind).toHaveLength(cars.length);
    expect(await dump(tx)).toEqual(byKind);
  }));

it('leaves what another kind says as it is', () =>
  aside(async (tx) => {
    const facts = factsByHand(tx);
    const car = cars[0]!;
    await facts.car(car);
    await facts.status(car, 'R750', '2086-03-01 06:00:00');
    await facts.refresh([car]);
    await tx`update public.car_features set failures_total = 77, status_events = 88 where knr = ${car}`;
    await facts.refresh([car], 'results');
    expect(await facts.features(car)).toMatchObject({ failures_total: 77, status_events: 88 });
    // An entry that comes to be known cuts all of them elsewhere.
    await facts.status(car, 'M710', '2086-03-01 09:00:00');
    await facts.refresh([car], 'results');
    expect(await facts.features(car)).toMatchObject({ failures_total: 0, status_events: 1 });
  }));

it('have the values that they had before they were generated', () =>
  aside(async (tx) => {
    const facts = factsByHand(tx);
    for (const car of cars) await facts.car(car, car.endsWith('3') ? '' : 'DSN');
    for (const kind of KINDS) {
      const put = putter(tx, kind.length);
      for (let row = 0; row < 400; row++) await put(kind);
    }
    await facts.refresh(cars);
    await tx`create schema before`;
    for (const statement of earlier()) await tx.unsafe(statement);
    await tx`select before.refresh_features(${cars})`;
    const [{ compared, different } = {}] = await tx`
      select count(*)::int as compared, coalesce(json_agg(distinct b.key) filter (where f.value is distinct from b.value), '[]') as different
      from before.car_features old cross join jsonb_each(to_jsonb(old) - 'updated_at') b
      left join (public.car_features new cross join jsonb_each(to_jsonb(new)) f) on new.knr = old.knr and f.key = b.key`;
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(cars.length * 50);
  }));

/** Table and function of features as the migrations before had them, in a schema of their own. */
function earlier(): string[] {
  const migration = (name: string) =>
    readFileSync(join(import.meta.dirname, '../../supabase/migrations', name), 'utf8')
      .replaceAll('public.car_features', 'before.car_features')
      .replaceAll('private.refresh_features', 'before.refresh_features')
      .replace(' references public.cars (knr)', '');
  const made = migration('20261123130200_car_features.sql');
  const computed = migration('20261124090600_faster_features.sql');
  return [
    /create table before\.car_features \([^;]*;/.exec(made)![0],
    computed.slice(computed.indexOf('create or replace function')),
  ];
}
