import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';

export interface Dialect {
  delimiter: ',' | ';' | '\t';
  encoding: 'utf8' | 'latin1';
  decimal: '.' | ',';
  /** Lines above the header, as people's tools leave them. */
  above: number;
  /** A blank or index column at the left. */
  left: 'none' | 'blank' | 'index';
}

/** Streams a delimited file; counts the data rows. Rows come ready as text, without the left column. */
export class SheetWriter {
  readonly #out: WriteStream;
  readonly #dialect: Dialect;
  #buffer: string[] = [];
  #size = 0;
  rows = 0;

  constructor(path: string, dialect: Dialect, header: readonly string[]) {
    this.#out = createWriteStream(path);
    this.#dialect = dialect;
    const { delimiter, above, left } = dialect;
    const columns = left === 'none' ? header : ['', ...header];
    for (let i = 0; i < above; i++) {
      this.#buffer.push(`${columns.map((_, n) => (i === 0 ? `Unnamed: ${n}` : '')).join(delimiter)}\n`);
    }
    this.#buffer.push(`${columns.join(delimiter)}\n`);
  }

  row(text: string): void {
    const { left, delimiter } = this.#dialect;
    const line =
      left === 'none'
        ? `${text}\n`
        : left === 'blank'
          ? `${delimiter}${text}\n`
          : `${this.rows}${delimiter}${text}\n`;
    this.rows++;
    this.#size += line.length;
    this.#buffer.push(line);
  }

  /** Hands what is buffered to the file; awaits the disk when it is behind. */
  async flush(): Promise<void> {
    if (this.#size < 1 << 20) return;
    await this.#write();
  }

  async #write(): Promise<void> {
    const chunk = Buffer.from(this.#buffer.join(''), this.#dialect.encoding);
    this.#buffer = [];
    this.#size = 0;
    if (!this.#out.write(chunk)) await once(this.#out, 'drain');
  }

  async close(): Promise<void> {
    await this.#write();
    this.#out.end();
    await once(this.#out, 'close');
  }
}
