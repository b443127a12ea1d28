import type { Reading } from '../../../shared/contracts/datasets.ts';
import type { Duck } from './duck.ts';
import type { Piece } from './piece.ts';

export type NotNumbers = NonNullable<Reading['notNumbers']>;

/**
 * Adds the `count` values of a piece's staged `rows` that are text and no number. Their rows are kept, as ok and not ok
 * are known without the value; the first one is told with its place.
 */
export async function addNotNumbers(
  duck: Duck,
  piece: Piece,
  rows: string,
  count: number,
  known: NotNumbers | null,
): Promise<NotNumbers> {
  if (known) return { ...known, count: known.count + count };
  const first = await duck.row<{ record: number; value: string }>(
    `select file_row_number::double as record, not_number as value from ${rows}
     where refusal = 0 and not_number is not null order by file_row_number limit 1`,
  );
  const [place] = await piece.locate([first.record]);
  return { count, example: first.value, ...(place ? { line: place.line } : {}) };
}
