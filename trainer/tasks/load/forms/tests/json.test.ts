import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { linesOf, readUpload } from './read-upload.ts';

const A = '2024-1736352';
const row = { knr: A, Status: 'R750', DATA: 45083.32670138889 };
const pretty = JSON.stringify([row, { ...row, Status: 'L540' }], null, 2);

it.each([
  ['a list', JSON.stringify([row, { ...row, Status: 'L540' }])],
  ['a list over many lines', pretty],
  ['a list with a byte-order mark', `\ufeff${pretty}`],
  [
    'a list under a key',
    JSON.stringify({ count: 2, at: '2024', rows: [row, { ...row, Status: 'L540' }], more: [] }),
  ],
])('reads %s by element', async (_, content) => {
  const read = await readUpload(content, { chunk: 7 });
  expect(read.reading.form).toBe('json');
  expect(linesOf(read)).toEqual([
    [1, A, 'R750', '45083.32670138889'],
    [2, A, 'L540', '45083.32670138889'],
  ]);
});

it('reads JSON lines by line, over blank ones, packed too', async () => {
  const lines = `${JSON.stringify(row)}\n\n${JSON.stringify({ ...row, Status: 'a\n"b",c', x: { y: [1] } })}\r\n`;
  for (const content of [Buffer.from(lines), gzipSync(lines)]) {
    const read = await readUpload(content);
    expect(linesOf(read)).toEqual([
      [1, A, 'R750', '45083.32670138889'],
      [3, A, 'a\n"b",c', '45083.32670138889'],
    ]);
  }
});

it('takes numbers, missing keys, accents and optional keys that come late, and never the employee', async () => {
  const failure = {
    KNR: 20241736352,
    HALLE: null,
    FALHA: 'peça',
    's group id': 133,
    DATA: 1,
    USUARIO: 'U123',
  };
  const list = [
    ...Array.from({ length: 150 }, () => failure),
    { ...failure, ESTAÇÃO: 'E1', FALHA: undefined },
  ];
  const read = await readUpload(JSON.stringify(list));
  expect(read.kind).toBe('failures');
  expect(read.found[0]?.cells).toEqual(['20241736352', '', 'peça', '133', '1', '', '', '', '']);
  expect(read.found.at(-1)).toMatchObject({
    line: 151,
    cells: ['20241736352', '', '', '133', '1', '', '', '', 'E1'],
  });
  expect(JSON.stringify(read)).not.toContain('U123');
});

it('keeps the digits of long numbers', async () => {
  const read = await readUpload(`[{"KNR":"${A}","STATUS":12345678901234567890,"DATA":1}]`);
  expect(read.found[0]?.cells[1]).toBe('12345678901234567890');
});

it.each([
  ['a comma too few', pretty.replace('"R750",', '"R750"'), 5],
  ['a text that is not closed', pretty.replace('"R750"', '"R750'), 4],
  ['something else between', pretty.replace('},', '}, nul'), 6],
  ['an end too early', pretty.slice(0, -20), 7],
  ['no end of the list', pretty.slice(0, -1), 12],
  ['a broken line', `${JSON.stringify(row)}\n{"KNR": x}\n`, 2],
])('tells the line of %s', async (_, content, line) => {
  await expect(readUpload(content)).rejects.toMatchObject({ code: 'unreadable_file', details: { line } });
});

it('says what is missing, and that a list is empty', async () => {
  await expect(readUpload('[{"KNR": 1, "DATA": 2}]')).rejects.toMatchObject({
    code: 'missing_columns',
    details: { kind: 'status', missing: ['STATUS'] },
  });
  await expect(readUpload('[]')).rejects.toMatchObject({ code: 'empty_file' });
});

it('reads many elements in pieces', async () => {
  const list = Array.from({ length: 3000 }, (_, i) => ({ KNR: A, STATUS: `S${i}`, DATA: i }));
  const read = await readUpload(JSON.stringify(list), { pieceBytes: 10_000 });
  expect(read.pieces).toBeGreaterThan(3);
  expect(linesOf(read)).toEqual(list.map(({ STATUS }, i) => [i + 1, A, STATUS, `${i}`]));
});
