import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  MODEL_FILE_LIMIT,
  modelSchema,
  modelWithLinkSchema,
  TREES_FILE_LIMIT,
} from '../../../shared/contracts/models.ts';
import { runSchema } from '../../../shared/contracts/runs.ts';
import { call, modelForm } from '../../../tools/test/fixtures/functions.ts';
import {
  metadataOf,
  onnxFileOf,
  trainedModel,
  trainedModelFile,
  treeFileOf,
} from '../../../tools/test/fixtures/models.ts';
import {
  accessToken,
  database,
  serviceClient,
  signedInClient,
  testStack,
} from '../../../tools/test/stack.ts';

let engineer: string;
let operator: string;
let file: Uint8Array<ArrayBuffer>;
const send = (token: string | null, bytes: Uint8Array<ArrayBuffer>, metadata: unknown) =>
  call('createModel', token, { method: 'POST', body: modelForm(bytes, metadata) });

const sql = database();
afterAll(() => sql.end());

beforeAll(async () => {
  engineer = await accessToken(await signedInClient('engineer'));
  operator = await accessToken(await signedInClient('operator'));
  file = await trainedModelFile(Date.now() % 100_000);
});

test('a model is checked, stored, registered, found again and downloaded with the same bytes', async () => {
  const made = await send(engineer, file, metadataOf('registered over HTTP'));
  expect(made.body).toMatchObject({ name: 'registered over HTTP', status: 'candidate' });
  expect(made.status).toBe(201);
  const model = modelSchema.parse(made.body);
  expect(model.bytes).toBe(file.length);
  expect(model.sha256).toBe(createHash('sha256').update(file).digest('hex'));
  expect(model.inputs).toContainEqual({ name: 'engine', type: 'string' });
  expect(made.headers.get('location')).toBe(`/functions/v1/getModel/${model.id}`);

  for (const path of [`getModel/${model.id}`, `getModel?ID_MODELO=${model.id}`]) {
    const found = modelWithLinkSchema.parse((await call(path, operator)).body);
    expect(found.id).toBe(model.id);
    expect(found.file.expiresIn).toBe(600);
    const bytes = new Uint8Array(await (await fetch(found.file.url)).arrayBuffer());
    expect(Buffer.compare(bytes, file)).toBe(0);
  }
  const redirect = await call(`getModel/${model.id}/file`, operator);
  expect(redirect.status).toBe(302);
  expect((await fetch(redirect.headers.get('location')!)).status).toBe(200);
  const list = await call('getModel?page=1&pageSize=1', operator);
  expect(list.body).toMatchObject({ page: 1, pageSize: 1, models: [{ id: model.id }] });

  const again = await send(engineer, file, metadataOf('the same file'));
  expect(again).toMatchObject({
    status: 409,
    body: { error: { code: 'already_registered', details: { id: model.id } } },
  });
});

describe('with its tree file', () => {
  const curve = {
    feature: 'failures_total',
    bins: [{ from: 0, to: 2, mean: 1.1, contribution: -0.2, cars: 40 }],
    categories: [],
    missing: { contribution: 0.1, cars: 3 },
  };
  const importance = [{ feature: 'failures_total', gain: 5, contribution: 0.31 }];
  const post = (onnx: Uint8Array<ArrayBuffer>, trees: Uint8Array<ArrayBuffer>, metadata: unknown) =>
    call('createModel', engineer, { method: 'POST', body: modelForm(onnx, metadata, trees) });

  test('both are stored, and the model tells its curves; one without has none', async () => {
    const model = await trainedModel((Date.now() + 2) % 100_000);
    const trees = treeFileOf(model);
    const made = await post(
      onnxFileOf(model),
      trees,
      metadataOf('with trees', { importance, dependence: [curve] }),
    );
    expect(made.status).toBe(201);
    const found = modelWithLinkSchema.parse((await call(`getModel/${made.body.id}`, operator)).body);
    expect(found).toMatchObject({ importance, dependence: [curve] });
    expect(found.treesSha256).toBe(createHash('sha256').update(trees).digest('hex'));
    const stored = await serviceClient().storage.from('models').download(`${found.sha256}.trees`);
    expect(Buffer.compare(new Uint8Array(await stored.data!.arrayBuffer()), trees)).toBe(0);
    const list = await call('getModel?page=1&pageSize=1', operator);
    expect(list.body.models[0].dependence).toBeUndefined();

    const without = await send(
      engineer,
      await trainedModelFile((Date.now() + 3) % 100_000),
      metadataOf('without'),
    );
    const other = modelWithLinkSchema.parse((await call(`getModel/${without.body.id}`, operator)).body);
    expect(other).toMatchObject({ treesSha256: null, dependence: [] });
  });

  test('that is not of this model is refused with the reason, and nothing is registered', async () => {
    const model = await trainedModel((Date.now() + 4) % 100_000);
    const other = treeFileOf(await trainedModel((Date.now() + 5) % 100_000));
    const refused = await post(onnxFileOf(model), other, metadataOf('mixed up'));
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'invalid_tree_file' } } });
    expect(refused.body.error.message).toMatch(/another model/);
    const { data } = await serviceClient().from('models').select('id').eq('name', 'mixed up');
    expect(data).toEqual([]);
    const large = await post(onnxFileOf(model), new Uint8Array(TREES_FILE_LIMIT + 1), metadataOf('large'));
    expect(large).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } });
    const form = modelForm(onnxFileOf(model), metadataOf('text'));
    form.set('trees', 'HLTR');
    const text = await call('createModel', engineer, { method: 'POST', body: form });
    expect(text.body.error).toMatchObject({ code: 'invalid_field', details: { field: 'trees' } });
  });
});

