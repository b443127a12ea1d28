import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DateOrder } from '../../../shared/contracts/datasets.ts';
import { monthsOf } from '../../tests/months-of.ts';
import type { Kind } from './columns.ts';
import { literal, openDuck } from './duck.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'halle-load-'))));
afterAll(() => rm(folder, { recursive: true }));

/** The rows that the lake keeps of a file, and the lines of its refused ones. */
const read = async (
  kind: Kind,
  content: string | Buffer,
  options: { dates?: DateOrder; pieceBytes?: number } = {},
) => {
  const scratch = await mkdtemp(join(folder, 'file-'));
  using duck = await openDuck(scratch);
  const file = await monthsOf(duck, kind, content, scratch, options);
  const rows = [];
  for (const { path } of file.months)
    rows.push(...(await duck.rows<Record<string, unknown>>(`from read_parquet(${literal(path)})`)));
  const rejects =
    file.refused > 0 ? (await readFile(file.rejects.path, 'utf8')).trim().split('\n').slice(1) : [];
  return { ...file, rows, rejects };
};

describe('a failures file', () => {
  const header = 'KNR;MODELO;COR;MOTOR;ESTACAO;USUARIO;HALLE;FALHA;S_GROUP_ID;DATA\n';

  it('is cleaned, and the employee is nowhere', async () => {
    const row = '2024-1736352;M;K2K2;DHS;E1;U123;ZP7 ;Módulo (13) PEÇA ¨;133.0;20/5/2024 21:31:52\n';
    const { rows } = await read('failures', Buffer.from(header + row, 'latin1'));
    expect(rows).toEqual([
      {
        knr: '2024-1736352',
        checkpoint: 'ZP7',
        station: 'E1',
        failure: 'Módulo (13) PEÇA ¨',
        failure_group: '133',
        happened_at: '2024-05-20 21:31:52',
        model: 'M',
        color: 'K2K2',
        engine: 'DHS',
      },
    ]);
  });

  it('refuses rows with their exact lines, over blank lines, quoted line breaks and inch marks', async () => {
    const row = (knr: string, failure: string, date = '2024-05-20 10:00:00') =>
      `${knr};M;;;;U9;ZP5;${failure};1;${date}\n`;
    const {
      read: all,
      refused,
      rejects,
    } = await read(
      'failures',
      `\n${header}${row('2024-1736352', 'ok')}${row('2024-17', 'x')}\n${row('2024-1736353', '"two\nlines; ""q"""')}` +
        `${row('2024-1736354', 'pneu 17" furado')}${row('2024-1736355', 'x', '31/2/2024')};;;;;;;;;\n` +
        `2024-1736356;M;;;;U9;ZP5;short\n${row('2024-1736357', 'a;b')}${row('2024-1736358', '')}`,
    );
    expect([all, refused]).toEqual([8, 5]);
    expect(rejects).toEqual([
      '4,KNR,2024-17,not a KNR (YYYY-NNNNNNN)',
      '9,DATA,31/2/2024,not a date',
      '11,,,wrong number of columns',
      '12,,,wrong number of columns',
      '13,FALHA,,missing value',
    ]);
  });

  it('does not tell a refused value that could name an employee whose cell has slipped', async () => {
    const numbers = ['U55555', '70228', '4711.0', 'U-55555', 'U 55555', '123456789', 'jsilva'];
    const { rejects } = await read(
      'failures',
      `${header}${numbers.map((number) => `${number};M;;;;2024-1736352;ZP5;x;1;2024-05-20 10:00:00\n`).join('')}`,
    );
    expect(rejects).toEqual(numbers.map((_, i) => `${i + 2},KNR,(hidden),not a KNR (YYYY-NNNNNNN)`));
  });
});

