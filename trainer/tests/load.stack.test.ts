import type { SupabaseClient } from '@supabase/supabase-js';
import writeExcel from 'write-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, signedInClient } from '../../tools/test/stack.ts';
import { until } from './own-stack.ts';
import {
  FAILURES,
  failure,
  load,
  newKnr,
  passing,
  quietDay,
  RESULTS,
  result,
  settled,
  STATUS,
} from './plant.ts';

const sql = database();
let engineer: SupabaseClient;
beforeAll(async () => void (engineer = await signedInClient('engineer')));
afterAll(() => sql.end());

const upload = (name: string, content: string | Uint8Array<ArrayBuffer>) =>
  load(engineer, sql, name, content);
const counts = (d: Awaited<ReturnType<typeof upload>>) => [
  d.rows_read,
  d.rows_loaded,
  d.rows_duplicate,
  d.rows_rejected,
];

describe('a file that is loaded', () => {
  it('fills cars, failures and features, and the same rows twice count once', async () => {
    const knr = newKnr();
    const row = failure(knr, 'ZP7 ', '2031-01-05 10:00:00.250');
    const dataset = await upload(
      'failures/a.csv',
      FAILURES + row + row + failure(knr, 'ZP5', '2031-01-05 08:00:00'),
    );
    expect(dataset).toMatchObject({ status: 'loaded', phase: 'done', cars_touched: 1, error: null });
    expect(counts(dataset)).toEqual([3, 2, 1, 0]);
    const [car] = await sql`select model, color, engine from public.cars where knr = ${knr}`;
    expect(car).toEqual({ model: 'MODELO A', color: 'K2K2', engine: 'DHS' });
    const [features] = await sql`select * from public.car_features where knr = ${knr}`;
    expect(features).toMatchObject({
      failures_total: 2,
      failures_zp7: 1,
      failures_group_133: 2,
      color: 'K2K2',
    });
  });

  it('loads nothing when the same file comes again', async () => {
    const content =
      FAILURES + failure(newKnr(), 'ZP5', '2031-01-06 08:00:00') + failure('bad', 'ZP5', '2031-01-06');
    const first = await upload('failures/b.csv', content);
    const second = await upload('failures/b.csv', content);
    expect(counts(first)).toEqual([2, 1, 0, 1]);
    expect(second).toMatchObject({ status: 'loaded', duplicate_of: first.id });
    expect(counts(second)).toEqual([2, 0, 1, 1]);
  });

  it('knows the same facts in another form of the file', async () => {
    const knr = newKnr();
    const iso = await upload('status/c.csv', STATUS + passing(knr, 'R750', '2031-02-03 07:08:08.992'));
    const dayFirst = await upload(
      'status/c.txt',
      `;;;\n; knr ;Status;DATA\n;${knr};R750;3/2/2031 07:08:09\n;${newKnr()};R750;13/2/2031 07:08:09\n`,
    );
    const serial = (Date.UTC(2031, 1, 3, 7, 8, 9) / 86_400_000 + 25_569).toFixed(11);
    const sheet = await writeExcel([
      [null, { value: 'Unnamed: 1' }],
      [null, { value: 'KNR' }, { value: 'STATUS' }, { value: 'DATA' }],
      [{ value: 0 }, { value: knr }, { value: 'R750' }, { value: Number(serial) }],
      [{ value: 1 }, { value: knr }, { value: 'L540' }, { value: Number(serial) + 0.25 }],
    ]).toBuffer();
    const excel = await upload('status/c.xlsx', new Uint8Array(sheet));
    expect([iso, dayFirst, excel].map(counts)).toEqual([
      [1, 1, 0, 0],
      [2, 1, 1, 0],
      [2, 1, 1, 0],
    ]);
    const events =
      await sql`select status, checkpoint, passed_at::text as at from public.status_events where knr = ${knr} order by 1`;
    expect(events.map((row) => [row['status'], row['checkpoint'], row['at']])).toEqual([
      ['L540', 'ZP5A', '2031-02-03 13:08:09'],
      ['R750', 'ZP5', '2031-02-03 07:08:09'],
    ]);
  });

  it('counts a result once over files that overlap', async () => {
    const knr = newKnr();
    const first =
      result(knr, '042000', '2031-03-01 10:05:00.1', '2') + result(knr, '042001', '2031-03-01 10:06:00', '4');
    const more =
      result(knr, '042002', '2031-03-01 10:07:00', '6', 13) +
      result(newKnr(), '042000', '2031-03-01 10:05:00.1');
    expect(counts(await upload('results/d.csv', RESULTS + first))).toEqual([2, 2, 0, 0]);
    expect(counts(await upload('results/d.csv', RESULTS + first + more))).toEqual([4, 2, 2, 0]);
    const sums =
      await sql`select ok, not_ok, value_count, value_sum, value_max from public.test_results where knr = ${knr}`;
    expect([...sums]).toEqual([{ ok: 2, not_ok: 1, value_count: 3, value_sum: '12.000000', value_max: 6 }]);
    expect((await sql`select name from public.test_failures where knr = ${knr}`).length).toBe(1);
    const [features] =
      await sql`select tests_ok_2, tests_not_ok_2, value_mean_nm from public.car_features where knr = ${knr}`;
    expect(features).toEqual({ tests_ok_2: 2, tests_not_ok_2: 1, value_mean_nm: 4 });
  });

  it('tells the refused rows with line, column, value and reason, and never the employee', async () => {
    const dataset = await upload(
      'failures/e.csv',
      `Unnamed: 0,Unnamed: 1\n${FAILURES}${failure(newKnr(), 'ZP5', '2031-01-07 08:00:00')}` +
        `${failure('2031-12', 'ZP5', '2031-01-07 08:00:00')}\n${failure(newKnr(), 'ZP5', 'amanhã')}2031-0000000,U55555\n`,
    );
    expect(counts(dataset)).toEqual([4, 1, 0, 3]);
    const { data } = await engineer.storage.from('rejects').download(dataset.rejects_path ?? '');
    expect(await data?.text()).toBe(
      'line,column,value,reason\n4,KNR,2031-12,not a KNR (YYYY-NNNNNNN)\n6,DATA,(hidden),not a date\n7,,,wrong number of columns\n',
    );
    const [leaked] = await sql`
      select count(*)::int as n from public.failures f where f::text like '%U55555%'`;
    expect(leaked).toEqual({ n: 0 });
  });
});