test('the secret key may register, an operator may not, nobody may not', async () => {
  const other = await trainedModelFile((Date.now() + 1) % 100_000);
  expect(await send(operator, other, metadataOf('x'))).toMatchObject({
    status: 403,
    body: { error: { code: 'not_allowed' } },
  });
  expect(await send(null, other, metadataOf('x'))).toMatchObject({
    status: 401,
    body: { error: { code: 'not_signed_in' } },
  });
  expect((await send(testStack().secretKey, other, metadataOf('by a program'))).status).toBe(201);
});

describe('bad input is refused with its reason', () => {
  const text = new TextEncoder();
  test.each([
    ['no ONNX', () => text.encode('KNR,MODELO,COR\n'), 422, 'invalid_model_file', /no ONNX model/],
    ['empty', () => new Uint8Array(), 422, 'invalid_model_file', /empty/],
    ['cut off', () => file.slice(0, 1000), 422, 'invalid_model_file', /refused/],
    ['too large', () => new Uint8Array(MODEL_FILE_LIMIT + 1), 413, 'too_large', /20 MB/],
    ['far too large', () => new Uint8Array(2 * MODEL_FILE_LIMIT), 413, 'too_large', /20 MB/],
  ])('%s', async (_, bytes, status, code, message) => {
    const answer = await send(engineer, bytes(), metadataOf('bad'));
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.body.error.message).toMatch(message);
    expect(JSON.stringify(answer.body)).not.toMatch(/\.ts:|at async/);
  });

  test('metadata that is no JSON, or misses a field', async () => {
    expect((await send(engineer, file, '{"name":')).body.error.code).toBe('body_not_json');
    const missing = await send(engineer, file, { name: 'x', algorithm: 'y', carsTrained: 1 });
    expect(missing).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_field', details: { field: 'metadata.threshold' } } },
    });
  });

  test('no multipart, or no file', async () => {
    expect((await call('createModel', engineer, { json: {} })).body.error.code).toBe('bad_request');
    const form = new FormData();
    form.set('metadata', '{}');
    const answer = await call('createModel', engineer, { method: 'POST', body: form });
    expect(answer.body.error).toMatchObject({ code: 'invalid_field', details: { field: 'file' } });
  });
});

/** Ends the run of an earlier test, if one is in progress. */
async function noActiveRun(): Promise<void> {
  const service = serviceClient();
  await expect
    .poll(
      async () => {
        const { data } = await service.from('training_runs').select('id').in('status', ['queued', 'running']);
        for (const { id } of data ?? []) await service.rpc('cancel_training_run', { run_id: id });
        return data;
      },
      { timeout: 30_000 },
    )
    .toEqual([]);
}

test('a run is requested once, seen, and cancelled', async () => {
  await noActiveRun();
  // On a plant without cars a run ends at once: this one waits for them until it is cancelled.
  const { promise: over, resolve: letGo } = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holding = sql.begin(async (tx) => {
    await tx`lock table public.cars in access exclusive mode`;
    held.resolve();
    await over;
  });
  await held.promise;
  const requested = await call('createModel/runs', engineer, { json: { parameters: { trees: 10 } } });
  expect(requested.status).toBe(202);
  const run = runSchema.parse(requested.body);
  expect(run).toMatchObject({ cause: 'http', parameters: { trees: 10 } });
  const refused = await call('createModel/runs', engineer, { json: {} });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'run_in_progress' } } });
  expect(runSchema.parse((await call(`createModel/runs/${run.id}`, operator)).body).id).toBe(run.id);
  expect((await call(`createModel/runs/${run.id}`, operator, { method: 'DELETE' })).status).toBe(403);
  const cancelled = await call(`createModel/runs/${run.id}`, engineer, { method: 'DELETE' });
  expect(cancelled.body.cancelRequested).toBe(true);
  letGo();
  await holding;
  await noActiveRun();
  const again = await call(`createModel/runs/${run.id}`, engineer, { method: 'DELETE' });
  expect(again.body.error.code).toBe('run_not_active');
});

test('runs: roles, unknown numbers and wrong parameters', async () => {
  expect((await call('createModel/runs', operator, { json: {} })).body.error.code).toBe('not_allowed');
  expect((await call('createModel/runs/999999999', engineer)).body.error.code).toBe('not_found');
  const wrong = await call('createModel/runs', engineer, { json: { parameters: { trees: 0 } } });
  expect(wrong.body.error).toMatchObject({ code: 'invalid_field', details: { field: 'parameters.trees' } });
});
