import { ItemText, unescapeText } from './item-text.ts';
import type { SharedTexts } from './shared-texts.ts';
import { type Attributes, listen, type XmlListener } from './xml.ts';

export interface SheetRow {
  /** Counted from 1; rows that the sheet does not write are blank. */
  number: number;
  cells: string[];
}

/** The last column is `XFD`. An address beyond would be filled up with blank cells until memory ends. */
const MAX_COLUMNS = 16_384;
/** More than any program writes, for the same reason. */
const MAX_ROWS = 1 << 24;

/**
 * The rows of a sheet as texts: numbers as the file writes them, also the serial numbers of times. Streamed: a chunk's
 * rows are taken before the next is read. Throws where the sheet is broken.
 */
export async function* rowsOfSheet(
  xml: AsyncIterable<Buffer>,
  texts: SharedTexts,
): AsyncGenerator<SheetRow, void, undefined> {
  const rows = new RowListener(texts);
  for await (const _ of listen(xml, rows)) for (const row of rows.take()) yield row;
}

/** Elements stand for what they are only at their place: `row` is also the name of where a drawing is anchored. */
const DEPTH = { data: 1, row: 2, cell: 3, value: 4 };

class RowListener implements XmlListener {
  readonly #texts: SharedTexts;
  #rows: SheetRow[] = [];
  #row: SheetRow = { number: 0, cells: [] };
  #inData = false;
  #inRow = false;
  #inCell = false;
  #at = 0;
  #type: string | undefined;
  #value = '';
  #inValue = false;
  readonly #item = new ItemText();
  #inItem = false;

  constructor(texts: SharedTexts) {
    this.#texts = texts;
  }

  take(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, depth: number, attributes: Attributes): void {
    if (depth === DEPTH.data) this.#inData = name === 'sheetData';
    else if (!this.#inData) return;
    else if (depth === DEPTH.row) this.#openRow(name, attributes);
    else if (depth === DEPTH.cell) this.#openCell(name, attributes);
    else if (depth === DEPTH.value) this.#openValue(name);
    else if (this.#inItem) this.#item.open(name);
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
    else if (this.#inItem) this.#item.text(text);
  }

  close(name: string, depth: number): void {
    if (depth > DEPTH.value) {
      if (this.#inItem) this.#item.close(name);
    } else if (depth === DEPTH.value) this.#inValue = this.#inItem = false;
    else if (depth === DEPTH.cell && this.#inCell) this.#closeCell();
    else if (depth === DEPTH.row && this.#inRow) this.#closeRow();
  }

  #openRow(name: string, { r }: Attributes): void {
    this.#inRow = name === 'row';
    if (!this.#inRow) return;
    const before = this.#row.number;
    const number = r === undefined ? before + 1 : Number(r);
    if (!Number.isInteger(number) || number <= before || number > MAX_ROWS) throw new Error(`no row ${r}`);
    this.#row = { number, cells: [] };
  }

  #closeRow(): void {
    this.#inRow = false;
    this.#rows.push(this.#row);
  }

  #openCell(name: string, { r, t }: Attributes): void {
    this.#inCell = this.#inRow && name === 'c';
    if (!this.#inCell) return;
    this.#at = r === undefined ? this.#row.cells.length : columnOf(r);
    if (this.#at < 0 || this.#at >= MAX_COLUMNS) throw new Error(`no cell ${r}`);
    this.#type = t;
    this.#value = '';
  }

  #openValue(name: string): void {
    const inline = this.#type === 'inlineStr';
    this.#inValue = this.#inCell && name === 'v' && !inline;
    this.#inItem = this.#inCell && name === 'is' && inline;
  }

  #closeCell(): void {
    this.#inCell = false;
    const { cells } = this.#row;
    while (cells.length < this.#at) cells.push('');
    cells[this.#at] = this.#type === 'inlineStr' ? this.#item.take() : this.#cellText(this.#value);
  }

  #cellText(value: string): string {
    if (value === '') return '';
    switch (this.#type) {
      case 's':
        return this.#texts.get(value);
      case 'b':
        return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
      case 'd':
        return value.replace('T', ' ').replace(/Z$/, '');
      case 'e':
        return '';
      default:
        return unescapeText(value);
    }
  }
}

/** `C7` is in column 2; -1 where there are no letters. */
function columnOf(address: string): number {
  let column = 0;
  for (let i = 0; i < address.length; i++) {
    const letter = address.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}
