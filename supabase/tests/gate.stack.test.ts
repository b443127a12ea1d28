import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectedCarSchema, gateAnswerSchema } from '../../shared/contracts/gate.ts';
import { predictResponseSchema } from '../../shared/contracts/predict.ts';
import { performanceSchema } from '../../shared/contracts/performance.ts';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

const YEAR = '1895';
const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;
const request = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A model in use with threshold 0.25, cars without a label, and nothing else that was predicted or is on the line. */
async function plant(tx: TransactionSql, cars = 4): Promise<number> {
  await tx`delete from public.predictions`;
  await tx`update public.car_features set as_of = '1894-01-01' where as_of is null`;
  const [model] = await twoModels(tx);
  const deployment = await putInUse(tx, model);
  await tx`insert into public.cars (knr) select ${YEAR} || '-' || lpad(n::text, 7, '0') from generate_series(1, ${cars}) n`;
  await tx`insert into public.car_features (knr, failures_total)
    select c.knr, 1 from public.cars c where c.knr like ${`${YEAR}-%`}`;
  await tx`update public.plant_settings set audit_share = 0`;
  return deployment;
}

interface Asked {
  requestId?: string;
  askedAt?: string;
  late?: boolean;
  ahead?: boolean;
}
async function answer(
  tx: TransactionSql,
  deployment: number,
  car: number,
  asked: Asked = {},
  probability: number | null = 0.5,
): Promise<number | undefined> {
  const decision = probability === null || probability >= 0.25 ? 'long' : 'short';
  const reasons = [{ feature: 'failures_total', value: 3, typical: 1, effect: 0.01, contribution: 0.2 }];
  const told = [{ knr: knr(car), probability, decision, reasons }];
  const [row] = await tx`
    select public.record_predictions(${deployment}, ${tx.json(told)}, ${tx.json(asked as never)}) as ids`;
  return row!['ids'][knr(car)];
}
const lastCars = async (tx: TransactionSql, most = 20) =>
  z.array(gateAnswerSchema).parse((await tx`select public.gate_answers(${most}) as answers`)[0]!['answers']);
const expected = async (tx: TransactionSql, most = 20) =>
  z.array(expectedCarSchema).parse((await tx`select public.expected_cars(${most}) as cars`)[0]!['cars']);
const passes = async (tx: TransactionSql, car: number, checkpoint: string, at: string) => {
  await tx`
    insert into public.status_events (row_key, knr, status, checkpoint, passed_at, dataset_id)
    select gen_random_uuid(), ${knr(car)}, 'M700', ${checkpoint}, ${at}, d.id
    from (select id from public.datasets order by id limit 1) d`;
  await tx`update public.car_features set last_point_at = greatest(last_point_at, ${at}::timestamp) where knr = ${knr(car)}`;
};
const dataset = (tx: TransactionSql) => tx`
  insert into public.datasets (source, kind, name, bytes, status) values ('http', 'status', 'gate', 1, 'queued')`;

describe('a request of the gate', () => {
  it('is answered once: a second prediction is not kept, and what was answered is told again', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx);
      await become(tx, 'engineer');
      const id = await answer(tx, deployment, 1, { requestId: request(1) });
      expect(id).toBeGreaterThan(0);
      expect(await answer(tx, deployment, 1, { requestId: request(1) }, 0.1)).toBeUndefined();
      const [row] = await tx`select public.kept_answer(${request(1)}, false) as kept`;
      const kept = predictResponseSchema.parse(row!['kept']);
      expect(kept).toMatchObject({ deploymentId: deployment, unknown: [] });
      expect(kept.predictions).toMatchObject([
        { id, knr: knr(1), probability: 0.5, decision: 'long', threshold: 0.25, lane: 'model' },
      ]);
      const [none] = await tx`select public.kept_answer(${request(2)}, false) as kept`;
      expect(none!['kept']).toBeNull();
    }));

  it('that comes again late was not answered in time', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx);
      await become(tx, 'engineer');
      await answer(tx, deployment, 1, { requestId: request(1) });
      await tx`select public.kept_answer(${request(1)}, false)`;
      expect((await lastCars(tx))[0]!.late).toBe(false);
      await tx`select public.kept_answer(${request(1)}, true)`;
      expect((await lastCars(tx))[0]!.late).toBe(true);
    }));

  it('keeps when it was typed, never later than now', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx);
      await answer(tx, deployment, 1, { requestId: request(1), askedAt: '2026-01-02T03:04:05Z', late: true });
      await answer(tx, deployment, 2, { requestId: request(2), askedAt: '2999-01-02T03:04:05Z' });
      const rows = await tx`
        select asked_at, late, asked_at <= now() as past from public.predictions where knr like ${`${YEAR}-%`} order by id`;
      expect(rows[0]!['asked_at'].toISOString()).toBe('2026-01-02T03:04:05.000Z');
      expect(rows.map((row) => [row['late'], row['past']])).toEqual([
        [true, true],
        [false, true],
      ]);
    }));
});

