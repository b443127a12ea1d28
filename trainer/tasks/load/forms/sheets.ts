import { unescapeText } from './item-text.ts';
import { type Relation, relationsOf } from './relations.ts';
import { readSharedTexts, SharedTexts } from './shared-texts.ts';
import { rowsOfSheet, type SheetRow } from './sheet-xml.ts';
import { type Attributes, listenToAll, local } from './xml.ts';
import { openZip, type Part, type ZipParts } from './zip-parts.ts';

export interface Sheet {
  name: string;
  /** Days are counted from 1904, as some workbooks of old Macs do. */
  dates1904: boolean;
  rows: () => AsyncGenerator<SheetRow, void, undefined>;
}

/**
 * The sheets of a workbook in its order, hidden ones too, without those of a chart. Throws where it is cut or no
 * workbook, the signal's reason when it is aborted, both also from the rows.
 */
export async function openSheets(path: string, signal: AbortSignal): Promise<Sheet[]> {
  const parts = await openZip(path, signal);
  const main = (await relationsOf(parts, '')).find(({ type }) => type === 'officeDocument');
  const bookName = main?.target ?? 'xl/workbook.xml';
  const { dates1904, named } = await readBook(partOf(parts, bookName));
  const relations = await relationsOf(parts, bookName);
  let texts: Promise<SharedTexts> | null = null;
  const sheets: Sheet[] = [];
  for (const { name, id } of named) {
    const relation = relations.find((each) => each.id === id);
    if (!relation) throw new Error(`sheet ${name} is nowhere`);
    if (relation.type !== 'worksheet') continue;
    const part = partOf(parts, relation.target);
    sheets.push({
      name,
      dates1904,
      async *rows() {
        yield* rowsOfSheet(part(), await (texts ??= sharedTexts(parts, relations)));
      },
    });
  }
  if (sheets.length === 0) throw new Error('no sheet');
  return sheets;
}

function partOf(parts: ZipParts, name: string): Part {
  const part = parts.get(name);
  if (!part) throw new Error(`no part ${name}`);
  return part;
}

async function readBook(
  part: Part,
): Promise<{ dates1904: boolean; named: { name: string; id: string | undefined }[] }> {
  let dates1904 = false;
  const named: { name: string; id: string | undefined }[] = [];
  await listenToAll(part(), {
    open(element, depth, attributes) {
      const { date1904, name = '' } = attributes;
      if (depth === 1 && element === 'workbookPr') dates1904 = date1904 === '1' || date1904 === 'true';
      else if (depth === 2 && element === 'sheet')
        named.push({ name: unescapeText(name), id: relationId(attributes) });
    },
  });
  return { dates1904, named };
}

/** The attribute `r:id`, whatever its prefix. */
function relationId(attributes: Attributes): string | undefined {
  return Object.entries(attributes).find(([name]) => local(name) === 'id')?.[1];
}

async function sharedTexts(parts: ZipParts, relations: readonly Relation[]): Promise<SharedTexts> {
  const relation = relations.find(({ type }) => type === 'sharedStrings');
  return relation ? readSharedTexts(partOf(parts, relation.target)()) : new SharedTexts();
}
