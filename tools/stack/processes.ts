import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The processes of one data folder, kept in `processes.json` with what tells them from a later process of the
 * same number, so that a start after a kill -9 ends exactly what the killed stack left behind, nothing else.
 */
export interface Remembered {
  pid: number;
  /** Start time in clock ticks since boot, from /proc; '' where there is no /proc. */
  startedAt: string;
}

/** Identity of a live process, or null when there is none of that number. */
export function processStart(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch {
    return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function isAlive({ pid, startedAt }: Remembered): boolean {
  const now = processStart(pid);
  return now !== null && now === startedAt;
}

const file = (dataDir: string) => join(dataDir, 'processes.json');

function load(dataDir: string): { stack: Remembered | null; children: Remembered[] } {
  try {
    return JSON.parse(readFileSync(file(dataDir), 'utf8'));
  } catch {
    return { stack: null, children: [] };
  }
}

export class ProcessBook {
  readonly #dataDir: string;
  #children: Remembered[] = [];

  private constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** Takes the data folder for this process; refuses when a living stack has it; ends what a dead one left. */
  static async open(dataDir: string): Promise<ProcessBook> {
    const before = load(dataDir);
    if (before.stack && isAlive(before.stack)) {
      throw new Error(
        `Another Halle (process ${before.stack.pid}) is running on ${dataDir}. Stop it, or choose another folder: npm start -- --data-dir DIR`,
      );
    }
    const book = new ProcessBook(dataDir);
    for (const child of before.children) await endProcess(child);
    book.#save();
    return book;
  }

  remember(pid: number): void {
    this.#children.push({ pid, startedAt: processStart(pid) ?? '' });
    this.#save();
  }

  forget(pid: number): void {
    this.#children = this.#children.filter((child) => child.pid !== pid);
    this.#save();
  }

  close(): void {
    writeFileSync(file(this.#dataDir), JSON.stringify({ stack: null, children: [] }));
  }

  #save(): void {
    const stack: Remembered = { pid: process.pid, startedAt: processStart(process.pid) ?? '' };
    writeFileSync(file(this.#dataDir), JSON.stringify({ stack, children: this.#children }));
  }
}

async function endProcess(child: Remembered): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 5000],
    ['SIGKILL', 2000],
  ] as const) {
    if (!isAlive(child)) return;
    process.kill(child.pid, signal);
    for (let waited = 0; waited < patience && isAlive(child); waited += 50) await sleep(50);
  }
}
