import { createHmac } from 'node:crypto';
import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { overrideSchema, OVERRIDE_REASONS } from '../../shared/contracts/predict.ts';
import { performanceSchema, type Performance } from '../../shared/contracts/performance.ts';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels, type Caller } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

const knr = (n: number) => `1897-${String(n).padStart(7, '0')}`;

/** A model in use with threshold 0.25, cars 1 to `cars` without a label, and nothing else that was predicted. */
async function plant(tx: TransactionSql, cars = 6): Promise<{ model: number; deployment: number }> {
  await tx`delete from public.predictions`;
  const [model] = await twoModels(tx);
  const deployment = await putInUse(tx, model);
  await tx`insert into public.cars (knr) select '1897-' || lpad(n::text, 7, '0') from generate_series(1, ${cars}) n`;
  await tx`update public.plant_settings set audit_share = 0`;
  return { model, deployment };
}

async function answered(
  tx: TransactionSql,
  deployment: number,
  answers: [car: number, probability: number | null, decision: 'long' | 'short'][],
): Promise<Record<string, number>> {
  const told = answers.map(([car, probability, decision]) => ({ knr: knr(car), probability, decision }));
  const [row] = await tx`select public.record_predictions(${deployment}, ${tx.json(told)}) as ids`;
  return row!['ids'];
}

const outcomes = async (tx: TransactionSql) =>
  (
    await tx`
      select right(knr, 1)::int as car, label_known, outcome, outcome_at is not null as told
      from public.predictions where knr like '1897-%' order by id`
  ).map((row) => [row['car'], row['label_known'], row['outcome'], row['told']]);

describe('an outcome', () => {
  it('follows the label when it comes, changes and goes, also with the car', () =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx);
      await answered(tx, deployment, [
        [1, 0.5, 'long'],
        [2, 0.1, 'short'],
      ]);
      expect(await outcomes(tx)).toEqual([
        [1, false, null, false],
        [2, false, null, false],
      ]);
      await tx`update public.cars set road_test_failed = (knr = ${knr(1)}) where knr in (${knr(1)}, ${knr(2)})`;
      expect(await outcomes(tx)).toEqual([
        [1, false, true, true],
        [2, false, false, true],
      ]);
      await tx`update public.cars set road_test_failed = not road_test_failed where knr = ${knr(2)}`;
      expect((await outcomes(tx))[1]).toEqual([2, false, true, true]);
      await tx`update public.cars set road_test_failed = null where knr = ${knr(2)}`;
      expect((await outcomes(tx))[1]).toEqual([2, false, null, false]);
      await tx`delete from public.cars where knr = ${knr(1)}`;
      expect((await outcomes(tx))[0]).toEqual([1, false, null, false]);
      await tx`insert into public.cars (knr, road_test_failed) values (${knr(1)}, false)`;
      expect((await outcomes(tx))[0]).toEqual([1, false, false, true]);
    }));

  it('is there at once where the label was known when the car was asked for, and that is kept', () =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx);
      await tx`update public.cars set road_test_failed = true where knr = ${knr(1)}`;
      await answered(tx, deployment, [[1, 0.5, 'long']]);
      expect(await outcomes(tx)).toEqual([[1, true, true, true]]);
    }));

  it('comes also to a prediction that was made while the labels were loaded, when the load commits', async () => {
    await sql`delete from public.cars where knr = ${knr(9)}`;
    await sql`insert into public.cars (knr) values (${knr(9)})`;
    try {
      const id = await sql.begin(async (load) => {
        await load`update public.cars set road_test_failed = true where knr = ${knr(9)}`;
        return await sql.begin(async (gate) => {
          // It stays: of several tests' deployments the newest one may be any.
          const [newest] = await gate`select max(id)::int as id from public.deployments`;
          const deployment = newest!['id'] ?? (await putInUse(gate, (await twoModels(gate))[0]));
          await become(gate, 'service');
          const made = await answered(gate, deployment, [[9, 0.5, 'long']]);
          await gate`reset role`;
          const [row] = await gate`select label_known from public.predictions where id = ${made[knr(9)]!}`;
          expect(row!['label_known']).toBe(false);
          return made[knr(9)]!;
        });
      });
      const [row] = await sql`select label_known, outcome from public.predictions where id = ${id}`;
      expect(row).toEqual({ label_known: false, outcome: true });
      expect(await sql`select * from private.outcome_checks`).toHaveLength(0);
    } finally {
      await sql`delete from public.predictions where knr = ${knr(9)}`;
      await sql`delete from public.cars where knr = ${knr(9)}`;
    }
  });
});

