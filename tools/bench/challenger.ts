import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openGate, percentile } from './ask-gate.ts';

/**
 * What a challenger costs the gate: latency of `predict` by KNR on loopback, one request after the other, without (A) and
 * with (B) a challenger, in turns (ABAB…), so that other work on the machine falls on both. `npm run bench:challenger`.
 * Needs a running stack with cars, a model in use and another model. While it is set, the trainer scores as in a plant.
 * `--stack FILE` names its stack.json, `--requests N` how many of each kind, `--turns N` in how many turns, `--json` prints
 * one object as the last line. A challenger that was set before is set again at the end.
 */
const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: '.halle/stack.json' },
    requests: { type: 'string', default: '1500' },
    turns: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const requests = z.coerce.number().int().min(50).max(5000).parse(values.requests);
const turns = z.coerce.number().int().min(1).max(50).parse(values.turns);
const { signIn, ask } = await openGate(values.stack);
const engineer = await signIn('engineer');
const { data: models } = await engineer.from('model_overview').select('id,status').order('id');
const candidate = models?.findLast((model) => model.status !== 'in_use')?.id;
if (candidate === undefined || !models?.some((model) => model.status === 'in_use'))
  throw new Error('the stack needs a model in use and another one: create a second model first');

async function setChallenger(model: number | null): Promise<void> {
  const { error } = await engineer.rpc('set_challenger', { model_id: model });
  if (error) throw new Error(error.message);
}

interface Status {
  modelId: number;
  cars: number;
}
async function status(): Promise<Status | null> {
  const { data, error } = await engineer.rpc('challenger_status');
  if (error) throw new Error(error.message);
  return data as Status | null;
}

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 };
type Figures = Record<keyof typeof SHARES, number>;
const figures = (times: readonly number[]): Figures => ({
  p50: percentile(times, SHARES.p50),
  p95: percentile(times, SHARES.p95),
  p99: percentile(times, SHARES.p99),
});
const medianOf = (list: readonly Figures[]): Figures => ({
  p50: percentile(
    list.map(({ p50 }) => p50),
    0.5,
  ),
  p95: percentile(
    list.map(({ p95 }) => p95),
    0.5,
  ),
  p99: percentile(
    list.map(({ p99 }) => p99),
    0.5,
  ),
});

const before = await status();
const each = Math.ceil(requests / turns);
const kinds = {
  without: { model: null, turns: [] as Figures[] },
  with: { model: candidate, turns: [] as Figures[] },
};
const load = { before: loadavg()[0]!, after: 0 };
let scored = 0;
try {
  await setChallenger(null);
  for (let warm = 0; warm < 50; warm++) await ask();
  for (let turn = 0; turn < turns; turn++) {
    for (const kind of Object.values(kinds)) {
      await setChallenger(kind.model);
      const times: number[] = [];
      for (let n = 0; n < each; n++) times.push(await ask());
      kind.turns.push(figures(times));
      if (kind.model !== null) scored += (await status())?.cars ?? 0;
    }
  }
} finally {
  await setChallenger(before?.modelId ?? null);
}
load.after = loadavg()[0]!;

const without = medianOf(kinds.without.turns);
const challenged = medianOf(kinds.with.turns);
const ratio = {
  p50: challenged.p50 / without.p50,
  p95: challenged.p95 / without.p95,
  p99: challenged.p99 / without.p99,
};
const say = ({ p50, p95, p99 }: Figures, unit: string, digits: number) =>
  `p50 ${p50.toFixed(digits)}${unit}, p95 ${p95.toFixed(digits)}${unit}, p99 ${p99.toFixed(digits)}${unit}`;
console.log(
  `${turns} turns of ${each} requests each, medians of the turns; load ${load.before} to ${load.after}`,
);
console.log(`without a challenger: ${say(without, ' ms', 1)}`);
console.log(`with a challenger:    ${say(challenged, ' ms', 1)}; scored within its turns: ${scored} cars`);
console.log(`ratio:                ${say(ratio, '', 2)}`);
if (values.json) {
  console.log(
    JSON.stringify({
      benchmark: 'challenger',
      at: new Date(),
      cores: cpus().length,
      load,
      requests: each * turns,
      turns,
      without,
      with: challenged,
      ratio,
      scored,
      each: { without: kinds.without.turns, with: kinds.with.turns },
    }),
  );
}
