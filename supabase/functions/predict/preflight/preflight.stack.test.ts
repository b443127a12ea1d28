import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GoldenCar, Preflight } from '../../../../shared/contracts/deployments.ts';
import { preflightOf } from '../../../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../../../tools/test/fixtures/functions.ts';
import {
  metadataOf,
  onnxFileOf,
  someCars,
  trainedModel,
  treeFileOf,
} from '../../../../tools/test/fixtures/models.ts';
import {
  accessToken,
  database,
  serviceClient,
  signedInClient,
  testStack,
} from '../../../../tools/test/stack.ts';
import { loadModel, scoreRows } from '../../_shared/onnx/model.ts';

const sql = database();
let engineer: Awaited<ReturnType<typeof signedInClient>>;
let seed = Date.now() % 1_000_000;

interface Registered {
  id: number;
  sha256: string;
  bytes: Uint8Array<ArrayBuffer>;
  golden: GoldenCar[];
}

/** Registers a new model with 20 golden cars; `shift` is added to the probabilities that it tells. */
async function registered({ shift = 0, cars = 20 } = {}): Promise<Registered> {
  const model = await trainedModel(++seed);
  const bytes = onnxFileOf(model);
  const rows = someCars(cars, seed).map(({ row }) => row);
  const probability = rows.length > 0 ? await scoreRows(await loadModel(bytes), rows) : [];
  const golden = rows.map((features, index) => ({ features, probability: probability[index]! + shift }));
  const body = modelForm(bytes, metadataOf('pre-flight', { golden }), treeFileOf(model));
  const made = await call('createModel', await accessToken(engineer), { method: 'POST', body });
  expect(made.status).toBe(201);
  return { id: made.body.id, sha256: made.body.sha256, bytes, golden };
}

const resultsOf = ({ checks }: Preflight) => checks.map(({ check, result }) => `${check} ${result}`);
const foundOf = ({ checks }: Preflight, name: string) => checks.find(({ check }) => check === name)!.found;
const bucket = () => serviceClient().storage.from('models');

beforeAll(async () => {
  engineer = await signedInClient('engineer');
});
afterAll(() => sql.end());

test('golden cars are kept with the model to the bit, and lists do without them', async () => {
  const { id, golden } = await registered();
  const [row] = await sql`select golden from public.models where id = ${id}`;
  expect(row!['golden']).toEqual(golden);
  const [columns] = await sql`
    select count(*)::int as n from information_schema.columns
    where table_name = 'model_overview' and column_name = 'golden'`;
  expect(columns!['n']).toBe(0);
});

test('of a good model all that is seen from its file is ok; what was found is kept', async () => {
  const { id, sha256 } = await registered();
  const answer = await preflightOf(engineer, id);
  expect(resultsOf(answer).slice(0, 5)).toEqual([
    'file ok',
    'loads ok',
    'inputs ok',
    'golden ok',
    'latency ok',
  ]);
  expect(answer.checks.map(({ check }) => check).at(-1)).toBe('comparison');
  const [kept] = await sql`select * from public.preflights where id = ${answer.id}`;
  expect(kept).toMatchObject({ model_id: String(id), sha256, ok: answer.ok, checks: answer.checks });
  expect(kept!['created_by']).not.toBeNull();
  expect(answer.ok).toBe(answer.checks.every(({ result }) => result !== 'failed'));
});

test('golden cars of another opinion: how far off', async () => {
  const { id } = await registered({ shift: 2e-5 });
  const answer = await preflightOf(engineer, id);
  expect(resultsOf(answer)).toContain('golden failed');
  expect(foundOf(answer, 'golden')).toMatch(/is 2\.0e-5; at most 1e-5 is allowed/);
  expect(answer.ok).toBe(false);
});

test('a model without golden cars: skipped, and timed over its typical car', async () => {
  const { id } = await registered({ cars: 0 });
  const answer = await preflightOf(engineer, id);
  expect(resultsOf(answer)).toEqual(expect.arrayContaining(['golden skipped', 'latency ok']));
});

