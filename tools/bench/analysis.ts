import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { z } from 'zod';
import { median, number, table } from './load-figures.ts';
import { PEERS } from './analysis-peers.ts';

/**
 * How long the page Analysis waits for each of its answers, over REST on loopback as an operator asks, and beside it the
 * same counts from the tables of facts, straight in Postgres: `npm run bench:analysis`. Needs a running stack with a plant
 * in it (`npm run bench:load -- --only status --keep` leaves a plant-year). `--stack FILE` names its stack.json, `--times N` how often
 * each is asked, `--json` prints one object as the last line. Ends with 1 when a median is 500 ms or more.
 */
const GOAL = 500;
const PEER_TIMES = 3;
const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: '.halle/stack.json' },
    times: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const times = z.coerce.number().int().min(3).max(1000).parse(values.times);
const stack = z
  .object({
    apiUrl: z.url(),
    dbUrl: z.string(),
    publishableKey: z.string(),
    accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  })
  .parse(JSON.parse(readFileSync(values.stack, 'utf8')));

const client = createClient(stack.apiUrl, stack.publishableKey, { auth: { persistSession: false } });
const { error } = await client.auth.signInWithPassword(
  stack.accounts.find(({ role }) => role === 'operator')!,
);
if (error) throw error;
const sql = postgres(stack.dbUrl, { max: 1, onnotice: () => undefined });
const [most] = await sql<{ engine: string; checkpoint: string; part: string }[]>`
  select (select engine from public.cars where engine is not null group by 1 order by count(*) desc limit 1) as engine,
    (select checkpoint from public.failures group by 1 order by count(*) desc limit 1) as checkpoint,
    (select private.fold_part(spelling) from private.failure_texts order by failures desc limit 1) as part`;

/** Asked and answered, ms, after one time that does not count; the answer is not looked at. */
async function timed(times: number, ask: () => PromiseLike<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let time = -1; time < times; time++) {
    const started = performance.now();
    await ask();
    if (time >= 0) took.push(performance.now() - started);
  }
  return took.toSorted((a, b) => a - b);
}
const rpc = (name: string, args: Record<string, unknown>) => async () => {
  const { error: refused } = await client.rpc(name, args);
  if (refused) throw new Error(`${name}: ${refused.message}`);
};

const { engine, checkpoint, part } = most!;
const ASKED: [string, () => Promise<void>, string | null][] = [
  ['everything, all time', rpc('analysis', { filters: {} }), 'failures'],
  ['everything, a quarter', rpc('analysis', { filters: { last: 91 } }), null],
  ['the most frequent engine', rpc('analysis', { filters: { engine: [engine] } }), 'engine'],
  ['the most frequent checkpoint', rpc('analysis', { filters: { checkpoint: [checkpoint] } }), null],
  ['the most frequent part', rpc('analysis', { filters: { part: [part] } }), 'part'],
  ['road tests', rpc('analysis_road_tests', { filters: {} }), 'roadTests'],
  ['times between checkpoints', rpc('analysis_times', { filters: {} }), 'times'],
  ['cars behind it, a page', rpc('analysis_cars', { filters: {} }), 'cars'],
  ['cars behind a checkpoint', rpc('analysis_cars', { filters: { checkpoint: [checkpoint] } }), null],
  ['parts by name', rpc('analysis_parts', { search: 'porta' }), null],
];

const rows = [];
for (const [name, ask, peer] of ASKED) {
  process.stderr.write(`${name}\n`);
  const ours = await timed(times, ask);
  const statements = peer === null ? [] : PEERS[peer]!({ engine, part });
  const theirs =
    statements.length === 0
      ? null
      : await timed(PEER_TIMES, async () => {
          for (const statement of statements) await sql.unsafe(statement);
        });
  rows.push({
    name,
    median: median(ours),
    p95: ours[Math.ceil(0.95 * ours.length) - 1]!,
    peer: theirs && median(theirs),
  });
}
await sql.end();
const load = loadavg()[0];
console.log(`${times} times each, ms; the machine's load is ${load?.toFixed(1)}\n`);
console.log(
  table(
    ['answer', 'median', 'p95', 'plain SQL, median'],
    rows.map((row) => [
      row.name,
      number(row.median),
      number(row.p95),
      row.peer === null ? '' : number(row.peer),
    ]),
  ),
);
if (values.json)
  console.log(JSON.stringify({ benchmark: 'analysis', at: new Date(), times, load, goal: GOAL, rows }));
process.exit(rows.some((row) => row.median >= GOAL) ? 1 : 0);
