import { describe, expect, it } from 'vitest';
import { literal, openDuck } from './duck.ts';
import { codeSql, integerSql, knrSql, numberSql, secondSql, timeSql } from './expressions.ts';

const value = async (sql: (text: string) => string, text: string, cast = 'varchar') => {
  using duck = await openDuck('/tmp');
  const row = await duck.row<{ v: unknown }>(
    `select (${sql('x')})::${cast} as v from (select ${literal(text)} as x)`,
  );
  return row.v;
};

const dayFirst = (text: string) => timeSql(text, 'day_first');

describe('times', () => {
  it('reads the month first where the file has it so', async () => {
    const sql = (text: string) => timeSql(text, 'month_first');
    expect(await value(sql, '5/20/2024 21:31:52')).toBe('2024-05-20 21:31:52');
    expect(await value(sql, '20/5/2024 21:31:52')).toBeNull();
  });

  it.each([
    ['2024-05-20 21:31:51.992', '2024-05-20 21:31:51.992'],
    ['2024-05-20T21:31:51', '2024-05-20 21:31:51'],
    ['2024-05-20', '2024-05-20 00:00:00'],
    ['20/5/2024 21:31:52', '2024-05-20 21:31:52'],
    ['3/12/2024 07:05', '2024-12-03 07:05:00'],
    ['20/05/2024 21:31:52.250', '2024-05-20 21:31:52.25'],
    ['45083.32670138889', '2023-06-06 07:50:27'],
    ['45083,32670138889', '2023-06-06 07:50:27'],
    ['45083', '2023-06-06 00:00:00'],
  ])('reads %s', async (text, time) => expect(await value(dayFirst, text)).toBe(time));

  it.each(['2024-02-30 10:00:00', '31/2/2024', '5/20/2024 21:31:52', 'amanhã', '12', '1e9', ''])(
    'refuses %j',
    async (text) => expect(await value(dayFirst, text)).toBeNull(),
  );

  it('takes the nearest second for the same fact in another form', async () => {
    const second = (text: string) => secondSql(timeSql(text, 'day_first'));
    expect(await value(second, '2024-05-20 21:31:51.992')).toBe(await value(second, '20/5/2024 21:31:52'));
  });
});

describe('numbers', () => {
  it.each([
    ['64.98', 64.98],
    ['64,98', 64.98],
    ['-1.234,5', -1234.5],
    ['  7 ', 7],
    ['n/a', null],
    ['', null],
  ])('reads %j', async (text, number) => expect(await value(numberSql, text, 'double')).toBe(number));

  it.each([
    ['10', 10],
    ['10.0', 10],
    ['718,0', 718],
    ['x', null],
  ])('reads the whole number %j', async (text, number) =>
    expect(await value(integerSql, text, 'integer')).toBe(number),
  );
});

it.each([
  ['133.0', '133'],
  ['133', '133'],
  ['#MULTIVALUE', '#MULTIVALUE'],
  ['-2', '-2'],
  ['10,00', '10'],
])('reads the code %j', async (text, code) => expect(await value(codeSql, text)).toBe(code));

it.each([
  ['2024-1736352', '2024-1736352'],
  ['20241736352', '2024-1736352'],
  ['2024-173635', null],
  ['x2024-1736352', null],
])('reads the KNR %j', async (text, knr) => expect(await value(knrSql, text)).toBe(knr));
