import type { Reading } from '../../../../shared/contracts/datasets.ts';
import { type Kind, OPTIONAL } from '../columns.ts';
import type { OpenedFile } from '../piece.ts';
import { type Chunks, type Count, peek, startingWith } from './byte-stream.ts';
import { LineDecoder, withoutMark } from './encoding.ts';
import { columnName, HeaderSearch, repeatedName } from './header.ts';
import { type Element, jsonElements, listBegin } from './json-elements.ts';
import { layoutOf } from './layout.ts';
import { type Row, rowPieces } from './row-pieces.ts';
import { SAMPLE_ROWS } from './text.ts';
import { unreadable } from './unreadable.ts';

type Json = Record<string, unknown>;

/**
 * Opens JSON: a list of objects, also under a key of one object, or objects one after the other (JSON lines). Keys are
 * the columns, in any case; a key that is missing is a blank cell. Places are elements of a list, else lines.
 * Throws `unreadable_file` with the line where the JSON is wrong.
 */
export async function openJson(
  chunks: Chunks,
  to: { declaredKind: Kind | null; scratch: string; pieceBytes: number; read: Count },
): Promise<OpenedFile> {
  const text = await withoutMark(chunks);
  const { head, all } = await peek(text.chunks, 64 * 1024);
  const begin = listBegin(head.toString());
  const firstLine = head.subarray(0, begin.at).toString('latin1').split('\n').length;
  const elements = jsonElements(without(all, begin.at), begin.list, firstLine);
  const decoder = new LineDecoder();
  const first: { element: Element; json: Json }[] = [];
  while (first.length < SAMPLE_ROWS) {
    const next = await elements.next();
    if (next.done) break;
    first.push({ element: next.value, json: parse(next.value, decoder) });
  }
  const keys = [...new Set(first.flatMap(({ json }) => Object.keys(json)))];
  const search = new HeaderSearch();
  const header = search.find([keys], true);
  if (!header) throw search.refusal(to.declaredKind);
  for (const name of OPTIONAL[header.kind]) if (!header.columns.has(name)) keys.push(name);
  const full = search.find([keys], true) ?? header;
  const places = placesOf(keys, full.columns);
  const cellsOf = (json: Json) => {
    const cells: string[] = [];
    for (let i = 0; i < keys.length; i++) cells.push('');
    for (const key in json) {
      const at = places(key);
      if (at !== undefined) cells[at] = textOf(json[key]);
    }
    return cells;
  };
  const layout = layoutOf(
    full,
    first.map(({ json }) => cellsOf(json)),
  );
  const reading: Reading = { form: 'json', encoding: text.utf16 ? 'utf-16le' : decoder.encoding };
  if (layout.blocks.length > 1) reading.blocks = layout.blocks.length;

  async function* rows(): AsyncGenerator<Row> {
    const row = (element: Element, json: Json) => ({
      number: begin.list ? element.number : element.line,
      cells: cellsOf(json),
    });
    for (const { element, json } of first) yield row(element, json);
    for await (const element of elements) {
      yield row(element, parse(element, decoder));
      if (!text.utf16) reading.encoding = decoder.encoding;
    }
  }
  const pieces = rowPieces(rows(), layout, {
    ...to,
    within: '',
    firstRow: 1,
    bytesRead: () => to.read.bytes,
  });
  return { kind: layout.kind, reading, pieces };
}

async function* without(chunks: Chunks, bytes: number): Chunks {
  const first = await chunks.next();
  if (!first.done) yield* startingWith(first.value.subarray(bytes), chunks);
}

/** Where a key's value goes. Other named columns, as the one that names an employee, go nowhere. */
function placesOf(keys: readonly string[], columns: ReadonlyMap<string, number>) {
  const places = new Map<string, number | undefined>();
  const placeOf = (key: string) => {
    const name = columnName(key);
    const at = columns.get(name);
    if (at !== undefined) return at;
    const spilled = name === '' || columns.has(repeatedName(name));
    return spilled && keys.includes(key) ? keys.indexOf(key) : undefined;
  };
  return (key: string) => {
    if (!places.has(key)) places.set(key, placeOf(key));
    return places.get(key);
  };
}

/** Numbers of so many digits would lose some as numbers: they are taken as they are written. */
const LONG_NUMBER = /\d{16}/;
const asWritten = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? (context?.source ?? value) : value;

function parse({ bytes, line }: Element, decoder: LineDecoder): Json {
  const text = decoder.toUtf8(bytes).toString();
  try {
    return JSON.parse(text, LONG_NUMBER.test(text) ? asWritten : undefined) as Json;
  } catch (error) {
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    const wrong = line + text.slice(0, at).split('\n').length - 1;
    throw unreadable(`line ${wrong} is no JSON.`, { line: wrong });
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
