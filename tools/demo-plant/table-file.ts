import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Faults } from './options.ts';
import type { Kind, PlantedFile } from './planted.ts';
import { Random, STREAM } from './random.ts';
import { Sink, type Dialect } from './sink.ts';

const BAD_KNR = ['2024-17363', 'SEM KNR', '', '20241736352X', '24-1000007'];
const BAD_DATE = ['', '2024-13-45 99:00:00', 'sem data', '31/02', '#VALUE!'];

export interface TableOptions {
  out: string;
  kind: Kind;
  path: string;
  columns: readonly string[];
  dialect: Dialect;
  /** Lines above the header and an index column at the left. */
  shifted: boolean;
  faults: Faults;
  seed: number;
  /** Number of the file in the plant: its faults have a stream of their own. */
  number: number;
}

/** A delimited file with its header, its faults and its count. Results write into `sink` themselves. */
export class TableFile {
  readonly sink: Sink;
  readonly planted: PlantedFile;
  private readonly options: TableOptions;
  private readonly random: Random;

  constructor(options: TableOptions) {
    this.options = options;
    this.random = new Random(options.seed, STREAM.faults, options.number);
    this.sink = new Sink(join(options.out, options.path), options.dialect);
    const d = options.dialect.delimiter;
    if (options.shifted) {
      this.sink.line(d.repeat(options.columns.length));
      this.sink.line(['', ...options.columns.map((_, i) => `Unnamed: ${i}`)].join(d));
    }
    this.sink.line([...(options.shifted ? [''] : []), ...options.columns].join(d));
    this.planted = {
      kind: options.kind,
      path: options.path,
      bytes: 0,
      rows: 0,
      facts: 0,
      duplicates: 0,
      overlap: 0,
      rejected: { badKnr: 0, badDate: 0 },
      headerLine: options.shifted ? 3 : 1,
      dates: options.dialect.dates,
      delimiter: d,
      encoding: options.dialect.encoding,
    };
  }

  /** A row of ready cells with the date as the last; now and then it is written twice. */
  row(cells: readonly string[], at: number, repeated: boolean): void {
    this.write(cells, () => this.sink.date(at));
    this.planted[repeated ? 'overlap' : 'facts']++;
    if (this.random.next() >= this.options.faults.duplicates) return;
    this.sink.repeatRow();
    this.planted.rows++;
    this.planted.duplicates++;
  }

  /** Adds the malformed rows, made from a good one, and closes the file. */
  close(good: readonly string[], at: number): PlantedFile {
    const count = this.options.faults.malformedPerFile;
    for (let i = 0; i < count; i++) {
      const mark = [...good];
      if (i % 2 === 0) {
        mark[0] = BAD_KNR[(i / 2) % BAD_KNR.length] as string;
        this.write(mark, () => this.sink.date(at + 1000 * i));
        this.planted.rejected.badKnr++;
      } else {
        this.write(mark, () => this.sink.text(BAD_DATE[((i - 1) / 2) % BAD_DATE.length] as string));
        this.planted.rejected.badDate++;
      }
    }
    this.sink.close();
    this.planted.bytes = statSync(join(this.options.out, this.options.path)).size;
    return this.planted;
  }

  private write(cells: readonly string[], date: () => void): void {
    this.sink.beginRow();
    if (this.options.shifted) this.sink.text(`${this.planted.rows}${this.options.dialect.delimiter}`);
    for (const cell of cells) {
      this.sink.text(cell);
      this.sink.separator();
    }
    date();
    this.sink.endRow();
    this.planted.rows++;
  }
}
