import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qualityReportSchema } from '../../../../../shared/contracts/datasets.ts';
import type { Kind } from '../../columns.ts';
import { openDuck, type Duck } from '../../duck.ts';
import type { Bounds } from '../bounds.ts';
import type { History } from '../history.ts';
import { judge } from '../judge.ts';
import { measure, type Measures } from '../measure.ts';
import { failureRows, resultRows, type FailureRows } from './rows.ts';

let folder = '';
let duck: Duck;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halle-quality-'));
  duck = await openDuck(folder);
});
afterAll(async () => {
  duck[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

const BOUNDS: Bounds = {
  minCars: 50,
  minRows: 500,
  blankMore: 0.1,
  newCodeShare: 0.05,
  daysShare: 0.1,
  rejectedShare: 0.02,
  rateShare: 0.5,
  rateMads: 4,
};
const NOTHING: History = { codes: null, blanks: new Map(), months: [] };
/** What earlier files leave in the tables, without the tables. */
const after = (...files: Measures[]): History => ({
  codes: new Map(
    [
      ...Map.groupBy(
        files.flatMap((file) => file.codes),
        ({ column }) => column,
      ),
    ].map(([column, codes]) => [column, new Set(codes.map(({ code }) => code))]),
  ),
  blanks: new Map(
    files[0]!.blanks.map(({ column }) => [
      column,
      files.map((file) => file.blanks.find((b) => b.column === column)!.share),
    ]),
  ),
  months: files.flatMap((file) => file.months),
});

const MONTH: FailureRows = { from: '2024-05-01', days: 31, carsADay: 10, rowsPerCar: 10 };
const failures = async (rows: Partial<FailureRows> = {}) =>
  measure(duck, 'failures', await failureRows(duck, 'file', { ...MONTH, ...rows }));
interface Counts {
  kind?: Kind;
  rowsRead?: number;
  rowsRejected?: number;
  rowsDuplicate?: number;
}
const report = (
  measures: Measures,
  history: History = NOTHING,
  { kind = 'failures', rowsRead = measures.rows, rowsRejected = 0, rowsDuplicate = 0 }: Counts = {},
) =>
  qualityReportSchema.parse(
    judge({ id: 1, kind, rowsRead, rowsRejected, rowsDuplicate }, measures, history, BOUNDS),
  );
const concerns = (...args: Parameters<typeof report>) =>
  report(...args).concerns.map(({ code, about }) => (about === null ? code : `${code} ${about}`));

it('tells period, cars and rows', async () => {
  expect(report(await failures())).toMatchObject({
    from: '2024-05-01T06:00:00',
    to: '2024-05-31T06:09:00',
    cars: 310,
    rows: 3100,
    concerns: [],
  });
});

it('reports a file of which every row was refused', async () => {
  const nothing = await failures({ where: 'false' });
  expect(report(nothing, NOTHING, { rowsRead: 700, rowsRejected: 700 })).toMatchObject({
    from: null,
    to: null,
    cars: 0,
    rows: 0,
    concerns: [{ code: 'rejected_share', value: 1, bound: 0.02 }],
  });
});

describe('blank values', () => {
  // 3100 rows: a tenth are 310.
  const blank = (rows: number) =>
    failures({ engine: `case when car * 10 + row < ${rows} then '' else 'DHS' end` });
  it('may be a tenth more than is usual', async () => {
    const usual = after(await blank(31), await blank(31), await blank(3100));
    expect(concerns(await blank(341), usual)).toEqual([]);
    expect(concerns(await blank(342), usual)).toEqual(['blank_share engine']);
  });
  it('counts null as blank', async () => {
    const { blanks } = await failures({ engine: 'null' });
    expect(blanks.filter(({ share }) => share > 0)).toEqual([{ column: 'engine', share: 1 }]);
  });
  it('are not judged in the first file of a kind', async () => {
    expect(concerns(await blank(3100))).toEqual([]);
  });
});

describe('codes never seen before', () => {
  const fresh = (rows: number) =>
    failures({ checkpoint: `case when car * 10 + row < ${rows} then 'NEW' || (row % 3) else 'ZP5' end` });
  it('may be on a twentieth of the rows', async () => {
    const before = after(await failures());
    expect(concerns(await fresh(155), before)).toEqual([]);
    expect(concerns(await fresh(156), before)).toEqual(['new_codes checkpoint']);
    expect(report(await fresh(155), before).newCodes).toEqual([
      { column: 'checkpoint', count: 3, codes: ['NEW0', 'NEW1', 'NEW2'], share: 0.05 },
    ]);
  });
  it('are none in the first file of a kind', async () => {
    expect(report(await fresh(3100)).newCodes).toEqual([]);
  });
  it('of results are groups, names, units and states of tests', async () => {
    const rows = { from: '2024-05-01', days: 31, carsADay: 10, notOkPerCar: 1 };
    const before = after(await measure(duck, 'results', await resultRows(duck, 'file', rows)));
    const renamed = await measure(
      duck,
      'results',
      await resultRows(duck, 'file', { ...rows, testName: `'OTHER'` }),
    );
    expect(concerns(renamed, before, { kind: 'results' })).toEqual(['new_codes name']);
  });
  it('do not count a blank one', async () => {
    expect((await failures({ checkpoint: `''` })).codes.some(({ column }) => column === 'checkpoint')).toBe(
      false,
    );
  });
});

describe('days without rows', () => {
  const SUNDAY = 'isodow(day) = 7';
  it('may be two, or a tenth of the days of work', async () => {
    const month = (missing: number) =>
      failures({ where: `not ${SUNDAY} and not day(day) between 10 and ${9 + missing}` });
    // The 12th is a Sunday; 25 days of work between those that hold the ends of the rows.
    expect(report(await month(2)).daysWithout).toEqual({ count: 2, days: ['2024-05-10', '2024-05-11'] });
    expect(concerns(await month(2))).toEqual([]);
    expect(concerns(await month(3))).toEqual([]);
    expect(concerns(await month(4))).toEqual(['days_without']);
    // Half a year, 142 days of work; the 4th of March is a Monday.
    const halfYear = (missing: number) =>
      failures({
        from: '2024-01-01',
        days: 182,
        where: `not ${SUNDAY} and not day between date '2024-03-04' and date '2024-03-04' + ${missing - 1}`,
      });
    expect(report(await halfYear(16)).daysWithout.count).toBe(14);
    expect(concerns(await halfYear(16))).toEqual([]);
    expect(report(await halfYear(17)).concerns).toMatchObject([{ value: 15, bound: 14 }]);
  });
  it('do not count where the plant rests, though a late shift leaves some rows', async () => {
    const quiet = await failures({
      from: '2024-01-01',
      days: 91,
      where: `not ${SUNDAY} or (car % 10 = 0 and day(day) < 28)`,
    });
    expect(report(quiet).daysWithout.count).toBe(0);
  });
  it('know from earlier files where a week alone cannot tell', async () => {
    const week = await failures({
      from: '2024-05-06',
      days: 7,
      carsADay: 20,
      where: `isodow(day) not in (2, 3, 4)`,
    });
    expect(report(week).daysWithout.count).toBe(0);
    expect(concerns(week, after(await failures({ from: '2024-04-01', days: 28 })))).toContain('days_without');
  });
  it('are not told of the time between the period and a few stray cars', async () => {
    const strays = await failures({
      from: '2024-01-01',
      days: 152,
      where: `car < 16 or day >= date '2024-05-01'`,
    });
    expect(report(strays)).toMatchObject({ from: '2024-01-01T06:00:00', daysWithout: { count: 0 } });
    const many = await failures({
      from: '2024-01-01',
      days: 152,
      where: `car < 17 or day >= date '2024-05-01'`,
    });
    expect(concerns(many)).toEqual(['days_without']);
  });
});

describe('rates beside the months before', () => {
  const year = (rowsPerCar: number, more: Partial<FailureRows> = {}) =>
    failures({ from: '2024-01-01', days: 121, rowsPerCar, ...more });
  it('rows a car may be half as many more or less', async () => {
    const before = after(await year(10));
    expect(concerns(await failures({ rowsPerCar: 15 }), before)).toEqual([]);
    expect(concerns(await failures({ rowsPerCar: 16 }), before)).toEqual(['rate_far rows_per_car']);
    expect(concerns(await failures({ rowsPerCar: 5 }), before)).toEqual([]);
    expect(report(await failures({ rowsPerCar: 4 }), before).concerns).toMatchObject([
      { code: 'rate_far', about: 'rows_per_car', value: 4, bound: 5 },
    ]);
    expect(report(await failures({ rowsPerCar: 16 }), before)).toMatchObject({
      rates: [{ name: 'rows_per_car', value: 16, usual: { median: 10, low: 5, high: 15 } }, {}, {}, {}],
      concerns: [{ value: 16, bound: 15, month: '2024-05-01' }],
    });
  });
  it('find the month that is far within one file', async () => {
    const file = await year(20, { where: `month(day) = 4 or row < 10` });
    expect(report(file).concerns).toMatchObject([{ code: 'rate_far', month: '2024-04-01', value: 20 }]);
  });
  it('need three months before, each with enough cars', async () => {
    expect(
      concerns(await failures({ rowsPerCar: 40 }), after(await year(10, { where: 'month(day) > 2' }))),
    ).toEqual([]);
    const few = await year(10, { carsADay: 1 });
    expect(concerns(await failures({ rowsPerCar: 40 }), after(few))).toEqual([]);
  });
  it('are not moved by one wild month', async () => {
    const before = after(await year(40, { where: `month(day) = 2 or row < 10` }));
    expect(concerns(await failures({ rowsPerCar: 15 }), before)).toEqual([]);
    expect(concerns(await failures({ rowsPerCar: 16 }), before)).toEqual(['rate_far rows_per_car']);
  });
  it('are not judged of a few days, which cut most cars', async () => {
    const days = (n: number) => failures({ days: n, rowsPerCar: 4, carsADay: 60 });
    const before = after(await year(10));
    expect(concerns(await days(5), before)).toEqual([]);
    expect(concerns(await days(6), before)).toEqual(['rate_far rows_per_car']);
  });
  it('see failures at the road test go missing', async () => {
    const road = (car: number) => ({
      checkpoint: `case when row = 0 and car % ${car} = 0 then 'ROD' else 'ZP5' end`,
    });
    const before = after(await year(10, road(5)));
    // Usual: 0.2 a car; by chance 0.076 more or less.
    expect(concerns(await failures(road(5)), before)).toEqual([]);
    expect(concerns(await failures(road(30)), before)).toEqual([]);
    expect(concerns(await failures(road(50)), before)).toEqual(['rate_far road_test_failures_per_car']);
  });
  it('see more results not ok', async () => {
    const results = async (from: string, days: number, notOkPerCar: number) =>
      measure(duck, 'results', await resultRows(duck, 'file', { from, days, carsADay: 10, notOkPerCar }));
    const before = after(await results('2024-01-01', 121, 2));
    expect(concerns(await results('2024-05-01', 31, 3), before, { kind: 'results' })).toEqual([]);
    expect(concerns(await results('2024-05-01', 31, 4), before, { kind: 'results' })).toEqual([
      'rate_far not_ok_share',
    ]);
  });
});

describe('rejected rows', () => {
  it.each([
    [3100, 62, []],
    [3100, 63, ['rejected_share rejected_share']],
    // Of few rows at most ten.
    [100, 10, []],
    [100, 11, ['rejected_share rejected_share']],
  ])('of %i rows %i', async (rowsRead, rowsRejected, expected) => {
    expect(concerns(await failures(), NOTHING, { rowsRead, rowsRejected })).toEqual(expected);
  });
  it('that are there twice are told and never a concern', async () => {
    const { rates, concerns: none } = report(await failures(), NOTHING, {
      rowsRead: 6200,
      rowsDuplicate: 3100,
    });
    expect(rates.at(-1)).toEqual({ name: 'duplicate_share', value: 0.5, usual: null });
    expect(none).toEqual([]);
  });
});

it('judges no share of a file with few cars or rows', async () => {
  const before = after(await failures({ from: '2024-01-01', days: 121 }));
  const strange = {
    engine: `''`,
    checkpoint: `'NEW'`,
    where: 'day(day) not between 10 and 20',
    rowsPerCar: 40,
  };
  const codes = ['blank_share engine', 'new_codes checkpoint', 'days_without', 'rate_far rows_per_car'];
  expect(concerns(await failures({ ...strange, carsADay: 3 }), before)).toEqual(codes);
  expect(concerns(await failures({ ...strange, carsADay: 2 }), before)).toEqual([]);
  // 60 cars of 8 rows.
  expect(concerns(await failures({ ...strange, carsADay: 3, rowsPerCar: 8 }), before)).toEqual([]);
});
