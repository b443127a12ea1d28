import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { attribute, readSharedStrings, rowsOfSheet, type SheetRow, unescapeXml } from './sheet-xml.ts';
import { openZip, type ZipParts } from './zip-parts.ts';

export interface Sheet {
  name: string;
  /** Days are counted from 1904, as some workbooks of old Macs do. */
  dates1904: boolean;
  rows: () => AsyncGenerator<SheetRow>;
}

/** The sheets of a workbook in its order, hidden ones too. Throws where it is cut or no workbook. */
export async function openSheets(path: string): Promise<Sheet[]> {
  const parts = await openZip(path);
  const book = await read(parts, 'xl/workbook.xml');
  if (!book) throw new Error('no workbook');
  const dates1904 = /<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']/.test(book);
  const targets = await relations(parts);
  let texts: Promise<string[]> | null = null;
  const sharedStrings = () => (texts ??= openSharedStrings(parts));
  const sheets: Sheet[] = [];
  for (const [, attributes = ''] of book.matchAll(/<(?:\w+:)?sheet\b([^>]*)>/g)) {
    const part = parts.get(targets.get(attribute(attributes, '(?:\\w+:)?id') ?? '') ?? '');
    if (!part) continue; // a sheet of a chart
    const name = unescapeXml(attribute(attributes, 'name') ?? '');
    sheets.push({
      name,
      dates1904,
      async *rows() {
        const strings = await sharedStrings();
        yield* rowsOfSheet(await part(), strings);
      },
    });
  }
  if (sheets.length === 0) throw new Error('no sheet');
  return sheets;
}

async function read(parts: ZipParts, name: string): Promise<string> {
  const part = parts.get(name);
  return part ? text(await part()) : '';
}

async function openSharedStrings(parts: ZipParts): Promise<string[]> {
  const part = parts.get('xl/sharedStrings.xml');
  const xml: Readable | null = part ? await part() : null;
  return xml ? readSharedStrings(xml) : [];
}

/** Where the worksheets stand, by the id that the workbook names them with. */
async function relations(parts: ZipParts): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const xml = await read(parts, 'xl/_rels/workbook.xml.rels');
  for (const [, attributes = ''] of xml.matchAll(/<(?:\w+:)?Relationship\b([^>]*)>/g)) {
    if (!attribute(attributes, 'Type')?.endsWith('/worksheet')) continue;
    const place = attribute(attributes, 'Target') ?? '';
    targets.set(attribute(attributes, 'Id') ?? '', place.startsWith('/') ? place.slice(1) : `xl/${place}`);
  }
  return targets;
}
