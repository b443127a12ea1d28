import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { linesOf, readUpload } from './read-upload.ts';

const A = '2024-1736352';
const B = '2024-1736353';
const FAILURES = 'KNR;MODELO;COR;MOTOR;ESTACAO;USUARIO;HALLE;FALHA;S_GROUP_ID;DATA';
const failure = (knr: string, text: string) =>
  `${knr};M;K2K2;DHS;E1;U123;ZP7 ;${text};133;20/5/2024 21:31:52`;
/** What is told of a failure: KNR, HALLE, FALHA, S_GROUP_ID, DATA, MODELO, COR, MOTOR, ESTACAO. */
const told = (knr: string, text: string) => [
  knr,
  'ZP7',
  text,
  '133',
  '20/5/2024 21:31:52',
  'M',
  'K2K2',
  'DHS',
  'E1',
];

describe('delimiters and line ends', () => {
  it.each([',', ';', '\t', '|'])('splits at %j', async (delimiter) => {
    const text = ['KNR,STATUS,DATA', `${A},R750,2024-05-20 21:31:51.992`]
      .join('\n')
      .replaceAll(',', delimiter);
    const read = await readUpload(text);
    expect(read.reading).toEqual({ form: 'text', encoding: 'utf-8', delimiter, headerLine: 1 });
    expect(linesOf(read)).toEqual([[2, A, 'R750', '2024-05-20 21:31:51.992']]);
  });

  it.each(['\n', '\r\n', '\r'])(
    'takes %j as the end of a line, and none at the end of the file',
    async (end) => {
      const read = await readUpload(
        ['KNR,STATUS,DATA', `${A},x,1`, '', `${B},"a\nb",2`, `${A},y,3`].join(end),
      );
      expect(linesOf(read)).toEqual([
        [2, A, 'x', '1'],
        [4, B, 'a\nb', '2'],
        [6, A, 'y', '3'],
      ]);
    },
  );

  it('takes different line ends in one file', async () => {
    const read = await readUpload(`KNR,STATUS,DATA\r\n${A},x,1\n\n${A},y,2\r\n\r\n${A},z,3`);
    expect(linesOf(read).map(([line]) => line)).toEqual([2, 4, 6]);
  });
});

describe('encodings', () => {
  const text = `${FAILURES}\n${failure(A, 'MÓDULO DO ACC (13) PEÇA INCORRETA ¨')}\n${failure(B, 'x')}\n`;
  const rows = [
    [2, ...told(A, 'MÓDULO DO ACC (13) PEÇA INCORRETA ¨')],
    [3, ...told(B, 'x')],
  ];
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['windows-1252', Buffer.from(text, 'latin1')],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('reads %s', async (encoding, content) => {
    for (const chunk of [3, 65_536]) {
      const read = await readUpload(content, { chunk });
      expect(read.reading.encoding).toBe(encoding);
      expect(linesOf(read)).toEqual(rows);
    }
  });

  it('reads what Windows has beyond Latin-1', async () => {
    const content = Buffer.concat([
      Buffer.from(`${FAILURES}\n${A};;;;;;;10`),
      Buffer.from([0x80, 0x93]),
      Buffer.from(';1;x'),
    ]);
    expect((await readUpload(content)).found[0]?.cells[2]).toBe('10€“');
  });

  it('reads a file mixed of UTF-8 and Latin-1 line by line', async () => {
    const mixed = Buffer.concat([
      Buffer.from(`${FAILURES}\n${failure(A, 'peça ½')}\n`),
      Buffer.from(`${failure(B, 'módulo')}\n`, 'latin1'),
      Buffer.from(failure(A, 'ação')),
    ]);
    const read = await readUpload(mixed);
    expect(read.reading.encoding).toBe('mixed');
    expect(read.found.map(({ cells }) => cells[2])).toEqual(['peça ½', 'módulo', 'ação']);
  });
});

it('finds the header ten lines down, over blank and Unnamed cells, with an index column at the left', async () => {
  const above = [
    '',
    ';;;',
    'Unnamed: 0;Unnamed: 1;Unnamed: 2;Unnamed: 3',
    'Relatório;;;',
    '',
    ';;;',
    '',
    '',
    '',
  ];
  const read = await readUpload([...above, '; data ;Knr;"status "', `0;1;${A};x`, `1;2;${B};y`].join('\n'));
  expect(read.reading.headerLine).toBe(10);
  expect(linesOf(read)).toEqual([
    [11, A, 'x', '1'],
    [12, B, 'y', '2'],
  ]);
});

