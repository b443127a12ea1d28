import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SheetRow } from '../sheet-xml.ts';
import { openSheets } from '../sheets.ts';
import { openWorkbook } from '../workbook.ts';
import { type Book, bookOf, bookParts, HEADER, inline, KNR, relations, rowOf } from './book.ts';
import { linesOf, readUpload } from './read-upload.ts';
import { zip } from './zip.ts';

const TEXT = '<c t="s"><v>0</v></c>';
const rows = HEADER + rowOf(inline(KNR), TEXT, '<c><v>45083.5</v></c>');
const book: Book = { rows, texts: '<si><t>R750 ç</t></si>' };
const found = [[2, KNR, 'R750 ç', '45083.5']];
const refused = { code: 'unreadable_file' };

describe('finds the parts of a workbook', () => {
  const parts = bookParts(book);
  const sheet = parts['xl/worksheets/one.xml'] ?? '';
  const main = parts['xl/workbook.xml'] ?? '';
  const texts = parts['xl/sharedStrings.xml'] ?? '';
  it.each<[string, Record<string, string>]>([
    ['where the usual list is missing', { '_rels/.rels': '' }],
    [
      'where it is not called as usual, by ways up and names in other case',
      {
        '_rels/.rels': relations(
          ['extended-properties', 'docProps/app.xml'],
          ['officeDocument', '/Book/Main.xml'],
        ),
        'xl/workbook.xml': '',
        'xl/_rels/workbook.xml.rels': '',
        'xl/worksheets/one.xml': '',
        'xl/sharedStrings.xml': '',
        'Book/main.xml': main,
        'Book/_rels/main.xml.rels': relations(
          ['sharedStrings', './Texts.xml', 'rId9'],
          ['worksheet', '../sheets/./a.xml', 'rId1'],
        ),
        'sheets/a.xml': sheet,
        'book/texts.xml': texts,
      },
    ],
    [
      'where names begin with the root or with strokes of another system',
      { 'xl/worksheets/one.xml': '', '/xl\\worksheets\\one.xml': sheet },
    ],
    [
      'where a sheet of a chart stands before it',
      {
        'xl/workbook.xml': main.replace('<sheets>', '<sheets><sheet name="c" sheetId="2" r:id="rId3"/>'),
        'xl/_rels/workbook.xml.rels': relations(
          ['chartsheet', 'chartsheets/one.xml', 'rId3'],
          ['sharedStrings', 'sharedStrings.xml', 'rId2'],
          ['worksheet', 'worksheets/one.xml'],
        ),
      },
    ],
  ])('%s', async (_, other) => {
    expect(linesOf(await readUpload(bookOf({ ...book, parts: other })))).toEqual(found);
  });

  it.each([
    ['in the form for files beyond 4 GB', { zip64: true }],
    ['stored without packing', { stored: true }],
  ])('%s', async (_, form) => {
    expect(linesOf(await readUpload(zip(parts, form)))).toEqual(found);
  });
});

