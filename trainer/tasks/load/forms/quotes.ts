/** A cell that is longer is no cell: its quote was never closed. Four times what a sheet's cell may hold. */
const LONGEST_CELL = 131_072;
const QUOTE = 0x22;
const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;

export interface QuotedLines {
  /** The bytes up to `consumed`, with every cell that holds a quote written in the one certain way. */
  parts: Buffer[];
  /** How far the bytes hold whole records; the rest comes again with more. */
  consumed: number;
  /** Quoted cells hold line breaks. */
  breaks: boolean;
}

/**
 * Writes the cells with double quotes so that no reader can take them in two ways: `"…"` with quotes inside doubled.
 * A quote inside a cell (`17" rim`), one that is never closed, and spaces around a quoted cell all occur in files that
 * people made; without this one open quote swallows the rows after it. `lines` begins with a record and ends with a
 * line end unless it is `last`. The number of lines does not change.
 */
export function settleQuotes(lines: Buffer, delimiter: number, last: boolean): QuotedLines {
  const end = lines.length;
  const parts: Buffer[] = [];
  const broken: [from: number, to: number][] = [];
  let copied = 0;
  let floor = 0; // end of the cell before
  let consumed = end;
  for (;;) {
    const quote = nextQuote(lines, floor);
    if (quote < 0) break;
    let start = quote;
    while (start > floor && !endsCell(lines[start - 1], delimiter)) start--;
    const opens = onlySpaces(lines, start, quote);
    const close = opens ? closingQuote(lines, quote + 1, delimiter) : -1;
    if (close === end && !last && end - quote < LONGEST_CELL) {
      consumed = recordStart(lines, quote, broken);
      break;
    }
    if (close >= 0 && close < end && close - quote < LONGEST_CELL) {
      let cellEnd = close + 1;
      while (cellEnd < end && lines[cellEnd] === SPACE) cellEnd++;
      if (start !== quote || cellEnd !== close + 1) {
        parts.push(lines.subarray(copied, start), lines.subarray(quote, close + 1));
        copied = cellEnd;
      }
      const lineBreak = nextLineEnd(lines, quote, close);
      if (lineBreak < close) broken.push([start, close]);
      floor = cellEnd;
      continue;
    }
    let cellEnd = quote;
    while (cellEnd < end && !endsCell(lines[cellEnd], delimiter)) cellEnd++;
    const cell = lines.toString('utf8', start, cellEnd).replaceAll('"', '""');
    parts.push(lines.subarray(copied, start), Buffer.from(`"${cell}"`));
    copied = floor = cellEnd;
  }
  if (consumed > copied) parts.push(lines.subarray(copied, consumed));
  return { parts, consumed, breaks: broken.some(([from]) => from < consumed) };
}

function endsCell(byte: number | undefined, delimiter: number): boolean {
  return byte === delimiter || byte === LF || byte === CR;
}

/** Near ones are found faster in a loop than by a call. */
function nextQuote(lines: Buffer, from: number): number {
  const near = Math.min(lines.length, from + 48);
  for (let i = from; i < near; i++) if (lines[i] === QUOTE) return i;
  return near < lines.length ? lines.indexOf(QUOTE, near) : -1;
}

function onlySpaces(lines: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (lines[i] !== SPACE) return false;
  return true;
}

/** The quote that closes a cell, -1 when one stands there that closes nothing, the length when there is none. */
function closingQuote(lines: Buffer, from: number, delimiter: number): number {
  for (let at = from; ;) {
    const quote = nextQuote(lines, at);
    if (quote < 0 || quote - from > LONGEST_CELL) return lines.length;
    if (lines[quote + 1] === QUOTE) {
      at = quote + 2;
      continue;
    }
    let after = quote + 1;
    while (after < lines.length && lines[after] === SPACE) after++;
    return after === lines.length || endsCell(lines[after], delimiter) ? quote : -1;
  }
}

function nextLineEnd(lines: Buffer, from: number, to: number): number {
  for (let i = from; i < to; i++) if (lines[i] === LF || lines[i] === CR) return i;
  return to;
}

/** Where the record begins that a byte is in: after the last line end that is not inside a quoted cell. */
function recordStart(lines: Buffer, at: number, broken: readonly [number, number][]): number {
  let next = broken.length - 1;
  for (let i = at - 1; i >= 0; i--) {
    const cell = broken[next];
    if (cell && i <= cell[1]) {
      i = cell[0];
      next--;
    } else if (lines[i] === LF || lines[i] === CR) return i + 1;
  }
  return 0;
}
