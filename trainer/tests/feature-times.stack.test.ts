import type { Sql, TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../shared/features/catalogue.ts';
import type { Feature } from '../../shared/features/feature.ts';
import { AFTER_ENTRY, STATUS_CHECKPOINT } from '../../shared/plant/checkpoints.ts';
import { rolledBack } from '../../supabase/tests/as-caller.ts';
import { database } from '../../tools/test/stack.ts';
import { type Facts, factsByHand } from './facts-by-hand.ts';

// For every feature of the catalogue: nothing later than the road-test entry moves it, and something earlier does.

const sql: Sql = database();
afterAll(() => sql.end());

const CAR = '2087-0000001';
const other = (n: number) => `2087-1${String(n).padStart(6, '0')}`;
const ENTRY = '2087-03-05 00:30:00';
const PLACES = ['ZP5', 'ZP5A', 'ZP6', 'ZP61', 'ZP62', 'CAB', 'ZP7', 'ESPC', ''];
const CODES = [...Object.keys(STATUS_CHECKPOINT), 'A600', 'G620'];
const GROUPS = ['1', '2', '4', '5', '133', '137', '140', '9830946', '-2', '#MULTIVALUE', 'new'];
const UNITS = ['Nm', 'Grad', 'min', '%', 'mm', 'V', 'kg', ''];
const TEST_GROUPS = [1, 2, 718, 9];

/** A car at the gate, with something of every kind, behind 250 others. Its last point is at 23:10 of the day before. */
async function prepare(facts: Facts): Promise<void> {
  await facts.car(CAR);
  for (const place of PLACES) await facts.failure(CAR, place, '2087-03-04 08:00:00');
  for (const [i, code] of Object.keys(STATUS_CHECKPOINT).slice(0, 6).entries())
    await facts.status(CAR, code, `2087-03-04 ${String(6 + i).padStart(2, '0')}:10:00`);
  await facts.status(CAR, 'A600', '2087-03-04 23:10:00');
  await facts.status(CAR, 'M710', ENTRY);
  for (const group of TEST_GROUPS)
    for (const unit of UNITS) {
      await facts.results(CAR, group, unit, '2087-03-04 09:00:00', 3, 1, 5);
      await facts.results(CAR, group, unit, '2087-03-04 10:00:00', 3, 1, 7);
    }
  for (const group of TEST_GROUPS) await facts.failedTest(CAR, group, 'X', '2087-03-04 09:30:00');
  for (let n = 0; n < 250; n++)
    await facts.roadTest(
      other(n),
      `2087-03-04 ${String(Math.floor(n / 20)).padStart(2, '0')}:${n % 60}:00`,
      n % 9 === 0,
    );
  await facts.refresh([CAR]);
}

/** Rows that the car's features may know: each is put in by itself. */
const EARLIER: Record<Feature['source'], ((facts: Facts) => Promise<unknown>)[]> = {
  car: [(f) => f.car(CAR, 'DSN'), (f) => f.car(CAR, 'DHS', '2R2R')],
  failures: [
    ...PLACES.map((place) => (f: Facts) => f.failure(CAR, place, '2087-03-05 00:29:59')),
    ...GROUPS.map((group) => (f: Facts) => f.failure(CAR, 'ZP7', '2087-03-05 00:29:59', group)),
  ],
  status: CODES.filter((code) => !AFTER_ENTRY.some((place) => place === STATUS_CHECKPOINT[code])).flatMap(
    (code) => [
      (f: Facts) => f.status(CAR, code, '2087-03-04 05:00:00'),
      (f: Facts) => f.status(CAR, code, '2087-03-05 00:29:59'),
    ],
  ),
  results: TEST_GROUPS.flatMap((group) =>
    UNITS.map((unit) => (f: Facts) => f.results(CAR, group, unit, '2087-03-04 23:00:00', 1, 1, 40)),
  ),
  failed_tests: [
    (f) => f.failedTest(CAR, 2, 'X', '2087-03-05 00:29:59'),
    (f) => f.failedTest(CAR, 2, 'Y', '2087-03-05 00:29:59'),
  ],
  times: [(f) => f.status(CAR, 'A600', '2087-03-05 00:29:59')],
  line: [(f) => f.roadTest(other(900), '2087-03-04 23:10:00', true)],
};

/** Everything that a car's features must not know, all of it at once. */
async function addLater(facts: Facts): Promise<void> {
  for (const at of [ENTRY, '2087-03-05 00:30:01', '2087-03-07 10:00:00']) {
    for (const place of [...PLACES, ...AFTER_ENTRY]) await facts.failure(CAR, place, at);
    for (const group of GROUPS) await facts.failure(CAR, 'ZP7', at, group);
    for (const code of CODES) await facts.status(CAR, code, at);
    for (const group of TEST_GROUPS) await facts.failedTest(CAR, group, 'X', at);
  }
  // Found at a later place, whatever the stamp says. A failure at ROD is the entry itself.
  for (const place of AFTER_ENTRY.filter((p) => p !== 'ROD'))
    await facts.failure(CAR, place, '2087-03-04 07:00:00');
  for (const code of ['M720', 'M800']) await facts.status(CAR, code, '2087-03-04 07:00:00');
  for (const group of TEST_GROUPS)
    for (const unit of UNITS)
      for (const hour of ['2087-03-05 00:00:00', '2087-03-05 01:00:00'])
        await facts.results(CAR, group, unit, hour, 9, 9, 99);
  // Road tests that end when the car has passed its last point, before and after its own begins.
  for (let n = 0; n < 60; n++) {
    await facts.roadTest(other(300 + n), `2087-03-04 23:10:${String((n % 59) + 1).padStart(2, '0')}`, true);
    await facts.roadTest(other(400 + n), `2087-03-05 00:${String(n % 60).padStart(2, '0')}:00`, true);
  }
  await facts.refresh([CAR]);
}

class TakenBack extends Error {}
/** What is done is taken back. */
const aside = (tx: TransactionSql, work: (tx: TransactionSql) => Promise<void>) =>
  tx
    .savepoint(async (inner) => {
      await work(inner);
      throw new TakenBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error;
    });

describe('of the features of the catalogue', () => {
  it('none is moved by what is stamped at or after the entry, or of a later place', () =>
    rolledBack(sql, async (tx) => {
      const facts = factsByHand(tx);
      await prepare(facts);
      const before = await facts.features(CAR);
      expect(before).toMatchObject({ as_of: '2087-03-05T00:30:00', last_point_at: '2087-03-04T23:10:00' });
      await addLater(facts);
      expect(await facts.features(CAR)).toEqual(before);
    }));

  it('each is moved by something before the entry, and known before it', () =>
    rolledBack(sql, async (tx) => {
      const facts = factsByHand(tx);
      await prepare(facts);
      const before = await facts.features(CAR);
      const moved = new Set<string>();
      for (const rows of Object.values(EARLIER)) {
        for (const put of rows)
          await aside(tx, async (inner) => {
            const own = factsByHand(inner);
            await put(own);
            await own.refresh([CAR]);
            const after = await own.features(CAR);
            for (const { name } of FEATURES) if (after[name] !== before[name]) moved.add(name);
          });
      }
      expect(FEATURES.filter(({ name }) => before[name] === null).map((f) => f.name)).toEqual([]);
      expect(FEATURES.filter(({ name }) => !moved.has(name)).map((f) => f.name)).toEqual([]);
    }));

  it('all are the same just before and just after the entry is stamped, but for the results of its hour', () =>
    rolledBack(sql, async (tx) => {
      const facts = factsByHand(tx);
      await prepare(facts);
      const after = await facts.features(CAR);
      await tx`delete from public.status_events where knr = ${CAR} and status = 'M710'`;
      await facts.refresh([CAR], 'status');
      expect(await facts.features(CAR)).toEqual({ ...after, as_of: null });
    }));
});
