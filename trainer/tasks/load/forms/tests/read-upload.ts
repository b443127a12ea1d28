import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Reading } from '../../../../../shared/contracts/datasets.ts';
import { type Kind, OPTIONAL, REQUIRED } from '../../columns.ts';
import { openDuck } from '../../duck.ts';
import type { Place } from '../../piece.ts';
import { openFile, raw } from '../index.ts';

/** A record with the place that `locate` gives for it. */
export interface Found extends Place {
  cells: string[];
  ok: boolean;
}

export interface Upload {
  kind: Kind;
  reading: Reading;
  /** Records that are not blank: the kind's required columns, then its optional ones. */
  found: Found[];
  pieces: number;
  bytesRead: number[];
}

/** Reads a whole upload as a load does, in pieces of `pieceBytes`, and its bytes in chunks of `chunk`. */
export async function readUpload(
  content: Buffer | string,
  options: { pieceBytes?: number; chunk?: number; declaredKind?: Kind; signal?: AbortSignal } = {},
): Promise<Upload> {
  const { pieceBytes, chunk = 65_536, declaredKind = null } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'halle-forms-'));
  const all = Buffer.from(content);
  function* chunks() {
    for (let at = 0; at < all.length; at += chunk) yield Buffer.from(all.subarray(at, at + chunk));
  }
  const bytes = Readable.from(chunks(), { objectMode: false });
  using duck = await openDuck(scratch);
  try {
    const signal = options.signal ?? new AbortController().signal;
    const upload = { name: 'upload', declaredKind, bytes, size: all.length };
    const file = await openFile(upload, scratch, duck, signal, pieceBytes);
    const wanted = [...REQUIRED[file.kind], ...OPTIONAL[file.kind]].map(raw);
    const found: Found[] = [];
    const bytesRead: number[] = [];
    for await (const piece of file.pieces) {
      bytesRead.push(piece.bytesRead);
      const rows = await duck.rows<Record<string, string | boolean>>(piece.sql);
      const records = rows.flatMap((row, i) => (row['blank'] ? [] : [i]));
      const places = await piece.locate(records);
      for (const [i, record] of records.entries()) {
        const row = rows[record] ?? {};
        const cells = wanted.map((name) => String(row[name]));
        found.push({ cells, ok: row['columns_ok'] === true, ...(places[i] as Place) });
      }
      await piece.release();
    }
    const left = (await readdir(scratch)).filter((name) => name.startsWith('piece-'));
    if (left.length > 0) throw new Error(`left in scratch: ${left.join(', ')}`);
    return { kind: file.kind, reading: file.reading, found, pieces: bytesRead.length, bytesRead };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Cells and lines alone, for the eye. */
export const linesOf = ({ found }: Upload) => found.map(({ line, cells }) => [line, ...cells]);
