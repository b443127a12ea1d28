import type { Kind } from '../columns.ts';
import { type Header, repeatedName } from './header.ts';

/** Where the facts of a kind stand in the rows of a file, blocks side by side included. */
export interface Layout {
  kind: Kind;
  /** Where each wanted column stands in the first block, counted from 0. */
  columns: ReadonlyMap<string, number>;
  /** How far to the right of the first each block stands; the first is 0. */
  blocks: readonly number[];
  /** The last cell that a row's first block must have. */
  lastNeeded: number;
  /** How many cells a row may have that hold something; one beyond makes it a row of the wrong width. */
  width: number;
}

const KNR = /^\s*\d{4}-?\d{7}(\.0+)?\s*$/;

/**
 * Lays out a file from its header and some of its first rows. A status export that was too long for its sheet goes on
 * in further blocks to the right, without header cells of their own or with repeated ones (`KNR.1`): a block stands
 * where most cells are a KNR and no other name stands above. Blocks are filled from the top, so the first rows show all.
 */
export function layoutOf({ kind, cells, columns }: Header, sample: readonly (readonly string[])[]): Layout {
  const widest = sample.reduce((most, row) => Math.max(most, row.length), cells.length);
  const places = [...columns.values()];
  const knr = columns.get('KNR') ?? 0;
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const blocks = [0];
  for (let at = last + 1; at < widest; at++) {
    const offset = at - knr;
    const previous = blocks.at(-1) ?? 0;
    if (first + offset <= last + previous) continue;
    const ofBlock = [...columns].every(([name, place]) => {
      const cell = cells[place + offset] ?? '';
      return cell === '' || repeatedName(cell) === name;
    });
    if (ofBlock && holdsKnrs(sample, at)) blocks.push(offset);
  }
  const end = last + (blocks.at(-1) ?? 0) + 1;
  const named = cells.findLastIndex((cell) => cell !== '');
  const lastNeeded = blocks.length > 1 ? last : Math.max(named, last);
  return { kind, columns, blocks, lastNeeded, width: Math.max(end, cells.length) };
}

function holdsKnrs(sample: readonly (readonly string[])[], at: number): boolean {
  const filled = sample.map((row) => row[at] ?? '').filter((cell) => cell.trim() !== '');
  return filled.length > 0 && filled.filter((cell) => KNR.test(cell)).length * 2 >= filled.length;
}