describe('override_decision', () => {
  const override = async (
    tx: TransactionSql,
    id: number,
    decision: string | null,
    reason: string | null = 'seen_damage',
    note: string | null = null,
  ) => {
    const [row] = await tx`select public.override_decision(${id}, ${decision}, ${reason}, ${note}) as told`;
    return overrideSchema.parse(row!['told']);
  };

  it('keeps who decided what and why; the same person changes it and takes it back', () =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx);
      const id = (await answered(tx, deployment, [[1, 0.1, 'short']]))[knr(1)]!;
      await become(tx, 'operator');
      for (const reason of OVERRIDE_REASONS)
        expect(await override(tx, id, 'long', reason, ' smelled of fuel ')).toMatchObject({
          decision: 'long',
          reason,
          note: 'smelled of fuel',
        });
      await tx`reset role`;
      const [kept] =
        await tx`select operator_decision, operator_by, operator_at from public.predictions where id = ${id}`;
      expect(kept).toMatchObject({ operator_decision: 'long', operator_by: expect.any(String) });
      await become(tx, 'engineer');
      expect((await refusal(tx, (tx) => override(tx, id, null)))?.detail).toBe('not_allowed');
      await become(tx, 'operator');
      expect(await override(tx, id, null)).toMatchObject({ decision: null, reason: null, note: null });
      // Taken back, it is anybody's again.
      await become(tx, 'engineer');
      expect(await override(tx, id, 'long', 'supervisor')).toMatchObject({ reason: 'supervisor' });
      await tx`reset role`;
      await tx`update public.predictions set operator_at = now() - interval '61 minutes' where id = ${id}`;
      await become(tx, 'engineer');
      expect((await refusal(tx, (tx) => override(tx, id, null)))?.detail).toBe('override_closed');
    }));

  it.each<[string, string | null, string | null, string | null, string]>([
    ['the test that was answered', 'short', 'seen_damage', null, 'invalid_field'],
    ['no test', 'none', 'seen_damage', null, 'invalid_field'],
    ['an unknown reason', 'long', 'because', null, 'invalid_field'],
    ['no reason', 'long', null, null, 'invalid_field'],
    ['another reason without a note', 'long', 'other', ' x ', 'reason_missing'],
  ])('refuses %s', (_, decision, reason, note, code) =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx);
      const id = (await answered(tx, deployment, [[1, 0.1, 'short']]))[knr(1)]!;
      await become(tx, 'operator');
      expect((await refusal(tx, (tx) => override(tx, id, decision, reason, note)))?.detail).toBe(code);
    }),
  );

  it('is for the newest answer of a car whose result is not known', () =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx);
      const first = (await answered(tx, deployment, [[1, 0.1, 'short']]))[knr(1)]!;
      const second = (await answered(tx, deployment, [[1, 0.1, 'short']]))[knr(1)]!;
      await become(tx, 'operator');
      expect((await refusal(tx, (tx) => override(tx, first, 'long')))?.detail).toBe('override_closed');
      expect((await refusal(tx, (tx) => override(tx, 2_000_000_000, 'long')))?.detail).toBe('not_found');
      await tx`reset role`;
      await tx`update public.cars set road_test_failed = true where knr = ${knr(1)}`;
      await become(tx, 'operator');
      expect((await refusal(tx, (tx) => override(tx, second, 'long')))?.detail).toBe('override_closed');
    }));
});

