import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kind } from '../demo-plant/planted.ts';

/** What the plant's systems call their exports. */
const NAME: Readonly<Record<Kind, string>> = { failures: 'falhas', results: 'resultados', status: 'status' };
const ENOUGH = 1 << 18;

/** Where the rows of a kind that are exported on `day` are. */
export const fileOf = (folder: string, kind: Kind, day: string): string =>
  join(folder, kind, `${NAME[kind]}-${day}.csv`);

/** The files of a kind, which grow beside each other. Text goes in and out as Latin-1, so that bytes stay as they were. */
export class DayFiles {
  private readonly folder: string;
  private readonly kind: Kind;
  private readonly header: string;
  /** What of each day is not yet written: millions of rows come, so that a day is all that is looked up for one. */
  private readonly waiting = new Map<string, { lines: string[]; size: number }>();

  constructor(folder: string, kind: Kind, header: string) {
    this.folder = folder;
    this.kind = kind;
    this.header = header;
    mkdirSync(dirname(fileOf(folder, kind, '')), { recursive: true });
  }

  append(day: string, line: string): void {
    let file = this.waiting.get(day);
    if (!file) this.waiting.set(day, (file = { lines: [this.header], size: 0 }));
    file.lines.push(line);
    file.size += line.length;
    if (file.size > ENOUGH) this.write(day, file);
  }

  close(): void {
    for (const [day, file] of this.waiting) this.write(day, file);
  }

  private write(day: string, file: { lines: string[]; size: number }): void {
    if (file.lines.length === 0) return;
    appendFileSync(fileOf(this.folder, this.kind, day), `${file.lines.join('\n')}\n`, 'latin1');
    file.lines = [];
    file.size = 0;
  }
}
