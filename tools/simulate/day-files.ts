import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kind } from '../demo-plant/planted.ts';

/** What the plant's systems call their exports. */
const NAME: Readonly<Record<Kind, string>> = { failures: 'falhas', results: 'resultados', status: 'status' };
const ENOUGH = 1 << 18;

/** Where the rows of a kind that are exported on `day` are. */
export const fileOf = (folder: string, kind: Kind, day: string): string =>
  join(folder, kind, `${NAME[kind]}-${day}.csv`);

/** Many files that grow beside each other. Text goes in and out as Latin-1, so that bytes stay as they were. */
export class DayFiles {
  private readonly folder: string;
  private readonly waiting = new Map<string, string[]>();
  private readonly sizes = new Map<string, number>();
  private readonly begun = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  append(kind: Kind, day: string, header: string, line: string): void {
    const path = fileOf(this.folder, kind, day);
    let lines = this.waiting.get(path);
    if (!lines) this.waiting.set(path, (lines = []));
    if (!this.begun.has(path)) {
      mkdirSync(dirname(path), { recursive: true });
      this.begun.add(path);
      lines.push(header);
    }
    lines.push(line);
    const size = (this.sizes.get(path) ?? 0) + line.length;
    this.sizes.set(path, size);
    if (size > ENOUGH) this.write(path);
  }

  close(): void {
    for (const path of this.waiting.keys()) this.write(path);
  }

  private write(path: string): void {
    const lines = this.waiting.get(path);
    if (!lines || lines.length === 0) return;
    appendFileSync(path, `${lines.join('\n')}\n`, 'latin1');
    this.waiting.delete(path);
    this.sizes.delete(path);
  }
}
