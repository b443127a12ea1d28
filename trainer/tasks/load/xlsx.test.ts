import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { sheetAsCsv } from './xlsx.ts';
import { readSharedStrings, rowsOfSheet, type SheetRow } from './xlsx-xml.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'halle-xlsx-'))));
afterAll(() => rm(folder, { recursive: true }));

const convert = async (content: Buffer) => {
  await writeFile(join(folder, 'in.xlsx'), content);
  await sheetAsCsv(join(folder, 'in.xlsx'), join(folder, 'out.csv'));
  return readFile(join(folder, 'out.csv'), 'utf8');
};

it('writes a line a row, blank rows and cells too', async () => {
  const book = await writeExcel([
    [],
    [null, { value: 'KNR' }, { value: 'a,"b" & <ç>\nd' }, { value: 'x' }],
    [null, { value: '2024-1736352' }, { value: 45083.32670138889 }],
  ]).toBuffer();
  const [blank, header, row] = (await convert(book)).split('\n');
  expect(blank?.replaceAll(',', '')).toBe('');
  expect([header, row]).toEqual([',KNR,"a,""b"" & <ç> d",x', ',2024-1736352,45083.32670138889,']);
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

it.each([
  ['cut', 40],
  ['cut', 700],
])('refuses a workbook that is %s at %d bytes', async (_, length) => {
  const book = await writeExcel([[{ value: 'KNR' }]]).toBuffer();
  await expect(convert(book.subarray(0, length))).rejects.toMatchObject({ code: 'unreadable_file' });
});
