import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const SAMPLE_EVERY = 200;
const KB = 1024;

export interface Peak {
  /** Most of resident memory, as the kernel kept it (VmHWM), bytes. */
  resident: number;
  /** Most of the process's own share of it (Pss), sampled, bytes. */
  proportional: number;
}

/** A figure of `/proc/<pid>/<file>` in bytes; 0 when there is none (no /proc, no such process). */
function procBytes(pid: number, file: 'status' | 'smaps_rollup', name: string): number {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${pid}/${file}`, 'utf8'),
    );
    return Number(found?.[1] ?? 0) * KB;
  } catch {
    return 0;
  }
}

/**
 * Limits what a living process may allocate, root or not: RLIMIT_DATA, which is stricter than a limit of resident
 * memory, because it counts what is allocated and not touched too. Returns how, in words.
 */
export function limitMemory(pid: number, bytes: number): string {
  const done = spawnSync('prlimit', ['--pid', String(pid), `--data=${bytes}:${bytes}`]);
  return done.status === 0 ? 'RLIMIT_DATA by prlimit' : 'no limit set (no prlimit); the peak is compared';
}

/** Watches a process's memory from now on until `stop`. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #proportional = 0;

  constructor(pid: number) {
    this.#pid = pid;
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5'); // VmHWM begins again at what is resident now
    } catch {
      // No /proc, or not ours: the peak is then that of the process's whole life.
    }
    this.#timer = setInterval(() => this.#sample(), SAMPLE_EVERY);
    this.#sample();
  }

  #sample(): void {
    this.#proportional = Math.max(this.#proportional, procBytes(this.#pid, 'smaps_rollup', 'Pss'));
  }

  stop(): Peak {
    clearInterval(this.#timer);
    this.#sample();
    return { resident: procBytes(this.#pid, 'status', 'VmHWM'), proportional: this.#proportional };
  }
}
