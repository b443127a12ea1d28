import type { Readable } from 'node:stream';

/** Attributes and content of each element of a name, without or with a namespace prefix. */
function elements(name: string): RegExp {
  return new RegExp(`<(?:\\w+:)?${name}\\b([^>]*?)(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, 'g');
}

const ITEM = elements('si');
const RUN = elements('t');
const HINT = elements('rPh');
const ROW = elements('row');
const CELL = elements('c');
const VALUE_ONCE = new RegExp(elements('v').source);
const ADDRESS = attributeOf('r');
const TYPE = attributeOf('t');

function attributeOf(name: string): RegExp {
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)["']`);
}

export function attribute(attributes: string, name: string): string | null {
  return attributeOf(name).exec(attributes)?.[1] ?? null;
}

/** Whole pieces of XML, each up to and with the last end of the element; what is left over comes with the next. */
async function* pieces(xml: Readable, element: string): AsyncGenerator<string> {
  const ends = new RegExp(`</(?:\\w+:)?${element}>|<(?:\\w+:)?${element}\\b[^>]*/>`, 'g');
  let rest = '';
  xml.setEncoding('utf8');
  for await (const chunk of xml) {
    rest += chunk as string;
    let last = 0;
    for (const end of rest.matchAll(ends)) last = end.index + end[0].length;
    if (last === 0) continue;
    yield rest.slice(0, last);
    rest = rest.slice(last);
  }
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const character = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));
/** The text that XML writes, with what workbooks write as `_x000D_`. */
export function unescapeXml(text: string): string {
  const plain = text.includes('_x') ? text.replace(/_x([0-9A-F]{4})_/gi, character) : text;
  if (!plain.includes('&')) return plain;
  return plain.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return NAMED[name] ?? whole;
  });
}

/** The text of a string item: its runs joined, phonetic hints left out. */
function itemText(xml: string): string {
  const runs = xml.replace(HINT, '').matchAll(RUN);
  return [...runs].map((run) => unescapeXml(run[2] ?? '')).join('');
}

/** The workbook's different texts, in the order in which cells name them by number. */
export async function readSharedStrings(xml: Readable): Promise<string[]> {
  const texts: string[] = [];
  for await (const piece of pieces(xml, 'si')) {
    for (const item of piece.matchAll(ITEM)) texts.push(itemText(item[2] ?? ''));
  }
  return texts;
}

export interface SheetRow {
  /** Counted from 1; rows that the sheet does not write are blank. */
  number: number;
  cells: string[];
}

/** The rows of a sheet as texts: numbers as the file writes them, also the serial numbers of times. */
export async function* rowsOfSheet(xml: Readable, texts: readonly string[]): AsyncGenerator<SheetRow> {
  let number = 0;
  for await (const piece of pieces(xml, 'row')) {
    for (const row of piece.matchAll(ROW)) {
      number = Number(ADDRESS.exec(row[1] ?? '')?.[1] ?? number + 1);
      const cells: string[] = [];
      for (const cell of (row[2] ?? '').matchAll(CELL)) {
        const address = ADDRESS.exec(cell[1] ?? '')?.[1];
        const at = address ? columnOf(address) : cells.length;
        while (cells.length < at) cells.push('');
        cells[at] = cellText(TYPE.exec(cell[1] ?? '')?.[1], cell[2] ?? '', texts);
      }
      yield { number, cells };
    }
  }
}

/** `C7` is in column 2. */
function columnOf(address: string): number {
  let column = 0;
  for (const letter of /^[A-Z]*/.exec(address)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellText(type: string | undefined, content: string, texts: readonly string[]): string {
  if (type === 'inlineStr') return itemText(content);
  const value = unescapeXml(VALUE_ONCE.exec(content)?.[2] ?? '');
  if (type === 's') return texts[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type === 'd') return value.replace('T', ' ').replace(/Z$/, '');
  return type === 'e' ? '' : value;
}
