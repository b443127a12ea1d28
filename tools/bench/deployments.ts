import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { measureChanges } from './alternatives.ts';
import { OwnStack } from './own-stack.ts';

/**
 * Changes of the model in use while clients ask for predictions, on loopback, on an empty stack of its own:
 * `npm run bench:deployments`. `--changes N` (100), `--clients N` (8), `--json` prints one object as the last line.
 * The times are from sending a deployment to the end of the first answer by it.
 */
const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '100' },
    clients: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
});
const changes = z.coerce.number().int().min(1).max(10_000).parse(values.changes);
const clients = z.coerce.number().int().min(1).max(64).parse(values.clients);

const stack = await OwnStack.boot('bench-deployments');
try {
  process.env['HALLE_STACK'] = join(stack.folder, 'stack.json'); // where the fixtures look
  const { answers: _, ...figures } = await measureChanges(stack.sql, { year: '1903', changes, clients });
  const { requests, failed, mixed, stale, unkept, medianMs, longestMs } = figures;
  console.log(
    `${changes} changes, ${clients} clients, ${requests} requests: ${failed} failed, ${mixed} mixed, ${stale} stale, ${unkept} not kept as answered`,
  );
  console.log(
    `deployment to first answer: median ${medianMs.toFixed(0)} ms, longest ${longestMs.toFixed(0)} ms`,
  );
  if (values.json)
    console.log(JSON.stringify({ benchmark: 'deployments', at: new Date(), clients, ...figures }));
} finally {
  await stack.stop(false);
}
