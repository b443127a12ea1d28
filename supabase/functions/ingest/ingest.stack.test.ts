import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ingestResponseSchema, type IngestResponse } from '../../../shared/contracts/ingest.ts';
import { call } from '../../../tools/test/fixtures/functions.ts';
import { accessToken, database, signedInClient, testStack } from '../../../tools/test/stack.ts';
import { forgetIngested } from './tests/forget.ts';

const YEAR = '1911';
const sql = database();
const { secretKey } = testStack();
let keys = 0;
const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;
const status = (n: number, code: string, time: string) => ({
  knr: knr(n),
  status: code,
  passedAt: `2031-05-20T${time}`,
});
const failure = (n: number, more: object = {}) => ({
  knr: knr(n),
  checkpoint: 'ZP7',
  failure: 'Painel lateral 05. Sujeira',
  foundAt: '2031-05-20T09:00:00',
  ...more,
});
const result = (n: number, time: string, more: object = {}) => ({
  knr: knr(n),
  testGroup: 2,
  name: 'TORQUE_1',
  status: 10,
  unit: 'Nm',
  value: 12.5,
  testedAt: `2031-05-20T${time}`,
  ...more,
});

const post = (json: unknown, key = `test-${process.pid}-${(keys += 1)}`, token: string | null = secretKey) =>
  call('ingest', token, { json, headers: { 'idempotency-key': key } });
async function ingest(kind: string, rows: unknown[]): Promise<IngestResponse> {
  const { status: code, body } = await post({ kind, rows });
  expect(code, JSON.stringify(body)).toBe(200);
  return ingestResponseSchema.parse(body);
}
const outcomes = async (kind: string, ...rows: unknown[]) =>
  (await ingest(kind, rows)).rows.map((row) => row.outcome);
const features = async (n: number) =>
  (await sql`select * from public.car_features where knr = ${knr(n)}`)[0]!;

beforeAll(() => forgetIngested(sql, YEAR));
beforeEach(() => forgetIngested(sql, YEAR));
afterAll(async () => {
  await forgetIngested(sql, YEAR);
  await sql.end();
});