it('reads results with padded values, decimal commas and Windows line ends', async () => {
  const { rows, rejects } = await read(
    'results',
    '\ufeffknr ,Name,Id,Status,Unit,Value_Id,Value,Data\r\n' +
      '2024-1736352,042000,1,10,%,7,"   64,98 ",45083.32670138889\r\n' +
      '2024-1736352,042000,x,10,%,7,1,45083.3\r\n',
  );
  expect(rows).toMatchObject([
    { test_group: 1, status: 10, unit: '%', value: 64.98, happened_at: '2023-06-06 07:50:27' },
  ]);
  expect(rejects).toEqual(['3,ID,x,not a number']);
});

describe('values that are text and no number', () => {
  const header = 'KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA\n';
  const row = (value: string, status = '10') =>
    `2024-1736352,042000,1,${status},%,7,${value},2024-05-20 10:00:00\n`;

  it('are counted, the first with its line, and their rows are kept', async () => {
    const values = ['1.5', '', '     ', ' '.repeat(60), '"  2,5 "', ' n/a ', '1e400', 'NaN', '0', 'n/a'];
    const content = header + row('sem', 'x') + values.map((value) => row(value)).join('');
    const { notNumbers, refused, read: all, rows } = await read('results', content);
    expect([all, refused]).toEqual([11, 1]);
    expect(notNumbers).toEqual({ count: 4, example: 'n/a', line: 8 });
    const kept = new Set(rows.map((each) => each['value']));
    expect(kept).toEqual(new Set([1.5, 2.5, 0, null]));
  });

  it('are counted over all pieces of a file', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => row(i > 100 && i % 2 ? `text ${i}` : `${i}`));
    const { notNumbers, pieces } = await read('results', header + rows.join(''), { pieceBytes: 2000 });
    expect(pieces.length).toBeGreaterThan(3);
    expect(notNumbers).toEqual({ count: 100, example: 'text 101', line: 103 });
  });

  it('are none where values are numbers or blank, and of other kinds', async () => {
    expect((await read('results', header + row('1') + row(''))).notNumbers).toBeNull();
    const status = 'KNR,STATUS,DATA\n2024-1736352,R750,2024-05-20 10:00:00\n';
    expect((await read('status', status)).notNumbers).toBeNull();
  });
});

it.each([
  ['unreadable_file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])],
  ['unreadable_file', Buffer.from('PK\x03\x04rest')],
  ['empty_file', ''],
  ['empty_file', '\n\n;;\n'],
])('says %s', async (code, content) => {
  await expect(read('status', content)).rejects.toMatchObject({ code });
});

it('keeps each row once, in the month of its time, however often and in whatever form the file holds it', async () => {
  const {
    read: all,
    months,
    rows,
  } = await read(
    'status',
    'KNR,STATUS,DATA\n2024-1736352,R750,2024-05-31 23:59:59.700\n2024-1736352,r750,2024-06-01 00:00:00\n' +
      '2024-1736352,R750,1/6/2024 0:00:00\n2024-1736352,L540,2024-04-30 23:59:59\n2024-1736352,R750,2024-06-01 00:00:01\n',
  );
  expect(all).toBe(5);
  expect(months.map(({ month, rows }) => [month, rows])).toEqual([
    ['2024-04', 1],
    ['2024-06', 2],
  ]);
  expect(rows.map((row) => row['checkpoint'])).toEqual(expect.arrayContaining(['ZP5', 'ZP5A']));
});

it('tells the first dates that show their order, with their lines', async () => {
  const row = (date: string) => `2024-1736352,R750,${date} 10:00:00\n`;
  const { dates, refused } = await read(
    'status',
    `KNR,STATUS,DATA\n${row('2024-01-02')}${row('3/4/2024')}${row('5/6/2024')}${row('5/20/2024')}`,
  );
  expect(dates).toEqual({
    day_first: null,
    month_first: { value: '5/20/2024 10:00:00', line: 5 },
    either: { value: '3/4/2024 10:00:00', line: 3 },
  });
  expect(refused).toBe(1);
});