describe('a late answer', () => {
  it('is never decisive, the one of before is', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx);
      await answer(tx, deployment, 1, { ahead: true }, 0.1);
      await answer(tx, deployment, 1, { requestId: request(1), late: true }, 0.9);
      await answer(tx, deployment, 2, { requestId: request(2), late: true }, 0.9);
      await tx`update public.cars set road_test_failed = true where knr in (${knr(1)}, ${knr(2)})`;
      await become(tx, 'engineer');
      const [row] = await tx`select public.performance('week') as told`;
      const { total } = performanceSchema.parse(row!['told']);
      expect(total).toMatchObject({ cars: 1, known: 1, decided: { tp: 0, fn: 1 } });
    }));
});

describe('the last cars', () => {
  it('are those that the gate asked for, each once by its newest answer, newest first', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx);
      await answer(tx, deployment, 4, { ahead: true });
      await answer(tx, deployment, 3);
      await answer(tx, deployment, 1, { requestId: request(1) });
      await answer(tx, deployment, 2, { requestId: request(2) }, 0.1);
      const newest = await answer(tx, deployment, 1, { requestId: request(3) });
      await become(tx, 'operator');
      const last = await lastCars(tx);
      expect(last.map(({ prediction }) => prediction.knr)).toEqual([knr(1), knr(2)]);
      expect(last[0]).toMatchObject({ prediction: { id: newest }, late: false, open: true, operator: null });
      expect(await lastCars(tx, 1)).toHaveLength(1);
      await tx`select public.override_decision(${newest!}, 'short', 'no_capacity')`;
      expect((await lastCars(tx))[0]).toMatchObject({
        open: true,
        operator: { id: newest, decision: 'short', reason: 'no_capacity' },
      });
      await tx`reset role`;
      await tx`update public.cars set road_test_failed = true where knr = ${knr(1)}`;
      await become(tx, 'operator');
      expect((await lastCars(tx))[0]).toMatchObject({ open: false });
    }));

  it('show an operator nothing that tells a car of the audit lane', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx, 60);
      await tx`update public.plant_settings set audit_share = 0.2`;
      const [drawn] = await tx`
        select right(knr, 7)::int as n from public.cars where knr like ${`${YEAR}-%`} and private.audit_draw(knr) < 0.2 limit 1`;
      const n = drawn!['n'] as number;
      const told = [
        {
          knr: knr(n),
          probability: 0.1,
          decision: 'long',
          reasons: [{ feature: 'x', value: 1, typical: 1, effect: 0.001 }],
        },
      ];
      await tx`select public.record_predictions(${deployment}, ${tx.json(told)}, ${tx.json({ requestId: request(1) })})`;
      await become(tx, 'operator');
      const [{ prediction }] = (await lastCars(tx)) as [z.infer<typeof gateAnswerSchema>];
      expect(prediction).toMatchObject({ decision: 'long', probability: null, threshold: null, lane: null });
      expect(prediction.reasons).toEqual([
        { feature: 'x', value: 1, typical: 1, effect: null, speaks: 'for' },
      ]);
      const [again] = await tx`select public.kept_answer(${request(1)}, false) as kept`;
      expect(again!['kept'].predictions[0]).toMatchObject({ probability: null, threshold: null, lane: null });
      await become(tx, 'engineer');
      expect((await lastCars(tx))[0]!.prediction).toMatchObject({
        probability: 0.1,
        threshold: 0.25,
        lane: 'audit',
      });
    }));
});

