import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { readUpload } from './read-upload.ts';

/**
 * Texts that a cell of each encoding can hold, with all that has a meaning in some form. In Latin-1 no two of them look
 * like one character of UTF-8, as `Ü“` would.
 */
const PIECES = [
  'a',
  '7',
  ' ',
  '"',
  '""',
  ',',
  ';',
  '|',
  "'",
  '\n',
  '\r\n',
  '\\',
  '{',
  ']',
  '<&>',
  '€',
  'ù',
  'ÿ',
  '“',
];
const latin = new Map([
  ['€', 0x80],
  ['“', 0x93],
]);

const cell = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((parts) => parts.join('').trim());
const fact = fc.tuple(fc.integer({ min: 0, max: 9_999_999 }), cell, cell).map(([car, status, date]) => ({
  cells: [`2024-${String(car).padStart(7, '0')}`, status, date],
}));
const facts = fc.array(fact, { minLength: 1, maxLength: 40 }).map((rows) => rows.map(({ cells }) => cells));

interface Expected {
  cells: string[];
  line: number;
  within: string;
}

const layout = fc.record({
  above: fc.array(fc.constantFrom('', 'Unnamed: 0', '""'), { maxLength: 8 }),
  indexed: fc.boolean(),
  blocks: fc.constantFrom(1, 1, 2, 3),
  blankAfter: fc.array(fc.nat(39), { maxLength: 3 }),
});
type Arrangement = typeof layout extends fc.Arbitrary<infer T> ? T : never;

/** Rows of a table and where each fact stands in it, rows counted from 1. */
function arrange(rows: string[][], { above, indexed, blocks, blankAfter }: Arrangement) {
  const height = Math.ceil(rows.length / blocks);
  const table: string[][] = above.map((text) => (text === '""' ? [''] : [text]));
  table.push(indexed ? ['', 'KNR', 'Status', 'DATA'] : ['KNR', 'Status', 'DATA']);
  const placed: { cells: string[]; row: number; block: number }[] = [];
  for (let i = 0; i < height; i++) {
    const line: string[] = indexed ? [`${i}`] : [];
    for (let at = i, block = 0; at < rows.length; at += height, block++) {
      line.push(...(rows[at] as string[]));
      placed.push({ cells: rows[at] as string[], row: table.length, block });
    }
    table.push(line);
    if (blankAfter.includes(i)) table.push([]);
  }
  return { table, placed };
}

const within = (block: number) => (block > 0 ? `block ${block + 1}` : '');

const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  end: fc.constantFrom('\n', '\r\n'),
  encoding: fc.constantFrom('utf8', 'bom', 'utf16le', 'latin', 'mixed'),
  quoteAll: fc.boolean(),
  lastEnd: fc.boolean(),
  gzip: fc.boolean(),
});
type Dialect = typeof dialect extends fc.Arbitrary<infer T> ? T : never;

function asText(table: string[][], { delimiter, end, encoding, quoteAll, lastEnd, gzip }: Dialect): Buffer {
  const quoted = (text: string) => quoteAll || /["\r\n]/.test(text) || text.includes(delimiter);
  const lines = table.map((row, i) => {
    const cells = row.map((text) =>
      row.length > 1 && quoted(text) ? `"${text.replaceAll('"', '""')}"` : text,
    );
    return cells.join(delimiter) + (i + 1 < table.length || lastEnd ? end : '');
  });
  const toLatin = (text: string) =>
    Buffer.from(text.split('').map((char) => latin.get(char) ?? char.charCodeAt(0)));
  const encode: Record<Dialect['encoding'], () => Buffer> = {
    utf8: () => Buffer.from(lines.join('')),
    bom: () => Buffer.from(`\ufeff${lines.join('')}`),
    utf16le: () => Buffer.from(`\ufeff${lines.join('')}`, 'utf16le'),
    latin: () => toLatin(lines.join('')),
    mixed: () => Buffer.concat(lines.map((line, i) => (i % 2 ? toLatin(line) : Buffer.from(line)))),
  };
  const bytes = encode[encoding]();
  return gzip ? gzipSync(bytes) : bytes;
}

/** The line of a text on which each row of the table begins: cells with line breaks take more than one. */
function firstLines(table: string[][]): number[] {
  let line = 1;
  return table.map((row) => {
    const begin = line;
    line += 1 + row.join('').split('\n').length - 1;
    return begin;
  });
}

const sizes = fc.record({
  pieceBytes: fc.integer({ min: 16, max: 2000 }),
  chunk: fc.integer({ min: 1, max: 400 }),
});
const told = (read: Awaited<ReturnType<typeof readUpload>>): Expected[] =>
  read.found.map(({ cells, line, within: place }) => ({ cells, line, within: place }));

it('brings every cell of a text back with its line, whatever the dialect and the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(facts, layout, dialect, sizes, async (rows, arrangement, dialectOf, size) => {
      const { table, placed } = arrange(rows, arrangement);
      const lines = firstLines(table);
      const read = await readUpload(asText(table, dialectOf), size);
      const expected = placed.map(({ cells, row, block }) => ({
        cells,
        line: lines[row] ?? 0,
        within: within(block),
      }));
      expect(told(read)).toEqual(expected);
      expect(read.found.every(({ ok }) => ok)).toBe(true);
    }),
    { numRuns: 150 },
  );
}, 120_000);

it('brings every cell of a workbook back with its row', async () => {
  await fc.assert(
    fc.asyncProperty(facts, layout, sizes, async (rows, arrangement, size) => {
      const { table, placed } = arrange(rows, arrangement);
      const cells = table.map((row) => row.map((text) => text || null));
      const read = await readUpload(await writeExcel(cells).toBuffer(), size);
      expect(told(read)).toEqual(
        placed.map((one) => ({ cells: one.cells, line: one.row + 1, within: within(one.block) })),
      );
    }),
    { numRuns: 40 },
  );
}, 120_000);

it('brings every value of JSON back with its element or its line', async () => {
  const shape = fc.constantFrom('list', 'pretty', 'lines', 'under a key');
  await fc.assert(
    fc.asyncProperty(facts, shape, fc.boolean(), sizes, async (rows, of, gzip, size) => {
      const objects = rows.map(([knr, status, data]) => ({ Knr: knr, STATUS: status, data }));
      const text = {
        list: () => JSON.stringify(objects),
        pretty: () => JSON.stringify(objects, null, 2),
        lines: () => objects.map((object) => `${JSON.stringify(object)}\n`).join(''),
        'under a key': () => JSON.stringify({ total: rows.length, data: objects }),
      }[of]();
      const read = await readUpload(gzip ? gzipSync(text) : text, size);
      expect(told(read)).toEqual(rows.map((cells, i) => ({ cells, line: i + 1, within: '' })));
    }),
    { numRuns: 60 },
  );
}, 120_000);