describe('the draw of the audit lane', () => {
  it('is the HMAC-SHA256 of the KNR with the kept key', () =>
    rolledBack(sql, async (tx) => {
      const [row] =
        await tx`select inner_pad, outer_pad, private.audit_draw(${knr(1)}) as draw from private.audit_key`;
      const key = Buffer.from(row!['inner_pad'] as Buffer).map((byte) => byte ^ 0x36);
      expect(Buffer.from(row!['outer_pad'] as Buffer).map((byte) => byte ^ 0x5c)).toEqual(key);
      expect(key).toHaveLength(64);
      const hash = createHmac('sha256', key).update(knr(1)).digest();
      expect(row!['draw']).toBe(hash.readUIntBE(0, 6) / 2 ** 48);
    }));

  it('takes the share that is set, of cars whatever their probability, the same ones each time', () =>
    rolledBack(sql, async (tx) => {
      await become(tx, 'service');
      const knrs = Array.from({ length: 50_000 }, (_, n) => knr(n));
      const drawn = async (share: number) => {
        await tx`reset role`;
        await tx`update public.plant_settings set audit_share = ${share}`;
        await become(tx, 'service');
        const [row] = await tx`select public.audit_cars(${knrs}) as cars`;
        return row!['cars'] as string[];
      };
      const two = await drawn(0.02);
      // Four standard deviations of a binomial: 0.02 * 0.98 / 50,000.
      expect(Math.abs(two.length / knrs.length - 0.02)).toBeLessThan(0.0025);
      expect(await drawn(0.02)).toEqual(two);
      const more = new Set(await drawn(0.2));
      expect(Math.abs(more.size / knrs.length - 0.2)).toBeLessThan(0.0072);
      expect(two.every((each) => more.has(each))).toBe(true);
      expect(await drawn(0)).toEqual([]);
      // Whether a car is drawn does not go with its number: the first and the second half have the same share.
      const half = two.filter((each) => each < knr(25_000)).length;
      expect(Math.abs(half / two.length - 0.5)).toBeLessThan(0.07);
    }));

  it('is kept of long tests below the threshold of drawn cars only', () =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx, 400);
      await tx`update public.plant_settings set audit_share = 0.2`;
      const all = Array.from({ length: 400 }, (_, n): [number, number | null, 'long' | 'short'] => [
        n + 1,
        [0.1, 0.5, null, 0.1][n % 4]!,
        n % 4 === 3 ? 'short' : 'long',
      ]);
      await answered(tx, deployment, all);
      const kept = await tx`
        select p.knr, p.probability, p.decision, private.audit_draw(p.knr) as draw, a.prediction_id is not null as audit
        from public.predictions p left join public.audit_lane a on a.prediction_id = p.id`;
      for (const { probability, decision, draw, audit } of kept)
        expect(audit).toBe(
          probability !== null && probability < 0.25 && decision === 'long' && Number(draw) < 0.2,
        );
      expect(kept.filter((row) => row['audit']).length).toBeGreaterThan(4);
    }));
});