describe('a file is what its columns say', () => {
  it('whatever the folder and the name, and says so', async () => {
    const dataset = await upload(
      'status/falhas.xlsx',
      RESULTS + result(newKnr(), 'a', '2031-03-02 10:00:00'),
    );
    expect(dataset).toMatchObject({ status: 'loaded', kind: 'results', declared_kind: 'status' });
    expect(dataset.reading).toMatchObject({ form: 'text', delimiter: ',', headerLine: 1, encoding: 'utf-8' });
  });
});

describe('a file whose dates can be read both ways', () => {
  const content = () => `KNR;STATUS;DATA\n${newKnr()};R750;3/4/2031 07:08:09\n`;
  const answer = (id: number, dateOrder: string, remember = false) =>
    engineer.rpc('answer_dataset', { dataset_id: id, answers: { dateOrder }, remember });
  const at = async (id: number) =>
    (await sql`select passed_at::text as at from public.status_events where dataset_id = ${id}`)[0]?.['at'];

  it('asks, and is loaded as it is answered', async () => {
    const asked = await upload('inbox/a.csv', content());
    expect(asked).toMatchObject({
      status: 'asking',
      kind: 'status',
      question: { about: 'date_order', example: '3/4/2031 07:08:09', line: 2, why: 'never_shown' },
    });
    expect(await at(asked.id)).toBeUndefined();
    expect((await answer(asked.id, 'sideways')).error?.details).toBe('invalid_field');
    expect((await answer(asked.id, 'month_first')).error).toBeNull();
    const loaded = await settled(sql, asked.storage_path);
    expect(loaded).toMatchObject({ status: 'loaded', question: null });
    expect(loaded.reading['dates']).toEqual({ order: 'month_first', reason: 'answered' });
    expect(await at(asked.id)).toBe('2031-03-04 07:08:09');
  });

  it('is not asked about again where the answer is the rule of the plant', async () => {
    const asked = await upload('inbox/b.csv', content());
    await answer(asked.id, 'day_first', true);
    try {
      await settled(sql, asked.storage_path);
      const next = await upload('inbox/c.csv', content());
      expect(next.reading['dates']).toEqual({ order: 'day_first', reason: 'plant_setting' });
      expect(await at(next.id)).toBe('2031-04-03 07:08:09');
    } finally {
      await engineer.from('plant_settings').update({ date_order: null }).eq('only_row', true);
    }
  });

  it('is read the month first from its first line on where a later line shows it', async () => {
    const shown = await upload('inbox/d.csv', `${content()}${newKnr()};R750;12/31/2031 07:08:09\n`);
    expect(shown).toMatchObject({ status: 'loaded', rows_loaded: 2, rows_rejected: 0 });
    expect(shown.reading['dates']).toMatchObject({ order: 'month_first', reason: 'shown_by_file', line: 3 });
  });
});

