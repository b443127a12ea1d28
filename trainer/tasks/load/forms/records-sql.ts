import { OPTIONAL, REQUIRED } from '../columns.ts';
import { trimSql } from '../expressions.ts';
import type { Layout } from './layout.ts';

/** Measured values are read with the spaces that pad them: trimming each costs a tenth of the whole reading. */
const PADDED = new Set(['VALUE']);

/** The name in SQL of a column's text as it stands in the file. */
export const raw = (column: string): string => `raw_${column.toLowerCase()}`;

/**
 * The records of a table of texts (`from`, whose cells are `c0`, `c1`, … and one more than the layout's width): see
 * `Piece.sql`. A cell that its row lacks is null there. `USUARIO` and other columns are not even selected.
 * A row with several blocks becomes as many records, one after the other.
 */
export function recordsSql(layout: Layout, from: string): string {
  const records = layout.blocks.map((offset, block) => recordOf(layout, offset, block === 0));
  if (records.length === 1) {
    const fields = [...(records[0] ?? new Map<string, string>())].map(([name, sql]) => `${sql} as ${name}`);
    return `select ${fields.join(', ')} from ${from}`;
  }
  const structs = records.map(
    (fields) => `{${[...fields].map(([name, sql]) => `${name}: ${sql}`).join(', ')}}`,
  );
  return `select record.* from (select unnest([${structs.join(', ')}]) as record from ${from})`;
}

function recordOf(layout: Layout, offset: number, first: boolean): Map<string, string> {
  const { kind, columns, width, lastNeeded, blocks } = layout;
  const fields = new Map<string, string>();
  for (const name of [...REQUIRED[kind], ...OPTIONAL[kind]]) {
    const at = columns.get(name);
    const cell = `coalesce(c${at === undefined ? '' : at + offset}, '')`;
    fields.set(raw(name), at === undefined ? `''` : PADDED.has(name) ? cell : trimSql(cell));
  }
  const places = [...columns.values()];
  const alone = blocks.length === 1;
  const last = first ? lastNeeded : Math.max(...places) + offset;
  const own = alone ? Array.from({ length: width + 1 }, (_, i) => i) : places.map((place) => place + offset);
  const cells = own.map((i) => `coalesce(c${i}, '')`).join(' || ');
  const knr = trimSql(`coalesce(c${(columns.get('KNR') ?? 0) + offset}, '')`);
  fields.set('columns_ok', `(c${last} is not null and coalesce(c${width}, '') = '')`);
  fields.set('blank', `case when ${knr} = '' then trim(${cells}) = '' else false end`);
  return fields;
}

/** Names of the cells that `recordsSql` reads. */
export function cellNames({ width }: Layout): string[] {
  return Array.from({ length: width + 1 }, (_, i) => `c${i}`);
}
