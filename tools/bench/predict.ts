import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { measureExplain, sayExplain } from './explain.ts';

/**
 * Latency of `predict` by KNR on loopback, through the gateway, at 1 and 8 clients: `npm run bench:predict`.
 * Needs a running stack with a model in use. Every answer is a car looked up, scored, explained and recorded.
 * Before it, what a car's reasons take by themselves (explain.ts).
 * `--stack FILE` names its stack.json, `--requests N` how many are sent, `--json` prints one object as the last line.
 */
const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: '.halle/stack.json' },
    requests: { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
  },
});
const requests = z.coerce.number().int().min(10).max(20_000).parse(values.requests);
const stack = z
  .object({
    apiUrl: z.url(),
    publishableKey: z.string(),
    accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  })
  .parse(JSON.parse(readFileSync(values.stack, 'utf8')));

const client = createClient(stack.apiUrl, stack.publishableKey, { auth: { persistSession: false } });
const account = stack.accounts.find((each) => each.role === 'operator');
if (!account) throw new Error('the stack has no operator account');
const { data: signedIn, error } = await client.auth.signInWithPassword(account);
if (error) throw error;
const { data: cars } = await client.from('car_features').select('knr').order('knr').limit(500);
if (!cars || cars.length === 0) throw new Error('the stack has no cars: load data first');

async function ask(index: number): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${stack.apiUrl}/functions/v1/predict`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${signedIn.session?.access_token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ knr: cars![index % cars!.length]!.knr }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return performance.now() - started;
}

/** The value below which a share of the sorted times lies. */
const percentile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;

interface Measured {
  clients: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  requestsPerSecond: number;
}

async function measure(clients: number): Promise<Measured> {
  let next = 0;
  const times: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < requests) times.push(await ask(next++));
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const measured = {
    clients,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    requestsPerSecond: times.length / seconds,
  };
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  console.log(
    `${clients} client${clients > 1 ? 's' : ''}: p50 ${ms(measured.p50)}, p99 ${ms(measured.p99)}, ${measured.requestsPerSecond.toFixed(0)} requests/s`,
  );
  return measured;
}

const reasons = measureExplain();
console.log(sayExplain(reasons));
for (let warm = 0; warm < 20; warm++) await ask(warm);
const runs = [await measure(1), await measure(8)];
if (values.json)
  console.log(JSON.stringify({ benchmark: 'predict', at: new Date(), requests, reasons, runs }));
