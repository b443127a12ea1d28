import type { HalleError } from '../../../../shared/errors.ts';
import type { Chunks } from './byte-stream.ts';
import { countLineEnds } from './count-lines.ts';
import { LineDecoder } from './encoding.ts';
import { settleQuotes } from './quotes.ts';
import { unreadable } from './unreadable.ts';

/** How much is worked on at once: large for the calls that look through it, small beside a piece. */
const BLOCK_BYTES = 4 * 1024 * 1024;
/** Half of what DuckDB takes: what goes on for longer is no line, and no file of a plant has one. */
const LONGEST_LINE = 1024 * 1024;
const QUOTE = 0x22;
const NUL = 0;

/** Whole records of a text. */
export interface TextBlock {
  parts: Buffer[];
  lines: number;
  quotes: boolean;
  breaks: boolean;
}

/**
 * The records of a text in blocks, as UTF-8 with quotes settled; a block's bytes are its own until the next. No line is looked at alone unless it must be: plain
 * blocks pass through a few native searches.
 */
export async function* textBlocks(
  chunks: Chunks,
  form: { delimiter: string; lineEnd: number },
  decoder: LineDecoder,
  size = BLOCK_BYTES,
): AsyncGenerator<TextBlock> {
  const delimiter = form.delimiter.charCodeAt(0);
  let room = Buffer.allocUnsafe(size); // used again and again: blocks are done with before the next one comes
  let length = 0;
  let open = Buffer.alloc(0); // lines of a record that is not whole yet
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const copied = chunk.copy(room, length, at);
      at += copied;
      length += copied;
      if (length < room.length) continue;
      const cut = room.lastIndexOf(form.lineEnd) + 1;
      if (cut > 0) yield* block(room.subarray(0, cut), false);
      else if (length >= LONGEST_LINE) throw tooLong();
      else room = Buffer.concat([room], length * 2);
      room.copyWithin(0, cut, length);
      length -= cut;
    }
  }
  yield* block(room.subarray(0, length), true);

  function* block(lines: Buffer, last: boolean): Generator<TextBlock> {
    for (let at = 0; at + LONGEST_LINE < lines.length; at += LONGEST_LINE) {
      if (lines.indexOf(form.lineEnd, at) >= at + LONGEST_LINE) throw tooLong();
    }
    for (let at = lines.indexOf(NUL); at >= 0; at = lines.indexOf(NUL, at)) lines[at] = 0x20;
    const utf8 = decoder.toUtf8(lines, form.lineEnd);
    const records = open.length > 0 ? Buffer.concat([open, utf8]) : utf8;
    open = Buffer.alloc(0);
    if (records.length === 0) return;
    if (!records.includes(QUOTE)) {
      yield { parts: [records], lines: countLineEnds(records), quotes: false, breaks: false };
      return;
    }
    const { parts, consumed, breaks } = settleQuotes(records, delimiter, last);
    open = Buffer.from(records.subarray(consumed));
    if (consumed === 0) return;
    yield { parts, lines: countLineEnds(records.subarray(0, consumed)), quotes: true, breaks };
  }
}

function tooLong(): HalleError {
  return unreadable('a line is longer than 1 MB.');
}
