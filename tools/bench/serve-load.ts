import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

export const say = (name: string, { clients, perSecond, p50, p95, p99, errors, refused }: Figures): string =>
  `${name.padEnd(34)} ${String(clients).padStart(4)} clients ${perSecond.toFixed(0).padStart(7)}/s  p50 ${p50.toFixed(1).padStart(7)}  p95 ${p95.toFixed(1).padStart(7)}  p99 ${p99.toFixed(1).padStart(7)} ms  ${errors + refused} failed`;
