import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createdWebhookSchema, webhookMessageSchema } from '../../shared/contracts/webhooks.ts';
import { become, CALLERS, refusal, rolledBack } from '../../supabase/tests/as-caller.ts';
import { database, signedInClient } from '../../tools/test/stack.ts';
import { until } from './own-stack.ts';

interface Got {
  headers: IncomingHttpHeaders;
  body: string;
}
const sql = database();
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'halle-webhooks-'));
const made: number[] = [];
let admin: SupabaseClient;
let receiver: Server;
let address = '';
let got: Got[] = [];
/** Statuses that the receiver answers with, one a request; then 204. */
let answers: number[] = [];
let say = '';
/** The verification that docs/webhooks.md tells people to copy. */
let verify: (secret: string, headers: IncomingHttpHeaders, body: string) => boolean;

beforeAll(async () => {
  admin = await signedInClient('admin');
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204, { location: address }).end(say);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => receiver.once('listening', ready));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/webhooks.md'), 'utf8'))!;
  writeFileSync(join(folder, 'verify.mjs'), code!);
  ({ verify } = await import(pathToFileURL(join(folder, 'verify.mjs')).href));
});
afterEach(async () => {
  await sql`delete from public.webhooks where id = any (${made})`;
  await sql`delete from public.notices where kind = 'webhook_off' or facts ->> 'name' like 'webhooks-test%'`;
  [got, answers, say] = [[], [], ''];
});
afterAll(async () => {
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
  await sql.end();
});

async function ask(name: string, said: object): Promise<unknown> {
  const { data, error } = await admin.rpc(name, said);
  if (error) throw new Error(`${error.details}: ${error.message}`);
  return data;
}
async function create(to = address, kinds = ['dataset_needs_look']): Promise<{ id: number; secret: string }> {
  const webhook = createdWebhookSchema.parse(await ask('create_webhook', { address: to, kinds }));
  made.push(webhook.id);
  return webhook;
}
const tell = (name: string, kind = 'dataset_needs_look') => sql`
  insert into public.notices (kind, facts) values (${kind}, ${sql.json({ datasetId: 1, name, kind: null, why: 'quality' })})`;
const deliveries = (webhook: number) => sql<{ id: number; state: string; kind: string; message: string }[]>`
  select id::int, state, kind, message_id as message from public.webhook_deliveries where webhook_id = ${webhook} order by id`;
const tries = (webhook: number) => sql`
  select t.status, t.answer, t.error, t.ms from public.webhook_tries t join public.webhook_deliveries d on d.id = t.delivery_id
  where d.webhook_id = ${webhook} order by t.id`;
const settled = (webhook: number) =>
  until('the messages', async () => (await deliveries(webhook)).every(({ state }) => state !== 'waiting'));
const webhookOf = async (id: number) =>
  (await sql`select active, off_because, failures_in_row from public.webhooks where id = ${id}`)[0];

describe('a message', () => {
  test('is what the contract says, and verified by the code of docs/webhooks.md', async () => {
    const { id, secret } = await create();
    await ask('test_webhook', { webhook_id: id });
    await settled(id);
    const [{ headers, body }] = got as [Got];
    const message = webhookMessageSchema.parse(JSON.parse(body));
    expect(message).toMatchObject({ kind: 'test', facts: {}, id: headers['webhook-id'] });
    expect(headers['content-type']).toBe('application/json');
    expect(verify(secret, headers, body)).toBe(true);
    expect(verify(secret, headers, body.replace('test', 'deployment'))).toBe(false);
    expect(verify(`whsec_${Buffer.from('other').toString('base64')}`, headers, body)).toBe(false);
    const late = String(Number(headers['webhook-timestamp']) - 600);
    expect(verify(secret, { ...headers, 'webhook-timestamp': late }, body)).toBe(false);
    expect(await tries(id)).toMatchObject([{ status: 204, answer: '', error: null }]);
  });

  test('goes to those who want its kind, with the notice’s facts', async () => {
    const [wants, other, off] = [await create(), await create(address, ['deployment']), await create()];
    await ask('change_webhook', {
      webhook_id: off.id,
      address,
      kinds: ['dataset_needs_look'],
      active: false,
    });
    await tell('webhooks-test');
    await settled(wants.id);
    expect(await deliveries(other.id)).toEqual([]);
    expect(await deliveries(off.id)).toEqual([]);
    expect(got).toHaveLength(1);
    expect(JSON.parse(got[0]!.body)).toMatchObject({
      kind: 'dataset_needs_look',
      facts: { name: 'webhooks-test', why: 'quality' },
    });
  });

  test('that failed is sent again, the same under the same id, and its log tells each try', async () => {
    answers = [500, 302];
    say = 'x'.repeat(900);
    const { id, secret } = await create();
    await tell('webhooks-test again');
    await until('two tries', async () => (await tries(id)).length >= 2, 60);
    await settled(id);
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array(3).fill(got[0]!.headers['webhook-id']),
    );
    expect(new Set(got.map(({ body }) => body)).size).toBe(1);
    expect(got.every(({ headers, body }) => verify(secret, headers, body))).toBe(true);
    expect((await tries(id)).map((row) => row['status'])).toEqual([500, 302, 204]);
    expect((await tries(id))[0]!['answer']).toBe('x'.repeat(500));
    expect(await webhookOf(id)).toMatchObject({ active: true, failures_in_row: 0 });
  }, 90_000);

  test('is sent again when an admin asks, also by a webhook that is off', async () => {
    const { id } = await create();
    await tell('webhooks-test once more');
    await settled(id);
    await ask('change_webhook', { webhook_id: id, address, kinds: ['deployment'], active: false });
    await ask('resend_delivery', { delivery_id: (await deliveries(id))[0]!.id });
    await until('the second', async () => got.length === 2);
    await settled(id);
    expect(got[1]!.body).toBe(got[0]!.body);
    expect(await deliveries(id)).toMatchObject([{ state: 'delivered' }]);
  });
});

