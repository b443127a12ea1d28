import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { readSharedStrings, rowsOfSheet, type SheetRow } from '../sheet-xml.ts';
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
  const failures = ['KNR', 'HALLE', 'FALHA', 'S_GROUP_ID', 'DATA'];
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
      { data: [failures, [A, 'ZP7', 'x', 1, 2]], sheet: 'Falhas' },
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

describe('cells that other programs write', () => {
  const sheet = (rows: string, properties = '') =>
    zip({
      'xl/workbook.xml': `<workbook>${properties}<sheets><sheet name="a &amp; b" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="/xl/worksheets/one.xml"/></Relationships>',
      'xl/worksheets/one.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    });
  const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const header = `<row>${HEADER.map(text).join('')}</row>`;

  it.each([
    ['an ISO date', '<c t="d"><v>2024-05-20T21:31:51.992Z</v></c>', '2024-05-20 21:31:51.992'],
    ['a boolean', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['a formula with its value', '<c><f>A1&lt;B1</f><v>45083.5</v></c>', '45083.5'],
    ['a formula with a text', '<c t="str"><f>NOW()</f><v>20/5/2024</v></c>', '20/5/2024'],
    ['an error', '<c t="e"><v>#N/A</v></c>', ''],
    ['a styled blank cell', '<c s="1"/>', ''],
    ['an escaped control character', text('a_x000D_&#10;b'), 'a\r\nb'],
  ])('%s', async (_, cell, value) => {
    const read = await readUpload(sheet(`${header}<row>${text(A)}${text('x')}${cell}</row>`));
    expect(read.found[0]?.cells[2]).toBe(value);
    expect(read.reading.sheets).toEqual(['a & b']);
  });

  it('counts days from 1904 where the workbook says so', async () => {
    const row = `<row>${text(A)}<c><v>40000</v></c><c><v>43621.5</v></c></row>`;
    const read = await readUpload(sheet(header + row, '<workbookPr date1904="1"/>'));
    expect(read.found[0]?.cells).toEqual([A, '40000', '45083.5']);
  });
});

it('reads prefixed elements, runs of text, cells without address, and rows that are left out', async () => {
  const texts = await readSharedStrings(
    Readable.from([
      Buffer.from(
        '<x:sst><x:si><x:r><x:t>Mó</x:t></x:r><x:r><x:t xml:space="preserve">dulo </x:t></x:r></x:si>',
      ),
      Buffer.from('<x:si/></x:sst>'),
    ]),
  );
  expect(texts).toEqual(['Módulo ', '']);
  const xml =
    '<x:row r="3"><x:c r="B3" t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:t>q</x:t></x:is></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>';
  // Cut anywhere, as a stream may.
  const bytes = xml.split('').map((letter) => Buffer.from(letter));
  const rows: SheetRow[] = [];
  for await (const row of rowsOfSheet(Readable.from(bytes), texts)) rows.push(row);
  expect(rows).toEqual([{ number: 3, cells: ['', 'Módulo ', 'q', ''] }]);
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
    for (const [part, open] of await openZip(join(folder, 'book.xlsx'))) {
      const xml = Buffer.concat(await (await open()).toArray()).toString();
      parts[part] = xml.replace(`name="${name}"`, `name="${name}" state="hidden"`);
    }
    expect(parts['xl/workbook.xml']).toContain('state="hidden"');
    return zip(parts);
  } finally {
    await rm(folder, { recursive: true });
  }
}
