import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployAsPerson, preflightOf } from '../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../tools/test/fixtures/functions.ts';
import { metadataOf, trainedModelFile } from '../../tools/test/fixtures/models.ts';
import { accessToken, database, signedInClient, testStack } from '../../tools/test/stack.ts';
import { become } from './as-caller.ts';

const sql = database();
const connection = () => postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const [one, two] = [connection(), connection()];
afterAll(async () => {
  await Promise.all([sql.end(), one.end(), two.end()]);
});

/** Real models: what two people decide stays in the test's database. */
const models: number[] = [];
beforeAll(async () => {
  const engineer = await signedInClient('engineer');
  for (const n of [1, 2, 3]) {
    const body = modelForm(await trainedModelFile((Date.now() + n) % 1_000_000), metadataOf(`at once ${n}`));
    models.push((await call('createModel', await accessToken(engineer), { method: 'POST', body })).body.id);
  }
  await deployAsPerson(engineer, models[0]!, 'what both have seen');
  for (const id of models.slice(1)) await preflightOf(engineer, id);
});

const newest = async () =>
  Number((await sql`select id from public.deployments order by id desc limit 1`)[0]!['id']);
const decide = async (tx: TransactionSql, model: number, seen: number) => {
  // Not compared with each other: an admin says why.
  await become(tx, 'admin');
  return await tx`select id::int from public.deploy_model(${model}, 'at once', seen_deployment_id => ${seen},
    override_reason => 'not what is tested here')`;
};

/** The second person sends while the first one's transaction is open, and is seen to wait for it. */
async function bothAtOnce(seen: number, model: number, end: 'committed' | 'taken back') {
  const open = Promise.withResolvers<void>();
  const sent = Promise.withResolvers<void>();
  const winner = one.begin(async (tx) => {
    await decide(tx, model, seen);
    open.resolve();
    await sent.promise;
    if (end === 'taken back') throw new Error(end);
  });
  winner.catch(() => undefined);
  await open.promise;
  const other = two
    .begin(async (tx) => await decide(tx, models[2]!, seen))
    .then(
      (rows) => ({ id: rows[0]!['id'] as number, error: null }),
      (error: { code: string; detail: string; message: string }) => ({ id: null, error }),
    );
  for (let tries = 0; ; tries++) {
    const waiting = await sql`
      select from pg_catalog.pg_locks where not granted and relation = 'public.deployments'::regclass`;
    if (waiting.length > 0) break;
    if (tries > 500) throw new Error('the second one does not wait');
    await sleep(10);
  }
  sent.resolve();
  await winner.catch(() => undefined);
  return await other;
}

describe('two people who decide at once, on what both have seen', () => {
  it('the first wins, the second is told who was first and with what', async () => {
    const seen = await newest();
    const { error } = await bothAtOnce(seen, models[1]!, 'committed');
    expect(error).toMatchObject({ code: 'PT409', detail: 'deployment_changed' });
    expect(error!.message).toMatch(new RegExp(`admin@\\S+ put model ${models[1]} \\(at once 2\\) in use`));
    const rows = await sql`select model_id::int, previous_id::int from public.deployments where id > ${seen}`;
    expect(rows).toEqual([{ model_id: models[1], previous_id: seen }]);
  });

  it('when the first is taken back, the second is the one that counts', async () => {
    const seen = await newest();
    const { id } = await bothAtOnce(seen, models[0]!, 'taken back');
    expect(id).toBe(await newest());
    const [row] = await sql`
      select previous_id::int, created_at > now() - interval '1 minute' as fresh from public.deployments where id = ${id}`;
    expect(row).toEqual({ previous_id: seen, fresh: true });
  });
});