it('keeps delimiters, line breaks and quotes of quoted cells, and quotes that only look like ones', async () => {
  const read = await readUpload(
    [
      FAILURES,
      failure(A, '"two\nlines; ""q"""'),
      failure(A, 'pneu 17" furado'),
      failure(A, '"pneu 17" furado'),
      failure(A, '  "spaces"  '),
      failure(A, '"never closed'),
      failure(B, 'after'),
    ].join('\r\n'),
  );
  expect(read.found.map(({ line, cells, ok }) => [line, ok, cells[2]])).toEqual([
    [2, true, 'two\nlines; "q"'],
    [4, true, 'pneu 17" furado'],
    [5, true, '"pneu 17" furado'],
    [6, true, 'spaces'],
    [7, true, '"never closed'],
    [8, true, 'after'],
  ]);
});

it('tells the rows that have fewer or more cells than the header, the cut last one too; blank ones are none', async () => {
  const rows = [`${A},x,1`, '', ',,', '  ', `${A},x`, `${A},x,1,`, `${A},x,1,more`, `${A},x,1,,,`, `${B},un`];
  const read = await readUpload(['KNR,STATUS,DATA', ...rows].join('\n'));
  expect(read.found.map(({ line, ok }) => [line, ok])).toEqual([
    [2, true],
    [6, false],
    [7, true],
    [8, false],
    [9, true],
    [10, false],
  ]);
});

it('reads rows whose blank last cells a spreadsheet left out', async () => {
  const read = await readUpload(`KNR;STATUS;DATA;;;\n${A};x;1;;;\n${B};y;2\n`);
  expect(read.found.map(({ ok }) => ok)).toEqual([true, true]);
});

it('never reads the employee', async () => {
  const read = await readUpload(`${FAILURES}\n${failure(A, 'x')}`);
  expect(JSON.stringify(read)).not.toContain('U123');
});

describe('gzip', () => {
  const text = `KNR;STATUS;DATA\n${Array.from({ length: 5000 }, (_, i) => `${A};S${i};${i}`).join('\n')}`;
  it('is read as it comes', async () => {
    const packed = gzipSync(text);
    const read = await readUpload(packed, { pieceBytes: 20_000, chunk: 1000 });
    expect(read.reading).toMatchObject({ form: 'text', packed: 'gzip' });
    expect(read.found.map(({ line }) => line)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 2));
    expect(read.pieces).toBeGreaterThan(2);
    expect(read.bytesRead.at(-1)).toBe(packed.length);
  });
  it.each([20, 5000])('that is cut at byte %d is refused', async (length) => {
    await expect(readUpload(gzipSync(text).subarray(0, length))).rejects.toMatchObject({
      code: 'unreadable_file',
    });
  });
  it('that is broken is refused', async () => {
    const packed = gzipSync(text);
    packed.fill(0xff, 2000, 2100);
    await expect(readUpload(packed)).rejects.toMatchObject({ code: 'unreadable_file' });
  });
});

it.each([
  ['unreadable_file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])],
  ['unreadable_file', Buffer.from('PK\x03\x04rest')],
  ['unreadable_file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1])],
  ['empty_file', ''],
  ['empty_file', '\n\n;;\n'],
  ['missing_columns', 'a,b,c\n1,2,3\n'],
  ['unreadable_file', `KNR,STATUS,DATA\n1,${'x'.repeat(2_200_000)},3\n1,2,3\n`],
  ['unreadable_file', `KNR,STATUS,DATA\n1,${'x'.repeat(6_000_000)}`],
])('says %s', async (code, content) => {
  await expect(readUpload(content)).rejects.toMatchObject({ code });
});

it('stops when it is aborted', async () => {
  const aborted = new AbortController();
  aborted.abort();
  const read = readUpload(`KNR,STATUS,DATA\n${A},x,1`, { signal: aborted.signal });
  await expect(read).rejects.toMatchObject({ name: 'AbortError' });
});

it('reads lines as long as DuckDB takes them', async () => {
  const long = 'x'.repeat(1_000_000);
  const read = await readUpload(`KNR,STATUS,DATA\n${A},${long},1\n${B},"${'y\n'.repeat(50_000)}",2\n`);
  expect(read.found.map(({ cells }) => cells[1]?.length)).toEqual([1_000_000, 100_000]);
});
