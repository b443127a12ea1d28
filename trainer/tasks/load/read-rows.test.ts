import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRows } from './clean.ts';
import type { Kind } from './columns.ts';
import { openDuck } from './duck.ts';
import { openSource } from './open-source.ts';
import { linesOfRecords } from './record-lines.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'halle-load-'))));
afterAll(() => rm(folder, { recursive: true }));

const read = async (kind: Kind, content: string | Buffer) => {
  const path = join(folder, 'file.csv');
  await writeFile(path, content);
  const source = await openSource(path, { kind, name: 'file.csv' }, folder);
  using duck = await openDuck(folder);
  const counts = await readRows(duck, source);
  const refused = await duck.rows<{ record: number; column: string; value: string; reason: string }>(
    'from refused order by record',
  );
  const lines = await linesOfRecords(
    source.path,
    source.header,
    refused.map((row) => row.record),
  );
  return {
    ...counts,
    clean: await duck.rows<Record<string, unknown>>('from clean'),
    rejects: refused.map((row, i) => [lines[i], row.column, row.value, row.reason]),
  };
};

describe('a failures file', () => {
  const header = 'KNR;MODELO;COR;MOTOR;ESTACAO;USUARIO;HALLE;FALHA;S_GROUP_ID;DATA\n';

  it('is cleaned, and the employee is nowhere', async () => {
    const row = '2024-1736352;M;K2K2;DHS;E1;U123;ZP7 ;Módulo (13) PEÇA ¨;133.0;20/5/2024 21:31:52\n';
    const { clean } = await read('failures', Buffer.from(header + row, 'latin1'));
    expect(clean).toEqual([
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
      read: rows,
      refused,
      rejects,
    } = await read(
      'failures',
      `\n${header}${row('2024-1736352', 'ok')}${row('bad', 'x')}\n${row('2024-1736353', '"two\nlines; ""q"""')}` +
        `${row('2024-1736354', 'pneu 17" furado')}${row('2024-1736355', 'x', 'amanhã')};;;;;;;;;\n` +
        `2024-1736356;M;;;;U9;ZP5;short\n${row('2024-1736357', 'a;b')}${row('2024-1736358', '')}`,
    );
    expect([rows, refused]).toEqual([8, 5]);
    expect(rejects).toEqual([
      [4, 'KNR', 'bad', 'not a KNR (YYYY-NNNNNNN)'],
      [9, 'DATA', 'amanhã', 'not a date'],
      [11, '', '', 'wrong number of columns'],
      [12, '', '', 'wrong number of columns'],
      [13, 'FALHA', '', 'missing value'],
    ]);
  });
});

it('reads results with padded values, decimal commas and Windows line ends', async () => {
  const { clean, rejects } = await read(
    'results',
    '\ufeffknr ,Name,Id,Status,Unit,Value_Id,Value,Data\r\n' +
      '2024-1736352,042000,1,10,%,7,"   64,98 ",45083.32670138889\r\n' +
      '2024-1736352,042000,x,10,%,7,1,45083.3\r\n',
  );
  expect(clean).toMatchObject([
    { test_group: 1, status: 10, unit: '%', value: 64.98, happened_at: '2023-06-06 07:50:27' },
  ]);
  expect(rejects).toEqual([[3, 'ID', 'x', 'not a number']]);
});

it.each([
  ['unreadable_file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])],
  ['unreadable_file', Buffer.from('PK\x03\x04rest')],
  ['empty_file', ''],
  ['empty_file', '\n\n;;\n'],
])('says %s', async (code, content) => {
  await expect(read('status', content)).rejects.toMatchObject({ code });
});
