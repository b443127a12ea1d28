import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

export interface Load {
  url: string;
  clients: number;
  seconds: number;
  headers: Record<string, string>;
  requests: { method: 'GET' | 'POST'; path: string; body?: string }[];
}

export interface Figures {
  clients: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  most: number;
  errors: number;
  /** Answers that were not 2xx. */
  refused: number;
  requests: number;
}

/** Loads an address by autocannon in a process of its own. @throws when that does not end well */
export async function load(options: Load): Promise<Figures> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve-client.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(options));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`The client ended with ${child.exitCode}.`);
  return JSON.parse(text) as Figures;
}

/** Memory of a process, megabytes. */
export function megabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) / 1024;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * A leak: the median of the last fifth of the samples is more than 32 MB and a tenth above that of the second fifth. The
 * first is left out, because a process that begins to work takes what it will need.
 */
export function leak(samples: readonly number[]): { from: number; to: number; leaks: boolean } {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const from = median(samples.slice(fifth, 2 * fifth));
  const to = median(samples.slice(-fifth));
  return { from, to, leaks: to - from > 32 && to > from * 1.1 };
}

export const say = (name: string, { clients, perSecond, p50, p95, p99, errors, refused }: Figures): string =>
  `${name.padEnd(34)} ${String(clients).padStart(4)} clients ${perSecond.toFixed(0).padStart(7)}/s  p50 ${p50.toFixed(1).padStart(7)}  p95 ${p95.toFixed(1).padStart(7)}  p99 ${p99.toFixed(1).padStart(7)} ms  ${errors + refused} failed`;