describe('outcomes', () => {
  test('status: loaded, then duplicate, to the second nearest', async () => {
    expect(await outcomes('status', status(1, 'R750', '08:00:00'), status(1, 'r750 ', '08:00:00.4'))).toEqual(
      ['loaded', 'duplicate'],
    );
    expect(await outcomes('status', status(1, 'R750', '07:59:59.5'))).toEqual(['duplicate']);
    const rows =
      await sql`select status, checkpoint, passed_at::text as at from public.status_events where knr = ${knr(1)}`;
    expect([...rows]).toEqual([{ status: 'R750', checkpoint: 'ZP5', at: '2031-05-20 08:00:00' }]);
  });

  test('failures: loaded, duplicate, corrected; a corrected row stands once', async () => {
    expect(await outcomes('failures', failure(1), failure(2))).toEqual(['loaded', 'loaded']);
    expect(await outcomes('failures', failure(1, { failureGroup: -2 }))).toEqual(['duplicate']);
    expect(await outcomes('failures', failure(1, { failureGroup: '133.0', station: 'E1' }))).toEqual([
      'corrected',
    ]);
    const rows =
      await sql`select checkpoint, station, failure_group from public.failures where knr = ${knr(1)}`;
    expect([...rows]).toEqual([{ checkpoint: 'ZP7', station: 'E1', failure_group: '133' }]);
  });

  test('of versions in one request the last one counts', async () => {
    expect(
      await outcomes(
        'failures',
        failure(1, { checkpoint: 'CAB' }),
        failure(1),
        failure(1, { color: '2R2R' }),
      ),
    ).toEqual(['loaded', 'corrected', 'corrected']);
    const rows = await sql`select checkpoint from public.failures where knr = ${knr(1)}`;
    expect([...rows]).toEqual([{ checkpoint: 'ZP7' }]);
  });

  test('a car is what its latest failure says of it', async () => {
    await ingest('failures', [
      failure(1, { foundAt: '2031-05-20 10:00:00', color: 'K2K2' }),
      failure(1, { model: 'M1', engine: 'DHS', color: '2R2R' }),
    ]);
    const [car] = await sql`select model, color, engine from public.cars where knr = ${knr(1)}`;
    expect(car).toEqual({ model: 'M1', color: 'K2K2', engine: 'DHS' });
  });

  test('results: loaded, duplicate; a corrected one leaves no trace of the old in sums and bounds', async () => {
    await ingest('results', [
      result(1, '08:00:00'),
      result(1, '08:10:00', { value: 99.25, status: 13 }),
      result(1, '08:20:00', { value: 3_000_000, status: 13 }),
    ]);
    expect(await outcomes('results', result(1, '08:10:00', { value: 99.25, status: 13 }))).toEqual([
      'duplicate',
    ]);
    expect(await outcomes('results', result(1, '08:10:00', { value: 0.1, unit: 'Grad' }))).toEqual([
      'corrected',
    ]);
    const rows = await sql`
      select unit, ok, not_ok, value_count, value_sum::text as sum, value_sum_sq::text as squares, value_min, value_max,
        first_at::text, last_at::text from public.test_results where knr = ${knr(1)} order by unit`;
    expect([...rows]).toEqual([
      {
        unit: 'Grad',
        ok: 1,
        not_ok: 0,
        value_count: 1,
        sum: '0.100000',
        squares: '0.010000',
        value_min: 0.1,
        value_max: 0.1,
        first_at: '2031-05-20 08:10:00',
        last_at: '2031-05-20 08:10:00',
      },
      {
        unit: 'Nm',
        ok: 1,
        not_ok: 1,
        value_count: 1,
        sum: '12.500000',
        squares: '156.250000',
        value_min: 12.5,
        value_max: 12.5,
        first_at: '2031-05-20 08:00:00',
        last_at: '2031-05-20 08:20:00',
      },
    ]);
    const failed = await sql`select value from public.test_failures where knr = ${knr(1)}`;
    expect(failed.map((row) => row['value'])).toEqual([3_000_000]);
  });

  test('good rows go on beside bad ones, which name the field and the reason', async () => {
    const { rows, counts } = await ingest('status', [
      status(1, 'R750', '08:00:00'),
      { ...status(1, 'R750', '09:00:00'), knr: '2024-12' },
      status(1, ' ', '08:00:00'),
      { ...status(1, 'R750', '08:00:00'), passedAt: '2031-02-30T00:00:00' },
      status(1, 'L540', '08:30:00'),
      'nothing',
      { ...status(1, 'R750', '08:00:00'), passedAt: '1989-12-31 23:59:59' },
    ]);
    expect(rows).toEqual([
      { index: 0, outcome: 'loaded' },
      { index: 1, outcome: 'rejected', field: 'knr', reason: 'not a KNR (YYYY-NNNNNNN)' },
      { index: 2, outcome: 'rejected', field: 'status', reason: 'missing value' },
      { index: 3, outcome: 'rejected', field: 'passedAt', reason: 'not a date' },
      { index: 4, outcome: 'loaded' },
      { index: 5, outcome: 'rejected', field: null, reason: 'not an object' },
      { index: 6, outcome: 'rejected', field: 'passedAt', reason: 'not a date' },
    ]);
    expect(counts).toEqual({ loaded: 2, corrected: 0, duplicate: 0, pending: 0, rejected: 5 });
  });

  test('the rows of a day add up in its dataset', async () => {
    const before = await ingest('status', [status(1, 'R750', '08:00:00'), status(1, 'R750', '08:00:00'), {}]);
    const { datasetId } = await ingest('status', [status(2, 'R750', '08:00:00')]);
    expect(datasetId).toBe(before.datasetId);
    const [row] = await sql`
      select source, status, kind, rows_read::int = rows_loaded::int + rows_duplicate::int + rows_rejected::int as adds_up,
        cars_touched >= 2 as cars, name from public.datasets where id = ${datasetId}`;
    expect(row).toMatchObject({
      source: 'http',
      status: 'loaded',
      kind: 'status',
      adds_up: true,
      cars: true,
    });
    expect(row!['name']).toMatch(/^http-\d{4}-\d{2}-\d{2}( \(\d+\))?$/);
  });

  test('a result in a time that a file speaks of is kept, and settled by the trainer', async () => {
    const [file] = await sql`
      insert into public.datasets (kind, name, storage_path, status, rows_read, rows_loaded, rows_duplicate, rows_rejected)
      values ('results', ${`fixture-${YEAR}`}, 'x', 'loaded', 0, 0, 0, 0) returning id`;
    await sql`insert into public.cars (knr) values (${knr(1)})`;
    await sql`
      insert into public.dataset_cars values (${file!['id']}, ${knr(1)}, '2031-05-20 08:00:00', '2031-05-20 08:30:00')`;
    const answer = await ingest('results', [
      result(1, '08:15:00'),
      result(1, '08:45:00'),
      result(2, '08:15:00'),
    ]);
    expect(answer.rows.map((row) => row.outcome)).toEqual(['pending', 'loaded', 'loaded']);
    expect(answer.features).toEqual({ fresh: 1, pending: 1 });
    expect(await outcomes('results', result(1, '08:15:00'))).toEqual(['duplicate']);
    // The hour of the corrected row has rows that only the lake knows.
    expect(await outcomes('results', result(1, '08:45:00', { value: 1 }))).toEqual(['pending']);
    const [journal] = await sql`select count(*)::int as n from public.ingested_rows where knr = ${knr(1)}`;
    expect(journal!['n']).toBe(2);
  });

  test('a correction holds against a file that came after the first rows of the day', async () => {
    const morning = await ingest('failures', [failure(1)]);
    const [file] = await sql`
      insert into public.datasets (kind, name, storage_path, status, rows_read, rows_loaded, rows_duplicate, rows_rejected)
      values ('failures', ${`fixture-${YEAR}`}, 'x', 'loaded', 0, 0, 0, 0) returning id`;
    await sql`
      insert into public.dataset_cars values (${file!['id']}, ${knr(1)}, '2031-05-20 08:00:00', '2031-05-20 10:00:00')`;
    const evening = await ingest('failures', [failure(1, { station: 'E1' })]);
    expect(evening.rows[0]!.outcome).toBe('corrected');
    expect(evening.datasetId).toBeGreaterThan(Number(file!['id']));
    expect(morning.datasetId).toBeLessThan(Number(file!['id']));
    const [row] = await sql`select station from public.failures where knr = ${knr(1)}`;
    expect(row!['station']).toBe('E1');
  });
});

