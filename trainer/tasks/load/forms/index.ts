import type { Readable } from 'node:stream';
import type { Kind } from '../columns.ts';
import type { Duck } from '../duck.ts';
import type { OpenedFile } from '../piece.ts';
import { type Count, countedChunks, peek, unpacked } from './byte-stream.ts';
import { openJson } from './json.ts';
import { openParquet } from './parquet.ts';
import { PIECE_BYTES } from './piece-files.ts';
import { readAhead } from './read-ahead.ts';
import { isGzip, recognise } from './recognise.ts';
import { openText } from './text.ts';
import { openWorkbook } from './workbook.ts';

export { raw } from './records-sql.ts';

/** Bytes by which a form is recognised. */
const HEAD_BYTES = 64 * 1024;
/** Pieces that are made while the reader is at an earlier one. */
const AHEAD = 2;

/**
 * Opens an upload in whatever form it comes, told by its content: text with delimiters, workbook, JSON or Parquet, packed
 * in gzip or not. The kind is told by the columns; `declaredKind` only words the refusal. Text and JSON are read while
 * they come, so that neither memory nor disk grows with the file: at most three pieces are in `scratch`.
 * Throws `unreadable_file`, `empty_file` and `missing_columns`, also later, from `pieces`; errors of the stream as they
 * are; the signal's reason or an `AbortError` when it is aborted.
 */
export async function openFile(
  upload: { name: string; declaredKind: Kind | null; bytes: Readable; size: number },
  scratch: string,
  duck: Duck,
  signal: AbortSignal,
  pieceBytes = PIECE_BYTES,
): Promise<OpenedFile> {
  try {
    return await open(upload, scratch, duck, signal, pieceBytes);
  } catch (error) {
    upload.bytes.destroy();
    throw error;
  }
}

async function open(
  upload: { declaredKind: Kind | null; bytes: Readable },
  scratch: string,
  duck: Duck,
  signal: AbortSignal,
  pieceBytes: number,
): Promise<OpenedFile> {
  const read: Count = { bytes: 0 };
  const { declaredKind } = upload;
  let { head, all: chunks } = await peek(countedChunks(upload.bytes, read, signal), HEAD_BYTES);
  const packed = isGzip(head);
  if (packed) ({ head, all: chunks } = await peek(unpacked(chunks), HEAD_BYTES));
  const to = { declaredKind, scratch, pieceBytes, read, signal };
  const file = await {
    text: () => openText(chunks, to),
    json: () => openJson(chunks, to),
    workbook: () => openWorkbook(chunks, to),
    parquet: () => openParquet(chunks, duck, to),
  }[recognise(head)]();
  if (packed) file.reading.packed = 'gzip';
  return { ...file, pieces: readAhead(file.pieces, AHEAD) };
}