describe('the cars expected next', () => {
  it('passed ZP7 in the last days, have not entered, and were not asked for at the gate; in order of arrival', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx, 6);
      await dataset(tx);
      const newest = '2026-11-02 10:00';
      await tx`update public.car_features set last_point_at = '2026-01-01' where last_point_at > '2026-01-01'`;
      await passes(tx, 1, 'ZP7', '2026-11-02 09:00');
      await passes(tx, 2, 'ZP7', '2026-11-02 08:00');
      await passes(tx, 3, 'CAB', newest);
      await passes(tx, 4, 'ZP7', '2026-10-30 09:59');
      await passes(tx, 5, 'ZP7', '2026-11-02 07:00');
      await passes(tx, 6, 'ZP7', '2026-11-02 09:30');
      await tx`update public.car_features set as_of = '2026-11-02 09:00' where knr = ${knr(5)}`;
      await answer(tx, deployment, 6, { requestId: request(1) });
      await become(tx, 'operator');
      const cars = await expected(tx);
      expect(cars.map((car) => [car.knr, car.arrivedAt, car.prediction, car.fresh])).toEqual([
        [knr(2), '2026-11-02T08:00:00', null, false],
        [knr(1), '2026-11-02T09:00:00', null, false],
      ]);
      expect((await expected(tx, 1)).map((car) => car.knr)).toEqual([knr(1)]);
    }));

  it('a car with a stamp of the future neither ends the queue nor stands in it', () =>
    rolledBack(sql, async (tx) => {
      await plant(tx);
      await dataset(tx);
      await tx`update public.car_features set last_point_at = '2026-01-01' where last_point_at > '2026-01-01'`;
      await passes(tx, 1, 'ZP7', '2026-11-02 09:00');
      await passes(tx, 2, 'ZP7', '2999-11-02 09:00');
      expect((await expected(tx)).map((car) => car.knr)).toEqual([knr(1)]);
    }));

  it('an answer is fresh while the car would be asked with the same values by the same model', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx);
      await dataset(tx);
      await tx`update public.car_features set last_point_at = '2026-01-01' where last_point_at > '2026-01-01'`;
      await passes(tx, 1, 'ZP7', '2026-11-02 09:00');
      const id = await answer(tx, deployment, 1, { ahead: true });
      expect((await expected(tx))[0]).toMatchObject({ prediction: { id, decision: 'long' }, fresh: true });
      await tx`update public.car_features set updated_at = now() + interval '1 s' where knr = ${knr(1)}`;
      expect((await expected(tx))[0]!.fresh).toBe(true);
      await tx`update public.car_features set failures_total = 2 where knr = ${knr(1)}`;
      expect((await expected(tx))[0]).toMatchObject({ prediction: { id }, fresh: false });
      await answer(tx, deployment, 1, { ahead: true });
      expect((await expected(tx))[0]!.fresh).toBe(true);
      const [, other] = await twoModels(tx);
      await putInUse(tx, other);
      expect((await expected(tx))[0]).toMatchObject({ prediction: null, fresh: false });
    }));

  it('that the gate has asked for are not asked ahead again: its own answer can be overridden', () =>
    rolledBack(sql, async (tx) => {
      const deployment = await plant(tx);
      expect(await answer(tx, deployment, 1, { ahead: true })).toBeGreaterThan(0);
      const id = await answer(tx, deployment, 1, { requestId: request(1) });
      expect(await answer(tx, deployment, 1, { ahead: true })).toBeUndefined();
      await become(tx, 'operator');
      await tx`select public.override_decision(${id!}, 'short', 'no_capacity')`;
    }));
});

it('members ask for the gate’s cars, and nobody else', () =>
  rolledBack(sql, async (tx) => {
    for (const caller of ['anon', 'stranger'] as const) {
      await become(tx, caller);
      for (const asked of ['gate_answers(5)', 'expected_cars(5)', `kept_answer('${request(1)}', true)`])
        expect(['42501', 'PT403'], `${caller} ${asked}`).toContain(
          (await refusal(tx, (one) => one.unsafe(`select public.${asked}`)))?.code,
        );
    }
    await become(tx, 'operator');
    for (const statement of [
      'select private.told_prediction(p, true) from public.predictions p',
      'select private.asked_features(f) from public.car_features f',
    ])
      expect((await refusal(tx, (one) => one.unsafe(statement)))?.code).toBe('42501');
  }));
