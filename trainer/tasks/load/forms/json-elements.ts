import type { Chunks } from './byte-stream.ts';
import { unreadable } from './unreadable.ts';

const LONGEST_ELEMENT = 16 * 1024 * 1024;
const SLASH = 0x5c;
const QUOTE = 0x22;
const OPEN = 0x7b;
const OPEN_LIST = 0x5b;
const CLOSE = 0x7d;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const LF = 0x0a;

/** An object of a JSON file as its bytes. */
export interface Element {
  bytes: Buffer;
  /** The line that it begins on, counted from 1. */
  line: number;
  /** Which it is, counted from 1. */
  number: number;
}

const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"|[-+.\w]+)`;
/** `{"count": 2, "rows": [{`: the objects are in the first list of objects. */
const WRAPPED = new RegExp(String.raw`^\s*\{(?:\s*"[^"]*"\s*:\s*${VALUE}\s*,)*\s*"[^"]*"\s*:\s*\[(?=\s*\{)`);

/** Whether the objects are in a list, and where they begin in the first bytes. */
export function listBegin(head: string): { list: boolean; at: number } {
  const bare = /^\s*\[/.exec(head);
  const wrapped = bare ?? WRAPPED.exec(head);
  return { list: wrapped !== null, at: Buffer.byteLength(wrapped?.[0] ?? '') };
}

/**
 * The objects of a list or, where there is no list, that stand one after the other (JSON lines). Only brackets and texts
 * are looked at; the objects are still to be parsed. Throws `unreadable_file` with the line where something else stands
 * and where the file ends too early.
 */
export async function* jsonElements(
  chunks: Chunks,
  list: boolean,
  firstLine: number,
): AsyncGenerator<Element> {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  let line = firstLine;
  let number = 0;
  let ended = false;
  for await (const chunk of chunks) {
    bytes = at === bytes.length ? chunk : Buffer.concat([bytes.subarray(at), chunk]);
    at = 0;
    while (!ended) {
      while (isBetween(bytes[at])) if (bytes[at++] === LF) line++;
      if (at === bytes.length) break;
      if (list && bytes[at] === CLOSE_LIST) {
        ended = true;
        break;
      }
      if (bytes[at] !== OPEN) throw unreadable(`line ${line} is no JSON: an object was expected.`, { line });
      const end = elementEnd(bytes, at);
      if (end < 0) {
        if (bytes.length - at > LONGEST_ELEMENT)
          throw unreadable(`the JSON object in line ${line} never ends.`, { line });
        break;
      }
      const element = bytes.subarray(at, end);
      yield { bytes: element, line, number: ++number };
      for (let next = bytes.indexOf(LF, at); next >= 0 && next < end; next = bytes.indexOf(LF, next + 1))
        line++;
      at = end;
    }
    if (ended) return;
  }
  if (list || at < bytes.length) throw unreadable(`its JSON ends in the middle, in line ${line}.`, { line });
}

function isBetween(byte: number | undefined): boolean {
  return byte === LF || byte === 0x0d || byte === 0x20 || byte === 0x09 || byte === COMMA;
}

/** Where the object ends that begins at `from`; -1 when it goes on after these bytes. */
function elementEnd(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) {
        if (bytes[i] === SLASH) i++;
        else if (bytes[i] === LF) return i + 1; // a text was not closed: the parser will tell
      }
    } else if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if ((byte === CLOSE || byte === CLOSE_LIST) && --depth === 0) return i + 1;
  }
  return -1;
}