describe('a load that is cancelled', () => {
  it('leaves nothing, and can be loaded after all', async () => {
    const knr = newKnr();
    const rows = Array.from({ length: 400_000 }, (_, i) =>
      result(knr, `n${i}`, `2031-03-03 ${String(10 + (i % 9)).padStart(2, '0')}:00:00`),
    );
    const path = `inbox/cancel-${knr}.csv`;
    await engineer.storage.from('uploads').upload(path, new Blob([RESULTS + rows.join('')]));
    for (;;) {
      const [row] = await sql`select id, status, phase from public.datasets where storage_path = ${path}`;
      if (row?.['status'] === 'loading') {
        expect((await engineer.rpc('cancel_dataset', { dataset_id: Number(row['id']) })).error).toBeNull();
        break;
      }
    }
    const cancelled = await settled(sql, path);
    expect(cancelled).toMatchObject({ status: 'cancelled', error: null });
    expect(await sql`select from public.cars where knr = ${knr}`).toHaveLength(0);
    expect((await engineer.rpc('cancel_dataset', { dataset_id: cancelled.id })).error?.details).toBe(
      'dataset_state',
    );
    expect((await engineer.rpc('retry_dataset', { dataset_id: cancelled.id })).error).toBeNull();
    expect(await settled(sql, path)).toMatchObject({ status: 'loaded', rows_loaded: 400_000 });
    const [sums] = await sql`select sum(ok)::int as ok from public.test_results where knr = ${knr}`;
    expect(sums).toEqual({ ok: 400_000 });
  });
});

it('goes on with the next of the files that wait at once', async () => {
  // All wait behind the first, which waits for whoever writes facts.
  const writer = await sql.reserve();
  await writer`begin`;
  await writer`select pg_advisory_xact_lock(4255301)`;
  const [day, name] = [quietDay(17), `waits-${newKnr()}`];
  const loading = Promise.all(
    Array.from({ length: 8 }, () =>
      upload(`status/${name}.csv`, STATUS + passing(newKnr(), 'R750', `${day} 06:00:00`)),
    ),
  );
  try {
    await until('eight files', async () => {
      const rows = await writer`select from public.datasets where name like ${`${name}%`}`;
      return rows.length === 8;
    });
  } finally {
    await writer`commit`;
    writer.release();
  }
  const ids = (await loading).map(({ id }) => id);
  const [idle] = await sql`
    select extract(epoch from sum(started_at - before))::float8 as seconds, count(before)::int as times from (
      select started_at, lag(finished_at) over (order by finished_at) as before from public.datasets
      where id = any (${ids}) and status = 'loaded') as following`;
  expect(idle!['times']).toBe(7);
  expect(idle!['seconds']).toBeLessThan(3);
});

it('tells how many values of a file are no numbers, and keeps what is known without them', async () => {
  const knr = newKnr();
  const rows = [
    result(knr, 'a', '2031-03-04 10:00:00', '1.5'),
    result(knr, 'b', '2031-03-04 10:01:00', 'n/a'),
    result(knr, 'c', '2031-03-04 10:02:00', 'n/a', 13),
    result(knr, 'd', '2031-03-04 10:03:00', ''),
  ];
  const dataset = await upload('results/text.csv', RESULTS + rows.join(''));
  expect(counts(dataset)).toEqual([4, 4, 0, 0]);
  expect(dataset.reading['notNumbers']).toEqual({ count: 2, example: 'n/a', line: 3 });
  const [sums] = await sql`
    select ok::int, not_ok::int from public.test_results where knr = ${knr}`;
  expect(sums).toEqual({ ok: 3, not_ok: 1 });
});

describe('a file that is refused', () => {
  it.each([
    ['results/x.csv', 'KNR,NAME,ID,UNIT,VALUE,DATA\n', 'missing_columns', { missing: ['STATUS'] }],
    ['failures/x.csv', 'a,b\n1,2\n', 'missing_columns', {}],
    [
      'results/v.csv',
      RESULTS.replace('VALUE_ID,', ''),
      'missing_columns',
      { kind: 'results', missing: ['VALUE_ID'] },
    ],
    ['status/empty.csv', '', 'empty_file', undefined],
    ['status/header-only.csv', STATUS, 'empty_file', undefined],
    ['results/binary.csv', new Uint8Array([1, 0, 2, 0, 255, 254, 0]), 'unreadable_file', undefined],
    ['status/text.xlsx', 'PK\u0003\u0004 is how a workbook begins', 'unreadable_file', undefined],
    ['status/half.xlsx', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), 'unreadable_file', undefined],
  ] as const)('%s', async (name, content, code, details) => {
    const dataset = await upload(name, content);
    expect(dataset.status).toBe('failed');
    expect(dataset.error?.code).toBe(code);
    expect(dataset.error?.message).toMatch(/^[A-Z].*\.$/);
    if (details) expect(dataset.error?.details).toMatchObject(details);
  });
});
