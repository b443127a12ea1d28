/** A client in a process of its own: options as JSON in, figures as JSON out. Run by serve-load.ts. */
import process from 'node:process';
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';
import { percentile } from './ask-gate.ts';
import type { Figures, Load } from './serve-load.ts';

const { url, clients, seconds, headers, requests } = JSON.parse(await text(process.stdin)) as Load;
// Its own histogram holds whole milliseconds.
const times: number[] = [];
const result = await new Promise<autocannon.Result>((done, fail) => {
  const run = autocannon(
    { url, connections: clients, duration: seconds, headers, requests },
    (error, ended) => (error ? fail(error) : done(ended)),
  );
  run.on('response', (_client, _status, _bytes, ms) => times.push(ms));
});
if (times.length === 0) throw new Error('Nothing was answered in the time: give it more seconds.');
const figures: Figures = {
  clients,
  perSecond: times.length / result.duration,
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  p99: percentile(times, 0.99),
  most: result.latency.max,
  errors: result.errors + result.timeouts,
  refused: result.non2xx,
  requests: times.length,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
