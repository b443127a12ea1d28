import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readSharedTexts, SharedTexts } from '../shared-texts.ts';
import { rowsOfSheet, type SheetRow } from '../sheet-xml.ts';
import { type Book, bookOf, HEADER, inline, KNR, rowOf } from './book.ts';
import { linesOf, readUpload } from './read-upload.ts';

const dateCell = async (cell: string, book: Partial<Book> = {}) => {
  const rows = HEADER + rowOf(inline(KNR), inline('x'), cell);
  const read = await readUpload(bookOf({ ...book, rows }));
  expect(read.reading.sheets).toEqual(['a & b']);
  return read.found[0]?.cells[2];
};

describe('cells that other programs write', () => {
  it.each([
    ['an ISO date', '<c t="d"><v>2024-05-20T21:31:51.992Z</v></c>', '2024-05-20 21:31:51.992'],
    ['a boolean', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['a boolean by its name', '<c t="b"><v>true</v></c>', 'TRUE'],
    ['a boolean that is not', '<c t="b"><v>0</v></c>', 'FALSE'],
    ['a blank boolean', '<c t="b"/>', ''],
    ['a formula with its value', '<c><f>A1&lt;B1</f><v>45083.5</v></c>', '45083.5'],
    ['a formula with a text', '<c t="str"><f>NOW()</f><v>20/5/2024</v></c>', '20/5/2024'],
    ['a formula with an error', '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', ''],
    ['an error', '<c t="e"><v>#N/A</v></c>', ''],
    ['a styled blank cell', '<c s="1"/>', ''],
    ['a serial number with all its digits', '<c s="1"><v>45083.32670138889</v></c>', '45083.32670138889'],
    ['an escaped control character', inline('a_x000D_&#10;b'), 'a\r\nb'],
    ['an escaped escape', inline('_x005F_x000D_'), '_x000D_'],
    ['a text in parts', inline('a<![CDATA[<b>]]>&amp;<!-- no -->c'), 'a<b>&c'],
    [
      'runs with a hint',
      '<c t="inlineStr"><is><r><t>課</t></r><r><t>x</t></r><rPh><t>か</t></rPh></is></c>',
      '課x',
    ],
    [
      'words for other programs',
      '<c><v>1</v><extLst><ext><x:v>2</x:v><c><v>3</v></c></ext></extLst></c>',
      '1',
    ],
  ])('%s', async (_, cell, value) => {
    expect(await dateCell(cell)).toBe(value);
  });

  it('reads shared texts by their number, and a blank cell of that type as blank', async () => {
    const texts =
      '<si><t>zero</t></si><si><r><rPr><b/></rPr><t xml:space="preserve"> a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>no</t></rPh><phoneticPr/></si><si/>';
    expect(await dateCell('<c t="s"><v>1</v></c>', { texts })).toBe('ab');
    expect(await dateCell('<c t="s"><v>2</v></c>', { texts })).toBe('');
    expect(await dateCell('<c t="s"><v></v></c>', { texts })).toBe('');
  });

  it.each(['1', 'true'])('counts days from 1904 where the workbook says so with %s', async (word) => {
    const properties = `<workbookPr date1904="${word}"/>`;
    expect(await dateCell('<c><v>43621.5</v></c>', { properties })).toBe('45083.5');
    expect(await dateCell('<c><v>4.36215E4</v></c>', { properties })).toBe('45083.5');
    expect(await dateCell('<c t="d"><v>2023-06-06</v></c>', { properties })).toBe('2023-06-06');
    const rows = HEADER + rowOf(inline(KNR), '<c><v>40000</v></c>', '<c/>');
    expect((await readUpload(bookOf({ rows, properties }))).found[0]?.cells).toEqual([KNR, '40000', '']);
  });

  it('takes for rows only what stands among the rows', async () => {
    const drawn = '<controls><anchor><from><xdr:row>7</xdr:row></from></anchor></controls>';
    const other = `<extLst>${rowOf(inline(KNR), inline('no'), '<c><v>2</v></c>')}</extLst>`;
    const ranges = `<conditionalFormatting sqref="${'A1:B2 '.repeat(30_000)}"/>`;
    const rows = HEADER + rowOf(inline(KNR), inline('x'), inline('1'));
    const read = await readUpload(bookOf({ rows, after: drawn + other + ranges }));
    expect(linesOf(read)).toEqual([[2, KNR, 'x', '1']]);
  });

  it('places rows and cells with and without address', async () => {
    const rows = `${HEADER}<row r="4"><c r="C4"><v>1</v></c><c r="A4" t="str"><v>${KNR}</v></c></row><row>${inline(KNR)}<c r="C5"><v>2</v></c></row>`;
    expect(linesOf(await readUpload(bookOf({ rows })))).toEqual([
      [4, KNR, '', '1'],
      [5, KNR, '', '2'],
    ]);
  });
});

it('reads prefixed elements, runs of text, cells without address, and rows that are left out', async () => {
  const texts = await readSharedTexts(
    Readable.from([
      Buffer.from(
        '<x:sst><x:si><x:r><x:t>Mó</x:t></x:r><x:r><x:t xml:space="preserve">dulo </x:t></x:r></x:si>',
      ),
      Buffer.from('<x:si/></x:sst>'),
    ]),
  );
  expect([texts.get('0'), texts.get('1')]).toEqual(['Módulo ', '']);
  const row =
    '<x:row r="3"><x:c r="B3" t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:t>q</x:t></x:is></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>';
  const xml = Buffer.from(`<x:worksheet><x:sheetData>${row}</x:sheetData></x:worksheet>`);
  // Cut anywhere, as a stream may.
  const bytes = Array.from(xml, (byte) => Buffer.from([byte]));
  const rows: SheetRow[] = [];
  for await (const each of rowsOfSheet(Readable.from(bytes), texts)) rows.push(each);
  expect(rows).toEqual([{ number: 3, cells: ['', 'Módulo ', 'q', ''] }]);
});

it('keeps many texts by their number', () => {
  const texts = new SharedTexts();
  const all = Array.from({ length: 10_000 }, (_, i) => (i % 7 === 0 ? '' : `texto ${i} ü`));
  for (const each of all) texts.add(each);
  expect(all.map((_, i) => texts.get(String(i)))).toEqual(all);
  for (const none of ['10000', '99999', '-1', '1.5', 'x']) expect(() => texts.get(none)).toThrow('no text');
});
