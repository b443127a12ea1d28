import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { testStack } from '../test/stack.ts';

/**
 * What patches/postgres+3.4.9.patch mends, each on a pool of one connection that goes through a wire of ours: after a connection
 * is lost nothing waits for ever, nothing of a lost transaction runs in another one, and the pool answers.
 * https://github.com/porsager/postgres/issues/1208, /1186, /1216, pull 1215
 */
let wire: Server;
let sql: postgres.Sql;
const clients = new Set<Socket>();

beforeAll(async () => {
  const { hostname, port } = new URL(testStack().dbUrl);
  wire = createServer((client) => {
    const database = connect(Number(port), hostname);
    clients.add(client);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
    client.on('close', () => clients.delete(client));
  });
  await new Promise<void>((resolve) => {
    wire.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => wire.close());
beforeEach(() => {
  const url = new URL(testStack().dbUrl);
  url.port = String((wire.address() as AddressInfo).port);
  sql = postgres(url.href, { max: 1, onnotice: () => undefined, backoff: () => 0 });
});
afterEach(() => sql.end({ timeout: 1 }));

/** As a killed database does it, and as one that stops. */
const ENDS = {
  reset: (socket: Socket) => socket.resetAndDestroy(),
  close: (socket: Socket) => socket.destroy(),
};
const lose = (how: keyof typeof ENDS) => clients.forEach((socket) => ENDS[how](socket));

async function soon<T>(what: string, work: Promise<T>): Promise<T> {
  const late = sleep(5000).then(() => {
    throw new Error(`waited in vain for: ${what}`);
  });
  return await Promise.race([work, late]);
}
const failing = (work: Promise<unknown>) => soon('an end', work.then(() => 'done', () => 'failed')); // prettier-ignore

async function answers(): Promise<void> {
  // What is asked in the very moment of the loss may fail with it.
  await sleep(50);
  for (const n of [1, 2, 3]) {
    const [row] = await soon(`answer ${n}`, sql<{ n: number }[]>`select ${n}::int as n`.execute());
    expect(row).toEqual({ n });
  }
}

test.each(['reset', 'close'] as const)('%s in the middle of a statement', async (how) => {
  await answers();
  const asked = sql`select pg_sleep(20)`.execute();
  await sleep(100);
  lose(how);
  expect(await failing(asked)).toBe('failed');
  await answers();
});

test.each(['reset', 'close'] as const)('%s in the middle of a transaction’s statement', async (how) => {
  const transaction = sql.begin(async (tx) => {
    await tx`select ${1}::int`;
    await tx`select pg_sleep(20)`;
  });
  await sleep(200);
  lose(how);
  expect(await failing(transaction)).toBe('failed');
  await answers();
});

test.each(['reset', 'close'] as const)('%s between two statements of a transaction', async (how) => {
  const ends: string[] = [];
  let another: Promise<unknown> = Promise.resolve();
  const transaction = sql.begin(async (tx) => {
    await tx`select ${1}::int`;
    lose(how);
    // Somebody else waits, and gets the connection when it is there again.
    another = sql.begin(async (own) => {
      await sleep(200);
      return await own`select txid_current_if_assigned() as id, count(*)::int from pg_settings where name = ${'port'}`;
    });
    another.catch(() => undefined);
    for (const text of ['a', 'b']) {
      await sleep(100);
      ends.push(await failing(tx`select ${text}::text, txid_current()`.execute()));
    }
  });
  expect(await failing(transaction)).toBe('failed');
  await sleep(400);
  expect(ends).toEqual(['failed', 'failed']);
  // Nothing of the lost transaction ran in it: that would have given it an id.
  expect(await soon('the other transaction', another)).toEqual([{ id: null, count: 1 }]);
  await answers();
});

test.each(['reset', 'close'] as const)(
  '%s while statements of a transaction wait for each other',
  async (how) => {
    const waiting: Promise<string>[] = [];
    const transaction = sql.begin(async (tx) => {
      waiting.push(failing(tx`select pg_sleep(20), ${1}::int`.execute()));
      for (const n of [2, 3]) waiting.push(failing(tx`select ${n}::int`.execute()));
      await Promise.all(waiting);
      throw new Error('lost');
    });
    await sleep(200);
    lose(how);
    expect(await failing(transaction)).toBe('failed');
    expect(await Promise.all(waiting)).toEqual(['failed', 'failed', 'failed']);
    await answers();
  },
);

test.each(['reset', 'close'] as const)('%s while the pool ends', async (how) => {
  const asked = sql`select pg_sleep(20)`.execute();
  await sleep(100);
  const end = sql.end();
  await sleep(50);
  lose(how);
  expect(await failing(asked)).toBe('failed');
  await soon('the end of the pool', end);
});

test.each(['reset', 'close'] as const)('%s of a reserved connection', async (how) => {
  const reserved = await sql.reserve();
  await reserved`select 1`;
  lose(how);
  await sleep(50);
  expect(await failing(reserved`select ${1}::int`.execute())).toBe('failed');
  reserved.release();
  await answers();
});