describe('performance', () => {
  const performance = async (
    tx: TransactionSql,
    by: string,
    caller: Caller = 'engineer',
    model: number | null = null,
  ): Promise<Performance> => {
    await become(tx, caller);
    const [row] = await tx`select public.performance(${by}, ${model}) as told`;
    await tx`reset role`;
    return performanceSchema.parse(row!['told']);
  };
  const made = (tx: TransactionSql, at: string) =>
    tx`update public.predictions set created_at = ${at} where created_at = now()`;

  it('counts each car by its last answer before its label, by what was really decided', () =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx, 9);
      await answered(tx, deployment, [
        [1, 0.1, 'short'],
        [9, 0.1, 'short'],
      ]);
      const ids = await answered(tx, deployment, [
        [1, 0.5, 'long'], // asked again: long, fails
        [2, 0.75, 'long'], // passes
        [3, 0.125, 'short'], // fails
        [4, 0.125, 'short'], // passes
        [5, null, 'long'], // nothing known, passes
        [6, 0.125, 'short'], // the operator says long: fails
        [7, 0.5, 'long'], // pending
        [8, 0.125, 'long'], // of the audit lane: fails
      ]);
      await tx`insert into public.audit_lane values (${ids[knr(8)]!}) on conflict do nothing`;
      await become(tx, 'operator');
      await tx`select public.override_decision(${ids[knr(6)]!}, 'long', 'heard_or_smelled')`;
      await tx`reset role`;
      await tx`
        update public.cars set road_test_failed = right(knr, 1) in ('1', '3', '6', '8')
        where right(knr, 1) in ('1', '2', '3', '4', '5', '6', '8') and knr like '1897-%'`;
      // Asked again when its result was known: counts for nothing.
      await answered(tx, deployment, [[3, 0.9, 'long']]);
      await tx`
        update public.predictions set created_at = now() - interval '15 days' where knr = ${knr(9)}`;
      const told = await performance(tx, 'cars');
      expect(told.periods).toHaveLength(1);
      expect(told.periods[0]!.counts).toEqual(told.total);
      expect(told.total).toMatchObject({
        cars: 9,
        known: 7,
        pending: 1,
        neverTested: 1,
        long: 6,
        decided: { tp: 3, fp: 2, fn: 1, tn: 1 },
        model: { tp: 1, fp: 2, fn: 3, tn: 1 },
        audit: { cars: 1, known: 1, failures: 1 },
      });
      const { estimated } = told.total!;
      expect(estimated.cars).toBe(8);
      expect(estimated.tp).toBeCloseTo(0.5 + 0.75 + 0.125 + 0.5 + 0.125, 6);
      expect(estimated.tp + estimated.fp).toBe(5);
      expect(estimated.fn).toBeCloseTo(0.125 + 0.125 + 0.1, 6);
      expect(estimated.fn + estimated.tn).toBe(3);
      expect(estimated.shortVariance).toBeCloseTo(2 * 0.125 * 0.875 + 0.09, 6);
      expect(told.overrides).toEqual([
        { decision: 'long', reason: 'heard_or_smelled', cars: 1, known: 1, operatorRight: 1 },
      ]);
      const seen = await performance(tx, 'cars', 'operator');
      expect(seen.total).toMatchObject({ cars: 9, model: null, audit: null });
    }));

  it('makes weeks from Monday to Sunday in plant time, and puts deployments and loads where they happened', () =>
    rolledBack(sql, async (tx) => {
      const { deployment } = await plant(tx);
      await answered(tx, deployment, [[1, 0.5, 'long']]);
      await made(tx, '2031-03-02 23:59:59+00'); // a Sunday
      await answered(tx, deployment, [[2, 0.5, 'long']]);
      await made(tx, '2031-03-03 00:00:00+00');
      await answered(tx, deployment, [[3, 0.5, 'long']]);
      await made(tx, '2031-03-09 23:00:00+00');
      await tx`
        insert into public.datasets (kind, name, storage_path, status, review, finished_at, rows_read, rows_loaded, rows_duplicate, rows_rejected)
        values ('failures', 'march.csv', 'test', 'loaded', 'fine', '2031-03-05', 1, 1, 0, 0)`;
      const told = await performance(tx, 'week');
      const [first, second] = told.periods;
      expect(told.periods.map(({ counts }) => counts.cars)).toEqual([1, 2]);
      expect(second!.period - first!.period).toBe(1);
      expect(new Date((second!.period * 604_800 + 345_600) * 1000).toISOString()).toBe(
        '2031-03-03T00:00:00.000Z',
      );
      expect(told.marks.filter(({ name }) => name === 'march.csv')).toMatchObject([
        { kind: 'load', period: second!.period },
      ]);
      // A deployment of before the first answer stands nowhere.
      expect(told.marks.filter(({ kind }) => kind === 'deployment')).toEqual([]);
    }));

  it('makes blocks of 1,000 cars in the order of their answers, of one model where one is named', () =>
    rolledBack(sql, async (tx) => {
      const { model, deployment } = await plant(tx, 2100);
      const [other] = await twoModels(tx);
      const answers = (from: number, to: number): [number, number, 'long'][] =>
        Array.from({ length: to - from }, (_, n) => [from + n, 0.5, 'long']);
      await answered(tx, deployment, answers(1, 1501));
      const later = await putInUse(tx, other);
      await answered(tx, later, answers(1501, 2101));
      expect((await performance(tx, 'cars')).periods.map(({ counts }) => counts.cars)).toEqual([
        1000, 1000, 100,
      ]);
      const own = await performance(tx, 'cars', 'engineer', model);
      expect(own.periods.map(({ counts }) => counts.cars)).toEqual([1000, 500]);
      expect((await performance(tx, 'week', 'engineer', other)).total!.cars).toBe(600);
    }));

  it('says so when nothing was predicted, and refuses another axis', () =>
    rolledBack(sql, async (tx) => {
      await plant(tx);
      expect(await performance(tx, 'week')).toEqual({
        by: 'week',
        periods: [],
        total: null,
        overrides: [],
        marks: [],
      });
      await become(tx, 'engineer');
      expect((await refusal(tx, (tx) => tx`select public.performance('day')`))?.detail).toBe('invalid_field');
    }));
});
