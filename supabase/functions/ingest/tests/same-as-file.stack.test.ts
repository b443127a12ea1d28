import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../../../../tools/test/fixtures/functions.ts';
import { database, signedInClient, testStack } from '../../../../tools/test/stack.ts';
import { dumpTables } from '../../../../trainer/tests/dump.ts';
import { load, remove } from '../../../../trainer/tests/plant.ts';
import { forgetIngested } from './forget.ts';

// Rows over HTTP say of the time in which they come alone that there were no other failures.
const TODAY = new Date().toISOString().slice(0, 10);
const YEAR = '1912';
const sql = database();
const cars = Array.from({ length: 12 }, (_, i) => `${YEAR}-${String(i).padStart(7, '0')}`);
beforeAll(() => forgetIngested(sql, YEAR));
afterAll(async () => {
  await forgetIngested(sql, YEAR);
  await sql.end();
});

/** Numbers that are the same in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
const random = chance(11);
const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

type Row = Record<string, string | number>;
const clock = (minute: number) =>
  `${TODAY} ${String(6 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:${pick(['00', '07.2', '31.992'])}`;

/** Cars that pass the line, with odd values, units, blanks and failures before and at the road test. */
function facts(): { status: Row[]; failures: Row[]; results: Row[] } {
  const [status, failures, results]: [Row[], Row[], Row[]] = [[], [], []];
  for (const [i, knr] of cars.entries()) {
    ['R750', 'L540', 'G700', 'M600', 'G620', 'M620', 'M700', 'M710', 'M720'].forEach((code, at) => {
      if (random() < 0.9) status.push({ knr, status: code, passedAt: clock(at * 40 + i * 7) });
    });
    for (let n = 0; n < 7; n += 1) {
      failures.push({
        knr,
        checkpoint: pick(['ZP5', 'ZP7 ', 'ZP6 / ZP62', '', 'CAB']),
        failure: `Peça ${n}. "Ruído"`,
        failureGroup: pick(['1', '133.0', '']),
        foundAt: clock(n * 50 + i),
        station: pick(['E1', '']),
        model: 'M1',
        color: pick(['K2K2', '2R2R', '']),
        engine: pick(['DHS', '']),
      });
    }
    if (i % 4 === 0)
      failures.push({
        knr,
        checkpoint: 'ROD',
        failure: 'Ruído',
        failureGroup: '2',
        foundAt: clock(420),
        station: '',
        model: 'M1',
        color: '',
        engine: '',
      });
    for (let n = 0; n < 60; n += 1) {
      results.push({
        knr,
        testGroup: pick([1, 2, 718]),
        name: `T${n}`,
        status: pick([10, 10, 10, 13, 12]),
        unit: pick(['Nm', 'Grad', '']),
        valueId: pick(['', 'V1']),
        testedAt: clock(n * 8),
        value: pick([0.1, 0.2, -7.123456789, 1e-7, 250, 2_500_000, 1_234_567.8, 1e21, random()]),
      });
    }
  }
  return { status, failures, results };
}

const HEADERS = {
  status: { KNR: 'knr', STATUS: 'status', DATA: 'passedAt' },
  failures: {
    KNR: 'knr',
    MODELO: 'model',
    COR: 'color',
    MOTOR: 'engine',
    ESTACAO: 'station',
    HALLE: 'checkpoint',
    FALHA: 'failure',
    S_GROUP_ID: 'failureGroup',
    DATA: 'foundAt',
  },
  results: {
    KNR: 'knr',
    NAME: 'name',
    ID: 'testGroup',
    STATUS: 'status',
    UNIT: 'unit',
    VALUE_ID: 'valueId',
    VALUE: 'value',
    DATA: 'testedAt',
  },
} as const;
const KINDS = ['status', 'failures', 'results'] as const;

function csvOf(kind: (typeof KINDS)[number], rows: readonly Row[]): string {
  const columns = Object.entries(HEADERS[kind]);
  const lines = rows.map((row) =>
    columns.map(([, name]) => `"${String(row[name]).replaceAll('"', '""')}"`).join(','),
  );
  return [columns.map(([name]) => name).join(','), ...lines, ''].join('\n');
}

test(
  'rows sent in any order and in small requests end as the files that hold them',
  { timeout: 120_000 },
  async () => {
    const all = facts();
    const engineer = await signedInClient('engineer');
    const loaded = [];
    for (const kind of KINDS) {
      const dataset = await load(engineer, sql, `${kind}/same.csv`, csvOf(kind, all[kind]));
      expect(dataset).toMatchObject({ status: 'loaded', rows_rejected: 0 });
      loaded.push(dataset);
    }
    const asFiles = await dumpTables(sql, cars);
    for (const table of Object.values(asFiles)) expect(table.length).toBeGreaterThan(9);
    for (const dataset of loaded) await remove(engineer, sql, dataset.id);

    const requests = KINDS.flatMap((kind) => {
      const rows = shuffled(all[kind]);
      return Array.from({ length: Math.ceil(rows.length / 17) }, (_, i) => ({
        kind,
        // Some rows are sent twice.
        rows: [...rows.slice(i * 17, i * 17 + 17), ...rows.slice(0, i % 3)],
      }));
    });
    const waiting = shuffled(requests);
    let sent = 0;
    const sender = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const headers = { 'idempotency-key': `same-${process.pid}-${(sent += 1)}` };
        const { status, body } = await call('ingest', testStack().secretKey, { json: next, headers });
        expect(status, JSON.stringify(body)).toBe(200);
        expect(body.counts).toMatchObject({ rejected: 0, pending: 0, corrected: 0 });
      }
    };
    await Promise.all([sender(), sender(), sender()]);
    expect(await dumpTables(sql, cars)).toEqual(asFiles);
  },
);