describe('refuses, rather than leave anything out,', () => {
  const cell = (xml: string) => ({ rows: HEADER + rowOf(inline(KNR), xml, '<c/>') });
  it.each<[string, Partial<Book>]>([
    ['a sheet whose part is missing', { parts: { 'xl/worksheets/one.xml': '' } }],
    [
      'a sheet beside others that the list does not name',
      { properties: '<sheets><sheet name="b" sheetId="2" r:id="rId7"/></sheets>' },
    ],
    ['missing shared texts', { parts: { 'xl/sharedStrings.xml': '' } }],
    ['the number of a text that is not there', { texts: '' }],
    ['an empty sheet part', { parts: { 'xl/worksheets/one.xml': ' ' } }],
    ['XML that ends early', { parts: { 'xl/worksheets/one.xml': `<worksheet><sheetData>${rows}` } }],
    ['XML that is none', { rows: rows.replace('</c>', '') }],
    ['XML that is none in its last bytes', { after: '</x>' }],
    ['shared texts that end early', { parts: { 'xl/sharedStrings.xml': '<sst><si><t>R750 ç</t></si>' } }],
    ['a word that XML does not know', cell(inline('&nbsp;'))],
    ['a cell beyond the last column', cell('<c r="XFE2"><v>1</v></c>')],
    ['a cell far beyond it', cell('<c r="ZZZZZZZ2"><v>1</v></c>')],
    ['a cell without a column', cell('<c r="2"><v>1</v></c>')],
    ['a row too far down', { rows: `${HEADER}<row r="999999999">${inline(KNR)}</row>` }],
    ['a row that stands above the one before', { rows: `${rows}<row r="2">${inline(KNR)}</row>` }],
    ['a row without a number', { rows: `${HEADER}<row r="x">${inline(KNR)}</row>` }],
  ])('%s', async (_, other) => {
    await expect(readUpload(bookOf({ ...book, ...other }))).rejects.toMatchObject(refused);
  });

  it('text that is no UTF-8', async () => {
    const latin = Buffer.from('<sst><si><t>R750 ç</t></si></sst>', 'latin1');
    const parts = { ...bookParts(book), 'xl/sharedStrings.xml': latin };
    await expect(readUpload(zip(parts))).rejects.toMatchObject(refused);
  });

  it('a digit that tipped over, though packing and XML are in order', async () => {
    const whole = zip(bookParts(book), { stored: true });
    const tipped = Buffer.from(whole.toString('latin1').replace('45083.5', '45083.6'), 'latin1');
    await expect(readUpload(tipped)).rejects.toMatchObject(refused);
  });

  it('a file with any byte changed, or reads it as it was', { timeout: 60_000 }, async () => {
    const whole = bookOf(book);
    const asItWas = await rowsAt(whole);
    let refusals = 0;
    for (let at = 0; at < whole.length; at += 3) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const read = await rowsAt(changed).catch((error: unknown) => error);
      if (read instanceof Error) refusals++;
      else expect(read, `byte ${at}`).toEqual(asItWas);
    }
    expect(refusals).toBeGreaterThan(whole.length / 12);
  });
});

/** All rows of a workbook, as its sheets give them. */
async function rowsAt(content: Buffer): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  await withFile(content, async (path) => {
    for (const sheet of await openSheets(path, new AbortController().signal))
      for await (const row of sheet.rows()) rows.push(row);
  });
  return rows;
}

describe('reads a large sheet', () => {
  const many = HEADER + rowOf(inline(KNR), inline('x'), '<c><v>1</v></c>').repeat(200_000);

  it('no further than its rows are taken, and lets the file go', async () => {
    await withFile(bookOf({ rows: many }), async (path) => {
      const [sheet] = await openSheets(path, new AbortController().signal);
      const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
      let taken = 0;
      for await (const _ of sheet!.rows()) {
        if (++taken < 1000) continue;
        await new Promise((resolve) => setTimeout(resolve, 300));
        const now = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
        expect(now - before).toBeLessThan(30e6);
        break;
      }
      await expect.poll(() => descriptorsOf(path)).toBe(0);
    });
  });

  it('until the load is cancelled, with the reason of that', async () => {
    await withFile(bookOf({ rows: many }), async (path) => {
      const controller = new AbortController();
      const [sheet] = await openSheets(path, controller.signal);
      let taken = 0;
      const reading = (async () => {
        for await (const _ of sheet!.rows()) if (++taken === 1000) controller.abort(new Error('cancelled'));
      })();
      await expect(reading).rejects.toThrow('cancelled');
      expect(taken).toBeLessThan(100_000);
    });
  });

  it('and says of a cancelled one not that the file is broken', async () => {
    const controller = new AbortController();
    async function* chunks() {
      yield bookOf(book);
      controller.abort(new Error('cancelled'));
    }
    await withFile(Buffer.alloc(0), async (path) => {
      const { signal } = controller;
      const to = { declaredKind: null, scratch: dirname(path), pieceBytes: 1e6, read: { bytes: 0 }, signal };
      await expect(openWorkbook(chunks(), to)).rejects.toThrow('cancelled');
    });
  });
});

async function withFile(content: Buffer, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'halle-book-'));
  try {
    await writeFile(join(folder, 'book.xlsx'), Readable.from([content]));
    await use(join(folder, 'book.xlsx'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How often this process holds the file open. */
async function descriptorsOf(path: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const open = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return open.filter((each) => each === path).length;
}
