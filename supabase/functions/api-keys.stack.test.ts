import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../shared/contracts/api-keys.ts';
import { createKey } from '../../tools/test/fixtures/api-keys.ts';
import { putCars, removeCars } from '../../tools/test/fixtures/cars.ts';
import { deployAsPerson } from '../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../tools/test/fixtures/models.ts';
import { database, serviceClient, signedInClient, testStack } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack } from '../tests/as-caller.ts';
import { forgetIngested } from './ingest/tests/forget.ts';

const YEAR = '1893';
const KNR = `${YEAR}-0000001`;
const NAME = 'test of api keys';
const sql = database();
const admin = await signedInClient('admin');
const day = 24 * 3600 * 1000;

const makeKey = (scopes: readonly Scope[], perMinute = 600) => createKey(admin, NAME, scopes, perMinute);
const keys = Object.fromEntries(
  await Promise.all(SCOPES.map(async (scope) => [scope, await makeKey([scope])])),
) as Record<Scope, Awaited<ReturnType<typeof makeKey>>>;

beforeAll(async () => {
  await removeCars(sql, YEAR);
  const [{ row }] = someCars(1, 3) as [ReturnType<typeof someCars>[number]];
  await putCars(sql, [{ knr: KNR, features: row, roadTestAt: null, failed: null }]);
});
afterAll(async () => {
  await removeCars(sql, YEAR);
  await forgetIngested(sql, YEAR);
  await sql`update public.api_keys set revoked_at = coalesce(revoked_at, now()) where name = ${NAME}`;
  await sql.end();
});

const rows = (n: number) => ({
  kind: 'status',
  rows: [{ knr: `${YEAR}-000000${n}`, status: 'M700', passedAt: '2031-05-20T08:00:00' }],
});
/** A call of each route; what it needs. */
const CALLS: [string, Scope | null, (token: string) => ReturnType<typeof call>][] = [
  ['POST predict', 'predict', (token) => call('predict', token, { json: { knr: KNR } })],
  ['POST predict/preflight', null, (token) => call('predict/preflight', token, { json: { modelId: 2e9 } })],
  [
    'POST ingest',
    'ingest',
    (token) =>
      call('ingest', token, { json: rows(2), headers: { 'idempotency-key': `keys-${token.slice(-20)}` } }),
  ],
  [
    'POST createModel',
    'models:write',
    (token) => call('createModel', token, { method: 'POST', body: new FormData() }),
  ],
  [
    'POST createModel/runs',
    'models:write',
    (token) => call('createModel/runs', token, { json: { cause: 'moon' } }),
  ],
  ['GET createModel/runs/1', 'read', (token) => call('createModel/runs/2000000000', token)],
  [
    'DELETE createModel/runs/1',
    'models:write',
    (token) => call('createModel/runs/2000000000', token, { method: 'DELETE' }),
  ],
  ['GET getModel', 'read', (token) => call('getModel', token)],
  ['HEAD getModel', 'read', (token) => call('getModel', token, { method: 'HEAD' })],
  ['GET getModel/current', 'read', (token) => call('getModel/current', token)],
  ['GET getModel/1', 'read', (token) => call('getModel/2000000000', token)],
  ['GET getModel/1/file', 'read', (token) => call('getModel/2000000000/file', token)],
  ['POST evaluate', 'read', (token) => call('evaluate', token, { json: { modelId: 2e9 } })],
  ['POST evaluate/challenger', null, (token) => call('evaluate/challenger', token, { method: 'POST' })],
];

describe.each(CALLS)('%s', (name, needed, ask) => {
  test.each(SCOPES)('with the scope %s', async (scope) => {
    const { status, body } = await ask(keys[scope].key);
    if (scope === needed) expect([401, 403, 429, 500], JSON.stringify(body)).not.toContain(status);
    else if (name.startsWith('HEAD')) expect(status).toBe(403);
    else {
      const code = needed === null ? 'person_required' : 'scope_missing';
      expect({ status, code: body.error?.code }).toEqual({ status: 403, code });
    }
  });
});