describe('features', () => {
  test('are fresh when the answer comes, and M710 takes out what came after the entry', async () => {
    await ingest('results', [result(1, '08:00:00'), result(1, '11:00:00')]);
    await ingest('failures', [failure(1, { color: 'K2K2' }), failure(1, { foundAt: '2031-05-20T11:30:00' })]);
    expect(await features(1)).toMatchObject({ tests_ok_2: 2, failures_total: 2, color: 'K2K2', as_of: null });
    const { features: said } = await ingest('status', [status(1, 'M710', '10:00:00')]);
    expect(said).toEqual({ fresh: 1, pending: 0 });
    expect(await features(1)).toMatchObject({ tests_ok_2: 1, failures_total: 1 });
    const [car] = await sql`select road_test_at::text as at from public.cars where knr = ${knr(1)}`;
    expect(car!['at']).toBe('2031-05-20 10:00:00');
  });

  test('failures that come as they happen decide cars that left without one, a correction of long ago does not', async () => {
    const label = async (n: number) =>
      (await sql`select road_test_failed as f from public.cars where knr = ${knr(n)}`)[0]!['f'];
    const minutesAgo = (minutes: number) =>
      new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19);
    const passed = (n: number, code: string, passedAt: string) => ({
      ...status(n, code, '10:00:00'),
      passedAt,
    });
    await ingest('status', [passed(1, 'M710', minutesAgo(60)), passed(1, 'M720', minutesAgo(20))]);
    await ingest('failures', [failure(2, { foundAt: minutesAgo(90) })]);
    await ingest('failures', [failure(3, { checkpoint: 'ROD', foundAt: minutesAgo(10) })]);
    expect([await label(1), await label(3)]).toEqual([false, true]);
    await ingest('status', [
      passed(4, 'M710', '2031-03-10T10:00:00'),
      passed(4, 'M720', '2031-03-10T11:00:00'),
    ]);
    await ingest('failures', [
      failure(5, { foundAt: '2031-01-05T09:00:00' }),
      failure(5, { foundAt: '2031-06-05T09:00:00' }),
    ]);
    expect(await label(4)).toBeNull();
  });
});

