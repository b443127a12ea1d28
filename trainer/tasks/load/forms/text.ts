import type { Reading } from '../../../../shared/contracts/datasets.ts';
import type { Kind } from '../columns.ts';
import type { OpenedFile, Piece } from '../piece.ts';
import { type Chunks, type Count, peek, startingWith } from './byte-stream.ts';
import { LineDecoder, withoutMark } from './encoding.ts';
import { HEADER_ROWS, HeaderSearch } from './header.ts';
import { type Layout, layoutOf } from './layout.ts';
import { PieceFiles } from './piece-files.ts';
import { settleQuotes } from './quotes.ts';
import { DELIMITERS, splitLine, splitRows } from './split-line.ts';
import { textBlocks } from './text-blocks.ts';
import { textPiece } from './text-piece.ts';

/** How much is looked at for header, delimiter, line ends and blocks. */
const HEAD_BYTES = 256 * 1024;
/** Rows after the header that are looked at for blocks. */
export const SAMPLE_ROWS = 100;

interface Beginning {
  layout: Layout;
  delimiter: string;
  lineEnd: number;
  headerLine: number;
  /** Where data begins in the head. */
  dataAt: number;
}

/** Opens a text with delimiters: pieces are cut while it comes in. Throws `empty_file` and `missing_columns`. */
export async function openText(
  chunks: Chunks,
  to: { declaredKind: Kind | null; scratch: string; pieceBytes: number; read: Count },
): Promise<OpenedFile> {
  const text = await withoutMark(chunks);
  const { head, all, whole } = await peek(text.chunks, HEAD_BYTES);
  const begin = beginning(head, whole, to.declaredKind);
  const { layout, delimiter, headerLine } = begin;
  const reading: Reading = {
    form: 'text',
    encoding: text.utf16 ? 'utf-16le' : 'utf-8',
    delimiter,
    headerLine,
  };
  if (layout.blocks.length > 1) reading.blocks = layout.blocks.length;
  const decoder = new LineDecoder();
  if (!text.utf16) {
    decoder.toUtf8(head.subarray(0, begin.dataAt));
    reading.encoding = decoder.encoding;
  }

  async function* pieces(): AsyncGenerator<Piece, void, undefined> {
    const files = new PieceFiles(to.scratch, to.pieceBytes, headerLine + 1);
    const rest = after(all, begin.dataAt);
    try {
      for await (const block of textBlocks(rest, begin, decoder, Math.min(4 << 20, to.pieceBytes))) {
        if (!text.utf16) reading.encoding = decoder.encoding;
        const file = await files.write(block.parts, block);
        if (file) yield textPiece(file, layout, { delimiter, bytesRead: to.read.bytes });
      }
      const file = await files.end();
      if (file) yield textPiece(file, layout, { delimiter, bytesRead: to.read.bytes });
    } finally {
      await files.close();
      await rest.return();
    }
  }
  return { kind: layout.kind, reading, pieces: pieces() };
}

/** Without the first bytes, which are all in the first chunk: `peek` gives its head as one. */
async function* after(chunks: Chunks, bytes: number): Chunks {
  const first = await chunks.next();
  if (!first.done) yield* startingWith(first.value.subarray(bytes), chunks);
}

function beginning(head: Buffer, whole: boolean, declaredKind: Kind | null): Beginning {
  const lineEnd = head.includes(0x0a) || !head.includes(0x0d) ? 0x0a : 0x0d;
  const lastEnd = head.lastIndexOf(lineEnd) + 1;
  const lines = whole || lastEnd === 0 ? head : head.subarray(0, lastEnd);
  const utf8 = new LineDecoder().toUtf8(lines, lineEnd);
  const texts = utf8.toString().split(/\r\n|\n|\r/, HEADER_ROWS);
  const search = new HeaderSearch();
  for (const delimiter of DELIMITERS) {
    const header = search.find(texts.map((line) => splitLine(line, delimiter)));
    if (!header) continue;
    const data = utf8.subarray(lineBegin(utf8, header.line + 1));
    const settled = Buffer.concat(settleQuotes(data, delimiter.charCodeAt(0), whole).parts).toString();
    const layout = layoutOf(header, splitRows(settled, delimiter, SAMPLE_ROWS));
    return { layout, delimiter, lineEnd, headerLine: header.line, dataAt: lineBegin(head, header.line + 1) };
  }
  throw search.refusal(declaredKind);
}

/** Where a line begins, counted from 1; the length when there is none. */
function lineBegin(bytes: Buffer, wanted: number): number {
  let line = 1;
  for (let i = 0; i < bytes.length; i++) {
    if (line === wanted) return i;
    if (bytes[i] === 0x0a || (bytes[i] === 0x0d && bytes[i + 1] !== 0x0a)) line++;
  }
  return bytes.length;
}
