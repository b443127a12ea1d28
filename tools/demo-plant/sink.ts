import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const SIZE = 1 << 20;
/** Longest row in bytes that a caller may write between two `endRow`. */
const ROOM = 4096;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Excel's day 0 is 1899-12-30. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30);

export type DateForm = 'iso' | 'day-first' | 'excel';
export interface Dialect {
  delimiter: ',' | ';' | '\t';
  encoding: 'utf8' | 'latin1';
  dates: DateForm;
}
/** The form of all files of a plant that is cut into a chosen number of them. */
export const PLAIN: Dialect = { delimiter: ',', encoding: 'utf8', dates: 'iso' };
export const excelSerial = (time: number): number => (time - EXCEL_EPOCH) / DAY;

/**
 * Writes rows of delimited text into one buffer and the buffer into a file: constant memory, no objects per row.
 * Cells are separated by the caller (`separator`), rows stand between `beginRow` and `endRow`.
 */
export class Sink {
  readonly dialect: Dialect;
  bytes = 0;
  private readonly buffer = Buffer.allocUnsafe(SIZE + ROOM);
  private readonly file: number;
  private readonly separatorByte: number;
  private at = 0;
  private rowStart = 0;
  private minute = NaN;
  private prefix = Buffer.alloc(0);

  constructor(path: string, dialect: Dialect) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, 'w');
    this.dialect = dialect;
    this.separatorByte = dialect.delimiter.charCodeAt(0);
  }

  /** A line as it stands, outside of the rows. */
  line(text: string): void {
    this.beginRow();
    this.text(text);
    this.endRow();
  }

  text(text: string): void {
    this.at += this.buffer.write(text, this.at, this.dialect.encoding);
  }

  raw(bytes: Buffer): void {
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  separator(): void {
    this.buffer[this.at++] = this.separatorByte;
  }

  /** `scaled / 10^decimals`, padded with spaces at the left to `width`. */
  decimal(scaled: number, decimals: number, width: number, point: number): void {
    const start = this.at;
    let left = scaled < 0 ? -scaled : scaled;
    let digits = 0;
    let end = start + width;
    while (left > 0 || digits <= decimals) {
      if (digits === decimals && decimals > 0) this.buffer[--end] = point;
      this.buffer[--end] = 48 + (left % 10);
      left = (left / 10) | 0;
      digits++;
    }
    if (scaled < 0) this.buffer[--end] = 45;
    this.buffer.fill(32, start, end);
    this.at = start + width;
  }

  date(time: number): void {
    if (this.dialect.dates === 'excel') return this.serial(time);
    const minute = Math.floor(time / MINUTE);
    if (minute !== this.minute) this.newMinute(minute);
    this.raw(this.prefix);
    const rest = time - minute * MINUTE;
    this.digits(Math.floor(rest / 1000), 2);
    if (this.dialect.dates === 'iso') {
      this.buffer[this.at++] = 46;
      this.digits(rest % 1000, 3);
    }
  }

  /** Starts a row; the buffer is only ever emptied here, so the row before is still at hand in `repeatRow`. */
  beginRow(): void {
    if (this.at >= SIZE) this.flush();
    this.rowStart = this.at;
  }

  endRow(): void {
    this.buffer[this.at++] = 10;
  }

  /** Writes the last row once more; to be called right after `endRow`. */
  repeatRow(): void {
    const length = this.at - this.rowStart;
    this.buffer.copyWithin(this.at, this.rowStart, this.at);
    this.rowStart = this.at;
    this.at += length;
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private digits(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      this.buffer[this.at + i] = 48 + (value % 10);
      value = (value / 10) | 0;
    }
    this.at += count;
  }

  /** Excel serial with 11 decimals: finer than a microsecond. */
  private serial(time: number): void {
    const days = Math.floor((time - EXCEL_EPOCH) / DAY);
    this.digits(days, 5);
    this.buffer[this.at++] = 46;
    let fraction = Math.round(((time - EXCEL_EPOCH - days * DAY) / DAY) * 1e11);
    for (let i = 10; i >= 0; i--) {
      this.buffer[this.at + i] = 48 + (fraction % 10);
      fraction = Math.floor(fraction / 10);
    }
    this.at += 11;
  }

  private newMinute(minute: number): void {
    this.minute = minute;
    const iso = new Date(minute * MINUTE).toISOString();
    const clock = iso.slice(11, 17);
    const day = `${+iso.slice(8, 10)}/${+iso.slice(5, 7)}/${iso.slice(0, 4)}`;
    this.prefix = Buffer.from(
      this.dialect.dates === 'iso'
        ? `${iso.slice(0, 10)} ${clock}`
        : `${day} ${+clock.slice(0, 2)}${clock.slice(2)}`,
      'latin1',
    );
  }

  private flush(): void {
    for (let done = 0; done < this.at;) done += writeSync(this.file, this.buffer, done, this.at - done);
    this.bytes += this.at;
    this.at = 0;
  }
}