test('a message whose last try ended with the trainer is given up, and can be sent again', async () => {
  const { id } = await create();
  const [delivery] = await sql`
    insert into public.webhook_deliveries (webhook_id, kind, asked, not_before)
    values (${id}, 'test', true, now() + interval '1 hour') returning id::int`;
  const key = `send_webhook:${delivery!['id']}`;
  // As a crash leaves it, once the dead trainer's job is free: tries are counted when a job is taken.
  await sql`update graphile_worker._private_jobs set attempts = max_attempts, run_at = now() where key = ${key}`;
  await settled(id);
  expect(await deliveries(id)).toMatchObject([{ state: 'given_up' }]);
  expect(await tries(id)).toMatchObject([
    { status: null, error: expect.stringContaining('The trainer stopped') },
  ]);
  expect(await webhookOf(id)).toMatchObject({ active: true, failures_in_row: 0 });
  expect(await sql`select from graphile_worker.jobs where key = ${key}`).toHaveLength(0);
  await ask('resend_delivery', { delivery_id: delivery!['id'] });
  await until('the message', () => got.length === 1);
  await settled(id);
  expect(await deliveries(id)).toMatchObject([{ state: 'delivered' }]);
}, 60_000);

describe('a webhook is switched off', () => {
  const offNotices = () => sql`select facts from public.notices where kind = 'webhook_off'`;
  test('at once when the receiver says that it is gone, and a notice says so', async () => {
    answers = [410];
    const { id } = await create();
    await tell('webhooks-test gone');
    await settled(id);
    expect(await webhookOf(id)).toMatchObject({ active: false, off_because: 'gone' });
    expect(await deliveries(id)).toMatchObject([{ state: 'given_up' }]);
    const [notice] = await offNotices();
    expect(notice!['facts']).toEqual({ webhookId: id, host: new URL(address).host, because: 'gone' });
  });

  test('after twenty failures in a row, and what waits is given up', async () => {
    answers = [500];
    const { id } = await create();
    await sql`update public.webhooks set failures_in_row = 19 where id = ${id}`;
    await tell('webhooks-test broken');
    await until('off', async () => (await webhookOf(id))!['active'] === false);
    expect(await webhookOf(id)).toMatchObject({ off_because: 'failures', failures_in_row: 20 });
    await settled(id);
    expect(got).toHaveLength(1);
    expect((await offNotices())[0]!['facts']).toMatchObject({ webhookId: id, because: 'failures' });
    await ask('change_webhook', { webhook_id: id, address, kinds: ['deployment'], active: true });
    expect(await webhookOf(id)).toEqual({ active: true, off_because: null, failures_in_row: 0 });
  }, 60_000);

  test('but not for tests that fail', async () => {
    answers = [500];
    const { id } = await create();
    await sql`update public.webhooks set failures_in_row = 19 where id = ${id}`;
    await ask('test_webhook', { webhook_id: id });
    await until('a try', async () => (await tries(id)).length > 0);
    expect(await webhookOf(id)).toMatchObject({ active: true });
  });
});

describe('an address', () => {
  test('in a private network is refused when it is sent to, once', async () => {
    const { id } = await create('https://10.0.0.1/hook');
    await ask('test_webhook', { webhook_id: id });
    await settled(id);
    expect(await tries(id)).toMatchObject([
      { status: null, error: 'The address resolves to 10.0.0.1, which is in a private network.' },
    ]);
    expect(await deliveries(id)).toMatchObject([{ state: 'given_up' }]);
  });
  test.each([
    'http://plant.example/',
    'https://me:pass@plant.example/',
    'ftp://plant.example',
    'https://',
    'http://localhost.evil.example/',
  ])('%s is not taken', async (to) => {
    await expect(create(to)).rejects.toThrow('invalid_field');
  });
});

test('webhooks are for admins, and nobody reads a secret', async () => {
  const { id } = await create();
  for (const caller of CALLERS) {
    await rolledBack(sql, async (sql) => {
      await become(sql, caller);
      for (const asked of [
        "create_webhook('https://plant.example', '{alarm}')",
        `change_webhook(${id}, 'https://plant.example', '{alarm}', true)`,
        `test_webhook(${id})`,
        'resend_delivery(0)',
        `remove_webhook(${id})`,
      ]) {
        const denied = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        const refused = ['42501', 'PT403'].includes(denied?.code ?? '');
        expect(refused, `${caller} asks ${asked}`).toBe(!['admin', 'service'].includes(caller));
      }
      expect((await refusal(sql, (sql) => sql`select * from private.webhook_secrets`))?.code, caller).toBe(
        '42501',
      );
    });
  }
});
