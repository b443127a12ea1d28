import { parseArgs } from 'node:util';
import { z } from 'zod';
import { measureExplain, sayExplain } from './explain.ts';
import { type Gate, openGate, percentile } from './ask-gate.ts';

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
interface Measured {
  clients: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  requestsPerSecond: number;
}

async function measure({ ask }: Gate, clients: number): Promise<Measured> {
  let left = requests;
  const times: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) times.push(await ask());
    }),
  );
  const seconds = (performance.now() - started) / 1000;
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
// Afterwards: connections that were open meanwhile would have been closed by the gateway.
const gate = await openGate(values.stack);
for (let warm = 0; warm < 20; warm++) await gate.ask();
const runs = [await measure(gate, 1), await measure(gate, 8)];
if (values.json)
  console.log(JSON.stringify({ benchmark: 'predict', at: new Date(), requests, reasons, runs }));
