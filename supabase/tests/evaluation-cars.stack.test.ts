import { afterAll, expect, it } from 'vitest';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { database } from '../../tools/test/stack.ts';
import { putCars } from '../../tools/test/fixtures/cars.ts';
import { someCars } from '../../tools/test/fixtures/models.ts';
import type { TransactionSql } from 'postgres';
import { become, rolledBack, twoModels } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

it('tells every feature of the catalogue with its own value, newest car first', () =>
  rolledBack(sql, async (tx) => {
    const cars = someCars(3, 11).map(({ row, failed }, n) => ({
      knr: `2084-000000${n}`,
      features: row,
      roadTestAt: `2084-03-0${n + 1} 10:00:00`,
      failed,
    }));
    // A transaction has all that the fixture asks of a connection.
    await putCars(tx as never, cars);
    await become(tx, 'engineer');
    const [answer] = await tx`select public.evaluation_cars('2084-03-01', '2084-03-03', 10) as cars`;
    const { columns, knr, label, enteredAt, rows } = answer!['cars'];
    const expected = [cars[1]!, cars[0]!];
    expect(columns).toEqual(FEATURES.map((f) => f.name));
    expect(knr).toEqual(expected.map((car) => car.knr));
    expect(label).toEqual(expected.map((car) => Number(car.failed)));
    expect(enteredAt).toEqual(expected.map((car) => car.roadTestAt.replace(' ', 'T')));
    const told = (rows as (number | string | null)[][]).map((row) =>
      row.map((v) => (typeof v === 'number' ? Math.fround(v) : v)),
    );
    expect(told).toEqual(expected.map((car) => FEATURES.map((f) => car.features[f.name])));
  }));

/** Ten cars of ten days, every second one failed, and two models of which nothing is known. */
async function plant(work: (tx: TransactionSql, knrs: string[], models: [number, number]) => Promise<void>) {
  await rolledBack(sql, async (tx) => {
    // Of no other year: the newest fifth is taken of all labelled cars.
    await tx`update public.cars set road_test_failed = null where road_test_failed is not null`;
    const cars = someCars(10, 12).map(({ row }, n) => ({
      knr: `2085-000000${n}`,
      features: row,
      roadTestAt: `2085-03-1${n} 10:00:00`,
      failed: n % 2 === 0,
    }));
    await putCars(tx as never, cars);
    const models = await twoModels(tx);
    await work(
      tx,
      cars.map((car) => car.knr),
      models,
    );
  });
}

async function namesCars(tx: TransactionSql, model: number, learned: string[]): Promise<void> {
  const [snapshot] = await tx`
    insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
    values (md5(random()::text), 'x', 10, 5, '2085-03-10', '2085-03-20', '2085-03-18') returning id`;
  await tx`insert into public.snapshot_cars (snapshot_id, learned, held_out) values (${snapshot!['id']}, ${learned}, '{}')`;
  await tx`update public.models set snapshot_id = ${snapshot!['id']}, holdout_from = '2085-03-18' where id = ${model}`;
}

/** The answer of a function to an engineer. */
async function ask<T>(tx: TransactionSql, answer: () => PromiseLike<readonly unknown[]>): Promise<T> {
  await become(tx, 'engineer');
  const [row] = (await answer()) as { answer: T }[];
  await tx`reset role`;
  return row!.answer;
}

type Cars = { knr: string[]; seen: boolean; from: string | null; checkpoint: string[] };

const unseenBy = (tx: TransactionSql, models: number[]) =>
  ask<Cars>(tx, () => tx`select public.evaluation_cars(null, null, 100, ${models}, true) as answer`);
const inWindow = (tx: TransactionSql, from: string, models: number[]) =>
  ask<Cars>(
    tx,
    () => tx`
    select public.evaluation_cars(${from}::text::timestamp, null, 100, ${models}) as answer`,
  );

it('leaves out the cars that a snapshot names, and takes one labelled late though it entered before the holdout', () =>
  plant(async (tx, knrs, [first]) => {
    await namesCars(tx, first, knrs.slice(0, 8).toSpliced(3, 1));
    const { knr, seen, from } = await unseenBy(tx, [first]);
    expect(knr).toEqual([knrs[9], knrs[8], knrs[3]]);
    expect([seen, from]).toEqual([false, null]);
  }));

