import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAILURES, failure, load, newKnr } from '../../trainer/tests/plant.ts';
import { call } from '../../tools/test/fixtures/functions.ts';
import {
  accessToken,
  anonymousClient,
  database,
  serviceClient,
  signedInClient,
} from '../../tools/test/stack.ts';

const sql = database();
const mark = randomUUID().slice(0, 8);
const EMAIL = `marked-${mark}@halle.test`;
const PASSWORD = `secret-${mark}`;
const WORKER = `WORKER${mark}`;
const TEXT = `TEXT${mark}`;
let person: string;

beforeAll(async () => {
  const made = await serviceClient().auth.admin.createUser({
    email: EMAIL,
    password: PASSWORD,
    email_confirm: true,
  });
  if (made.error) throw made.error;
  person = made.data.user.id;
  await serviceClient().from('memberships').insert({ user_id: person, role: 'engineer' });
});
afterAll(async () => {
  await serviceClient().auth.admin.deleteUser(person);
  await sql.end();
});

/** What no log may have, after somebody marked has called what there is, well and badly. */
async function marksOfCalls(): Promise<{ secret: string[]; rows: string[] }> {
  const client = anonymousClient();
  await client.auth.signInWithPassword({ email: EMAIL, password: `wrong-${PASSWORD}` });
  const { error } = await client.auth.signInWithPassword({ email: EMAIL, password: PASSWORD });
  if (error) throw error;
  const token = await accessToken(client);
  const admin = await signedInClient('admin');
  const { data: key } = await admin.rpc('create_api_key', {
    name: `key-${mark}`,
    scopes: ['read', 'predict'],
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    per_minute: 100,
  });
  const knr = newKnr();
  const ingested = [{ knr, station: 'ZP7', failure: TEXT, group: '133', foundAt: 'never', user: WORKER }];
  for (const who of [token, key.key, `halle_${mark}_unknown`, `e30.${mark}.x`]) {
    await call('predict', who, { json: { knrs: [knr, TEXT, WORKER] } });
    await call('predict', who, {
      method: 'POST',
      body: `{"knr": "${TEXT}`,
      headers: { 'content-type': 'application/json' },
    });
    await call('ingest', who, {
      json: { kind: 'failures', rows: ingested },
      headers: { 'idempotency-key': mark },
    });
    await call(`getModel/${TEXT}`, who);
    await call('evaluate', who, { json: { modelId: 0, [TEXT]: WORKER } });
    await call('createModel', who, { method: 'POST', body: new Blob([TEXT]) });
    await call('createModel/runs', who, { json: { parameters: { [TEXT]: WORKER } } });
  }
  await client
    .from('calendar_events')
    .insert({ starts_on: TEXT, ends_on: WORKER, kind: 'supplier', note: TEXT });
  await client.rpc('deploy_model', { model_id: 0, reason: TEXT });
  const row = failure(knr, 'ZP7', '2031-01-05 10:00:00', TEXT).replace('U55555', WORKER);
  await load(
    client,
    sql,
    `failures/${mark}.csv`,
    FAILURES + row + row.replace(knr, TEXT) + `${TEXT};${WORKER}\n`,
  );
  await load(client, sql, `failures/broken-${mark}.xlsx`, `PK${TEXT}`);
  return { secret: [EMAIL, PASSWORD, token, String(key.key)], rows: [WORKER, TEXT] };
}

/** The platform's own logs repeat a value that is of no type, as hosted's do. */
const PLATFORM = ['platform.log', 'postgres.log'];

it('no log has an e-mail, a password, a token or a key, and ours nothing that a row says', async () => {
  const { secret, rows } = await marksOfCalls();
  const folder = join(dirname(process.env['HALLE_STACK']!), 'logs');
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['functions.log', 'trainer.log', ...PLATFORM]));
  const found: string[] = [];
  for (const name of readdirSync(folder)) {
    const marks = PLATFORM.includes(name) ? secret : [...secret, ...rows];
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n'))
      for (const mark of marks)
        if (line.includes(mark)) found.push(`${name}: ${mark}: ${line.slice(0, 400)}`);
  }
  expect(found).toEqual([]);
}, 120_000);
