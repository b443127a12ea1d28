import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { median, number, table } from './load-figures.ts';
import { OwnStack } from './own-stack.ts';
import { putAnsweringModel, putTablesPlant } from './tables-plant.ts';

/**
 * How long the large tables wait for a page, over REST on loopback, on an empty stack of its own that gets 100,000 cars with
 * features, labels and answers: `npm run bench:tables`. `--cars N`, `--times N` how often each is asked, `--json` prints one
 * object as the last line. Ends with 1 when a median of a page is 300 ms or more; a file is not waited for page by page. Beside the
 * median the least, which is nearer to what a machine without other work takes.
 */
const GOAL = 300;
const YEAR = '1850';
const { values } = parseArgs({
  options: {
    cars: { type: 'string', default: '100000' },
    times: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
});
const cars = z.coerce.number().int().min(1000).max(2_000_000).parse(values.cars);
const times = z.coerce.number().int().min(3).max(1000).parse(values.times);

type Asked = [name: string, args: Record<string, unknown>];
const filtered = (filters: Record<string, string>): Record<string, unknown> => ({ filters });
const last = Math.ceil(cars / 50);
const LISTS: Asked[] = [
  ['first page, newest numbers', {}],
  ['middle page', { page: Math.ceil(last / 2) }],
  ['last page', { page: last }],
  ...['knr', 'entered', 'answered'].flatMap((sort): Asked[] =>
    [true, false].flatMap((descending): Asked[] => [
      [`by ${sort}, ${descending ? 'falling' : 'rising'}`, { sort, descending }],
      [`by ${sort}, ${descending ? 'falling' : 'rising'}, last page`, { sort, descending, page: last }],
    ]),
  ),
  ['number begins with', filtered({ knr: `${YEAR}-00123` })],
  ['one number', filtered({ knr: `${YEAR}-0012345` })],
  ...['failed', 'passed', 'unknown', 'untested'].map((outcome): Asked => [
    `label: ${outcome}`,
    filtered({ outcome }),
  ]),
  ['one engine', filtered({ engine: 'CWL' })],
  ['no engine', filtered({ engine: '' })],
  ['one colour', filtered({ color: 'K2K2' })],
  ['one model', filtered({ model: '5Z4' })],
  ['a month of entries', filtered({ from: `${YEAR}-05-01`, to: `${YEAR}-05-31` })],
  ...['long', 'short', 'none'].map((answer): Asked => [`answer: ${answer}`, filtered({ answer })]),
  [
    'all filters',
    filtered({ outcome: 'failed', engine: 'DHS', color: 'A1A1', model: '5Z3', answer: 'long' }),
  ],
  ['failed and short, by answer', { ...filtered({ outcome: 'failed', answer: 'short' }), sort: 'answered' }],
  ['export, a file’s first page', { page_size: 5000 }],
  ['export, the last page by answer', { page_size: 5000, page: Math.ceil(cars / 5000), sort: 'answered' }],
];

/** Asked and answered, ms, after one time that does not count. */
async function timed(client: SupabaseClient, name: string, args: Record<string, unknown>) {
  const took: number[] = [];
  for (let time = -1; time < times; time++) {
    const started = performance.now();
    const { error } = await client.rpc(name, args);
    if (error) throw new Error(`${name}: ${error.message}`);
    if (time >= 0) took.push(performance.now() - started);
  }
  took.sort((a, b) => a - b);
  return { least: took[0]!, median: median(took), p95: took[Math.ceil(0.95 * took.length) - 1]! };
}

const stack = await OwnStack.boot('bench-tables');
try {
  const { sql, file } = stack;
  process.stderr.write(`${cars} cars\n`);
  await putTablesPlant(sql, YEAR, cars, await putAnsweringModel(sql));
  for (const each of ['public.cars', 'public.predictions', 'public.car_features', 'private.newest_answers'])
    await sql`vacuum analyze ${sql(each)}`;
  const client = createClient(file.apiUrl, file.publishableKey, { auth: { persistSession: false } });
  const { error } = await client.auth.signInWithPassword(
    file.accounts.find(({ role }) => role === 'engineer')!,
  );
  if (error) throw error;
  const rows = [];
  for (const [name, args] of LISTS) rows.push({ name, ...(await timed(client, 'car_list', args)) });
  rows.push({ name: 'what can be chosen', ...(await timed(client, 'car_choices', {})) });
  const indexes = await sql<{ name: string; bytes: number }[]>`
    select i::regclass::text as name, pg_relation_size(i)::integer as bytes
    from unnest(array['private.newest_answers', 'private.newest_answers_pkey', 'private.newest_answers_in_order', 'cars_in_order_of_entry']::regclass[]) i`;
  const load = loadavg()[0];
  console.log(`${cars} cars, ${times} times each, ms; the machine's load is ${load?.toFixed(1)}\n`);
  console.log(
    table(
      ['page', 'least', 'median', 'p95'],
      rows.map((row) => [row.name, number(row.least), number(row.median), number(row.p95)]),
    ),
  );
  for (const { name, bytes } of indexes) console.log(`${name}: ${(bytes / 1e6).toFixed(1)} MB`);
  if (values.json)
    console.log(
      JSON.stringify({ benchmark: 'tables', at: new Date(), cars, times, load, goal: GOAL, rows, indexes }),
    );
  process.exitCode = rows.some(({ name, median }) => !name.startsWith('export') && median >= GOAL) ? 1 : 0;
} finally {
  await stack.stop(false);
}