describe('idempotency', () => {
  const json = { kind: 'status', rows: [status(1, 'R750', '08:00:00')] };
  test('the same key answers the same once more', async () => {
    const first = await post(json, `k-${process.pid}-a`);
    const again = await post(json, `k-${process.pid}-a`);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
  });
  test('the same key with other rows is a conflict', async () => {
    await post(json, `k-${process.pid}-b`);
    const other = { ...json, rows: [status(1, 'L540', '08:00:00')] };
    expect(await post(other, `k-${process.pid}-b`)).toMatchObject({
      status: 409,
      body: { error: { code: 'idempotency_conflict' } },
    });
    expect(
      await sql`select from public.status_events where knr = ${knr(1)} and status = 'L540'`,
    ).toHaveLength(0);
  });
  test('of requests with one key at once, one is done and the others answer as it', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(json, `k-${process.pid}-c`)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers[0]!.body.counts.loaded).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });
  test.each([
    ['none', {}],
    ['a blank one', { 'idempotency-key': '' }],
    ['one too long', { 'idempotency-key': 'k'.repeat(201) }],
  ])('%s is refused', async (_, headers) => {
    expect(
      await call('ingest', secretKey, { json, headers: headers as Record<string, string> }),
    ).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_field', details: { field: 'Idempotency-Key' } } },
    });
  });
});

test('requests for the same cars at once end as one after the other', async () => {
  const hours = ['08', '09', '10', '11', '12', '13', '14', '15'];
  await Promise.all(
    hours.map((hour, i) =>
      ingest('results', [
        result(i % 2, `${hour}:00:00`),
        result((i + 1) % 2, `${hour}:00:00`),
        result(0, '20:00:00', { name: `T${hour}` }),
      ]),
    ),
  );
  const rows = await sql`
    select knr, sum(ok)::int as ok, sum(value_sum)::text as total from public.test_results where knr in (${knr(0)}, ${knr(1)})
    group by knr order by knr`;
  expect([...rows]).toEqual([
    { knr: knr(0), ok: 16, total: '200.000000' },
    { knr: knr(1), ok: 8, total: '100.000000' },
  ]);
  expect(await features(0)).toMatchObject({ tests_ok_2: 16 });
});

test('a thousand rows of each kind', async () => {
  const many = Array.from({ length: 1000 }, (_, i) => i);
  const at = (i: number) =>
    `${String(i % 24).padStart(2, '0')}:${String(Math.floor(i / 24)).padStart(2, '0')}:00`;
  for (const [kind, rows] of [
    ['results', many.map((i) => result(i % 40, at(i), { name: `T${i}`, status: i % 100 === 0 ? 13 : 10 }))],
    ['status', many.map((i) => status(i % 40, 'G620', at(i)))],
    ['failures', many.map((i) => failure(i % 40, { foundAt: `2031-05-20T${at(i)}` }))],
  ] as const) {
    expect((await ingest(kind, rows)).counts).toMatchObject({ loaded: 1000 });
    expect((await ingest(kind, rows)).counts).toMatchObject({ duplicate: 1000 });
  }
});

test("an employee's number is refused with its row and is nowhere in the database", async () => {
  const secret = 'xq7719340';
  const { rows } = await ingest('failures', [failure(1), { ...failure(2), usuario: secret }]);
  expect(rows[1]).toEqual({ index: 1, outcome: 'rejected', field: 'usuario', reason: 'no such field' });
  expect((await ingest('failures', [{ ...failure(2), [secret]: 1 }])).rows[0]).toMatchObject({ field: null });
  for (const table of ['ingested_rows', 'ingest_requests', 'failures', 'datasets', 'cars']) {
    const found = await sql`select from public.${sql(table)} t where t::text ilike ${`%${secret}%`}`;
    expect(found, table).toHaveLength(0);
  }
});

describe('the body as a whole', () => {
  const row = status(1, 'R750', '08:00:00');
  test.each([
    ['no JSON', '{"kind":', 400, 'body_not_json'],
    ['no rows', { kind: 'status', rows: [] }, 400, 'invalid_field'],
    ['another kind', { kind: 'cars', rows: [row] }, 400, 'invalid_field'],
    ['too many rows', { kind: 'status', rows: Array(1001).fill(row) }, 413, 'too_large'],
  ])('%s', async (_, body, code, error) => {
    const answer = await call('ingest', secretKey, {
      method: 'POST',
      headers: { 'idempotency-key': 'x' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect(answer).toMatchObject({ status: code, body: { error: { code: error } } });
  });
});

test('engineers and admins may send rows, operators and strangers may not', async () => {
  const json = { kind: 'status', rows: [status(1, 'R750', '08:00:00')] };
  for (const [role, code] of [
    ['engineer', 200],
    ['admin', 200],
    ['operator', 403],
  ] as const) {
    const token = await accessToken(await signedInClient(role));
    expect((await post(json, `role-${process.pid}-${role}`, token)).status, role).toBe(code);
  }
  expect((await post(json, 'none', null)).status).toBe(401);
});
