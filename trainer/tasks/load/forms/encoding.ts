import { isAscii, isUtf8 } from 'node:buffer';
import { isUtf16 } from './recognise.ts';
import { type Chunks, peek } from './byte-stream.ts';

const latin = new TextDecoder('windows-1252');
/** What Windows has where Latin-1 has nothing. */
const ONLY_WINDOWS = /[\x80-\x9f]/;
/** What may be a character of several bytes in UTF-8, in bytes read as Latin-1. */
const UTF8_CHARACTER = /[\xc2-\xf4][\x80-\xbf]/;

/**
 * Makes whole lines UTF-8. A line that is no valid UTF-8 is Latin-1 (as Windows has it), also between lines that are:
 * so do files look that two programs wrote into. Only blocks with such lines are looked at line by line.
 */
export class LineDecoder {
  #utf8 = false;
  #latin = false;

  /** What the lines so far were in. */
  get encoding(): 'utf-8' | 'windows-1252' | 'mixed' {
    if (!this.#latin) return 'utf-8';
    return this.#utf8 ? 'mixed' : 'windows-1252';
  }

  toUtf8(lines: Buffer, lineEnd = 0x0a): Buffer {
    if (isUtf8(lines)) {
      this.#utf8 ||= !isAscii(lines);
      return lines;
    }
    const text = lines.toString('latin1');
    if (!UTF8_CHARACTER.test(text)) {
      this.#latin = true;
      return Buffer.from(ONLY_WINDOWS.test(text) ? latin.decode(lines) : text);
    }
    const parts: Buffer[] = [];
    let from = 0; // of the valid lines that are not in `parts` yet
    for (let at = 0; at < lines.length;) {
      const found = lines.indexOf(lineEnd, at);
      const next = found < 0 ? lines.length : found + 1;
      const line = lines.subarray(at, next);
      if (isUtf8(line)) this.#utf8 ||= !isAscii(line);
      else {
        this.#latin = true;
        parts.push(lines.subarray(from, at), Buffer.from(latin.decode(line)));
        from = next;
      }
      at = next;
    }
    return Buffer.concat([...parts, lines.subarray(from)]);
  }
}

/** The chunks without a byte-order mark; of UTF-16 they become UTF-8, which is then told. */
export async function withoutMark(chunks: Chunks): Promise<{ chunks: Chunks; utf16: boolean }> {
  const { head, all } = await peek(chunks, 3);
  if (isUtf16(head)) return { chunks: fromUtf16(all), utf16: true };
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return { chunks: marked ? without(all, 3) : all, utf16: false };
}

async function* fromUtf16(chunks: Chunks): Chunks {
  const decoder = new TextDecoder('utf-16le');
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Without the first bytes, all of which are in the first chunk. */
async function* without(chunks: Chunks, bytes: number): Chunks {
  let left = bytes;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left);
    left = 0;
  }
}