test('a key registers a model and predicts; what it does carries its name', async () => {
  const file = await trainedModelFile(Date.now() % 1_000_000);
  const body = modelForm(file, metadataOf('made with a key'));
  const made = await call('createModel', keys['models:write'].key, { method: 'POST', body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const [model] = await sql`select created_by, created_key from public.models where id = ${made.body.id}`;
  expect(model).toEqual({ created_by: null, created_key: String(keys['models:write'].id) });
  await deployAsPerson(await signedInClient('engineer'), made.body.id, 'a test of keys');
  const answer = await call('predict', keys.predict.key, { json: { knr: KNR } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const [prediction] =
    await sql`select requested_by, requested_key from public.predictions where knr = ${KNR} order by id desc limit 1`;
  expect(prediction).toEqual({ requested_by: null, requested_key: String(keys.predict.id) });
  const measured = await call('evaluate', keys.read.key, { json: { modelId: made.body.id } });
  expect([200, 422]).toContain(measured.status);
  if (measured.status === 200) expect(measured.body.evaluationId).toBeNull();
});

test('sent rows carry the name of the key', async () => {
  const idempotency = `keys-carry-${Date.now()}`;
  const sent = await call('ingest', keys.ingest.key, {
    json: rows(3),
    headers: { 'idempotency-key': idempotency },
  });
  expect(sent.status, JSON.stringify(sent.body)).toBe(200);
  const [request] =
    await sql`select requested_by, requested_key from public.ingest_requests where key = ${idempotency}`;
  expect(request).toEqual({ requested_by: null, requested_key: String(keys.ingest.id) });
});

test('a run is the key’s that asked for it, and a person is told by which key', async () => {
  await rolledBack(sql, async (sql) => {
    await sql`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
    await become(sql, 'service');
    const headers = JSON.stringify({ 'x-halle-key': String(keys['models:write'].id) });
    await sql`select set_config('request.headers', ${headers}, true)`;
    const [run] = await sql`select id, requested_key from public.request_training_run()`;
    expect(run!['requested_key']).toBe(String(keys['models:write'].id));
    await become(sql, 'engineer');
    const [told] = await sql`select public.training_run_person(${run!['id']}) as who`;
    expect(told!['who']).toBe(`${NAME} (${keys['models:write'].prefix}…)`);
  });
});

test('the word of a person about a key counts for nothing', async () => {
  await rolledBack(sql, async (sql) => {
    await become(sql, 'engineer');
    await sql`select set_config('request.headers', ${JSON.stringify({ 'x-halle-key': '1' })}, true)`;
    expect((await sql`select private.asking_key() as key`)[0]!['key']).toBeNull();
  });
});

test('a key is taken as apikey, too; half of it is not', async () => {
  const { key } = keys.read;
  expect((await call('getModel', null, { headers: { apikey: key } })).status).toBe(200);
  const half = await call('getModel', key.slice(0, -1));
  expect({ status: half.status, code: half.body.error.code }).toEqual({ status: 401, code: 'key_unknown' });
  const other = await call('getModel', `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`);
  expect({ status: other.status, code: other.body.error.code }).toEqual({ status: 401, code: 'key_unknown' });
});

test('a key opens neither tables nor files', async () => {
  for (const path of ['rest/v1/models', 'storage/v1/bucket']) {
    for (const [name, value] of [
      ['authorization', `Bearer ${keys.read.key}`],
      ['apikey', keys.read.key],
    ] as const) {
      const headers = { [name]: value };
      const answer = await fetch(`${testStack().apiUrl}/${path}`, { headers });
      // Storage tells a stranger an empty list.
      if (answer.status < 400) expect(await answer.json(), path).toEqual([]);
    }
  }
});

test('revoked: refused within two seconds', async () => {
  const made = await makeKey(['read']);
  expect((await call('getModel', made.key)).status).toBe(200);
  expect((await admin.rpc('revoke_api_key', { key_id: made.id })).error).toBeNull();
  const since = Date.now();
  const { status, body } = await call('getModel', made.key);
  expect({ status, code: body.error?.code }).toEqual({ status: 401, code: 'key_revoked' });
  expect(Date.now() - since).toBeLessThan(2000);
});

test('expired: refused', async () => {
  const made = await makeKey(['read']);
  await sql`update public.api_keys set expires_at = now() - interval '1 second' where id = ${made.id}`;
  const { status, body } = await call('getModel', made.key);
  expect({ status, code: body.error?.code }).toEqual({ status: 401, code: 'key_expired' });
});

test('fifty calls at once are counted exactly, and who is refused is told when to come again', async () => {
  const made = await makeKey(['read'], 6);
  const since = Date.now();
  const answers = await Promise.all(Array.from({ length: 50 }, () => call('getModel', made.key)));
  const passed = answers.filter(({ status }) => status === 200).length;
  // Six a minute: one more for every ten seconds that the fifty took.
  const most = 6 + Math.floor((Date.now() - since) / 10_000);
  expect(passed).toBeGreaterThanOrEqual(6);
  expect(passed).toBeLessThanOrEqual(most);
  const refused = answers.find(({ status }) => status === 429)!;
  expect(refused.body.error).toMatchObject({ code: 'rate_limited', details: { perMinute: 6 } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
});

test('the bucket fills again, evenly', async () => {
  const made = await makeKey(['read'], 6);
  for (let n = 0; n < 6; n += 1) expect((await call('getModel', made.key)).status).toBe(200);
  expect((await call('getModel', made.key)).status).toBe(429);
  await sql`update private.api_key_calls set at = at - interval '10 seconds' where key_id = ${made.id}`;
  expect((await call('getModel', made.key)).status).toBe(200);
  expect((await call('getModel', made.key)).status).toBe(429);
});

test('when it was last used is written, at most once a minute', async () => {
  const { id, key } = await makeKey(['read']);
  const used = async () => {
    await call('getModel', key);
    return (await sql`select last_used_at from public.api_keys where id = ${id}`)[0]!['last_used_at'] as Date;
  };
  const first = await used();
  expect(Date.now() - first.getTime()).toBeLessThan(10_000);
  expect(await used()).toEqual(first);
  await sql`update public.api_keys set last_used_at = last_used_at - interval '61 seconds' where id = ${id}`;
  expect((await used()).getTime()).toBeGreaterThanOrEqual(first.getTime());
});

test('nobody reads a hash, nor the calls; only the hash is kept', async () => {
  for (const caller of CALLERS) {
    await rolledBack(sql, async (sql) => {
      await become(sql, caller);
      for (const table of ['api_key_hashes', 'api_key_calls'])
        expect(
          (await refusal(sql, (sql) => sql.unsafe(`select * from private.${table}`)))?.code,
          caller,
        ).toBe('42501');
    });
  }
  const { id, key } = keys.read;
  const [kept] =
    await sql`select encode(hash, 'hex') as hash from private.api_key_hashes where key_id = ${id}`;
  expect(kept!['hash']).toBe(createHash('sha256').update(key).digest('hex'));
  const [row] = await sql`select to_jsonb(k)::text as all from public.api_keys k where id = ${id}`;
  expect(row!['all']).not.toContain(key.slice(-20));
});

test('only an admin lists, makes and revokes; what is not right is refused', async () => {
  const made = {
    name: NAME,
    scopes: ['read'],
    expires_at: new Date(Date.now() + day).toISOString(),
    per_minute: 9,
  };
  for (const role of ['operator', 'engineer'] as const) {
    const client = await signedInClient(role);
    expect((await client.from('api_keys').select()).data).toEqual([]);
    expect((await client.rpc('create_api_key', made)).error?.details).toBe('not_allowed');
    expect((await client.rpc('revoke_api_key', { key_id: keys.read.id })).error?.details).toBe('not_allowed');
    expect((await client.rpc('use_api_key', { hash: '00', scope: 'read' })).error?.code).toBe('42501');
  }
  expect(
    (
      await admin
        .from('api_keys')
        .update({ scopes: ['predict'] })
        .eq('id', keys.read.id)
    ).error?.code,
  ).toBe('42501');
  for (const wrong of [
    { name: ' ' },
    { scopes: [] },
    { scopes: ['deploy'] },
    { expires_at: new Date(Date.now() - 1000).toISOString() },
    { expires_at: new Date(Date.now() + 800 * day).toISOString() },
    { per_minute: 0 },
    { per_minute: 6001 },
  ])
    expect((await admin.rpc('create_api_key', { ...made, ...wrong })).error?.details).toBe('invalid_field');
  expect((await admin.rpc('revoke_api_key', { key_id: 2_000_000_000 })).error?.details).toBe('not_found');
  expect((await serviceClient().rpc('use_api_key', { hash: '00', scope: 'read' })).data).toEqual({
    refused: 'key_unknown',
  });
});
