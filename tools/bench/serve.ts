import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { OwnStack } from './own-stack.ts';
import { load, say, type Figures, type Load } from './serve-load.ts';
import { memoryOver } from './serve-memory.ts';
import { ours, peer, type Served } from './serve-peers.ts';
import { bodyOf, cars, makePlant, numbers } from './serve-plant.ts';

const USAGE = `npm run bench:serve -- [--seconds 10] [--minutes 10] [--clients 1,8,32,128] [--peer PYTHON[:FOLDER]]… [--json]
Load on loopback, in three parts: a stack of its own (predict by KNR and in batches, getModel, pages of lists), the model call
by itself beside FastAPI and scikit-learn in turns, and memory over --minutes. Ends with 1 where memory leaks or a call fails.`;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '1,8,32,128' },
    peer: { type: 'string', multiple: true, default: ['/usr/bin/python3'] },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const seconds = z.coerce.number().min(1).max(60).parse(values.seconds);
const minutes = z.coerce.number().min(0).max(30).parse(values.minutes);
const counts = z.array(z.coerce.number().int().min(1).max(128)).parse(values.clients.split(','));
const TURNS = 3;
const JSON_BODY = { 'content-type': 'application/json' };

/** What is asked of a plant, each with a key of the plant's own. */
function scenes(modelId: number): [name: string, requests: Load['requests']][] {
  const post = (path: string, body: unknown) => ({
    method: 'POST' as const,
    path,
    body: JSON.stringify(body),
  });
  const some = numbers.slice(0, 200);
  return [
    ['predict a car', some.map((knr) => post('/functions/v1/predict', { knr }))],
    [
      'predict 100 cars',
      [0, 1, 2, 3].map((n) => post('/functions/v1/predict', { knrs: numbers.slice(n * 100, n * 100 + 100) })),
    ],
    ['getModel', [{ method: 'GET', path: `/functions/v1/getModel/${modelId}` }]],
    ['a page of cars', [post('/rest/v1/rpc/car_list', {})]],
    [
      'a page of predictions',
      [{ method: 'GET', path: '/rest/v1/predictions?select=id,knr,decision&order=id.desc&limit=50' }],
    ],
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'halle-serve-'));
const stack = await OwnStack.boot('serve-stack');
const servers: Served[] = [];
const report: {
  scenes: Record<string, Figures[]>;
  alone: Record<string, Figures[]>;
  left: string[];
  memory: object | null;
} = {
  scenes: {},
  alone: {},
  left: [],
  memory: null,
};
let wrong = false;
try {
  const modelId = await makePlant(stack, folder);
  const { apiUrl, secretKey } = stack.file;
  const headers = { ...JSON_BODY, apikey: secretKey, authorization: `Bearer ${secretKey}` };
  const asked = scenes(modelId);
  // What the clients before left behind is done when one question is answered by itself.
  const quiet = async (first: Load['requests'][number]) => {
    await fetch(apiUrl + first.path, { method: first.method, headers, body: first.body ?? null });
    await sleep(1000);
  };
  for (const [name, requests] of asked) {
    for (const clients of counts) {
      await quiet(requests[0]!);
      const figures = await load({ url: apiUrl, clients, seconds, headers, requests });
      (report.scenes[name] ??= []).push(figures);
      wrong ||= figures.errors + figures.refused > 0;
      console.log(say(name, figures));
    }
  }

  if (minutes > 0) {
    const requests = asked[0]![1].map((each) => ({ ...each, path: each.path.replace('/functions/v1', '') }));
    const memory = await memoryOver(minutes, stack, folder, { headers, requests });
    wrong ||= memory.leaks || memory.failed > 0;
    report.memory = memory;
    const say = ({ used, resident }: typeof memory.from) =>
      `${used.toFixed(1)} MB in use (${resident.toFixed(0)} resident)`;
    console.log(
      `${minutes} minutes, ${memory.requests} questions, ${memory.failed} failed: ${say(memory.from)}, then ${say(memory.to)}${memory.leaks ? ': a leak' : ''}`,
    );
  }

  // Each alone on the machine, in turns, so that what else it does falls on all of them.
  await stack.stop(false);
  const makers = [() => ours(folder), ...values.peer.map((python) => () => peer(python, folder))];
  const requests = cars
    .slice(0, 200)
    .map((_, i) => ({ method: 'POST' as const, path: '/predict', body: bodyOf(i) }));
  for (const make of makers)
    await make().then(
      (served) => servers.push(served),
      (error: unknown) => report.left.push(error instanceof Error ? error.message : String(error)),
    );
  for (const reason of report.left) console.log(`A peer was left out: ${reason}`);
  for (let turn = 0; turn < TURNS; turn++)
    for (const { name, url } of servers) {
      const ask = { url, clients: 8, headers: JSON_BODY, requests };
      if (turn === 0) await load({ ...ask, seconds: 2 });
      const figures = await load({ ...ask, seconds });
      (report.alone[name] ??= []).push(figures);
      wrong ||= figures.errors + figures.refused > 0;
      console.log(say(`model call, turn ${turn + 1}`, figures), name);
    }
  const middle = (name: string, of: 'perSecond' | 'p99') =>
    report.alone[name]!.map((each) => each[of]).toSorted((a, b) => a - b)[Math.floor(TURNS / 2)]!;
  const [first, ...others] = servers;
  for (const { name } of first ? others : [])
    console.log(
      `${(middle(first!.name, 'perSecond') / middle(name, 'perSecond')).toFixed(1)} times the throughput, p99 ${middle(first!.name, 'p99').toFixed(1)} beside ${middle(name, 'p99').toFixed(1)} ms: ${name}`,
    );
} finally {
  for (const { stop } of servers) await stop();
  await stack.stop(false).catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify({ benchmark: 'serve', at: new Date(), seconds, ...report }));
process.exitCode = wrong ? 1 : 0;
