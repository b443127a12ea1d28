import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const SAMPLE_EVERY = 200;
const KB = 1024;

export interface Peak {
  /** Most of resident memory, as the kernel kept it (VmHWM), bytes. */
  resident: number;
  /** Most of the process's own share of it (Pss), sampled, bytes. */
  proportional: number;
  /** Most of what it had allocated, touched or not (VmData), sampled, bytes: what RLIMIT_DATA limits. */
  allocated: number;
}

/** A figure of `/proc/<pid>/<file>` in bytes; 0 when there is none (no /proc, no such process). */
export function procBytes(pid: number, file: 'status' | 'smaps_rollup', name: string): number {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${pid}/${file}`, 'utf8'),
    );
    return Number(found?.[1] ?? 0) * KB;
  } catch {
    return 0;
  }
}

/** What a Node that has opened DuckDB reserves and never touches, bytes: 1.4 GB on 2 cores. */
const RESERVED = 1.5 * 2 ** 30;

/**
 * Limits what a living process may allocate, root or not, by RLIMIT_DATA: `bytes` beyond what it reserves and never
 * touches, which that limit counts too. The resident peak, exact from the kernel, is compared with `bytes` besides.
 * Rejected: a cgroup, which only root or a delegated user can make, and only on version 2. Returns how, in words.
 */
export function limitMemory(pid: number, bytes: number, reserved = RESERVED): string {
  const limit = bytes + reserved;
  const done = spawnSync('prlimit', ['--pid', String(pid), `--data=${limit}:${limit}`]);
  if (done.status !== 0) return 'no limit set (no prlimit), the peak is compared';
  return `RLIMIT_DATA by prlimit, beside ${(reserved / 2 ** 30).toFixed(1)} GB reserved`;
}

/** Watches a process's memory from now on until `stop`. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #proportional = 0;
  #allocated = 0;

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
    this.#allocated = Math.max(this.#allocated, procBytes(this.#pid, 'status', 'VmData'));
  }

  stop(): Peak {
    clearInterval(this.#timer);
    this.#sample();
    const resident = procBytes(this.#pid, 'status', 'VmHWM');
    return { resident, proportional: this.#proportional, allocated: this.#allocated };
  }
}
