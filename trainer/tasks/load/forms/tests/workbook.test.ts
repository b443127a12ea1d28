import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { openZip } from '../zip-parts.ts';
import { linesOf, readUpload } from './read-upload.ts';
import { zip } from './zip.ts';

const A = '2024-1736352';
const HEADER = ['KNR', 'STATUS', 'DATA'];

it('reads rows below blank ones, right of a blank column, with serial and real dates and texts as dates', async () => {
  const book = await writeExcel([
    [],
    [null, 'Unnamed: 0', 'Unnamed: 1', 'Unnamed: 2'],
    [null, ...HEADER],
    [0, A, 'a,"b" & <ç>\nd', 45083.32670138889],
    [],
    [1, A, 13, { value: new Date('2023-06-06T07:50:27Z'), type: Date, format: 'yyyy-mm-dd hh:mm:ss' }],
    [2, A, 'x', '20/5/2024 21:31:52'],
  ]).toBuffer();
  const read = await readUpload(book);
  expect(read.reading).toEqual({ form: 'workbook', headerLine: 3, sheets: ['Sheet1'] });
  expect(linesOf(read)).toEqual([
    [4, A, 'a,"b" & <ç>\nd', '45083.32670138889'],
    [6, A, '13', expect.stringMatching(/^45083\.3267/)],
    [7, A, 'x', '20/5/2024 21:31:52'],
  ]);
});

describe('of several sheets', () => {
  const failures = ['KNR', 'HALLE', 'FALHA', 'S_GROUP_ID', 'DATA', 'MODELO', 'COR', 'MOTOR', 'ESTACAO'];
  it('reads the ones that match, hidden ones too, and says which', async () => {
    const book = await writeExcel([
      { data: [['notes'], ['x']], sheet: 'Resumo' },
      { data: [HEADER, [A, 'R750', 1]], sheet: 'Tabela1' },
      { data: [[], HEADER, [A, 'L540', 2]], sheet: 'Tabela2' },
    ]).toBuffer();
    const read = await readUpload(await hide(book, 'Tabela2'));
    expect(read.reading).toMatchObject({ sheets: ['Tabela1', 'Tabela2'], headerLine: 1 });
    expect(read.found).toEqual([
      { cells: [A, 'R750', '1'], ok: true, line: 2, within: 'sheet Tabela1' },
      { cells: [A, 'L540', '2'], ok: true, line: 3, within: 'sheet Tabela2' },
    ]);
  });

  it('refuses ones of different kinds and names them', async () => {
    const book = await writeExcel([
      { data: [HEADER, [A, 'R750', 1]], sheet: 'Pontos' },
      { data: [failures, [A, 'T1', 'K2K2', 'DHS', 'E1', 'ZP7', 'x', 1, 2]], sheet: 'Falhas' },
    ]).toBuffer();
    const refused = await readUpload(book).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'unreadable_file' });
    expect(String(refused)).toContain('"Pontos" (status), "Falhas" (failures)');
  });

  it('says what is missing when none matches', async () => {
    const book = await writeExcel([
      { data: [['x']], sheet: 'a' },
      { data: [['KNR', 'DATA']], sheet: 'b' },
    ]).toBuffer();
    await expect(readUpload(book)).rejects.toMatchObject({
      code: 'missing_columns',
      details: { missing: ['STATUS'] },
    });
  });
});

it('refuses a workbook that is cut, wherever', async () => {
  const book = await writeExcel([
    HEADER,
    ...Array.from({ length: 500 }, (_, i) => [A, `${Math.sin(i)}`, i]),
  ]).toBuffer();
  for (const share of [0.1, 0.5, 0.9, 0.999]) {
    const cut = book.subarray(0, Math.floor(book.length * share));
    await expect(readUpload(cut)).rejects.toMatchObject({ code: 'unreadable_file' });
  }
});

it('reads a large sheet in pieces', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => [A, `S${i}`, i + 1]);
  const read = await readUpload(await writeExcel([HEADER, ...rows]).toBuffer(), { pieceBytes: 20_000 });
  expect(read.pieces).toBeGreaterThan(3);
  expect(linesOf(read)).toEqual(rows.map(([knr, status, date], i) => [i + 2, knr, status, `${date}`]));
});

/** The workbook with a sheet hidden. */
async function hide(book: Buffer, name: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'halle-hide-'));
  try {
    await writeFile(join(folder, 'book.xlsx'), book);
    const parts: Record<string, string> = {};
    const zipped = await openZip(join(folder, 'book.xlsx'), new AbortController().signal);
    for (const part of zipped.names) {
      const xml = await text(zipped.get(part)!());
      parts[part] = xml.replace(`name="${name}"`, `name="${name}" state="hidden"`);
    }
    expect(parts['xl/workbook.xml']).toContain('state="hidden"');
    return zip(parts);
  } finally {
    await rm(folder, { recursive: true });
  }
}