it('of two models, leaves out what either learned from: by cars, else by the holdout', () =>
  plant(async (tx, knrs, [first, second]) => {
    await namesCars(tx, first, [knrs[9]!, knrs[2]!]);
    await tx`update public.models set holdout_from = '2085-03-15' where id = ${second}`;
    const { knr, seen, from } = await unseenBy(tx, [first, second]);
    expect(knr).toEqual([8, 7, 6, 5].map((n) => knrs[n]));
    expect([seen, from]).toEqual([false, '2085-03-15T00:00:00']);
  }));

it('of a model of which nobody knows, takes the newest fifth, and says that it may have seen it', () =>
  plant(async (tx, knrs, [first, second]) => {
    expect(await unseenBy(tx, [first])).toMatchObject({ knr: [knrs[9], knrs[8]], seen: true });
    await namesCars(tx, second, [knrs[9]!]);
    expect(await unseenBy(tx, [first, second])).toMatchObject({ knr: [knrs[8]], seen: true });
  }));

it('takes all cars of a window, and says exactly whether one was learned from', () =>
  plant(async (tx, knrs, [first, second]) => {
    await namesCars(tx, first, [knrs[6]!]);
    await tx`update public.models set holdout_from = '2085-03-15' where id = ${second}`;
    expect((await inWindow(tx, '2085-03-16', [first])).knr).toHaveLength(4);
    expect((await inWindow(tx, '2085-03-16', [first])).seen).toBe(true);
    expect((await inWindow(tx, '2085-03-17', [first])).seen).toBe(false);
    expect((await inWindow(tx, '2085-03-15', [second])).seen).toBe(false);
    expect((await inWindow(tx, '2085-03-14', [second])).seen).toBe(true);
  }));

it('tells where the last failure before the road test was found, and what was found at it', () =>
  plant(async (tx, knrs, [first]) => {
    const [dataset] = await tx`
      insert into public.datasets (kind, name, storage_path, status) values ('failures', 'f', 'f', 'loaded') returning id`;
    const rows = [
      [9, 'ZP5', 'early', '2085-03-18 08:00:00'],
      [9, 'ZP7', 'late', '2085-03-19 09:00:00'],
      [9, 'AGUA', 'water', '2085-03-19 09:30:00'],
      [9, 'ROD', 'brake', '2085-03-19 10:20:00'],
      [9, 'ROD', 'noise', '2085-03-19 10:10:00'],
      [9, 'ROD', 'brake', '2085-03-19 10:30:00'],
      [8, 'ROD', 'other', '2085-03-18 10:10:00'],
      [8, 'CAB', 'after', '2085-03-18 11:00:00'],
    ] as const;
    for (const [n, checkpoint, failure, at] of rows) {
      await tx`
        insert into public.failures (row_key, knr, checkpoint, failure, failure_group, found_at, dataset_id)
        values (gen_random_uuid(), ${knrs[n]!}, ${checkpoint}, ${failure}, '1', ${at}::text::timestamp, ${dataset!['id']})`;
    }
    expect((await inWindow(tx, '2085-03-18', [first])).checkpoint).toEqual(['ZP7', '']);
    await become(tx, 'operator');
    const [found] = await tx`select public.road_test_failures(${[knrs[9]!, knrs[0]!]}) as found`;
    expect(found!['found']).toEqual({ [knrs[9]!]: ['noise', 'brake'] });
    await become(tx, 'stranger');
    const [nothing] = await tx`select public.road_test_failures(${[knrs[9]!]}) as found`;
    expect(nothing!['found']).toEqual({});
  }));

it('offers the smallest window of the newest cars that would do', () =>
  plant(async (tx, knrs, [first]) => {
    await namesCars(tx, first, [knrs[7]!]);
    const offer = (least: number) =>
      ask<object | null>(tx, () => tx`select public.evaluation_offer(${[first]}, ${least}) as answer`);
    expect(await offer(2)).toEqual({
      from: '2085-03-18T10:00:00',
      cars: 2,
      failures: 1,
      seenInTraining: false,
    });
    expect(await offer(3)).toEqual({
      from: '2085-03-17T10:00:00',
      cars: 3,
      failures: 1,
      seenInTraining: true,
    });
    // The newest car passed: it takes one more to have a failure.
    expect(await offer(1)).toMatchObject({ cars: 2, failures: 1 });
    expect(await offer(11)).toBeNull();
    await tx`update public.cars set road_test_failed = false where knr = any(${knrs})`;
    expect(await offer(2)).toBeNull();
  }));
