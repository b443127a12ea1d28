import { zip } from './zip.ts';

export const KNR = '2024-1736352';

export const inline = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
export const rowOf = (...cells: string[]) => `<row>${cells.join('')}</row>`;
export const HEADER = rowOf(...['KNR', 'STATUS', 'DATA'].map(inline));

const relation = (type: string, target: string, id: string) =>
  `<Relationship Id="${id}" Type="http://x/relationships/${type}" Target="${target}"/>`;
export const relations = (...each: [type: string, target: string, id?: string][]) =>
  `<Relationships>${each.map(([type, target, id = 'rId1']) => relation(type, target, id)).join('')}</Relationships>`;

export interface Book {
  /** The rows of the sheet. */
  rows: string;
  /** What stands behind the sheet's rows. */
  after?: string;
  /** The items of the shared texts. */
  texts?: string;
  properties?: string;
  /** Parts that stand in place of the usual ones; '' for none. */
  parts?: Readonly<Record<string, string>>;
}

/** The parts of a workbook of one sheet, `a & b`, as other programs than ours write them. */
export function bookParts({
  rows,
  after = '',
  texts,
  properties = '',
  parts = {},
}: Book): Record<string, string> {
  const all = {
    '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook>${properties}<sheets><sheet name="a &amp; b" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ['worksheet', '/xl/worksheets/one.xml'],
      ...(texts === undefined
        ? []
        : [['sharedStrings', 'sharedStrings.xml', 'rId2'] as [string, string, string]]),
    ),
    'xl/worksheets/one.xml': `<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`,
    ...(texts === undefined ? {} : { 'xl/sharedStrings.xml': `<sst>${texts}</sst>` }),
    ...parts,
  };
  return Object.fromEntries(Object.entries(all).filter(([, xml]) => xml !== ''));
}

export const bookOf = (book: Book): Buffer => zip(bookParts(book));