describe('a file in Storage', () => {
  test('that is gone: nothing else can be checked', async () => {
    const { id, sha256 } = await registered();
    await bucket().remove([`${sha256}.onnx`]);
    const answer = await preflightOf(engineer, id);
    expect(resultsOf(answer).slice(0, 5)).toEqual(
      ['file', 'loads', 'inputs', 'golden', 'latency'].map((check) => `${check} failed`),
    );
    expect(foundOf(answer, 'golden')).toBe('Not run, because the check "file" failed.');
  });

  test('that was changed fails, also when it is the tree file or a good model of its own', async () => {
    const { id, sha256 } = await registered();
    const other = await registered();
    const put = (name: string, bytes: Uint8Array<ArrayBuffer>) =>
      bucket().upload(name, new Blob([bytes]), { upsert: true });
    await put(`${sha256}.onnx`, other.bytes);
    expect(foundOf(await preflightOf(engineer, id), 'file')).toMatch(/not the one that was registered/);
    const trees = new Uint8Array(
      await (await bucket().download(`${other.sha256}.trees`)).data!.arrayBuffer(),
    );
    trees[trees.length - 1]! ^= 1;
    await put(`${other.sha256}.trees`, trees);
    expect(resultsOf(await preflightOf(engineer, other.id))[0]).toBe('file failed');
  });

  /** An admin may: nothing of this test is about evaluations. */
  async function deployUnmeasured(id: number): Promise<void> {
    await preflightOf(engineer, id);
    const admin = await signedInClient('admin');
    const { error } = await admin.rpc('deploy_model', {
      model_id: id,
      reason: 'a test of its file',
      override_reason: 'not to be measured',
    });
    expect(error).toBeNull();
  }

  test('that was changed is not served by an instance that does not hold it yet', async () => {
    const { id, sha256 } = await registered();
    const whole = [await registered(), await registered(), await registered()];
    await bucket().upload(`${sha256}.onnx`, new Blob([whole[0]!.bytes]), { upsert: true });
    const ask = async () =>
      await call('predict', await accessToken(engineer), {
        json: { cars: [{ features: { failures_total: 7 } }] },
      });
    // Its first evaluation may have left it in memory; three others drive it out.
    for (const other of whole) {
      await deployUnmeasured(other.id);
      expect(await ask()).toMatchObject({ status: 200, body: { model: { id: other.id } } });
    }
    await deployUnmeasured(id);
    try {
      expect(await ask()).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    } finally {
      await deployUnmeasured(whole[0]!.id);
    }
    expect(await ask()).toMatchObject({ status: 200, body: { model: { id: whole[0]!.id } } });
  });
});

test('inputs that are no longer those of the row are named', async () => {
  const { id } = await registered();
  await sql`update public.models set inputs = inputs - 0 || '[{"name": "oil", "type": "float"}]' where id = ${id}`;
  const answer = await preflightOf(engineer, id);
  expect(resultsOf(answer)).toContain('inputs failed');
  expect(foundOf(answer, 'inputs')).toContain('oil float');
});

describe('who may ask', () => {
  test.each(['operator', 'service'] as const)('not: %s', async (caller) => {
    const token =
      caller === 'service' ? testStack().secretKey : await accessToken(await signedInClient('operator'));
    expect(await call('predict/preflight', token, { json: { modelId: 1 } })).toMatchObject({
      status: 403,
      body: { error: { code: 'not_allowed' } },
    });
  });
  test('an admin, and about a model that exists', async () => {
    const token = await accessToken(await signedInClient('admin'));
    expect(await call('predict/preflight', token, { json: { modelId: 2_000_000_000 } })).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found', details: { id: 2_000_000_000 } } },
    });
    expect((await call('predict/preflight', token, { json: {} })).body.error.details.field).toBe('modelId');
  });
  test('members read what was found', async () => {
    const { id } = await preflightOf(engineer, (await registered()).id);
    const { data } = await (await signedInClient('operator')).from('preflights').select('*').eq('id', id);
    expect(data).toHaveLength(1);
  });
});

test('the route is described', async () => {
  const { body } = await call('predict/openapi.json', null);
  const { requestBody, responses } = body.paths['/predict/preflight'].post;
  expect(requestBody.content['application/json'].schema.required).toEqual(['modelId']);
  expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '400', '401', '403', '404']));
});
